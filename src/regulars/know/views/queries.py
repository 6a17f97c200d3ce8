"""Reading saved views: those whoever acts may open, in their order."""

from __future__ import annotations

from django.db.models import Q

from regulars.access.acting import current
from regulars.know.views.models import SavedView

MOST_SHOWN = 60


def opened_to() -> Q:
    """The condition for views that whoever acts may open: their own, their teams' and everybody's."""
    who = current()
    if not who.may("customers.see"):
        return Q(pk__in=())
    mine = Q(owner=who.user_id) if who.user_id is not None else Q(pk__in=())
    return mine | Q(shared=SavedView.Shared.ALL) | Q(shared=SavedView.Shared.TEAM, team__members=who.user_id)


def views() -> list[SavedView]:
    """The views whoever acts may open. One query."""
    return list(SavedView.objects.filter(opened_to()).distinct().order_by("position", "pk")[:MOST_SHOWN])


def view_of(pk: int) -> SavedView | None:
    """One of those, or None."""
    return SavedView.objects.filter(opened_to(), pk=pk).select_related("owner", "team").distinct().first()


def may_change(view: SavedView) -> bool:
    """Whether whoever acts may change or remove it: its owner, and for a shared one whoever may share."""
    who = current()
    own = who.user_id is not None and view.owner_id == who.user_id
    return own or (view.shared != SavedView.Shared.MINE and who.may("views.share"))
