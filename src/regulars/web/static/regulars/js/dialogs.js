// data-opens="id" opens the dialog of that id; data-closes, or a click beside it, closes it. The dialog element itself
// keeps the focus inside and gives it back afterwards.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    document.getElementById(opener.dataset.opens)?.showModal();
    return;
  }
  if (event.target.closest("[data-closes]") || event.target.matches("dialog")) {
    event.target.closest("dialog")?.close();
  }
});

// The server may answer that a dialog has done its work.
document.body.addEventListener("dialog:close", () => document.querySelector("dialog[open]")?.close());
