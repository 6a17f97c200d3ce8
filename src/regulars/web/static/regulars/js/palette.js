// The palette: what is typed is looked up by htmx; here only the choosing. It is a combobox: the focus stays in the
// input, the chosen line is named by aria-activedescendant.
const palette = document.getElementById("palette");

if (palette) {
  const input = palette.querySelector("input");
  const found = document.getElementById("palette-found");
  const lines = () => [...found.querySelectorAll("[role=option]")];
  let chosen = 0;

  const choose = (index) => {
    const all = lines();
    all.forEach((line) => line.setAttribute("aria-selected", "false"));
    if (!all.length) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    chosen = (index + all.length) % all.length;
    all[chosen].setAttribute("aria-selected", "true");
    all[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[chosen].id);
  };

  new MutationObserver(() => {
    if (!palette.open) return;
    input.value = "";
    input.focus();
    input.dispatchEvent(new Event("opened"));
  }).observe(palette, { attributes: true, attributeFilter: ["open"] });

  found.addEventListener("htmx:afterSwap", () => choose(0));
  found.addEventListener("pointermove", (event) => {
    const line = event.target.closest("[role=option]");
    if (line && line.getAttribute("aria-selected") !== "true") choose(lines().indexOf(line));
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      lines()[chosen]?.click();
    } else if (event.key === "Escape") {
      // A search input would only be emptied by the first press.
      event.preventDefault();
      palette.close();
    }
  });
}
