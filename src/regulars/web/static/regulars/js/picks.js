// Typing another value picks it: a field with data-picks=its radio's id checks that one.
document.addEventListener("input", (event) => {
  const field = event.target.closest?.("[data-picks]");
  const radio = field && document.getElementById(field.dataset.picks);
  if (radio) radio.checked = true;
});
