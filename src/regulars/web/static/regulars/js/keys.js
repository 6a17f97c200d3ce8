// Single keys, two-key ways (g c), and the list under the hand. Nothing fires while somebody types.
let waiting = "";
let forget;

const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const ways = new Map([...document.querySelectorAll("[data-way]")].map((link) => [link.dataset.way, link]));

function move(by) {
  const people = [...document.querySelectorAll("[data-rows] a.who, a[data-row]")];
  if (!people.length) return;
  const here = people.indexOf(document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : people.length - 1) : here + by;
  people[Math.min(people.length - 1, Math.max(0, next))].focus();
}

function go(letter) {
  document.querySelector(`.places a[data-goes="g ${CSS.escape(letter)}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    document.getElementById("palette")?.showModal();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (typing(event.target)) {
    if (event.key === "ArrowDown" && event.target.matches("[data-focus-key]")) {
      event.preventDefault();
      move(1);
    }
    return;
  }
  if (waiting === "g") {
    waiting = "";
    go(event.key);
    return;
  }
  const inList = document.activeElement?.matches("a.who, a[data-row]");
  if (event.key === "g") {
    waiting = "g";
    clearTimeout(forget);
    forget = setTimeout(() => (waiting = ""), 1200);
  } else if (event.key === "j" || (inList && event.key === "ArrowDown")) {
    event.preventDefault();
    move(1);
  } else if (event.key === "k" || (inList && event.key === "ArrowUp")) {
    event.preventDefault();
    move(-1);
  } else if (event.key === "?") {
    document.getElementById("keys")?.showModal();
  } else if (event.key === "n") {
    ways.get("new")?.click();
  } else {
    const box = document.querySelector(`[data-focus-key="${CSS.escape(event.key)}"]`);
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  }
});
