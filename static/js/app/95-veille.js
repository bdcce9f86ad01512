/* Others at work: a page on screen asks what they changed, and shows it as soon as nobody is busy in it. */
const content = $("#contenu[data-veille]");
const CALM = 3000;
let stale = false;
let asked = false;
let nextAsk = null;
let pace = Number(content?.dataset.veilleDelai);
let lastInput = 0;

document.addEventListener("input", () => { lastInput = Date.now(); });

function isChanged(field) {
  if (field.type === "hidden" || field.closest("#filtres")) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
}

function isBusy() {
  const active = document.activeElement;
  const writing = content.contains(active) && isTyping(active) && !active.closest("#filtres");
  return Boolean(writing || Date.now() - lastInput < CALM || openDialog() || $(".dropdown-menu.show, .offcanvas.show")
    || $(".htmx-request", content) || isWritten(content));
}

const isWritten = (form) => $$("input, textarea, select", form).some(isChanged);

const KEPT = {
  beforeNodeMorphed: (node) => node.id !== "filtres" && !(node.tagName === "FORM" && isWritten(node)) && node.dataset?.richePret === undefined,
  beforeAttributeUpdated: (name, node) => !(name === "open" || (name === "class" && node.matches("tr.courant"))),
};

/* The same address once more; only what differs is replaced, so that focus, scroll and cursor stay where they are. */
async function refreshContent(evenBusy = false) {
  stale = false;
  const address = location.href;
  const [answer] = await Promise.all([fetch(address, { redirect: "manual" }), fetchScript(content.dataset.veilleScript)]);
  if (!answer.ok || address !== location.href) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = $("#contenu", page);
  if (!evenBusy && isBusy()) {
    stale = true;
    return;
  }
  Idiomorph.morph(content, [...fresh.childNodes], { morphStyle: "innerHTML", callbacks: KEPT });
  content.dataset.veilleDepuis = fresh.dataset.veilleDepuis;
  document.title = page.title;
  htmx.process(content);
  refreshBulk();
  autosizeAll(content);
  makeOrderable();
  $("[data-durable=veille]")?.remove();
}

const isNoticeOnly = () => content.dataset.veilleAvis !== undefined;
function refreshIfCalm() {
  if (stale && !isNoticeOnly() && !isBusy()) refreshContent().catch(() => { stale = true; });
}

function warn(message) {
  $("[data-durable=veille]")?.remove();
  toast({ message, bouton: "Actualiser", annulerPar: "veille:actualiser", durable: "veille", ton: "info" });
}

/* What is being written stays, or is only left after a question: the panel's own, or the browser's. */
document.addEventListener("veille:actualiser", () => {
  closeVolet();
  if (openDialog()) return;
  isNoticeOnly() ? location.reload() : refreshContent(true).catch(() => location.reload());
});

function hear({ depuis, modules = [], phrase, cloche }) {
  if (cloche) $("#cloche").outerHTML = cloche;
  if (depuis) content.dataset.veilleDepuis = depuis;
  const shown = content.dataset.veilleModules?.split(" ") ?? [];
  stale ||= Boolean(phrase) || modules.some((module) => shown.includes(module));
  refreshIfCalm();
  if (stale && phrase) warn(phrase);
}

/* Whether to ask again. Who is logged out, or has lost the right, stops; a server in trouble is asked less often. */
async function ask() {
  const { veille, veilleDepuis: depuis, veilleFiche: fiche = "" } = content.dataset;
  const query = new URLSearchParams({ depuis, fiche, nouvelles: $("#cloche")?.dataset.nouvelles ?? 0 });
  const answer = await fetch(`${veille}?${query}`, { redirect: "manual", cache: "no-store" });
  if (answer.status >= 429) throw new Error(answer.status);
  if (!answer.ok) return false;
  pace = Number(content.dataset.veilleDelai);
  if (answer.status === 200) hear(await answer.json());
  return true;
}

async function watch() {
  if (document.hidden || asked) return;
  clearTimeout(nextAsk);
  asked = true;
  const again = await ask().catch(() => { pace = Math.min(2 * pace, 120000); return true; });
  asked = false;
  refreshIfCalm();
  if (again) nextAsk = setTimeout(watch, pace);
}
if (content) {
  nextAsk = setTimeout(watch, pace);
  document.addEventListener("visibilitychange", watch);
}
