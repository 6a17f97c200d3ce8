// A file dragged over the place shows that it may be dropped; a chosen one is named.
document.addEventListener("dragover", (event) => {
  const place = event.target.closest("[data-drop]");
  if (!place) return;
  event.preventDefault();
  place.dataset.over = "";
});
document.addEventListener("dragleave", (event) => {
  const place = event.target.closest("[data-drop]");
  if (place) delete place.dataset.over;
});
document.addEventListener("drop", (event) => {
  const place = event.target.closest("[data-drop]");
  if (!place) return;
  event.preventDefault();
  delete place.dataset.over;
  const input = place.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("change", (event) => {
  const place = event.target.closest("[data-drop]");
  if (place && event.target.files?.length) place.querySelector("[data-drop-name]").textContent = event.target.files[0].name;
});
