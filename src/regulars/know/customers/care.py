"""Who looks after a customer: handing one or many to a colleague or a team."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum
from typing import Any, Final

from django.db import transaction

from regulars.access.acting import require
from regulars.access.users.models import Team, User
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.customers.lines import change_line
from regulars.know.customers.models import Customer
from regulars.know.customers.visible import visible
from regulars.timeline.record import record

_AT_A_TIME = 500


class Keep(Enum):
    """What is not to be changed."""

    AS_IT_IS = "as it is"


KEEP: Final = Keep.AS_IT_IS


def assign(
    customer_ids: Collection[int],
    *,
    owner_id: int | Keep | None = KEEP,
    team_id: int | Keep | None = KEEP,
    actor: str,
) -> dict[int, tuple[int | None, int | None]]:
    """Give customers to a colleague, a team or nobody (None); KEEP leaves one of the two as it is. Raises Refused.

    Returns those that changed with (owner, team) as they were, so that a change of many can be undone. Customers whom
    whoever acts does not see are left alone.
    """
    require("customers.edit")
    wanted: dict[str, Any] = {}
    names: dict[str, dict[int, str]] = {"owner": {}, "team": {}}
    if not isinstance(owner_id, Keep):
        wanted["owner_id"] = _active(owner_id)
    if not isinstance(team_id, Keep):
        wanted["team_id"] = _team(team_id)
    before: dict[int, tuple[int | None, int | None]] = {}
    ids = list(dict.fromkeys(customer_ids))
    with transaction.atomic():
        for first in range(0, len(ids), _AT_A_TIME):
            some = ids[first : first + _AT_A_TIME]
            rows = Customer.objects.select_for_update().filter(visible(), pk__in=some, merged_into=None)
            found = {
                pk: {"owner_id": owner, "team_id": team} for pk, owner, team in rows.values_list("pk", "owner", "team")
            }
            changed = {
                pk: row for pk, row in found.items() if any(row[field] != value for field, value in wanted.items())
            }
            if not changed:
                continue
            _learn(names, [*changed.values(), wanted])
            Customer.objects.filter(pk__in=list(changed)).update(**wanted, changed_at=moments.now())
            record(
                *(
                    change_line("customer.changed", actor, customer_id=pk, changes=_said(row, wanted, names))
                    for pk, row in changed.items()
                )
            )
            before |= {pk: (row["owner_id"], row["team_id"]) for pk, row in changed.items()}
    return before


def _active(owner_id: int | None) -> int | None:
    if owner_id is not None and not User.objects.filter(pk=owner_id, is_active=True).exists():
        raise Refused({"owner": "This colleague has no access any more. Choose somebody who has."})
    return owner_id


def _team(team_id: int | None) -> int | None:
    if team_id is not None and not Team.objects.filter(pk=team_id).exists():
        raise Refused({"team": "This team is gone. Choose another one."})
    return team_id


def _learn(names: dict[str, dict[int, str]], rows: Collection[Mapping[str, int | None]]) -> None:
    """Look up what colleagues and teams are called that were not met before."""
    users = {pk for row in rows if (pk := row.get("owner_id"))} - names["owner"].keys()
    teams = {pk for row in rows if (pk := row.get("team_id"))} - names["team"].keys()
    if users:
        names["owner"] |= {user.pk: str(user) for user in User.objects.filter(pk__in=users)}
    if teams:
        names["team"] |= {team.pk: str(team) for team in Team.objects.filter(pk__in=teams)}


def _said(
    row: Mapping[str, int | None], wanted: Mapping[str, int | None], names: dict[str, dict[int, str]]
) -> dict[str, list[Any]]:
    return {
        field.removesuffix("_id"): [
            names[field.removesuffix("_id")].get(pk or 0, "") for pk in (row[field], wanted[field])
        ]
        for field in wanted
        if row[field] != wanted[field]
    }
