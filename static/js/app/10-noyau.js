/* Everything is bound once on document: content swapped by htmx works without re-initialising. */
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

function on(event, selector, handler, options) {
  document.addEventListener(event, (e) => {
    const target = e.target.closest?.(selector);
    if (target) handler(e, target);
  }, options);
}

const isTyping = (element) => element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
/* Failures are told by the htmx:responseError and htmx:sendError handlers. */
const send = (...request) => htmx.ajax(...request).catch(() => {});
const openDialog = () => $$("dialog[open]").pop();

on("click", "[data-theme-choix]", (e, button) => {
  const choice = button.dataset.themeChoix;
  const dark = choice === "sombre" || (choice === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  $$("[data-theme-choix]").forEach((b) => b.setAttribute("aria-pressed", b === button));
});

on("click", "[data-copier]", async (e, button) => {
  await navigator.clipboard.writeText(button.dataset.copier);
  toast({ message: "Copié." });
});

on("click", "[data-montrer]", (e, button) => {
  const field = $(button.dataset.montrer);
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", !shown);
});
