"""Days to remember: kept, read from the profile, coming among all customers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.access.acting import HOUSE, NOBODY, Acting, acting_as
from regulars.access.permissions import Role, Sees, granted
from regulars.kit import moments
from regulars.kit.position import BadPosition
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.occasions import privacy
from regulars.know.occasions.actions import (
    Day,
    change_kind,
    create_kind,
    forget,
    read_day,
    remember,
    remember_many,
    remove_kind,
    remove_occasion,
    restore_occasion,
)
from regulars.know.occasions.coming import coming
from regulars.know.occasions.days import in_year
from regulars.know.occasions.jobs import forget_removed
from regulars.know.occasions.models import Occasion
from regulars.know.occasions.queries import birthdays, coming_ids, of_customer
from regulars.timeline.describe import describe
from regulars.timeline.read import of_customers

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def person(name: str, birthday: date | None = None, **fields: Any) -> Customer:
    return Customer.objects.create(
        name=name, name_key=name.lower(), birthday=birthday, known=True, created_at=NOW, changed_at=NOW, **fields
    )


def told(since: date, days: int, *kinds: str) -> list[str]:
    return [
        f"{one.day:%d.%m.%y} {one.customer} {one.name}{f' {one.years}' if one.years else ''}"
        for one in coming(since, days, kind_keys=kinds).coming
    ]


def test_days_come_in_their_order_over_the_turn_of_the_year() -> None:
    ada = person("Ada", date(1984, 12, 30))
    ben = person("Ben", date(2000, 1, 2))
    person("Cleo", date(1990, 1, 16))
    remember(ben.pk, "anniversary", Day(12, 31, 2020), note="wedding", actor="house")
    remember(ada.pk, "anniversary", Day(1, 1, 2026), yearly=False, actor="house")
    remember(ada.pk, "anniversary", Day(1, 1, 2028), yearly=False, actor="house")
    assert told(date(2025, 12, 29), 10) == [
        "30.12.25 Ada birthday 41", "31.12.25 Ben anniversary 5", "01.01.26 Ada anniversary", "02.01.26 Ben birthday 26",
    ]  # fmt: skip


def test_leap_day_comes_on_28_february_in_other_years() -> None:
    person("Leap", date(1984, 2, 29))
    assert told(date(2027, 2, 28), 1) == ["28.02.27 Leap birthday 43"]
    assert told(date(2027, 3, 1), 365) == []
    assert told(date(2028, 2, 28), 1) == []
    assert told(date(2028, 2, 29), 1) == ["29.02.28 Leap birthday 44"]


def test_birthday_follows_the_profile_whoever_writes_it() -> None:
    from regulars.know.identities.actions import resolve
    from regulars.know.identities.who import Profile, Who

    who = Who(source="shop", external_id="1", profile=Profile(name="Ada", birthday=date(1990, 5, 4)))
    resolve([who])
    assert told(date(2026, 5, 1), 10) == ["04.05.26 Ada birthday 36"]
    Customer.objects.update(birthday=date(1990, 6, 4))
    assert (told(date(2026, 5, 1), 10), told(date(2026, 6, 1), 10)) == ([], ["04.06.26 Ada birthday 36"])


def test_birthday_without_a_year_is_kept_until_the_profile_knows_it() -> None:
    ada = person("Ada")
    remember(ada.pk, "birthday", Day(5, 4), actor="house")
    assert told(date(2026, 5, 1), 10) == ["04.05.26 Ada birthday"]
    Customer.objects.update(birthday=date(1990, 5, 4))
    assert told(date(2026, 5, 1), 10) == ["04.05.26 Ada birthday 36"]


def test_customer_since_is_told_when_it_is_asked_for() -> None:
    person("Ada", first_heard_at=datetime(2024, 5, 4, 23, tzinfo=UTC))
    person("New", first_heard_at=datetime(2026, 5, 4, 1, tzinfo=UTC))
    assert (told(date(2026, 5, 1), 10), told(date(2026, 5, 1), 10, "customer_since")) == (
        [], ["04.05.26 Ada customer since 2"],
    )  # fmt: skip


def test_days_of_merged_parts_are_the_customers() -> None:
    ada = person("Ada")
    part = person("A.")
    remember(part.pk, "anniversary", Day(5, 4), actor="house")
    Customer.objects.filter(pk=part.pk).update(merged_into=ada, known=False)
    assert told(date(2026, 5, 1), 10) == ["04.05.26 Ada anniversary"]
    assert [day.name for day in of_customer(ada, [ada.pk, part.pk], date(2026, 5, 1))] == ["anniversary"]
    assert list(coming_ids(date(2026, 5, 1), 10)) == [ada.pk]


DAY = st.dates(date(1950, 1, 1), date(2027, 12, 31))


@settings(max_examples=40)
@given(
    born=st.lists(DAY, max_size=5),
    kept=st.lists(st.tuples(DAY, st.booleans()), max_size=5),
    since=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    days=st.integers(1, 365),
    limit=st.integers(1, 4),
)
def test_pages_tell_what_walking_through_the_days_finds(
    born: list[date], kept: list[tuple[date, bool]], since: date, days: int, limit: int
) -> None:
    """Oracle: every day of the window against every day kept, in plain Python."""
    Customer.objects.all().delete()
    walked = [since + timedelta(days=n) for n in range(days)]
    expected = []
    for number, day in enumerate(born):
        customer = person(f"B{number}", day)
        key = day.month * 100 + day.day
        expected += [(one, "birthday", customer.pk) for one in walked if in_year(key, one.year) == one]
    for number, (day, yearly) in enumerate(kept):
        customer = person(f"K{number}")
        remember(customer.pk, "anniversary", Day(day.month, day.day, day.year), yearly=yearly, actor="house")
        key = day.month * 100 + day.day
        fits = [one for one in walked if in_year(key, one.year) == one]
        fits = [one for one in fits if (one.year >= day.year if yearly else one.year == day.year)]
        expected += [(one, "anniversary", customer.pk) for one in fits]
    found, after = [], None
    while True:
        page = coming(since, days, limit=limit, after=after)
        found += [(one.day, one.kind, one.customer.pk) for one in page.coming]
        after = page.next
        if after is None:
            break
    assert sorted(found) == sorted(expected)
    assert [one[0] for one in found] == sorted(one[0] for one in found)
    wanted = {pk for day, kind, pk in expected if kind == "birthday"}
    assert set(coming_ids(since, days, ["birthday"])) == wanted


def test_next_days_are_read_from_the_index_of_the_days() -> None:
    rows = birthdays().filter(day_key__gte=501, day_key__lte=530).order_by("day_key", "pk")[:50]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = rows.explain()
    assert "customer_birthday_of_year" in plan
    assert "TEMP B-TREE" not in plan


def test_a_page_of_days_costs_four_queries(django_assert_num_queries: Any) -> None:
    for number in range(20):
        person(f"P{number}", date(1990, 5, 1 + number))
    with django_assert_num_queries(3):
        coming(date(2026, 5, 1), 30)
    with django_assert_num_queries(4):
        coming(date(2026, 5, 1), 30, kind_keys=["birthday", "customer_since", "anniversary"])


@pytest.mark.parametrize("after", ["nonsense", "WzEsMl0", "WzAsMSwxLDFd"])
def test_position_that_is_not_ours_is_refused(after: str) -> None:
    with pytest.raises(BadPosition):
        coming(date(2026, 5, 1), 30, after=after)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1984-12-03", Day(12, 3, 1984)), ("19841203", Day(12, 3, 1984)), ("--12-03", Day(12, 3)),
        ("--1203", Day(12, 3)), ("12-03", Day(12, 3)), ("02-29", Day(2, 29)),
    ],
)  # fmt: skip
def test_day_is_read(text: str, day: Day) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["", "1983-02-29", "13-01", "1700-01-01", "yesterday", "2026-1-1"])
def test_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_day(text)


def test_kept_day_is_told_taken_off_and_brought_back() -> None:
    ada = person("Ada")
    kept = remember(ada.pk, "anniversary", Day(5, 4, 2020), note="shop", actor="house")
    with pytest.raises(Refused):
        remember(ada.pk, "anniversary", Day(5, 4, 2020), note="shop", actor="house")
    remove_occasion(kept.pk, actor="house")
    assert told(date(2026, 5, 1), 10) == []
    restore_occasion(kept.pk, actor="house")
    assert told(date(2026, 5, 1), 10) == ["04.05.26 Ada anniversary 6"]
    assert [str(describe(line)) for line in of_customers([ada.pk]).interactions] == [
        "Has a day to remember: anniversary on 4 May 2020, shop",
        "A day to remember was taken off: anniversary on 4 May 2020, shop",
        "Has a day to remember: anniversary on 4 May 2020, shop",
    ]
    remove_occasion(kept.pk, actor="house")
    Occasion.objects.update(removed_at=moments.now() - timedelta(days=31))
    assert (forget_removed(), Occasion.objects.count()) == (1, 0)


def test_import_keeps_many_once_and_takes_them_back(django_assert_max_num_queries: Any) -> None:
    people = [person(f"P{number}") for number in range(20)]
    rows = [(one.pk, "birthday", Day(5, 4)) for one in people] + [(people[0].pk, "nonsense", Day(5, 4))]
    with django_assert_max_num_queries(6):
        made = remember_many([*rows, (people[0].pk, "birthday", Day(2, 30))], actor="import:1")
    assert (len(made), remember_many(rows, actor="import:2")) == (20, [])
    assert (forget(made, actor="import:1"), Occasion.objects.count()) == (20, 0)


def test_own_kind_of_day_is_kept_while_it_is_used() -> None:
    ada, kind = person("Ada"), create_kind("Name day", actor="house")
    remember(ada.pk, "name_day", Day(5, 4), actor="house")
    with pytest.raises(Refused):
        remove_kind(kind.pk, actor="house")
    change_kind(kind.pk, name="Name's day", offered=False, actor="house")
    with pytest.raises(Refused):
        remember(ada.pk, "name_day", Day(5, 5), actor="house")
    assert told(date(2026, 5, 1), 10, "name_day") == ["04.05.26 Ada Name's day"]
    with pytest.raises(Refused):
        create_kind("BIRTHDAY", actor="house")


def test_day_that_comes_once_needs_its_year() -> None:
    ada = person("Ada")
    create_kind("opening", yearly=False, actor="house")
    with pytest.raises(Refused) as refused:
        remember(ada.pk, "opening", Day(5, 4), actor="house")
    assert refused.value.errors == {"day": "A day that comes only once needs its year. Write it like 2027-05-04."}


def test_hidden_birthday_is_nowhere() -> None:
    ada, ben = person("Ada", date(1990, 5, 4)), person("Ben")
    remember(ben.pk, "birthday", Day(5, 4), actor="house")
    with acting_as(Acting("user:9", HOUSE.permissions, Sees.ALL, frozenset({"birthday"}), 9)):
        assert (told(date(2026, 5, 1), 10), list(coming_ids(date(2026, 5, 1), 10, ["birthday"]))) == ([], [])
        assert of_customer(ben, [ben.pk], date(2026, 5, 1)) == []
    assert {c.pk for c in (ada, ben)} == set(coming_ids(date(2026, 5, 1), 10, ["birthday"]))


def test_nobody_sees_and_keeps_days() -> None:
    ada = person("Ada", date(1990, 5, 4))
    with acting_as(NOBODY):
        assert (told(date(2026, 5, 1), 10), list(coming_ids(date(2026, 5, 1), 10))) == ([], [])
        assert of_customer(ada, [ada.pk], date(2026, 5, 1)) == []
        for refused in (
            lambda: remember(ada.pk, "birthday", Day(1, 1), actor=""), lambda: create_kind("x", actor=""),
            lambda: remember_many([], actor=""), lambda: remove_occasion(1, actor=""),
        ):  # fmt: skip
            with pytest.raises(PermissionDenied):
                refused()


def test_who_sees_their_own_customers_sees_only_their_days(bob: Any) -> None:
    person("His", date(1990, 5, 4), owner=bob)
    hers = person("Hers", date(1990, 5, 5))
    remember(hers.pk, "anniversary", Day(5, 6), actor="house")
    with acting_as(Acting(bob.actor, granted(Role.AGENT), Sees.OWN, user_id=bob.pk)):
        assert told(date(2026, 5, 1), 10) == ["04.05.26 His birthday 36"]
        with pytest.raises(Customer.DoesNotExist):
            remember(hers.pk, "birthday", Day(5, 4), actor=bob.actor)


def test_erased_person_has_no_days() -> None:
    ada = person("Ada")
    remember(ada.pk, "anniversary", Day(5, 4, 2020), actor="house")
    assert [(row["day"], row["month"]) for row in privacy.told([ada.pk])["days"]] == [("anniversary", 5)]
    assert (privacy.erase([ada.pk]), Occasion.objects.count()) == (1, 0)
