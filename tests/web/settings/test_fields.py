"""The pages on which fields are made, changed and put away."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import client_of

from regulars.know.fields.actions import add_profile, create_field
from regulars.know.fields.models import Field, FieldValue

pytestmark = pytest.mark.django_db

LEVELS = [{"key": "b", "label": "Bronze"}, {"key": "g", "label": "Gold"}]


def field(label: str, kind: str = "text", **parts: Any) -> Field:
    return create_field({"label": label, "kind": kind, **parts}, actor="user:1")


def test_field_is_made_step_by_step(as_alice: Client) -> None:
    assert b"What will stand in it?" in as_alice.get("/settings/fields/new/").content
    assert b"More, one a line" in as_alice.get("/settings/fields/new/?kind=choice").content
    sent = {
        "kind": "choice",
        "label": "Level",
        "of": "person",
        "more_choices": "Bronze\n\n Silver \n",
        "searchable": "on",
    }
    assert as_alice.post("/settings/fields/new/", sent).status_code == 302
    made = Field.objects.get()
    assert (made.key, made.of, made.searchable, made.required) == ("level", "person", True, False)
    assert made.choices == [{"key": "bronze", "label": "Bronze"}, {"key": "silver", "label": "Silver"}]
    assert b"Level" in as_alice.get("/settings/fields/").content


def test_form_says_what_is_wrong_and_keeps_what_was_typed(as_alice: Client) -> None:
    sent = {"kind": "number", "label": "", "help": "Of the left foot", "least": "9", "most": "3"}
    answer = as_alice.post("/settings/fields/new/", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert [text in page for text in ("Give the field a name", "This is less than the least.", "Of the left foot")] == [
        True
    ] * 3
    assert Field.objects.count() == 0


def test_choices_move_in_the_form_without_being_kept(as_alice: Client) -> None:
    level = field("Level", "choice", choices=LEVELS)
    sent = {"label": "Level", "kind": "choice", "choice_key": ["b", "g"], "choice": ["Bronze", "Gold"], "up": "g"}
    page = as_alice.post(f"/settings/fields/{level.pk}/", sent).content.decode()
    assert page.index('value="Gold"') < page.index('value="Bronze"')
    assert Field.objects.get().choices == LEVELS


def test_choice_in_use_goes_once_it_is_said_what_becomes_of_it(as_alice: Client) -> None:
    level = field("Level", "choice", choices=LEVELS)
    add_profile({"name": "Ada"}, {"level": "g"}, actor="user:1")
    sent: dict[str, Any] = {"label": "Level", "kind": "choice", "choice_key": ["b", "g"], "choice": ["Bronze", ""]}
    asked = as_alice.post(f"/settings/fields/{level.pk}/", sent)
    assert "“Gold” is what 1 customer has." in asked.content.decode()
    assert Field.objects.get().choices == LEVELS
    assert as_alice.post(f"/settings/fields/{level.pk}/", sent | {"sure": "1", "moved-g": "b"}).status_code == 302
    assert (Field.objects.get().choices, FieldValue.objects.get().text) == (LEVELS[:1], "b")


def test_values_that_would_be_lost_are_shown_before(as_alice: Client) -> None:
    size = field("Size")
    add_profile({"name": "Ada"}, {"size": "big"}, actor="user:1")
    sent = {"label": "Size", "kind": "number"}
    page = as_alice.post(f"/settings/fields/{size.pk}/", sent).content.decode()
    assert "1 of 1 values cannot become number and would be lost" in page
    assert "“big”" in page
    as_alice.post(f"/settings/fields/{size.pk}/", sent | {"sure": "1"})
    assert (Field.objects.get().kind, FieldValue.objects.count()) == ("number", 0)


def test_field_is_put_away_taken_back_and_removed(as_alice: Client) -> None:
    size, _ = field("Size"), field("Colour")
    as_alice.post(f"/settings/fields/{size.pk}/move/", {"down": "1"})
    assert list(Field.objects.values_list("label", flat=True)) == ["Colour", "Size"]
    as_alice.post(f"/settings/fields/{size.pk}/archive/")
    assert b"Remove for good" in as_alice.get(f"/settings/fields/{size.pk}/").content
    as_alice.post(f"/settings/fields/{size.pk}/archive/", {"restore": "1"})
    assert Field.objects.filter(archived_at=None).count() == 2
    as_alice.post(f"/settings/fields/{size.pk}/archive/")
    as_alice.post(f"/settings/fields/{size.pk}/remove/", {"typed": "something"})
    assert Field.objects.count() == 2
    as_alice.post(f"/settings/fields/{size.pk}/remove/", {"typed": "size"})
    assert list(Field.objects.values_list("label", flat=True)) == ["Colour"]
    assert as_alice.post(f"/settings/fields/{size.pk}/move/").status_code == 404


def test_list_of_fields_asks_the_same_however_many(as_alice: Client, django_assert_num_queries: Any) -> None:
    for i in range(12):
        field(f"Field {i}", group=f"Group {i % 3}")
    as_alice.get("/settings/fields/")
    with django_assert_num_queries(3):
        as_alice.get("/settings/fields/")


@pytest.mark.parametrize("way", ["", "new/", "{pk}/", "{pk}/move/", "{pk}/archive/", "{pk}/remove/"])
def test_others_are_refused(bob: Any, charlie: Any, way: str) -> None:
    address = f"/settings/fields/{way.format(pk=field('Size').pk)}"
    for user, status in ((bob, 403), (charlie, 302), (None, 302)):
        assert {client_of(user).get(address).status_code, client_of(user).post(address).status_code} <= {status, 405}
    assert Field.objects.get().archived_at is None
