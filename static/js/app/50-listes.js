/* Lists: selection and bulk bar, row click, filters that show how many values they hold. */
let anchor = null;
const boxes = (root) => $$(".ui-case-ligne", root);

function refreshBulk() {
  const bar = $("[data-lot-barre]");
  if (!bar) return;
  const all = boxes(document);
  const chosen = all.filter((box) => box.checked).length;
  const head = $("[data-lot-tout]");
  const extend = $("[data-lot-etendre]", bar);
  const everything = $("[data-lot-tous]", bar);
  if (chosen < all.length || !chosen) everything.value = "";
  const total = Number($("#liste [data-total]")?.dataset.total ?? extend?.dataset.lotEtendre ?? 0);
  const count = everything.value ? total : chosen;
  bar.hidden = !chosen;
  $("[data-lot-compte]", bar).textContent = count.toLocaleString("fr-FR");
  const word = $("[data-lot-mot]", bar);
  word.textContent = word.dataset.lotMot + (count > 1 ? "s" : "");
  if (head) {
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
  if (extend) {
    extend.hidden = chosen < all.length || Boolean(everything.value) || all.length >= total;
    if ($("#liste [data-total]")) extend.textContent = `Sélectionner les ${total.toLocaleString("fr-FR")} résultats`;
  }
}

on("change", "[data-lot-tout]", (e, head) => {
  e.stopPropagation();
  boxes(head.closest("table")).forEach((box) => { box.checked = head.checked; });
  refreshBulk();
});
on("click", ".ui-case-ligne", (e, box) => {
  const all = boxes(box.closest("table"));
  if (e.shiftKey && anchor?.isConnected) {
    const [from, to] = [all.indexOf(anchor), all.indexOf(box)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
  }
  anchor = box;
  refreshBulk();
});
on("click", "[data-lot-etendre]", (e, button) => {
  $("[data-lot-tous]").value = location.search.slice(1) || "1";
  refreshBulk();
  $("[data-lot-vider]").focus();
});
on("click", "[data-lot-vider]", () => {
  boxes(document).forEach((box) => { box.checked = false; });
  refreshBulk();
  $("[data-lot-tout]")?.focus();
});
document.addEventListener("htmx:afterSettle", refreshBulk);
window.addEventListener("pageshow", refreshBulk);

on("click", "tr[data-href]", (e, row) => {
  if (e.target.closest("a, button, input, label, select, textarea, .ui-col-case, .dropdown-menu") || String(getSelection())) return;
  if (e.ctrlKey || e.metaKey) window.open(row.dataset.href);
  else location.assign(row.dataset.href);
});

/* The list filters never submit empty parameters: addresses stay readable. */
document.addEventListener("htmx:configRequest", (e) => {
  if (e.detail.elt.id !== "filtres") return;
  /* A refresh stays on its page; another search begins at the first one. */
  if (!e.detail.triggeringEvent?.type.endsWith(":maj")) {
    e.detail.formData.delete("apres");
    e.detail.formData.delete("avant");
  }
  for (const name of new Set(e.detail.formData.keys())) {
    const values = e.detail.formData.getAll(name).map((v) => (typeof v === "string" ? v.trim() : v)).filter(Boolean);
    e.detail.formData.delete(name);
    values.forEach((value) => e.detail.formData.append(name, value));
  }
});
on("change", "#filtres .dropdown-menu", (e, menu) => {
  const chip = $("[data-puce]", menu.parentElement);
  const filled = $$("input", menu).filter((i) => (i.type === "checkbox" ? i.checked : i.value)).length;
  const count = $("[data-puce-compte]", chip);
  count.textContent = filled;
  count.hidden = !filled;
  chip.classList.toggle("actif", filled > 0);
});

function moveRow(step) {
  const rows = $$("#liste tbody tr:not(.ui-groupe)");
  const next = rows[rows.findIndex((row) => row.classList.contains("courant")) + step] || (step > 0 ? rows[0] : null);
  if (!next) return;
  rows.forEach((row) => row.classList.toggle("courant", row === next));
  next.scrollIntoView({ block: "nearest" });
  $(".ui-col-nom a, a", next)?.focus();
}
