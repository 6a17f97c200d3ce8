// The filter beside the list: what the server read off the builder is put into the form of wishes (#wishes), and the list
// is asked anew. The chooser of columns does the same for them.
const wishes = () => document.getElementById("wishes");

function wish(name, text) {
  const form = wishes();
  const input = form.elements[name];
  if (input.value === text) return;
  input.value = text;
  form.dispatchEvent(new CustomEvent("wishes"));
}

function tell() {
  const read = document.querySelector("#builder [data-rule-standing] input[name=rule]");
  if (read) wish("rule", read.value);
}

function close() {
  const place = document.getElementById("builder");
  place.replaceChildren();
  const opener = document.getElementById("open-filter");
  opener?.setAttribute("aria-expanded", "false");
  opener?.focus();
}

document.addEventListener("change", (event) => {
  const columns = event.target.closest("[data-columns]");
  if (!columns) return;
  const before = wishes().elements.columns.value.split(",").filter((key) => key && key !== "none");
  const key = event.target.value;
  const after = event.target.checked ? [...before, key] : before.filter((one) => one !== key);
  wish("columns", after.join(",") || "none");
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#builder [data-builder-close]")) close();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest("#builder") && !event.target.matches("[list], textarea")) close();
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "builder") return;
  document.getElementById("open-filter")?.setAttribute("aria-expanded", "true");
  const first = event.target.querySelector("[data-part=field]") ?? event.target.querySelector("select, input:not([type=hidden])");
  first?.focus();
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.matches("#rule-standing, #rule-builder")) tell();
});
