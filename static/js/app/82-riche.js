/* A rich text gets its editor when it comes to the screen; the library is loaded then, and once. */
async function mountRiche(field) {
  field.dataset.richePret = "";
  for (const source of field.dataset.richeScripts.split(" ")) await fetchScript(source);
  if (field.isConnected) ComptoirRiche.mount(field, { toast });
}
const mountRiches = () => $$("[data-riche]:not([data-riche-pret])").forEach(mountRiche);
document.addEventListener("DOMContentLoaded", mountRiches);
document.addEventListener("htmx:afterSettle", mountRiches);
