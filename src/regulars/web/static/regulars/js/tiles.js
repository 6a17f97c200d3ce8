// Tiles are dragged into another order; the arrows beside each do the same by keyboard and without this.
const held = (event) => event.target.closest?.("[data-tile]");
let carried = null;

document.addEventListener("dragstart", (event) => {
  carried = held(event);
  if (!carried) return;
  carried.classList.add("carried");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", carried.dataset.tile);
});

document.addEventListener("dragover", (event) => {
  const over = carried && held(event);
  if (!over || over === carried || over.parentElement !== carried.parentElement) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  const sideBySide = over.offsetTop === carried.offsetTop;
  const behind = sideBySide ? event.clientX > box.left + box.width / 2 : event.clientY > box.top + box.height / 2;
  over[behind ? "after" : "before"](carried);
});

document.addEventListener("drop", (event) => {
  if (carried) event.preventDefault();
});

document.addEventListener("dragend", async () => {
  if (!carried) return;
  const board = carried.closest("[data-tiles]");
  carried.classList.remove("carried");
  carried = null;
  const order = new URLSearchParams();
  for (const tile of board.querySelectorAll("[data-tile]")) order.append("tile", tile.dataset.tile);
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const answer = await fetch(board.dataset.tiles, { method: "POST", body: order, headers });
  if (!answer.ok) location.reload();
});
