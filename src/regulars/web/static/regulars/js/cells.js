// Changing one cell of a list where it stands: a click (or Enter) on it asks for its form, Escape puts it back.
const before = new WeakMap();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-cells] button.cell");
  if (!button) return;
  const cell = button.closest("td");
  before.set(cell, cell.innerHTML);
  const address = `/customers/${cell.closest("tr").dataset.pk}/cell/${encodeURIComponent(cell.dataset.cell)}/`;
  htmx.ajax("GET", address, { target: cell, swap: "innerHTML" }).then(() => {
    const input = cell.querySelector("input:not([type=hidden]), select, textarea");
    input?.focus();
    input?.select?.();
  });
});

function putBack(cell) {
  if (!before.has(cell)) return;
  cell.innerHTML = before.get(cell);
  cell.querySelector("button")?.focus();
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.in-cell");
  if (!form) return;
  if (event.key === "Escape") {
    event.preventDefault();
    putBack(form.closest("td"));
  }
});
document.addEventListener("click", (event) => {
  const leaving = event.target.closest("[data-cell-leave]");
  if (leaving) putBack(leaving.closest("td"));
});
