// Tiles are dragged into another order, or moved by the arrows beside each; without this the arrows post their form.
const held = (event) => event.target.closest?.("[data-tile]");
let carried = null;
let keeping = Promise.resolve();

// One after the other, each with the order as it is by then: what was moved last is what is kept.
const keep = (board) => (keeping = keeping.then(() => send(board)));

async function send(board) {
  const order = new URLSearchParams();
  for (const tile of board.querySelectorAll("[data-tile]")) order.append("tile", tile.dataset.tile);
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const answer = await fetch(board.dataset.tiles, { method: "POST", body: order, headers });
  if (!answer.ok) location.reload();
}

// The first cannot go up and the last not down; who moves one by the keyboard goes on from the same arrow.
function settle(board) {
  const tiles = [...board.querySelectorAll("[data-tile]")];
  tiles.forEach((tile, place) => {
    const [up, down] = ["up", "down"].map((by) => tile.querySelector(`[data-moves] [value=${by}]`));
    if (up) up.disabled = place === 0;
    if (down) down.disabled = place === tiles.length - 1;
  });
  return tiles;
}

const move = (event) => {
  const tile = event.target.matches("[data-moves]") && held(event);
  const arrow = event.submitter;
  if (!tile || !arrow) return;
  event.preventDefault();
  const up = arrow.value === "up";
  const beside = up ? tile.previousElementSibling : tile.nextElementSibling;
  if (!beside) return;
  beside[up ? "before" : "after"](tile);
  const board = tile.closest("[data-tiles]");
  const tiles = settle(board);
  (arrow.disabled ? event.target.querySelector("button:enabled") : arrow)?.focus();
  document.querySelector("[data-tiles-said]").textContent = `Now at place ${tiles.indexOf(tile) + 1} of ${tiles.length}`;
  keep(board);
};
// Caught on its way down: a form that is sent is marked as on its way, and this one is not sent.
document.addEventListener("submit", move, true);

document.addEventListener("dragstart", (event) => {
  carried = held(event);
  if (!carried) return;
  carried.classList.add("carried");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", carried.dataset.tile);
});

document.addEventListener("dragover", (event) => {
  const over = carried && held(event);
  if (!over || over.parentElement !== carried.parentElement) return;
  event.preventDefault();
  if (over === carried) return;
  const box = over.getBoundingClientRect();
  const sideBySide = over.offsetTop === carried.offsetTop;
  const behind = sideBySide ? event.clientX > box.left + box.width / 2 : event.clientY > box.top + box.height / 2;
  over[behind ? "after" : "before"](carried);
});

document.addEventListener("drop", (event) => {
  if (carried) event.preventDefault();
});

document.addEventListener("dragend", () => {
  if (!carried) return;
  const board = carried.closest("[data-tiles]");
  carried.classList.remove("carried");
  carried = null;
  settle(board);
  keep(board);
});
