"""What saved views keep about customers: nothing of their own, but for what somebody typed into a rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from regulars.know.filters.erasing import emptied
from regulars.know.views.models import SavedView


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """Nothing: views hold rules, and find customers anew each time."""
    return {}


def erase(part_ids: Sequence[int]) -> int:
    """Nothing to remove."""
    return 0


def erase_values(texts: Sequence[str]) -> int:
    """Empty conditions of rules that name one of the texts. Returns how many views had one."""
    changed = 0
    for view in SavedView.objects.all():
        rule = emptied(view.rule, texts)
        if rule != view.rule:
            view.rule = rule
            view.save(update_fields=["rule"])
            changed += 1
    return changed
