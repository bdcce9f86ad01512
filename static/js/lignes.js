/* Lines of a document: add, remove, reorder with the pointer or the keyboard. The server computes. */
(() => {
  "use strict";
  const bodyOf = (element) => element.closest("[data-lignes]").querySelector("[data-lignes-corps]");
  const announce = (body, text) => { body.closest("[data-lignes]").querySelector("[data-lignes-annonce]").textContent = text; };
  const recompute = (body) => htmx.trigger(body.closest("[data-lignes]"), "lignes:maj");
  const firstField = (row) => row.querySelector("input.ui-cellule, textarea.ui-cellule");

  function addLine(zone, genre, after) {
    const body = zone.querySelector("[data-lignes-corps]");
    const model = zone.querySelector(`template[data-ligne-modele="${genre}"]`);
    const holder = document.createElement("tbody");
    holder.innerHTML = model.innerHTML.replaceAll("__cle__", `n${Date.now().toString(36)}`);
    const row = holder.firstElementChild;
    after ? after.after(row) : body.append(row);
    htmx.process(row);
    firstField(row).focus();
    recompute(body);
    return row;
  }

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
    const remove = e.target.closest("[data-ligne-retirer]");
    if (!remove) return;
    const row = remove.closest("tr");
    const body = bodyOf(remove);
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    announce(body, "Ligne retirée.");
    (next ? firstField(next) : body.closest("[data-lignes]").querySelector("[data-ligne-ajouter]"))?.focus();
    recompute(body);
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
      addLine(row.closest("[data-lignes]"), "article", row);
    }
  });


  document.addEventListener("DOMContentLoaded", () => {
    for (const body of document.querySelectorAll("[data-lignes-corps]")) {
      Sortable.create(body, { handle: "[data-poignee]", animation: 120, ghostClass: "fantome", onEnd: () => recompute(body) });
    }
  });
})();
