// A link that unfolds something on its own page instead of leaving for the page that shows it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-unfolds]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const part = document.getElementById(link.dataset.unfolds);
  if (!part) return;
  event.preventDefault();
  part.hidden = !part.hidden;
  link.setAttribute("aria-expanded", String(!part.hidden));
});
