// A toast goes by itself, but not while it is pointed at or holds the focus, and never an error.
const place = document.getElementById("toasts");
const pattern = document.getElementById("toast-pattern");

function settle(toast) {
  if (toast.classList.contains("bad")) return;
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
  setTimeout(leave, 7000);
}

function tell({ text, tone = "", href = "", link = "" }) {
  const toast = pattern.content.firstElementChild.cloneNode(true);
  toast.querySelector("span").textContent = text;
  if (tone) toast.classList.add(tone);
  if (href) {
    const door = document.createElement("a");
    door.href = href;
    door.textContent = link || "Open";
    toast.querySelector("span").after(door);
  }
  place.append(toast);
  settle(toast);
}

place.querySelectorAll("[data-toast]").forEach(settle);
place.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) event.target.closest("[data-toast]").remove();
});
document.body.addEventListener("toast", (event) => tell(event.detail));
document.body.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  const text =
    status === 403 ? "You may not do that. Ask an owner for the permission."
    : status === 429 ? "That was too fast. Wait a moment and try again."
    : "That did not work, and nothing was changed. Try again.";
  tell({ text, tone: "bad" });
});
document.body.addEventListener("htmx:sendError", () =>
  tell({ text: "The server does not answer. Nothing was changed.", tone: "bad" }));
