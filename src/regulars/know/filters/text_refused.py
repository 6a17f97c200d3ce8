"""What is wrong with a text that should be a rule, and where in it."""

from __future__ import annotations

from regulars.kit.refused import Refused


class TextRefused(Refused):
    """A text that is no rule: what is wrong, and from which character to which."""

    def __init__(self, error: str, text: str, start: int = 0, end: int | None = None) -> None:
        self.start = max(0, min(start, len(text)))
        self.end = max(self.start, min(len(text) if end is None else end, len(text)))
        before = text[: self.start]
        line, column = before.count("\n") + 1, self.start - (before.rfind("\n") + 1) + 1
        where = f"line {line}, character {column}" if "\n" in text.strip() else f"character {column}"
        shown = text[self.start : self.end]
        at = f"At “{shown if len(shown) <= 40 else shown[:39] + '…'}” ({where}): " if shown.strip() else ""
        super().__init__({"text": f"{at}{error}"})
