// Ticking customers of a list: how many are ticked is said in a bar, which leads on to changing them.
const ticks = (form) => [...form.querySelectorAll("input[name=pick]")];

function say(form) {
  const bar = form.querySelector("[data-ticked]");
  if (!bar) return;
  const every = ticks(form);
  const count = every.filter((tick) => tick.checked).length;
  const all = form.querySelector("[data-ticks-all]");
  all.checked = count > 0 && count === every.length;
  all.indeterminate = count > 0 && count < every.length;
  bar.hidden = count === 0;
  const everybody = form.querySelector("[data-ticked-everybody]");
  if (count === 0 && everybody) everybody.checked = false;
  bar.querySelector("[data-ticked-said]").textContent = `${count} chosen`;
}

function tickAll(form, checked) {
  ticks(form).forEach((tick) => (tick.checked = checked));
  say(form);
}

let last;
document.addEventListener("click", (event) => {
  const form = event.target.closest?.("[data-ticks]");
  if (!form) return;
  if (event.target.matches("[data-ticks-none]")) tickAll(form, false);
  if (!event.target.matches("input[name=pick]")) return;
  // With the shift key everybody from the last tick to this one.
  const every = ticks(form);
  if (event.shiftKey && last && every.includes(last)) {
    const [from, to] = [every.indexOf(last), every.indexOf(event.target)].sort((a, b) => a - b);
    every.slice(from, to + 1).forEach((tick) => (tick.checked = event.target.checked));
  }
  last = event.target;
});
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-ticks]");
  if (!form) return;
  if (event.target.matches("[data-ticks-all]")) tickAll(form, event.target.checked);
  else say(form);
});
// "x" ticks whoever has the focus, as lists elsewhere do.
document.addEventListener("keydown", (event) => {
  if (event.key !== "x" || event.ctrlKey || event.metaKey || !document.activeElement?.matches("a.who")) return;
  const tick = document.activeElement.closest("tr").querySelector("input[name=pick]");
  if (!tick) return;
  tick.checked = !tick.checked;
  say(tick.closest("[data-ticks]"));
});
document.body.addEventListener("htmx:afterSettle", () => document.querySelectorAll("[data-ticks]").forEach(say));
addEventListener("pageshow", () => document.querySelectorAll("[data-ticks]").forEach(say));
