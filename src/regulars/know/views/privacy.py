"""What saved views keep about customers: nothing of their own, but for what somebody typed into a rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from regulars.know.views.models import SavedView

# Finds nobody, and says why the condition is still there.
_INSTEAD = "(erased)"


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """Nothing: views hold rules, and find customers anew each time."""
    return {}


def erase(part_ids: Sequence[int]) -> int:
    """Nothing to remove."""
    return 0


def erase_values(texts: Sequence[str]) -> int:
    """Empty conditions of rules that name one of the texts. Returns how many views had one."""
    wanted = {text.casefold() for text in texts if text}
    changed = 0
    for view in SavedView.objects.all():
        rule = _emptied(view.rule, wanted)
        if rule != view.rule:
            view.rule = rule
            view.save(update_fields=["rule"])
            changed += 1
    return changed


def _emptied(part: Any, wanted: set[str]) -> Any:
    if isinstance(part, dict):
        return {key: _emptied(value, wanted) for key, value in part.items()}
    if isinstance(part, list):
        return [_emptied(each, wanted) for each in part]
    if isinstance(part, str) and any(text in part.casefold() for text in wanted):
        return _INSTEAD
    return part
