/* Palette and remote choices: an input that commands a listbox drawn by the server. */
const listOf = (input) => document.getElementById(input.getAttribute("aria-controls"));
const optionsOf = (list) => $$("[role=option]:not([aria-disabled])", list);
/* A list answers what was written when it was asked: Enter before the answer to what is written now waits for it. */
const isAnswered = (input) => input.value === (listOf(input).dataset.question ?? input.defaultValue);
/* Under a free text, towns are only proposed: Enter without a choice sends the form as it was typed. */
const isFree = (input) => Boolean(input.closest("[data-combo-libre]"));
let entered = null;

function activate(input, option) {
  optionsOf(listOf(input)).forEach((o) => o.setAttribute("aria-selected", o === option));
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function unfold(input, open) {
  const list = listOf(input);
  if (!list.classList.contains("ui-combo-liste")) return;
  list.hidden = !open;
  input.setAttribute("aria-expanded", open);
}

function choose(input, option) {
  if (option.dataset.volet || option.href) return option.click();
  adopt(input, option.dataset);
}

/* chosen: {valeur, texte} and whatever else the server says of it. */
function adopt(input, chosen) {
  const combo = input.closest("[data-combo]");
  if (isFree(input)) return fill(input, chosen);
  $("[data-combo-valeur]", combo).value = chosen.valeur;
  input.value = listOf(input).dataset.question = chosen.texte;
  unfold(input, false);
  $("[data-combo-valeur]", combo).dispatchEvent(new Event("change", { bubbles: true }));
  combo.dispatchEvent(new CustomEvent("combo:choisi", { bubbles: true, detail: chosen }));
}

/* Each field of the form that the choice names takes what it says. */
function fill(input, chosen) {
  unfold(input, false);
  Object.entries(chosen).forEach(([name, value]) => {
    const field = input.form.elements.namedItem(name);
    if (!field) return;
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/* What « Créer « Dupont » » has made in the panel is chosen where it was asked. */
let asking = null;
on("click", "[data-volet]", (e, source) => {
  const list = source.closest(".ui-combo-liste");
  asking = list && $(`[aria-controls="${list.id}"]`);
});
document.addEventListener("choix:cree", (e) => {
  if (asking?.isConnected) adopt(asking, e.detail);
  asking = null;
});

document.addEventListener("htmx:afterSwap", (e) => {
  if (e.detail.target.getAttribute("role") !== "listbox") return;
  const input = $(`[aria-controls="${e.detail.target.id}"]`);
  const [first] = optionsOf(e.detail.target);
  e.detail.target.dataset.question = e.detail.requestConfig.parameters.q;
  if (entered === input && first && isAnswered(input)) {
    entered = null;
    return choose(input, first);
  }
  if (document.activeElement !== input) return;
  unfold(input, Boolean(first) || !isFree(input));
  activate(input, isFree(input) ? null : first);
});
on("keydown", "[role=combobox]", (e, input) => {
  entered = null;
  const options = optionsOf(listOf(input));
  const current = options.findIndex((o) => o.getAttribute("aria-selected") === "true");
  const open = !listOf(input).hidden;
  if (e.key === "ArrowDown" || e.key === "ArrowUp") {
    e.preventDefault();
    if (!open || !options.length) return htmx.trigger(input, "combo:ouvrir");
    const step = e.key === "ArrowDown" ? 1 : -1;
    activate(input, options[(current + step + options.length) % options.length]);
  } else if (e.key === "Enter" && !isAnswered(input) && !isFree(input)) {
    e.preventDefault();
    entered = input;
  } else if (e.key === "Enter" && open && options[current]) {
    e.preventDefault();
    choose(input, options[current]);
  } else if (e.key === "Enter" && input.closest("#palette")) {
    e.preventDefault();
  } else if (e.key === "Escape" && open && input.getAttribute("aria-expanded") === "true" && !input.closest("#palette")) {
    e.preventDefault();
    e.stopPropagation();
    unfold(input, false);
  }
});
on("mousedown", ".ui-combo-liste [role=option]", (e) => e.preventDefault());
on("click", ".ui-combo-liste [role=option][data-valeur]", (e, option) => {
  choose($(`[aria-controls="${option.closest("[role=listbox]").id}"]`), option);
});
on("input", ".ui-combo [role=combobox]", (e, input) => {
  if (!input.value && !isFree(input)) $("[data-combo-valeur]", input.closest("[data-combo]")).value = "";
});
on("focusout", ".ui-combo", (e, combo) => {
  if (!combo.contains(e.relatedTarget)) unfold($("[role=combobox]", combo), false);
});
