// In a [data-mentions] text, @ and a few letters offer colleagues to be mentioned. It is a combobox on the text: the focus
// stays there, arrows choose, Enter or Tab takes. Without it the full name after the @ does the same.
const AT = /(^|[\s(])@([^\s@()]{0,30}(?: [^\s@()]{1,30})?)$/;
let list;
let text;
let chosen = 0;
let asked = 0;

const lines = () => [...(list?.querySelectorAll("[role=option]") ?? [])];

function close() {
  list?.remove();
  list = undefined;
  text?.removeAttribute("aria-activedescendant");
  text?.setAttribute("aria-expanded", "false");
}

function choose(index) {
  const all = lines();
  if (!all.length) return;
  chosen = (index + all.length) % all.length;
  all.forEach((line, place) => line.setAttribute("aria-selected", String(place === chosen)));
  text.setAttribute("aria-activedescendant", all[chosen].id);
}

function take(line) {
  const before = text.value.slice(0, text.selectionStart);
  const typed = before.match(AT);
  if (!typed) return close();
  const start = before.length - typed[2].length;
  text.setRangeText(`${line.dataset.name} `, start, before.length, "end");
  close();
  text.focus();
}

async function offer() {
  const typed = text.value.slice(0, text.selectionStart).match(AT);
  if (!typed) return close();
  const turn = ++asked;
  const answer = await fetch(`${text.dataset.mentions}?${new URLSearchParams({ q: typed[2] })}`).catch(() => null);
  if (turn !== asked || !answer?.ok) return;
  const found = await answer.text();
  if (turn !== asked) return;
  close();
  if (!found.trim()) return;
  list = document.createElement("ul");
  list.className = "mentionable";
  list.id = "mentionable";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Colleagues");
  list.innerHTML = found;
  text.after(list);
  text.setAttribute("aria-controls", list.id);
  text.setAttribute("aria-expanded", "true");
  choose(0);
}

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-mentions]")) return;
  text = event.target;
  offer();
});
document.addEventListener("keydown", (event) => {
  if (!list || event.target !== text) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter" || event.key === "Tab") {
    event.preventDefault();
    take(lines()[chosen]);
  } else if (event.key === "Escape") {
    event.preventDefault();
    close();
  }
});
document.addEventListener("pointerdown", (event) => {
  const line = event.target.closest(".mentionable [role=option]");
  if (line) {
    event.preventDefault();
    take(line);
  } else if (list) {
    close();
  }
});
