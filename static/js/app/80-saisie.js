/* Typing: growing text areas, unsaved changes, double submits, dropped files. */
function autosize(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}
const autosizeAll = (root = document) => $$("textarea[data-autosize]", root).forEach(autosize);
on("input", "textarea[data-autosize]", (e, area) => autosize(area));
document.addEventListener("DOMContentLoaded", () => autosizeAll());
document.addEventListener("htmx:afterSettle", (e) => autosizeAll(e.detail.elt.parentElement || document));

/* A word put where the cursor was last, in one of the fields of [data-inserer-dans]. */
let written = null;
on("focusin", "[data-inserer-dans]", (e) => { if (isTyping(e.target)) written = e.target; });
on("click", "[data-inserer]", (e, button) => {
  const field = written?.isConnected ? written : $("[data-inserer-dans] textarea");
  field.focus();
  field.setRangeText(button.dataset.inserer, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

const guarded = new Set();
on("input", "main form[data-garde]", (e, form) => !e.target.closest("[data-sans-garde]") && guarded.add(form));
document.addEventListener("submit", (e) => guarded.delete(e.target));
document.addEventListener("htmx:afterRequest", (e) => {
  if (!e.detail.successful) return;
  guarded.delete(e.detail.elt);
  if (e.detail.elt.dataset?.libere) guarded.delete($(e.detail.elt.dataset.libere));
});
window.addEventListener("beforeunload", (e) => {
  if ([...guarded].some((form) => form.isConnected)) e.preventDefault();
});

/* A plain form is sent once; coming back to the page frees it. */
document.addEventListener("submit", (e) => {
  const form = e.target;
  if (e.defaultPrevented || form.method !== "post" || form.hasAttribute("data-plusieurs")) return;
  if (form.dataset.envoye) return e.preventDefault();
  form.dataset.envoye = "1";
});
window.addEventListener("pageshow", () => $$("form[data-envoye]").forEach((form) => delete form.dataset.envoye));

for (const event of ["dragover", "dragleave", "drop"]) {
  on(event, ".ui-depot", (e, zone) => {
    zone.classList.toggle("survol", event === "dragover");
    if (event !== "drop") return e.preventDefault();
    e.preventDefault();
    const input = $("input[type=file]", zone);
    input.files = e.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

on("click", ":is(.ui-resume, .ui-controle) a[href^='#']", (e, link) => {
  const id = link.getAttribute("href").slice(1);
  const field = document.getElementById(`${id}-recherche`) || document.getElementById(id);
  if (!field) return;
  e.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  (field.matches("input, select, textarea") ? field : $("input:not([type=hidden]), textarea", field))?.focus();
});

/* Fields of one profile of record, by the nature chosen or by the company named: the others are not shown. */
function showProfile(form, profil) {
  for (const part of $$("[data-profil]", form)) part.hidden = part.dataset.profil !== profil;
}
on("change", "[name=nature]", (e, chosen) => showProfile(chosen.form, chosen.value));
on("input", "[data-nomme-societe]", (e, field) => showProfile(field.form, field.value.trim() ? "societe" : "individu"));

/* What only some choices of a list ask for: [data-si] names the list, [data-si-valeurs] its choices. */
on("change", "select", (e, select) => {
  for (const part of $$(`[data-si="${select.name}"]`, select.form || document)) {
    part.hidden = !part.dataset.siValeurs.split(" ").includes(select.value);
  }
});
