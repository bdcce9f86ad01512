/* The « + » of a field of values: a small line to write a new one, which joins the list and is chosen. */
const valuesOf = (inside) => inside.closest("[data-valeurs]");

function openValues(field, open) {
  const line = $("[data-valeurs-ajout]", field);
  line.hidden = !open;
  $("[data-valeurs-ouvrir]", field).setAttribute("aria-expanded", open);
  if (!open) return $("select", field).focus();
  $("input", line).value = "";
  $("input", line).focus();
  htmx.trigger($("input", line), "valeurs:lire");
}

/* Enter goes by what the list holds now, never by an answer to fewer letters. */
function enterValue(line) {
  line.dataset.valeursEntree = "";
  htmx.trigger($("input", line), "valeurs:lire");
}

function followEntry(line) {
  if (line?.dataset.valeursEntree === undefined) return;
  delete line.dataset.valeursEntree;
  $("[data-valeurs-proches] button", line)?.[$("[data-valeurs-choisir]", line) ? "focus" : "click"]();
}

function pickValue(field, word) {
  const select = $("select", field);
  if (![...select.options].some((option) => option.value === word)) select.add(new Option(word, word));
  select.value = word;
  openValues(field, false);
  for (const event of ["input", "change"]) select.dispatchEvent(new Event(event, { bubbles: true }));
}

on("click", "[data-valeurs-ouvrir]", (e, button) => openValues(valuesOf(button), button.getAttribute("aria-expanded") !== "true"));
on("click", "[data-valeurs-choisir]", (e, button) => pickValue(valuesOf(button), button.dataset.valeursChoisir));
document.addEventListener("valeur:creee", (e) => pickValue(valuesOf(e.target), e.detail.value));
on("keydown", "[data-valeurs-ajout]", (e, line) => {
  if (e.key === "Escape") {
    e.preventDefault();
    e.stopPropagation();
    openValues(valuesOf(line), false);
  } else if (e.key === "Enter" && e.target.tagName === "INPUT") {
    e.preventDefault();
    enterValue(line);
  }
});
on("input", "[data-valeurs-ajout]", (e, line) => delete line.dataset.valeursEntree);
document.addEventListener("htmx:afterSettle", (e) => followEntry(e.target.closest?.("[data-valeurs-ajout]")));
