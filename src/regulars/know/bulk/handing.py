"""Handing many to a colleague or a team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from regulars.access.users.models import Team, User
from regulars.kit.refused import Refused
from regulars.know.bulk.models import BulkRow
from regulars.know.bulk.sort import Answers, Done, Outcome, Sort, Value
from regulars.know.customers.care import assign
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import listed


@dataclass(frozen=True, slots=True)
class _Hand:
    """`owner` or `team`, and how it is said."""

    key: str
    word: str

    @property
    def rows(self) -> Any:
        return User.objects.filter(is_active=True) if self.key == "owner" else Team.objects.all()

    def named(self, pk: int | None) -> str:
        return "nobody" if pk is None else str(self.rows.filter(pk=pk).first() or "somebody who is gone")

    def wanted(self, value: Value) -> int | None:
        told = value.get("id")
        if told in (None, ""):
            return None
        if not str(told).isdigit():
            raise Refused({self.key: "Choose one of those offered."})
        return int(str(told))

    def give(self, ids: Sequence[int], to: int | None, actor: str) -> dict[int, tuple[int | None, int | None]]:
        return assign(ids, owner_id=to, actor=actor) if self.key == "owner" else assign(ids, team_id=to, actor=actor)

    def check(self, value: Value) -> None:
        pk = self.wanted(value)
        if pk is not None and not self.rows.filter(pk=pk).exists():
            raise Refused({self.key: "Choose one of those offered."})

    def do(self, ids: Sequence[int], value: Value, actor: str) -> list[Done]:
        to = self.wanted(value)
        place = 0 if self.key == "owner" else 1
        return [Done(pk, told[place], to) for pk, told in sorted(self.give(ids, to, actor).items())]

    def undo(self, rows: Sequence[BulkRow], value: Value, actor: str) -> Answers:
        now = dict(listed().filter(pk__in=[row.customer_id for row in rows]).values_list("pk", f"{self.key}_id"))
        answers: Answers = {}
        back: dict[int | None, list[int]] = {}
        for row in rows:
            if row.customer_id in now and now[row.customer_id] == row.after:
                back.setdefault(row.before, []).append(row.customer_id)
            else:
                answers[row.customer_id] = Outcome.KEPT, "Somebody else was chosen since."
        for to, some in back.items():
            try:
                self.give(some, to, actor)
            except Refused as refused:
                answers |= dict.fromkeys(some, (Outcome.KEPT, next(iter(refused.errors.values()))))
            else:
                answers |= dict.fromkeys(some, (Outcome.RESTORED, ""))
        return answers

    def before(self, customers: Sequence[Customer], value: Value) -> dict[int, str]:
        ids = {getattr(customer, f"{self.key}_id") for customer in customers} - {None}
        names = {one.pk: str(one) for one in self.rows.filter(pk__in=ids)}
        return {customer.pk: names.get(getattr(customer, f"{self.key}_id"), "nobody") for customer in customers}

    def sort(self) -> Sort:
        def said(value: Value) -> str:
            return self.named(self.wanted(value))

        return Sort(
            self.check, self.do, self.undo, lambda value: f"{self.word}: {said(value)}", self.before,
            lambda _, value: said(value),
        )  # fmt: skip


OWNER: Final = _Hand("owner", "Looked after by").sort()
TEAM: Final = _Hand("team", "Team").sort()
