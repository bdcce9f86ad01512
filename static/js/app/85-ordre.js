/* A list one puts in order: with the pointer, with its arrows, or with Alt and the arrow keys.
   [data-ordre] names where the new place is told; [data-ordre-script] is what drags, fetched when it is needed. */
function tellPlace(item) {
  const list = item.parentElement;
  $(list.dataset.ordre).textContent = `${item.dataset.nom} : position ${[...list.children].indexOf(item) + 1} sur ${list.children.length}.`;
  item.dispatchEvent(new CustomEvent("ordre:change", { bubbles: true }));
}

function moveItem(item, step) {
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  const focused = document.activeElement;
  step < 0 ? other.before(item) : other.after(item);
  focused.focus();
  tellPlace(item);
}
on("click", "[data-ordre-pas]", (e, button) => moveItem(button.closest("[data-ordre] > *"), Number(button.dataset.ordrePas)));
on("keydown", "[data-ordre] > *", (e, item) => {
  if (!e.altKey || !["ArrowUp", "ArrowDown"].includes(e.key)) return;
  e.preventDefault();
  moveItem(item, e.key === "ArrowUp" ? -1 : 1);
});

const scripts = {};
const fetchScript = (src) => scripts[src] ??= new Promise((done, failed) => {
  document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: failed }));
});
async function makeOrderable() {
  for (const list of $$("[data-ordre-script]:not([data-triable])")) {
    list.dataset.triable = "";
    await fetchScript(list.dataset.ordreScript);
    Sortable.create(list, { handle: "[data-poignee]", animation: 120, ghostClass: "fantome", onEnd: (e) => tellPlace(e.item) });
  }
}
document.addEventListener("DOMContentLoaded", makeOrderable);
document.addEventListener("htmx:afterSettle", makeOrderable);
