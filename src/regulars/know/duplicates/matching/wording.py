"""Why two customers may be one, in words: from the steps their comparisons are at."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from regulars.know.duplicates.matching.comparisons import COMPARISONS, Comparison

# Both names at once, where that is shorter than one by one: (given, family) -> words.
_NAMES = {
    ("same", "same"): "same name",
    ("swapped", "crossed"): "given and family name the other way round",
    ("swapped_near", "crossed"): "given and family name the other way round, a letter or two apart",
    ("swapped_near", "crossed_near"): "given and family name the other way round, a letter or two apart",
    ("same", "letter"): "name one letter apart",
    ("letter", "same"): "name one letter apart",
    ("same", "letters"): "name two letters apart",
    ("letters", "same"): "name two letters apart",
    ("letter", "letter"): "name two letters apart",
    ("short", "same"): "same name, the given one shortened",
    ("different", "different"): "different name",
}


def reasons(kind: str, steps: Mapping[str, str], hidden: Collection[str] = ()) -> list[tuple[str, bool]]:
    """(words, whether it speaks for one customer) of each step: what speaks for it first, in the order of comparing.

    Leaves out what rests on `hidden` fields.
    """
    told = [c for c in COMPARISONS[kind] if c.name in steps and not set(c.fields) & set(hidden)]
    said: list[tuple[str, bool]] = []
    names = _NAMES.get((steps.get("given", ""), steps.get("family", "")))
    if names and any(c.name == "given" for c in told):
        said.append((names, steps["given"] != "different"))
        told = [c for c in told if c.name not in {"given", "family"}]
    said += [(c.level(steps[c.name]).words, speaks_for(c, steps[c.name])) for c in told]
    return sorted(said, key=lambda one: not one[1])


def speaks_for(comparison: Comparison, step: str) -> bool:
    """Whether a step is about likeness rather than difference."""
    return step not in {comparison.levels[-1].key, "year"}


def sentence(kind: str, steps: Mapping[str, str], hidden: Collection[str] = ()) -> str:
    """`same phone, name one letter apart, different town`."""
    return ", ".join(words for words, _ in reasons(kind, steps, hidden))


def strength(weight: float) -> str:
    """What a step's weight (doublings of the odds) comes to, in words."""
    size = abs(weight)
    way = "for" if weight > 0 else "against"
    if size < 0.5:
        return "next to nothing"
    if size < 2:
        return f"a little {way}"
    if size < 6:
        return way
    return f"strongly {way}" if size < 12 else f"very strongly {way}"
