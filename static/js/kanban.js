/* Board: drag, menu or Alt+← →. One PUT per move; on error the card goes back. */
(() => {
  "use strict";
  const columns = () => [...document.querySelectorAll("[data-colonne]")];
  const nameOf = (column) => document.getElementById(column.getAttribute("aria-labelledby")).firstChild.nextSibling.textContent.trim();

  async function place(card, column, origin, before) {
    const list = column.querySelector("[data-colonne-cartes]");
    if (card.parentElement !== list) list.prepend(card);
    let done = false;
    const watch = (e) => { if (e.detail.elt === card) done = e.detail.successful; };
    document.addEventListener("htmx:afterRequest", watch);
    const rank = [...list.children].indexOf(card);
    const requete = document.querySelector("#etat [name=requete], [name=requete][form=etat]")?.value ?? "";
    const values = { etape: column.dataset.colonne, rang: rank, requete };
    await htmx.ajax("PUT", card.dataset.etapeUrl, { source: card, swap: "none", values }).catch(() => {});
    document.removeEventListener("htmx:afterRequest", watch);
    if (!done) origin.insertBefore(card, before);
    else document.querySelector("[data-kanban-annonce]").textContent = `${card.getAttribute("aria-label")} : ${nameOf(column)}.`;
    card.focus();
  }

  document.addEventListener("keydown", (e) => {
    const card = e.target.closest?.("[data-carte]");
    if (!card || !e.altKey || (e.key !== "ArrowLeft" && e.key !== "ArrowRight")) return;
    e.preventDefault();
    const all = columns();
    const target = all[all.indexOf(card.closest("[data-colonne]")) + (e.key === "ArrowLeft" ? -1 : 1)];
    if (target) place(card, target, card.parentElement, card.nextSibling);
  });
  document.addEventListener("show.bs.dropdown", (e) => {
    const menu = e.target.parentElement.querySelector("[data-kanban-choix]");
    if (!menu) return;
    menu.replaceChildren(document.querySelector("[data-kanban-menu]").content.cloneNode(true));
    menu.querySelector(`[data-deplacer="${CSS.escape(menu.closest("[data-colonne]").dataset.colonne)}"]`)?.remove();
  });
  document.addEventListener("click", (e) => {
    const choice = e.target.closest("[data-deplacer]");
    if (!choice) return;
    const card = choice.closest("[data-carte]");
    const target = columns().find((c) => c.dataset.colonne === choice.dataset.deplacer);
    place(card, target, card.parentElement, card.nextSibling);
  });
  const prepare = () => {
    for (const list of document.querySelectorAll("[data-colonne-cartes]:not([data-pret])")) {
      list.dataset.pret = "";
      let before = null;
      Sortable.create(list, {
        group: "kanban", animation: 120, delay: 120, delayOnTouchOnly: true, ghostClass: "fantome",
        onStart: (e) => { before = e.item.nextSibling; },
        onEnd: (e) => { if (e.from !== e.to || e.oldIndex !== e.newIndex) place(e.item, e.to.closest("[data-colonne]"), e.from, before); },
      });
    }
  };
  document.addEventListener("DOMContentLoaded", prepare);
  document.addEventListener("htmx:afterSettle", prepare);
})();
