// After a form came back with errors, the first wrong field has the focus.
const first = (within) => within.querySelector("[aria-invalid=true]")?.focus();

first(document);
document.body.addEventListener("htmx:afterSettle", (event) => first(event.target));
