"""Invitations: teams with them, a new link, taken back; and second factors that were lost."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied

from regulars.access.acting import NOBODY, acting_as
from regulars.access.links.actions import LinkRefused
from regulars.access.links.models import OneTimeLink
from regulars.access.users.actions import (
    accept_invitation,
    forget_second_factor,
    invite_colleague,
    join_by_company_login,
    renew_invitation,
    revoke_invitation,
)
from regulars.access.users.models import Team, User
from regulars.access.users.queries import acting_of, has_second_factor, open_invitations
from regulars.kit.refused import Refused
from regulars.timeline.models import Interaction

WHO = {"name": "Dora Dann", "password": "seven warm lamps"}
DORA = "dora@unfold.example"


def told() -> list[tuple[str, Any]]:
    return [(line.name, line.properties["changes"]) for line in Interaction.objects.order_by("pk")]


def test_teams_of_the_invitation_are_joined(alice: Any) -> None:
    berlin, graz = Team.objects.create(name="Berlin"), Team.objects.create(name="Graz")
    token = invite_colleague(DORA, "agent", team_ids=[graz.pk, berlin.pk], actor=alice.actor)
    graz.delete()
    assert list(accept_invitation(token, **WHO).teams.all()) == [berlin]
    assert told()[0] == (
        "user.invited", {"email": ["", DORA], "role": ["", "agent"], "teams": ["", "Berlin, Graz"]},
    )  # fmt: skip


def test_team_that_is_gone_is_refused(alice: Any) -> None:
    with pytest.raises(Refused, match="One of the teams is not there any more"):
        invite_colleague(DORA, "agent", team_ids=[4711], actor=alice.actor)
    assert OneTimeLink.objects.count() == 0


def test_second_invitation_replaces_the_first(alice: Any) -> None:
    first = invite_colleague(DORA, "agent", actor=alice.actor)
    second = invite_colleague(DORA, "analyst", actor=alice.actor)
    assert [link.role for link in open_invitations()] == ["analyst"]
    with pytest.raises(LinkRefused):
        accept_invitation(first, **WHO)
    assert accept_invitation(second, **WHO).role == "analyst"


def test_new_link_replaces_the_old_one_and_keeps_role_and_teams(alice: Any) -> None:
    team = Team.objects.create(name="Berlin")
    old = invite_colleague(DORA, "analyst", team_ids=[team.pk], actor=alice.actor)
    [link] = open_invitations()
    new, email = renew_invitation(link.pk, actor=alice.actor)
    with pytest.raises(LinkRefused):
        accept_invitation(old, **WHO)
    dora = accept_invitation(new, **WHO)
    assert (email, dora.role, list(dora.teams.all())) == (DORA, "analyst", [team])


def test_invitation_taken_back_opens_nothing(alice: Any) -> None:
    token = invite_colleague(DORA, "agent", actor=alice.actor)
    [link] = open_invitations()
    assert revoke_invitation(link.pk, actor=alice.actor) == DORA
    assert open_invitations() == []
    with pytest.raises(LinkRefused):
        accept_invitation(token, **WHO)
    assert join_by_company_login(DORA, "Dora") is None
    assert told()[-1] == ("user.invited", {"invitation": [DORA, ""]})


def test_used_invitation_is_neither_renewed_nor_taken_back(alice: Any) -> None:
    token = invite_colleague(DORA, "agent", actor=alice.actor)
    [link] = open_invitations()
    accept_invitation(token, **WHO)
    for act in (renew_invitation, revoke_invitation):
        with pytest.raises(Refused, match="was used or taken back already"):
            act(link.pk, actor=alice.actor)


def test_only_who_manages_people_touches_invitations_and_factors(alice: Any, bob: Any) -> None:
    invite_colleague(DORA, "agent", actor=alice.actor)
    [link] = open_invitations()
    for who in (acting_of(bob), NOBODY):
        with acting_as(who):
            for act in (
                lambda: invite_colleague("eve@unfold.example", "owner", actor=bob.actor),
                lambda: renew_invitation(link.pk, actor=bob.actor),
                lambda: revoke_invitation(link.pk, actor=bob.actor),
                lambda: forget_second_factor(alice.pk, actor=bob.actor),
                open_invitations,
            ):
                with pytest.raises(PermissionDenied):
                    act()
    assert OneTimeLink.objects.get() == link


def test_lost_second_factor_is_removed_with_all_that_belongs_to_it(alice: Any, bob: Any) -> None:
    for user, kind in ((bob, "totp"), (bob, "recovery_codes"), (bob, "webauthn"), (alice, "totp")):
        Authenticator.objects.create(user=user, type=kind, data={})
    assert has_second_factor([alice.pk, bob.pk]) == {alice.pk, bob.pk}
    forget_second_factor(bob.pk, actor=alice.actor)
    assert list(Authenticator.objects.values_list("user_id", flat=True)) == [alice.pk]
    assert told() == [("login.changed", {"second_factor": ["set up", ""]})]
    forget_second_factor(bob.pk, actor=alice.actor)
    assert len(told()) == 1


def test_recovery_codes_alone_are_no_second_factor(alice: Any) -> None:
    Authenticator.objects.create(user=alice, type="recovery_codes", data={})
    assert has_second_factor([alice.pk]) == frozenset()


def test_company_login_makes_no_account_of_a_stranger(db: None) -> None:
    assert join_by_company_login("eve@elsewhere.example", "Eve") is None
    assert User.objects.count() == 0
