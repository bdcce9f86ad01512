/* The figure under the pointer. The same figures are in « Afficher les données ». */
let bubble = null;
on("mouseover", "[data-bulle]", (e, mark) => {
  bubble ??= document.body.appendChild(Object.assign(document.createElement("div"), { className: "ui-bulle" }));
  bubble.textContent = mark.dataset.bulle;
  const box = mark.getBoundingClientRect();
  bubble.style.left = `${Math.max(8, box.left + box.width / 2 - bubble.offsetWidth / 2)}px`;
  bubble.style.top = `${box.top - bubble.offsetHeight - 8}px`;
});
on("mouseout", "[data-bulle]", () => {
  bubble?.remove();
  bubble = null;
});

/* A strip too long for the screen shows where one is. */
document.addEventListener("DOMContentLoaded", () => {
  for (const strip of $$("#jalons, .ui-reglages-nav")) {
    const current = $(".actuel, [aria-current]", strip);
    if (current && strip.scrollWidth > strip.clientWidth) strip.scrollLeft = current.offsetLeft - 24;
  }
});
