/* Lines of a document: add, remove, reorder with the pointer or the keyboard. The server computes. */
(() => {
  "use strict";
  const announce = (body, text) => { body.closest("[data-lignes]").querySelector("[data-lignes-annonce]").textContent = text; };
  const recompute = (body) => htmx.trigger(body.closest("[data-lignes]"), "lignes:maj");
  const firstField = (row) => row.querySelector("input.ui-cellule, textarea.ui-cellule");

  function addLine(zone, genre, after) {
    const body = zone.querySelector("[data-lignes-corps]");
    const model = zone.querySelector(`template[data-ligne-modele="${genre}"]`);
    const holder = document.createElement("tbody");
    holder.innerHTML = model.innerHTML.replaceAll(/__cle\d__/g, `n${Date.now().toString(36)}`);
    const row = holder.firstElementChild;
    after ? after.after(row) : body.append(row);
    htmx.process(row);
    firstField(row).focus();
    recompute(body);
    return row;
  }

  /* An article chosen fills the line being written when it is still blank, else a new one. */
  function addArticle(zone, article) {
    const body = zone.querySelector("[data-lignes-corps]");
    const last = [...body.children].pop();
    const field = (row, name) => row.querySelector(`[name^="${name}-"]`);
    const blank = last && field(last, "pu") && !field(last, "pu").value && !field(last, "designation").value;
    const row = blank ? last : addLine(zone, "ligne");
    for (const name of ["article", "reference", "designation", "description", "unite", "pu", "tva", "nature", "eco"]) {
      const cell = field(row, name);
      if (cell && article[name] !== undefined) cell.value = article[name];
    }
    row.querySelectorAll("textarea[data-autosize]").forEach((area) => area.dispatchEvent(new Event("input", { bubbles: true })));
    field(row, "qte").focus();
    field(row, "qte").select();
    recompute(body);
  }

  let removed = null;
  function remove(row) {
    const body = row.parentElement;
    const next = row.nextElementSibling || row.previousElementSibling;
    removed = { row, body, before: row.nextElementSibling };
    row.remove();
    announce(body, "Ligne retirée.");
    document.dispatchEvent(new CustomEvent("toast", { detail: { message: "Ligne retirée.", annulerPar: "lignes:retablir" } }));
    (next ? firstField(next) : body.closest("[data-lignes]").querySelector("[data-ligne-ajouter]"))?.focus();
    recompute(body);
  }
  document.addEventListener("lignes:retablir", () => {
    if (!removed?.body.isConnected) return;
    const { row, body, before } = removed;
    before?.isConnected ? before.before(row) : body.append(row);
    removed = null;
    firstField(row).focus();
    recompute(body);
  });

  function move(row, step) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    step < 0 ? other.before(row) : other.after(row);
    const body = row.parentElement;
    announce(body, `Ligne déplacée en position ${[...body.children].indexOf(row) + 1} sur ${body.children.length}.`);
    recompute(body);
  }

  document.addEventListener("click", (e) => {
    const add = e.target.closest("[data-ligne-ajouter]");
    if (add) addLine(add.closest("[data-lignes]"), add.dataset.ligneAjouter);
    const button = e.target.closest("[data-ligne-retirer]");
    if (button) remove(button.closest("tr"));
  });
  document.addEventListener("combo:choisi", (e) => {
    if (!e.target.matches("[data-articles]")) return;
    addArticle(e.target.closest("[data-lignes]"), e.detail);
    e.target.querySelector("[role=combobox]").value = "";
  });

  document.addEventListener("keydown", (e) => {
    const row = e.target.closest("[data-ligne]");
    if (!row) return;
    if (e.altKey && (e.key === "ArrowUp" || e.key === "ArrowDown")) {
      e.preventDefault();
      const focused = document.activeElement;
      move(row, e.key === "ArrowUp" ? -1 : 1);
      focused.focus();
    } else if (e.key === "Enter" && e.target.matches("input.ui-cellule") && !e.ctrlKey && !e.metaKey) {
      e.preventDefault();
      addLine(row.closest("[data-lignes]"), "ligne", row);
    }
  });

  function makeSortable() {
    for (const body of document.querySelectorAll("[data-lignes-corps]:not([data-triable])")) {
      body.dataset.triable = "";
      Sortable.create(body, { handle: "[data-poignee]", animation: 120, ghostClass: "fantome", onEnd: () => recompute(body) });
    }
  }
  document.addEventListener("DOMContentLoaded", makeSortable);
  document.addEventListener("htmx:beforeSwap", (e) => {
    /* What is being added up is of the lines that go: it would be shown in place of the sum of those that come. */
    if (e.detail.shouldSwap && e.detail.target.id === "lignes-zone") htmx.trigger(e.detail.target, "htmx:abort");
  });
  document.addEventListener("htmx:afterSettle", (e) => {
    makeSortable();
    if (e.target.id === "lignes-zone") htmx.trigger(e.target, "lignes:maj");
  });
})();
