/* The editor of a rich text: Squire, our toolbar, and a text area that always holds what is to be sent. */
(() => {
  "use strict";
  const { sanitise, readLink } = ComptoirCollage;
  const FORMATS = { gras: "B", italique: "I", titre: "H3", puces: "UL", numeros: "OL", lien: "A" };
  const UNKNOWN = ["d", "D", "Shift-5", "Shift-6", "Shift-7"]; /* keys of formats that are not kept */

  function toggleHeading(editor) {
    editor.modifyBlocks((fragment) => {
      const isHeading = [...fragment.children].every((block) => block.nodeName === "H3");
      for (const block of [...fragment.children]) {
        if (!["P", "H3", "H4"].includes(block.nodeName)) continue;
        const made = document.createElement(isHeading ? "P" : "H3");
        made.append(...block.childNodes);
        block.replaceWith(made);
      }
      return fragment;
    });
    editor.focus();
  }

  /* A form sent while an image is on its way waits for it; one that does not arrive is told, and nothing is sent. */
  const coming = new WeakMap();
  const waiting = new WeakMap();
  document.addEventListener("submit", (e) => {
    if (!coming.get(e.target)) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    waiting.set(e.target, e.submitter);
  }, true);

  function arrive(form, isThere) {
    coming.set(form, coming.get(form) - 1);
    if (!isThere) waiting.delete(form);
    if (coming.get(form) || !waiting.has(form)) return;
    const submitter = waiting.get(form);
    waiting.delete(form);
    form.requestSubmit(submitter);
  }

  async function upload(file, field, editor, toast) {
    const form = field.closest("form");
    coming.set(form, (coming.get(form) || 0) + 1);
    const body = new FormData();
    body.append("image", file);
    const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    try {
      const answer = await fetch(field.dataset.richeImages, { method: "POST", body, headers });
      if (!answer.ok) throw new Error();
      const { url } = await answer.json();
      editor.insertImage(url, { alt: file.name.replace(/\.\w+$/, "") });
      setTimeout(arrive, 0, form, true); /* once the text area holds it */
    } catch {
      arrive(form, false);
      toast({ message: "Cette image n’a pas pu être ajoutée : PNG, JPEG, GIF ou WebP, 5 Mo au plus.", ton: "erreur" });
    }
  }

  /* The line where the address of a link is typed, under a message when it cannot be one. */
  function linkLine(line, editor) {
    const [input, reason] = [line.querySelector("input"), line.querySelector("[role=alert]")];
    const tell = (isWrong) => {
      reason.hidden = !isWrong;
      input.setAttribute("aria-invalid", isWrong);
      input.classList.toggle("is-invalid", isWrong);
    };
    const close = () => {
      line.hidden = true;
      input.value = "";
      tell(false);
      editor.focus();
    };
    const make = () => {
      const typed = input.value.trim();
      const address = typed && readLink(typed);
      if (address === null) {
        tell(true);
        return input.focus();
      }
      close();
      if (address) editor.makeLink(address);
    };
    input.addEventListener("input", () => tell(false));
    line.addEventListener("keydown", (e) => {
      if (!["Enter", "Escape"].includes(e.key) || e.ctrlKey) return;
      e.preventDefault();
      e.stopPropagation();
      e.key === "Enter" ? make() : close();
    });
    return { make, open: () => { line.hidden = false; input.focus(); } };
  }

  /* One stop for Tab, as a toolbar is; the arrows go from tool to tool. */
  function walk(bar) {
    const tools = [...bar.querySelectorAll("button")];
    const stop = (tool) => tools.forEach((one) => { one.tabIndex = one === tool ? 0 : -1; });
    stop(tools[0]);
    bar.addEventListener("focusin", (e) => tools.includes(e.target) && stop(e.target));
    bar.addEventListener("keydown", (e) => {
      const here = tools.indexOf(e.target);
      const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 }[e.key];
      if (here < 0 || to === undefined) return;
      e.preventDefault();
      tools.at(to % tools.length).focus();
    });
  }

  /* The text area holds what it held as long as nothing is changed, and nothing when nothing is left. */
  function mirror(field, area, root, editor) {
    let first = editor.getHTML();
    let last = first;
    const refused = field.hasAttribute("data-riche-saisi") ? first : null; /* before it was kept: its form must not be lost */
    if (refused) area.value = refused;
    const isEmpty = () => !root.querySelector("img") && !root.textContent.replace(/\u200b/g, "").trim();
    const copy = () => {
      const html = editor.getHTML();
      if (html === last) return;
      last = html;
      area.value = html === first ? refused ?? area.defaultValue : isEmpty() ? "" : html;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    };
    editor.addEventListener("input", copy);
    area.form?.addEventListener("reset", () => {
      editor.setHTML(field.dataset.richeHtml);
      last = first = editor.getHTML();
    });
    return copy;
  }

  function gesturesOf(editor, line, file) {
    return {
      gras: () => (editor.hasFormat("B") ? editor.removeBold() : editor.bold()),
      italique: () => (editor.hasFormat("I") ? editor.removeItalic() : editor.italic()),
      titre: () => toggleHeading(editor),
      puces: () => (editor.hasFormat("UL") ? editor.removeList() : editor.makeUnorderedList()),
      numeros: () => (editor.hasFormat("OL") ? editor.removeList() : editor.makeOrderedList()),
      lien: () => (editor.hasFormat("A") ? editor.removeLink() : line.open()),
      relier: line.make,
      image: () => file.click(),
    };
  }

  function equip(field, bar, root, editor, toast) {
    const file = field.querySelector("[data-riche-fichier]");
    const gestures = gesturesOf(editor, linkLine(field.querySelector("[data-riche-lien]"), editor), file);
    const show = () => Object.entries(FORMATS).forEach(([geste, format]) => {
      bar.querySelector(`[data-riche-geste=${geste}]`).setAttribute("aria-pressed", editor.hasFormat(format));
    });
    walk(bar);
    bar.addEventListener("mousedown", (e) => e.preventDefault());
    field.addEventListener("click", (e) => {
      const button = e.target.closest("[data-riche-geste]");
      if (!button) return;
      gestures[button.dataset.richeGeste]();
      show();
    });
    file.addEventListener("change", () => {
      [...file.files].forEach((one) => upload(one, field, editor, toast));
      file.value = "";
    });
    editor.addEventListener("pathChange", show);
    editor.addEventListener("pasteImage", ({ detail }) => {
      [...detail.clipboardData.items].filter((one) => one.type.startsWith("image/")).forEach((one) => upload(one.getAsFile(), field, editor, toast));
    });
    root.addEventListener("keyup", (e) => { /* what follows a heading is text, and so is what is left of one */
      const { anchorNode: node } = getSelection();
      const heading = (node?.closest ? node : node?.parentElement)?.closest("h3");
      const isLeft = ["Enter", "Backspace", "Delete"].includes(e.key) && heading && !heading.querySelector("img");
      if (isLeft && !heading.textContent.trim()) toggleHeading(editor);
    });
  }

  /* It takes the place of the text area, with its name, the focus and what was typed while it was coming. */
  function replace(area, root, editor, typed) {
    const isWriting = document.activeElement === area;
    root.setAttribute("role", "textbox");
    root.setAttribute("aria-multiline", "true");
    root.setAttribute("aria-label", area.labels[0]?.firstChild.data.trim() || "");
    root.dataset.indice = area.placeholder;
    area.labels[0]?.addEventListener("click", () => root.focus());
    [area.hidden, root.hidden] = [true, false];
    if (typed) editor.setHTML("").insertPlainText(typed, false);
    if (isWriting) editor.moveCursorToEnd().focus();
  }

  function mount(field, { toast }) {
    const find = (selector) => field.querySelector(selector);
    const [area, root, bar] = [find("textarea"), find("[data-riche-editeur]"), find("[role=toolbar]")];
    const typed = area.value === area.defaultValue ? "" : area.value;
    root.addEventListener("click", (e) => e.target.nodeName === "IMG" && e.stopPropagation()); /* no resizing */
    const images = field.dataset.richeImages;
    const editor = new Squire(root, { blockTag: "P", sanitizeToDOMFragment: (html) => sanitise(html, images) });
    UNKNOWN.forEach((key) => ["Ctrl-", "Meta-"].forEach((held) => editor.setKeyHandler(held + key, null)));
    editor.setHTML(field.dataset.richeHtml);
    const copy = mirror(field, area, root, editor);
    replace(area, root, editor, typed);
    copy();
    equip(field, bar, root, editor, toast);
    bar.hidden = false;
  }

  window.ComptoirRiche = { mount };
})();
