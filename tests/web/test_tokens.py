"""Every pair of colours that text is set in keeps WCAG AA contrast, in both themes; fields keep 3:1."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

import regulars.web

CSS = Path(regulars.web.__file__).parent / "static" / "regulars" / "css"
_RAW = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
RAW = {name: (light, dark) for name, light, dark in _RAW.findall((CSS / "tokens.css").read_text())}
GROUNDS = ("paper-0", "paper-1", "paper-2")
INKS = ("ink-0", "ink-1", "ink-2", "clay", "leaf", "honey", "brick", "sky")
TEXT_PAIRS = [
    *product(INKS, GROUNDS),
    *((ink, f"{ink}-soft") for ink in ("clay", "leaf", "honey", "brick", "sky")),
    *product(("ink-0", "ink-1"), ("clay-soft", "leaf-soft", "honey-soft", "brick-soft", "sky-soft")),
    ("on-clay", "clay"),
    ("on-clay", "clay-deep"),
    ("on-brick", "brick"),
    ("paper-1", "ink-0"),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Between 1 and 21."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == 21.0


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_contrast_is_at_least_aa(text: str, ground: str, theme: int) -> None:
    assert round(contrast(RAW[text][theme], RAW[ground][theme]), 2) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper-0", "paper-1"])
def test_field_border_contrast_is_at_least_three(ground: str, theme: int) -> None:
    assert round(contrast(RAW["rule-2"][theme], RAW[ground][theme]), 2) >= 3.0


def test_components_use_meanings_and_no_raw_colours() -> None:
    raw = "|".join(RAW)
    found = {
        f"{path.name}: {match}"
        for path in [*sorted((CSS / "components").glob("*.css")), CSS / "shell.css", CSS / "base.css"]
        for match in re.findall(rf"#[0-9a-f]{{3,6}}\b|var\(--(?:{raw})\)", path.read_text())
    }
    # The toast turns the page's colours round, so it needs the two ends themselves.
    assert found == {"toast.css: var(--ink-0)", "toast.css: var(--paper-1)"}


def test_every_rule_stands_in_a_declared_layer() -> None:
    declared = {"reset", "tokens", "base", "shell", "components", "utilities"}
    outside = []
    for path in CSS.rglob("*.css"):
        if path.name == "layers.css":
            continue
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        depth, head = 0, ""
        for character in text:
            if character == "{":
                if depth == 0 and not (head.strip().startswith("@layer ") and head.split()[1] in declared):
                    outside.append(f"{path.name}: {head.strip()}")
                depth, head = depth + 1, ""
            elif character == "}":
                depth, head = depth - 1, ""
            else:
                head += character
    assert outside == []


def test_braces_of_every_sheet_are_balanced() -> None:
    odd = [p.name for p in CSS.rglob("*.css") if p.read_text().count("{") != p.read_text().count("}")]
    assert odd == []
