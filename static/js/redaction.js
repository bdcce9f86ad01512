/* A draft saves itself a little after the last keystroke, and what the server refuses is marked where it was typed. */
(() => {
  "use strict";
  const DELAY = 1200;
  let timer = null;
  const status = () => document.getElementById("enregistrement");
  const ready = () => document.querySelector("#document [name=tiers_id]")?.value;

  function saveSoon(delay = DELAY) {
    clearTimeout(timer);
    if (!ready()) return;
    timer = setTimeout(() => status() && htmx.trigger(status(), "redaction:enregistrer"), delay);
  }

  for (const event of ["input", "change", "lignes:maj"]) {
    document.addEventListener(event, (e) => {
      const inside = e.target.closest?.("#document") || e.target.form?.id === "document";
      if (inside && !e.target.matches("[data-sans-garde]")) saveSoon();
    });
  }
  document.addEventListener("htmx:afterSettle", (e) => {
    if (e.detail.target.id !== "client-choisi" && e.detail.elt.id !== "client-choisi") return;
    const unfolded = document.querySelector("[data-deplie]"); /* a client invoiced in another currency, which wants a rate */
    if (unfolded) unfolded.closest("details").open = true;
    saveSoon(0);
  });
  document.addEventListener("keydown", (e) => {
    if (!(e.ctrlKey || e.metaKey) || e.key !== "s" || !document.querySelector("[data-redaction]")) return;
    e.preventDefault();
    saveSoon(0);
  });

  /* {cell id: what is wrong}: all the cells of the lines are judged anew each time. */
  document.addEventListener("redaction:fautes", (e) => {
    const wrongs = e.detail.value ?? e.detail;
    const zone = document.querySelector("[data-lignes-corps], [data-fautes]");
    zone?.querySelectorAll(".ui-cellule").forEach((cell) => {
      const wrong = Object.hasOwn(wrongs, cell.id) && cell !== document.activeElement;
      cell.classList.toggle("is-invalid", wrong);
      wrong ? cell.setAttribute("aria-invalid", "true") : cell.removeAttribute("aria-invalid");
    });
    zone?.querySelectorAll("[data-ligne]").forEach((row) => {
      const said = Object.entries(wrongs).filter(([id]) => id.endsWith(`-${row.dataset.ligne}`) && id !== document.activeElement.id).map(([, text]) => text);
      const place = row.querySelector("[data-ligne-faute]");
      if (!place) return;
      place.hidden = !said.length;
      place.lastElementChild.textContent = said.join(" ");
    });
  });
})();
