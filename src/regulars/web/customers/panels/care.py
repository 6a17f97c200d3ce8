"""Who looks after a customer."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.access.users.models import Team, User
from regulars.know.customers.models import Customer
from regulars.web.customers.panels.panel import Panel
from regulars.web.requests import Request


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """Owner and team, and for those who may change them the choice. Two queries."""
    may_edit = request.user.may("customers.edit")
    users = {user.pk: user for user in User.objects.order_by("name", "email")}
    teams = {team.pk: team for team in Team.objects.order_by("name")}
    owner, team = users.get(customer.owner_id or 0), teams.get(customer.team_id or 0)
    if not may_edit and owner is None and team is None:
        return None
    active = [user for user in users.values() if user.is_active or user == owner]
    context = {
        "owner": owner,
        "team": team,
        "owners": [("", "Nobody"), *((user.pk, str(user)) for user in active)],
        "teams": [("", "No team"), *((one.pk, str(one)) for one in teams.values())] if teams else [],
        "may_edit": may_edit,
    }
    return Panel("customers/panels/care.html", context)
