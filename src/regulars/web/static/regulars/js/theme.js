// The theme shows at once and is kept for this person on the server, so that the next page comes in it without a flash.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-theme-switch] button");
  if (!button) return;
  document.documentElement.dataset.theme = button.value;
  document.querySelectorAll("[data-theme-switch] button").forEach((other) =>
    other.setAttribute("aria-pressed", String(other.value === button.value)));
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"];
  if (!token) return;
  const kept = await fetch("/settings/theme/", {
    method: "POST",
    headers: { "X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ theme: button.value }),
  }).catch(() => null);
  if (!kept?.ok) {
    document.body.dispatchEvent(new CustomEvent("toast", { detail: { text: "The theme could not be kept.", tone: "bad" } }));
  }
});
