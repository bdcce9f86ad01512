/* The editor of a rich text: Squire, our toolbar, and a text area that always holds what is to be sent. */
(() => {
  "use strict";
  const KEPT = { P: [], DIV: [], BR: [], STRONG: [], B: [], EM: [], I: [], U: [], H3: [], H4: [], UL: [], OL: [], LI: [], BLOCKQUOTE: [], A: ["href"], IMG: ["src", "alt"] };
  const NAMES = { H1: "H3", H2: "H3", H5: "H4", H6: "H4" };
  const DROPPED = ["SCRIPT", "STYLE", "TEMPLATE", "TITLE", "HEAD"];
  const LINK = /^(https?:|mailto:|tel:)/i;

  /* What is pasted comes from anywhere: only what the server keeps is shown, and no image of others is fetched. */
  function copy(from, to, images) {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) to.append(document.createTextNode(node.data));
      if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.includes(node.nodeName)) continue;
      const name = NAMES[node.nodeName] || node.nodeName;
      const isForeign = name === "IMG" && !(node.getAttribute("src") || "").startsWith(images);
      const isUnsafe = name === "A" && !LINK.test(node.getAttribute("href") || "");
      if (isForeign) continue;
      if (!KEPT[name] || isUnsafe) {
        copy(node, to, images);
        continue;
      }
      const made = document.createElement(name);
      KEPT[name].filter((one) => node.hasAttribute(one)).forEach((one) => made.setAttribute(one, node.getAttribute(one)));
      copy(node, made, images);
      to.append(made);
    }
  }
  function sanitise(html, images) {
    const fragment = document.createDocumentFragment();
    copy(new DOMParser().parseFromString(html, "text/html").body, fragment, images);
    return fragment;
  }

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

  async function upload(file, field, editor, toast) {
    const body = new FormData();
    body.append("image", file);
    const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    try {
      const answer = await fetch(field.dataset.richeImages, { method: "POST", body, headers });
      if (!answer.ok) throw new Error();
      const { url } = await answer.json();
      editor.insertImage(url, { alt: file.name.replace(/\.\w+$/, "") });
    } catch {
      toast({ message: "Cette image n’a pas pu être ajoutée : PNG, JPEG, GIF ou WebP, 5 Mo au plus.", ton: "erreur" });
    }
  }

  function mount(field, { toast }) {
    const find = (selector) => field.querySelector(selector);
    const [area, root, bar, link] = [find("textarea"), find("[data-riche-editeur]"), find("[role=toolbar]"), find("[data-riche-lien]")];
    const file = find("[data-riche-fichier]");
    const images = `${field.dataset.richeImages}`;
    root.addEventListener("click", (e) => e.target.nodeName === "IMG" && e.stopPropagation()); /* no resizing */
    const editor = new Squire(root, { blockTag: "P", sanitizeToDOMFragment: (html) => sanitise(html, images) });
    editor.setHTML(field.dataset.richeHtml);
    root.setAttribute("role", "textbox");
    root.setAttribute("aria-multiline", "true");
    root.setAttribute("aria-label", area.labels[0]?.firstChild.data.trim() || "");
    area.labels[0]?.addEventListener("click", () => root.focus());
    [area.hidden, root.hidden, bar.hidden] = [true, false, false];
    let last = editor.getHTML();
    if (field.hasAttribute("data-riche-saisi")) area.value = last; /* refused before it was kept: its form must not be lost */

    const gestures = {
      gras: () => (editor.hasFormat("B") ? editor.removeBold() : editor.bold()),
      italique: () => (editor.hasFormat("I") ? editor.removeItalic() : editor.italic()),
      titre: () => toggleHeading(editor),
      puces: () => (editor.hasFormat("UL") ? editor.removeList() : editor.makeUnorderedList()),
      numeros: () => (editor.hasFormat("OL") ? editor.removeList() : editor.makeOrderedList()),
      lien: () => {
        if (editor.hasFormat("A")) return editor.removeLink();
        link.hidden = false;
        link.querySelector("input").focus();
      },
      relier: () => {
        const input = link.querySelector("input");
        const url = input.value.trim();
        link.hidden = true;
        input.value = "";
        editor.focus();
        if (url) editor.makeLink(LINK.test(url) ? url : `https://${url}`);
      },
      image: () => file.click(),
    };
    const formats = { gras: "B", italique: "I", titre: "H3", puces: "UL", numeros: "OL", lien: "A" };
    const show = () => bar.querySelectorAll("[aria-pressed]").forEach((button) => {
      const format = formats[button.dataset.richeGeste];
      button.setAttribute("aria-pressed", Boolean(format) && editor.hasFormat(format));
    });
    root.addEventListener("keyup", (e) => { /* what follows a heading is text */
      const { anchorNode: node } = getSelection();
      const heading = (node?.closest ? node : node?.parentElement)?.closest("h3");
      if (e.key === "Enter" && heading && !heading.textContent.trim()) toggleHeading(editor);
    });
    bar.addEventListener("mousedown", (e) => e.preventDefault());
    field.addEventListener("click", (e) => {
      const button = e.target.closest("[data-riche-geste]");
      if (!button) return;
      gestures[button.dataset.richeGeste]();
      show();
    });
    link.addEventListener("keydown", (e) => {
      if (e.key !== "Enter") return;
      e.preventDefault();
      gestures.relier();
    });
    file?.addEventListener("change", () => {
      [...file.files].forEach((one) => upload(one, field, editor, toast));
      file.value = "";
    });
    editor.addEventListener("pathChange", show);
    editor.addEventListener("pasteImage", ({ detail }) => {
      [...detail.clipboardData.items].filter((one) => one.type.startsWith("image/")).forEach((one) => upload(one.getAsFile(), field, editor, toast));
    });
    editor.addEventListener("input", () => {
      const html = editor.getHTML();
      if (html === last) return;
      last = html;
      area.value = html;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  window.ComptoirRiche = { mount };
})();
