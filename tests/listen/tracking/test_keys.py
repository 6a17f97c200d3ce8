"""Write keys: shown once, known by their hash, ended for good."""

from __future__ import annotations

import pytest

from regulars.kit import moments
from regulars.listen.tracking.actions import KeyRefused, create_key, note_use, revoke_key
from regulars.listen.tracking.models import WriteKey
from regulars.listen.tracking.queries import Sender, find_sender, list_keys
from regulars.timeline.models import Interaction

pytestmark = pytest.mark.django_db


def test_a_key_opens_by_its_token_which_is_nowhere_kept() -> None:
    key, token = create_key(" Unfold  shop ", actor="user:1")
    assert find_sender(token) == Sender(key.pk, "unfold-shop")
    stored = WriteKey.objects.values().get(pk=key.pk)
    assert (stored["name"], stored["hint"], stored["created_by"]) == ("Unfold shop", token[-4:], "user:1")
    assert [name for name, value in stored.items() if value == token] == []


def test_two_keys_of_one_name_are_two_sources() -> None:
    assert [create_key("Größe & Co", actor="")[0].source for _ in range(3)] == [
        "grosse-co",
        "grosse-co-2",
        "grosse-co-3",
    ]


def test_no_key_speaks_for_the_house() -> None:
    assert create_key("House", actor="")[0].source == "house-2"


def test_a_name_without_letters_still_gives_a_source() -> None:
    assert create_key("店", actor="")[0].source == "source"


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_key_needs_a_name(name: str) -> None:
    with pytest.raises(KeyRefused, match=r"^name: "):
        create_key(name, actor="")
    assert WriteKey.objects.count() == 0


def test_a_revoked_key_opens_nothing_at_once() -> None:
    key, token = create_key("Till", actor="")
    assert find_sender(token) is not None
    revoke_key(key.pk, actor="user:1")
    assert find_sender(token) is None


def test_making_and_revoking_leave_their_lines_once() -> None:
    key, _ = create_key("Till", actor="user:1")
    revoke_key(key.pk, actor="user:2")
    revoke_key(key.pk, actor="user:3")
    lines = list(Interaction.objects.order_by("pk").values_list("name", "actor"))
    assert lines == [("key.created", "user:1"), ("key.revoked", "user:2")]


def test_revoking_what_is_not_there_says_so() -> None:
    with pytest.raises(KeyRefused, match="none numbered 99"):
        revoke_key(99, actor="")


def test_the_working_keys_are_listed_first_the_newest_of_them_on_top() -> None:
    one, two, three = (create_key(name, actor="")[0] for name in ("One", "Two", "Three"))
    revoke_key(three.pk, actor="")
    assert [key.pk for key in list_keys()] == [two.pk, one.pk, three.pk]


def test_the_last_use_is_noted_once_a_minute() -> None:
    key, _ = create_key("Till", actor="")
    now = moments.now()
    note_use(key.pk, now)
    note_use(key.pk, now.replace(microsecond=1))
    key.refresh_from_db()
    assert key.last_used_at == now
