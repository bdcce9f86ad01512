/* What htmx leaves to the page: errors, focus after a swap, pauses. */
const MESSAGES = {
  403: "Vous n’avez pas accès à cette action.",
  404: "Cet élément n’existe plus.",
  409: "Cette fiche a été modifiée entre-temps. Rechargez-la avant de recommencer.",
  413: "Ce fichier est trop lourd.",
  429: "Trop de demandes à la fois. Patientez une minute, puis recommencez.",
};

document.addEventListener("htmx:responseError", (e) => {
  const { xhr } = e.detail;
  if (xhr.status === 401) return location.reload();
  const reference = xhr.getResponseHeader("X-Request-ID");
  const message = MESSAGES[xhr.status] || "Une erreur est survenue. Vos données n’ont pas été modifiées.";
  toast({ message: reference && xhr.status >= 500 ? `${message} Référence : ${reference}.` : message, ton: "erreur" });
  if (xhr.status === 404 && $("#filtres")) htmx.trigger("#filtres", "submit");
});
let departing = false;
window.addEventListener("pagehide", () => { departing = true; });
document.addEventListener("htmx:sendError", () => {
  if (departing) return;
  toast({ message: "Connexion interrompue. Réessayez dans un instant.", ton: "erreur" });
});

/* [data-focus], else the first invalid field, else [autofocus] of what has just arrived. */
function focusInside(root) {
  const wanted = $("[data-focus]", root) || $(".is-invalid", root) || $("[autofocus]", root);
  wanted?.focus();
  return Boolean(wanted);
}
document.addEventListener("htmx:afterSettle", (e) => {
  const element = e.detail.elt;
  if (element.closest("#volet-contenu, #modale-contenu") && e.detail.target.id.endsWith("-contenu")) return;
  if (document.contains(element)) focusInside(element);
});

/* A removed row gives the focus to the next one; an edited one to its pencil. */
let leaving = null;
document.addEventListener("htmx:beforeSwap", (e) => {
  const row = document.activeElement?.closest("tr, li");
  leaving = row && e.detail.target === row ? row.nextElementSibling || row.previousElementSibling : null;
});
document.addEventListener("htmx:afterSwap", () => {
  if (leaving?.isConnected && document.activeElement === document.body) $("a, button, input", leaving)?.focus();
  leaving = null;
});

/* Polling waits while nobody looks, and slows down after 30 s. */
const firstSeen = new Map();
document.addEventListener("htmx:beforeRequest", (e) => {
  const poller = e.detail.elt;
  if (!poller.hasAttribute?.("data-releve") || e.detail.requestConfig.triggeringEvent) return;
  const since = firstSeen.get(poller.id) ?? Date.now();
  firstSeen.set(poller.id, since);
  const slow = Date.now() - since > 30000 && Math.floor(Date.now() / 1000) % 4;
  if (document.hidden || slow) e.preventDefault();
});

on("keydown", "[data-inline]", (e, form) => e.key === "Escape" && leaveInline(e, form));
on("click", "[data-inline-annuler]", (e, button) => leaveInline(e, button.closest("form")));
function leaveInline(e, form) {
  e.preventDefault();
  e.stopPropagation();
  send("GET", form.dataset.inline, { target: form.closest("[id^=champ-]"), swap: "outerHTML" });
}

document.addEventListener("htmx:afterRequest", (e) => {
  const form = e.detail.elt;
  if (form.matches?.("[data-vider]") && e.detail.successful) form.reset();
});
