// A form that is on its way shows it and is not sent twice. htmx does the same for its own with hx-disabled-elt.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  const button = event.submitter;
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  // Disabling at once would drop the button's own name and value from what is sent.
  setTimeout(() => (button.disabled = true));
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("[aria-busy=true]").forEach((button) => {
    button.removeAttribute("aria-busy");
    button.disabled = false;
  });
});
