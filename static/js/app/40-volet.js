/* Side panel, dialogs, confirmations. Native <dialog>: focus trap, inert page and Échap come with it. */
const volet = $("#volet");
let opener = null;
let modified = false;

async function openVolet(url, source) {
  opener = source;
  const values = source?.dataset.voletInclut ? new FormData($(source.dataset.voletInclut)) : null;
  const query = values ? `${url.includes("?") ? "&" : "?"}${new URLSearchParams(values)}` : "";
  await send("GET", url + query, { target: "#volet-contenu", swap: "innerHTML" });
}

document.addEventListener("htmx:afterSettle", (e) => {
  if (e.detail.target.id !== "volet-contenu" || !e.detail.xhr || e.detail.xhr.status >= 400) return;
  modified = false;
  $(".ui-abandon", volet).hidden = true;
  const title = $("h2", volet);
  if (title) volet.setAttribute("aria-label", title.textContent);
  if (!volet.open) volet.showModal();
  if (!focusInside(volet)) $("#volet .ui-form-corps :is(input:not([type=hidden]), select, textarea, a, button)")?.focus();
});

on("click", "[data-volet]", (e, source) => {
  if (e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  const palette = source.closest("#palette");
  if (palette) palette.close();
  openVolet(source.dataset.volet, source.closest("dialog") ? opener : source);
});

function closeVolet(force = false) {
  if (!volet?.open) return;
  if (modified && !force) {
    $(".ui-abandon", volet).hidden = false;
    $("[data-continuer]", volet).focus();
    return;
  }
  modified = false;
  volet.close();
}
volet?.addEventListener("cancel", (e) => {
  e.preventDefault();
  closeVolet();
});
volet?.addEventListener("close", () => {
  $("#volet-contenu").replaceChildren();
  if (opener?.isConnected) opener.focus();
  opener = null;
});
volet?.addEventListener("input", (e) => { if (!e.target.closest("[data-sans-garde]")) modified = true; });
on("click", "[data-continuer]", () => {
  $(".ui-abandon", volet).hidden = true;
  $("#volet .ui-form-corps :is(input:not([type=hidden]), select, textarea)")?.focus();
});
on("click", "[data-abandonner]", () => closeVolet(true));

on("click", "[data-fermer]", (e, button) => {
  const dialog = button.closest("dialog");
  if (!dialog) return button.tagName === "A" ? undefined : history.back();
  e.preventDefault();
  dialog === volet ? closeVolet() : dialog.close();
});
document.addEventListener("mousedown", (e) => {
  if (e.target.tagName !== "DIALOG" || e.target.id === "confirmation") return;
  const box = e.target.getBoundingClientRect();
  const outside = e.clientX < box.left || e.clientX > box.right || e.clientY < box.top || e.clientY > box.bottom;
  if (outside) e.target === volet ? closeVolet() : e.target.close();
});
on("click", "[data-ouvrir]", (e, button) => show($(button.dataset.ouvrir)));

function show(dialog) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const search = $("[role=combobox]", dialog);
  if (search) {
    search.select();
    htmx.trigger(search, "palette:ouverte");
  }
}

/* Success: the panel closes; on a page of its own, the form leads back where it came from. */
document.addEventListener("volet:fermer", () => {
  if (volet?.open) return closeVolet(true);
  const form = $("main form[data-retour]");
  if (form) {
    guarded.clear();
    location.assign(form.dataset.retour);
  }
});
document.addEventListener("htmx:afterSettle", (e) => {
  const modale = $("#modale");
  if (e.detail.target.id === "modale-contenu" && modale && !modale.open) show(modale);
});

/* A card of a list or of a board opens its record in a window; its link keeps the address for another tab. */
let cardOpener = null;
async function openCard(card) {
  cardOpener = $("a", card) || card;
  await send("GET", card.dataset.fenetre, { target: "#modale-contenu", swap: "innerHTML" });
}
on("click", "[data-fenetre]", (e, card) => {
  if (e.ctrlKey || e.metaKey || e.shiftKey || String(getSelection())) return;
  const control = e.target.closest("a, button, input, label, select, textarea, .dropdown-menu");
  if (control && control.getAttribute("href") !== card.dataset.fenetre) return;
  e.preventDefault();
  openCard(card);
});
on("keydown", "[data-fenetre]", (e, card) => {
  if (e.key === "Enter" && e.target === card) openCard(card);
});
document.addEventListener("htmx:afterSettle", (e) => {
  if (e.detail.target.id !== "modale-contenu") return;
  $("#modale").setAttribute("aria-label", $("#modale h2")?.textContent || "Fenêtre");
  focusInside($("#modale-contenu"));
});
$("#modale")?.addEventListener("close", () => {
  $("#modale-contenu").replaceChildren();
  if (cardOpener?.isConnected) cardOpener.focus();
  cardOpener = null;
});

/* data-confirmer on a form, a button or an htmx element: names the object and the consequence, then goes on. */
let proceed = null;
function confirmThen(element, action) {
  const { confirmer, confirmerTitre, confirmerAction, confirmerDanger } = element.dataset;
  const yes = $("[data-confirmer-oui]");
  $("#confirmation-titre").textContent = confirmerTitre || "Confirmez cette action";
  $("#confirmation-texte").textContent = confirmer;
  yes.textContent = confirmerAction || "Confirmer";
  yes.className = `btn btn-${confirmerDanger === undefined ? "primary" : "danger"}`;
  proceed = action;
  $("#confirmation").showModal();
}
on("click", "[data-confirmer-oui]", () => {
  $("#confirmation").close();
  proceed?.();
  proceed = null;
});
document.addEventListener("htmx:confirm", (e) => {
  const element = e.detail.elt;
  if (!element.dataset?.confirmer) return;
  e.preventDefault();
  confirmThen(element, () => e.detail.issueRequest(true));
});
document.addEventListener("submit", (e) => {
  const source = [e.submitter, e.target].find((element) => element?.dataset.confirmer);
  const byHtmx = source === e.target && ["hx-post", "hx-put", "hx-delete"].some((a) => e.target.hasAttribute(a));
  if (!source || byHtmx || source.dataset.confirme) return;
  e.preventDefault();
  e.stopImmediatePropagation();
  confirmThen(source, () => {
    source.dataset.confirme = "1";
    e.target.requestSubmit(e.submitter);
    delete source.dataset.confirme;
  });
}, true);
