/* Shortcuts. Single letters are off inside fields, dialogs, and when the profile says so. */
let prefix = "";
let prefixTimer = null;

function press(sequence) {
  const target = $(`[data-touches="${sequence}"]`);
  if (target) target.click();
  return Boolean(target);
}

const SINGLE = {
  "/": () => $("#q")?.focus(),
  "?": () => show($("#raccourcis")),
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: () => $("tr.courant .ui-case-ligne")?.click(),
  e: () => $("[data-modifier]")?.click(),
};

document.addEventListener("keydown", (e) => {
  const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  if ((e.ctrlKey || e.metaKey) && key === "k") {
    e.preventDefault();
    return show($("#palette"));
  }
  if ((e.ctrlKey || e.metaKey) && key === "Enter") return e.target.closest("form")?.requestSubmit();
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.defaultPrevented) return;
  if (isTyping(e.target) || openDialog() || $(".dropdown-menu.show, .offcanvas.show") || $("[data-sans-raccourcis]")) return;
  if (prefix && press(`${prefix} ${key}`)) {
    e.preventDefault();
    prefix = "";
  } else if (key === "g" || key === "c") {
    prefix = key;
    clearTimeout(prefixTimer);
    prefixTimer = setTimeout(() => { prefix = ""; }, 1200);
  } else if (SINGLE[key]) {
    e.preventDefault();
    SINGLE[key]();
  }
});
