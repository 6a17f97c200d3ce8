"""What the owner of the demo company watches: a board for everybody, targets, and a mail every Monday."""

from __future__ import annotations

from datetime import datetime

from regulars.access.acting import acting_as
from regulars.access.users.models import User
from regulars.access.users.queries import acting_of
from regulars.understand.boards.actions import add_tile, create_board
from regulars.understand.boards.models import Board
from regulars.understand.digests.actions import save_digest
from regulars.understand.metrics.window import add_months
from regulars.understand.targets.actions import set_target

WORDS = "The fitting room is our bet of the year.\n\nIf fewer pieces come back and more people do, it pays for itself by spring."


def watch(owner: User, people: list[User], as_of: datetime) -> None:
    """Everything above, by the real actions."""
    due = add_months(as_of.date(), 6).isoformat()
    with acting_as(acting_of(owner)):
        board = create_board("How we are doing", shared=Board.Shared.ALL, ready_made=True, actor=owner.actor)
        add_tile(board.pk, {"kind": "text", "text": WORDS, "size": "half", "title": ""}, actor=owner.actor)
        add_tile(board.pk, {"kind": "people", "metric": "repeat_purchase_rate", "size": "half"}, actor=owner.actor)
        wanted = (
            ("repeat_purchase_rate", "up", "30", "12", "What the fitting room is for."),
            ("return_rate_customers", "down", "6", "12", "Half of what it was."),
            ("orders", "up", "400", "1", "What the workshop can make."),
        )
        for metric, direction, value, over, note in wanted:
            told = {"metric": metric, "direction": direction, "value": value, "over": over, "due": due, "note": note}
            set_target(told, actor=owner.actor)
        told = {
            "name": "How our customers fare",
            "rhythm": "weekly",
            "weekday": "0",
            "day": "1",
            "hour": "7",
            "board": "",
        }
        save_digest(None, told, [owner.pk, *(user.pk for user in people if user.may("numbers.see"))], actor=owner.actor)
