// Copies the text of the nearest [data-copied] and says so on the button.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const text = button.parentElement.querySelector("[data-copied]").textContent;
  const said = button.querySelector("span");
  const before = said.textContent;
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = "Copied";
  } catch {
    // Without https there is no clipboard: select the text, so that one key copies it.
    getSelection().selectAllChildren(button.parentElement.querySelector("[data-copied]"));
    said.textContent = "Press Ctrl C";
  }
  setTimeout(() => (said.textContent = before), 2500);
});
