// The filter builder and the chooser of columns: they read the rule and the columns off their controls, put them into the
// form of wishes (#wishes), and let the list be asked anew. Rows of controls come from the server.
const wishes = () => document.getElementById("wishes");
let waiting;

function valueOf(line) {
  const inputs = [...line.querySelectorAll("[data-value]")].map((input) => input.value.trim());
  switch (line.dataset.shape) {
    case "nothing": return { known: true };
    case "choices": {
      const many = [...line.querySelectorAll("[data-many] input:checked")].map((tick) => tick.value);
      return { known: many.length > 0, value: many };
    }
    case "numbers":
    case "dates": return { known: inputs.every(Boolean), value: inputs };
    case "days": return { known: Boolean(inputs[0]), value: Number(inputs[0]) };
    case "customer": {
      const number = /#(\d+)\)?$/.exec(inputs[0]) ?? /^(\d+)$/.exec(inputs[0]);
      return { known: Boolean(number), value: number && Number(number[1]) };
    }
    case "deed": {
      const value = {};
      for (const input of line.querySelectorAll("[data-deed]")) {
        const told = input.value.trim();
        if (!told || (input.dataset.deed === "times" && told === "1")) continue;
        value[input.dataset.deed] = input.type === "number" ? Number(told) : told;
      }
      return { known: true, value };
    }
    default: return { known: Boolean(inputs[0]), value: inputs[0] };
  }
}

function conditionOf(line) {
  const { known, value } = valueOf(line);
  if (!known) return null;
  const rule = { field: line.querySelector("[data-part=field]").value, op: line.querySelector("[data-part=op]").value };
  return value === undefined ? rule : { ...rule, value };
}

function ruleOf(group) {
  const parts = [...group.querySelector(":scope > [data-parts]").children].map((part) =>
    part.matches("[data-line]") ? conditionOf(part) : ruleOf(part.querySelector("[data-group]")));
  const [first, second] = group.querySelector(":scope > .row > [data-way-select]").value.split(" ");
  const kept = parts.filter(Boolean);
  if (!kept.length) return null;
  return second ? { not: { [second]: kept } } : { [first]: kept };
}

function wish(name, text) {
  const form = wishes();
  const input = form.elements[name];
  if (input.value === text) return;
  input.value = text;
  form.dispatchEvent(new CustomEvent("wishes"));
}

function tell(builder) {
  const rule = ruleOf(builder.querySelector("[data-group]"));
  wish("rule", JSON.stringify(rule ? (rule.all ? rule : { all: [rule] }) : {}));
}

const later = (builder) => {
  clearTimeout(waiting);
  waiting = setTimeout(() => tell(builder), 250);
};

function replace(line, withValue) {
  const builder = line.closest("[data-builder-form]");
  const field = line.querySelector("[data-part=field]").value;
  const op = line.querySelector("[data-part=op]").value;
  const told = withValue ? valueOf(line).value : undefined;
  const part = document.activeElement?.dataset.part;
  const address = new URLSearchParams({ field, op, value: JSON.stringify(told ?? null) });
  const place = [...line.parentNode.children].indexOf(line);
  const list = line.parentNode;
  htmx.ajax("GET", `${builder.dataset.condition}?${address}`, { target: line, swap: "outerHTML" }).then(() => {
    const fresh = list.children[place];
    fresh.querySelector(`[data-part=${part === "op" ? "op" : "field"}]`)?.focus();
    tell(builder);
  });
}

function add(group, what) {
  const builder = group.closest("[data-builder-form]");
  const list = group.querySelector(":scope > [data-parts]");
  if (what === "condition") {
    htmx.ajax("GET", builder.dataset.condition, { target: list, swap: "beforeend" })
      .then(() => list.lastElementChild.querySelector("select").focus());
    return;
  }
  const place = document.createElement("li");
  list.append(place);
  htmx.ajax("GET", builder.dataset.groupAddress, { target: place, swap: "innerHTML" })
    .then(() => place.querySelector("select").focus());
}

function remove(button) {
  const builder = button.closest("[data-builder-form]");
  const line = button.closest("[data-line]");
  const part = line ?? button.closest("[data-group]").closest("li");
  const group = part.parentElement.closest("[data-group]");
  part.remove();
  group.querySelector("[data-add]").focus();
  tell(builder);
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
  if (columns) {
    const before = wishes().elements.columns.value.split(",").filter((key) => key && key !== "none");
    const key = event.target.value;
    const after = event.target.checked ? [...before, key] : before.filter((one) => one !== key);
    wish("columns", after.join(",") || "none");
    return;
  }
  const builder = event.target.closest("[data-builder-form]");
  if (!builder) return;
  const line = event.target.closest("[data-line]");
  if (event.target.dataset.part === "field") replace(line, false);
  else if (event.target.dataset.part === "op") replace(line, true);
  else tell(builder);
});
document.addEventListener("input", (event) => {
  const builder = event.target.closest("[data-builder-form]");
  if (builder && !event.target.matches("select, [type=checkbox]")) later(builder);
});
document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-add], [data-remove], [data-builder-close], [data-builder-clear]");
  if (!target?.closest("#builder")) return;
  if (target.dataset.add) add(target.closest("[data-group]"), target.dataset.add);
  else if ("remove" in target.dataset) remove(target);
  else if ("builderClose" in target.dataset) close();
  else {
    wish("rule", "{}");
    close();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest("#builder") && !event.target.matches("[list]")) close();
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "builder") return;
  document.getElementById("open-filter")?.setAttribute("aria-expanded", "true");
  event.target.querySelector("select, input")?.focus();
});
