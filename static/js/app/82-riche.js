/* A rich text gets its editor when it comes to the screen, or when one begins to write; the library is loaded then, once. */
async function mountRiche(field) {
  field.dataset.richePret = "";
  for (const source of field.dataset.richeScripts.split(" ")) await fetchScript(source);
  if (field.isConnected) ComptoirRiche.mount(field, { toast });
}
const mountRiches = () => $$("[data-riche]:not([data-riche-pret], [data-riche-attend])").forEach(mountRiche);
document.addEventListener("DOMContentLoaded", mountRiches);
document.addEventListener("htmx:afterSettle", mountRiches);
on("focusin", "[data-riche-attend]:not([data-riche-pret])", (e, field) => mountRiche(field));
