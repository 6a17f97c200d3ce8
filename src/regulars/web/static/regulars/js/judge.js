// Judging pairs by key: s the same, d different, o look closer, u takes the last decision back. j and k are those of
// every list (keys.js). After a decision the next pair is under the hand.
const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const decisions = [];

const here = () => document.activeElement?.closest("[data-pair]") ?? document.querySelector("[data-pairs] [data-pair]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !document.querySelector("[data-pairs]")) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "u") {
    const last = decisions.pop();
    const undo = last && document.querySelector(`[data-undoes="${CSS.escape(last)}"]`);
    (undo ?? document.querySelector("[data-undoes]"))?.click();
  } else if (["s", "d", "o"].includes(event.key)) {
    here()?.querySelector(`[data-judges="${event.key}"]`)?.click();
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const pair = event.detail.target?.closest?.("[data-pair]");
  if (!pair || event.detail.xhr.status >= 400) return;
  decisions.push(pair.dataset.pair);
});
document.addEventListener("htmx:afterSettle", (event) => {
  const landed = event.detail.elt;
  if (!landed?.closest?.("[data-pairs]")) return;
  let next = landed;
  while (next && !next.matches("[data-pair]")) next = next.nextElementSibling;
  (next ?? document.querySelector("[data-pairs] [data-pair]"))?.querySelector("a[data-row]")?.focus();
});
