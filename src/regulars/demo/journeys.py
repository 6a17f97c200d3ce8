"""The journey that the demo's manager drew: a shop's, without what Unfold does not tell, and with who sees to what hurts."""

from __future__ import annotations

from regulars.access.acting import acting_as
from regulars.access.users.models import User
from regulars.access.users.queries import acting_of
from regulars.understand.journeys import actions
from regulars.understand.journeys.models import Touchpoint

# Unfold's shop sends nothing when somebody begins to pay, and its mails stand in the cases.
_UNHEARD = ("Began to pay", "Wrote")
_NOTE = (
    "Which products are looked at and left? Try the fitting room on the product page itself, and look again in March."
)


def draw_journey(manager: User, helper: User) -> None:
    """Make the journey of Unfold's customers; the worker draws its map."""
    with acting_as(acting_of(manager)):
        journey = actions.create_journey("Buying at Unfold", "shop", actor=manager.actor)
        points = {point.name: point for point in Touchpoint.objects.filter(stage__journey=journey)}
        for name in _UNHEARD:
            actions.remove_touchpoint(points[name].pk, actor=manager.actor)
        actions.see_to(points["Looked at a product"].pk, owner_id=helper.pk, note=_NOTE, actor=manager.actor)
