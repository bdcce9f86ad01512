/* Toasts: 5 s, 8 s with « Annuler »; the timer stops while read. They live in the top-most dialog to stay reachable. */
const timers = new WeakMap();

function startTimer(element) {
  clearTimeout(timers.get(element));
  if (element.dataset.durable !== undefined) return;
  timers.set(element, setTimeout(() => element.remove(), element.dataset.annuler !== undefined ? 8000 : 5000));
}

/* annuler: the address that undoes; annulerPar: the event that does, when nothing has left the page.
   bouton: another word than « Annuler »; durable: it stays until it is read. */
function toast({ message, annuler, annulerPar, bouton, durable, ton = "succes" }) {
  const zone = $("#toasts");
  (openDialog() || document.body).append(zone);
  const element = $("#modele-toast").content.firstElementChild.cloneNode(true);
  element.classList.remove("succes");
  element.classList.add(ton);
  $("p", element).textContent = message;
  if (annuler || annulerPar) {
    element.dataset.annuler = annuler || "";
    element.dataset.annulerPar = annulerPar || "";
    $("[data-toast-annuler]", element).hidden = false;
  }
  if (bouton) $("[data-toast-annuler]", element).textContent = bouton;
  if (durable) element.dataset.durable = durable;
  requestAnimationFrame(() => zone.append(element));
  startTimer(element);
}

document.addEventListener("DOMContentLoaded", () => $$("#toasts .ui-toast").forEach(startTimer));
document.addEventListener("toast", (e) => [].concat(e.detail.value ?? e.detail).forEach(toast));
document.addEventListener("close", (e) => {
  if (e.target.contains($("#toasts"))) document.body.append($("#toasts"));
}, true);
for (const event of ["mouseover", "focusin"]) on(event, ".ui-toast", (e, element) => clearTimeout(timers.get(element)));
for (const event of ["mouseout", "focusout"]) on(event, ".ui-toast", (e, element) => startTimer(element));
on("click", "[data-toast-fermer]", (e, button) => button.closest(".ui-toast").remove());
on("click", "[data-toast-annuler]", (e, button) => {
  const element = button.closest(".ui-toast");
  element.remove();
  if (element.dataset.annulerPar) return document.dispatchEvent(new CustomEvent(element.dataset.annulerPar));
  send("POST", element.dataset.annuler, { source: document.body, swap: "none" });
});
