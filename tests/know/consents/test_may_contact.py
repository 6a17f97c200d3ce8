"""Who may be contacted, and why not: each reason, their order, one or many, merged or not, and who may ask."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from tests.know.consents.conftest import at

from regulars.access.acting import NOBODY, Acting, acting_as
from regulars.access.permissions import Sees
from regulars.kit.refused import Refused
from regulars.know.consents.actions.contacting import note_contact
from regulars.know.consents.actions.suppressing import suppress_address, suppress_customer
from regulars.know.consents.may_contact import may_contact
from regulars.know.consents.models import FrequencyCap, Purpose, QuietHours
from regulars.know.consents.privacy import erase
from regulars.know.consents.reasons import SAID, Reason
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import listed

NEWS = ("newsletter", "mail")


def reason(customer: Any, purpose: str = "newsletter", channel: str = "mail", hours: float = 100) -> Reason:
    return may_contact(customer, purpose, channel, at=at(hours)).of(customer.pk)


def test_every_reason_is_said_in_words() -> None:
    assert set(SAID) == set(Reason)


def test_nothing_known_is_a_no(person: Any) -> None:
    ada = person()
    assert reason(ada) == Reason.UNKNOWN
    assert reason(ada, "offers", "sms", 2) == Reason.UNKNOWN
    assert not may_contact(ada, *NEWS)


@pytest.mark.parametrize(
    ("state", "answer"),
    [("granted", Reason.YES), ("pending", Reason.PENDING), ("denied", Reason.DENIED), ("withdrawn", Reason.WITHDRAWN)],
)
def test_the_latest_line_binds(person: Any, says: Any, state: str, answer: Reason) -> None:
    ada = person()
    says(ada, "denied" if state == "granted" else "granted", 1)
    says(ada, state, 2)
    assert reason(ada) == answer
    assert bool(may_contact(ada, *NEWS)) == (answer == Reason.YES)


def test_a_line_said_earlier_but_written_later_does_not_bind(person: Any, says: Any) -> None:
    ada = person()
    says(ada, "withdrawn", 5)
    says(ada, "granted", 1)
    assert reason(ada) == Reason.WITHDRAWN


def test_a_consent_runs_out(person: Any, says: Any) -> None:
    ada = person()
    says(ada, "granted", 0, expires_at=at(10))
    assert [reason(ada, hours=9.99), reason(ada, hours=10)] == [Reason.YES, Reason.EXPIRED]


def test_contract_and_interest_hold_until_they_object(person: Any, says: Any) -> None:
    ada = person()
    assert [reason(ada, "service"), reason(ada, "profiling", "web")] == [Reason.YES, Reason.YES]
    says(ada, "denied", 1, purpose="service")
    says(ada, "withdrawn", 1, purpose="profiling", channel="web")
    assert [reason(ada, "service"), reason(ada, "profiling", "web")] == [Reason.DENIED, Reason.WITHDRAWN]
    assert reason(ada, "service", "phone", 101) == Reason.YES


def test_an_address_is_needed(person: Any, says: Any) -> None:
    ada = person(email="", phone="", street="12 Elm Row", city="Leith")
    for channel in ("mail", "post"):
        says(ada, "granted", purpose="offers", channel=channel)
    asked = [reason(ada, "offers", channel, 2) for channel in ("mail", "phone", "sms", "chat", "post")]
    assert asked == [Reason.NO_ADDRESS] * 4 + [Reason.YES]


def test_a_purpose_that_was_archived_or_does_not_use_the_channel_contacts_nobody(person: Any, says: Any) -> None:
    ada = person()
    says(ada, "granted")
    assert reason(ada, "newsletter", "post") == Reason.PURPOSE
    Purpose.objects.filter(key="newsletter").update(archived_at=at(0))
    assert reason(ada) == Reason.PURPOSE


def test_what_is_not_there_cannot_be_asked(person: Any) -> None:
    with pytest.raises(Refused, match="no purpose 'gossip'"):
        may_contact(person(), "gossip", "mail")
    with pytest.raises(Refused, match="no channel 'fax'"):
        may_contact(1, "newsletter", "fax")


@pytest.mark.parametrize(
    ("kind", "newsletter", "service"),
    [
        ("bounced", Reason.BOUNCED, Reason.BOUNCED),
        ("do_not_contact", Reason.DO_NOT_CONTACT, Reason.DO_NOT_CONTACT),
        ("complained", Reason.COMPLAINED, Reason.YES),
        ("unsubscribed", Reason.UNSUBSCRIBED, Reason.YES),
        ("objected", Reason.OBJECTED, Reason.YES),
    ],
)
def test_a_suppression_stands_against_consent(
    person: Any, says: Any, kind: str, newsletter: Reason, service: Reason
) -> None:
    ada, bea = person(), person("Bea Costa")
    for each in (ada, bea):
        says(each, "granted")
    suppress_customer(ada.pk, kind, actor="user:1")
    suppress_address("BEA@mail.example", kind, channel="mail", actor="user:1")
    for each in (ada, bea):
        assert [reason(each), reason(each, "service")] == [newsletter, service]
    assert reason(bea, "service", "phone", 101) == Reason.YES


@pytest.mark.parametrize("written", ["+442079460958", "020 7946 0958", "(020) 7946-0958"])
def test_a_barred_number_is_known_however_it_is_written(person: Any, settings: Any, written: str) -> None:
    from regulars.know.identities.models import Identity

    settings.REGULARS_REGION = "GB"
    ada, bea = person(phone=written), person("Bea Costa", phone="+442079460000")
    Identity.objects.create(
        key="phone:+442079460958", kind="phone", value="+442079460958", customer=ada, created_at=at(0)
    )
    suppress_address("+44 20 7946 0958", "do_not_contact", actor="user:1")
    assert [reason(ada, "service", "phone", 2), reason(bea, "service", "phone", 2)] == [
        Reason.DO_NOT_CONTACT,
        Reason.YES,
    ]


def test_quiet_hours_follow_the_clock_of_the_business(person: Any, settings: Any) -> None:
    settings.REGULARS_TIME_ZONE = "Europe/Berlin"
    ada = person()
    QuietHours.objects.all().delete()
    QuietHours.objects.create(channel="phone", weekdays=[0, 1, 2, 3, 4], starts=time(20), ends=time(8))
    QuietHours.objects.create(channel="phone", weekdays=[1], starts=time(8), ends=time(9))
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    answers = {
        hour: may_contact(ada, "service", "phone", at=monday + timedelta(hours=hour))
        for hour in (18.9, 19, 30.9, 32, 100)
    }
    assert {hour: answer.of(ada.pk) for hour, answer in answers.items()} == {
        18.9: Reason.YES, 19: Reason.QUIET, 30.9: Reason.QUIET, 32: Reason.YES, 100: Reason.QUIET,
    }  # fmt: skip
    # The night and the hour after it are one quiet time: it ends on Tuesday at nine, which is eight by UTC.
    assert answers[19].quiet_until == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert may_contact(ada, "service", "mail", at=monday).of(ada.pk) == Reason.YES


def test_a_lasting_reason_is_told_before_a_passing_one(person: Any) -> None:
    ada = person()
    QuietHours.objects.create(channel="mail", weekdays=list(range(7)), starts=time(0), ends=time(0))
    assert reason(ada) == Reason.UNKNOWN
    assert reason(ada, "service") == Reason.QUIET
    suppress_customer(ada.pk, "bounced", actor="user:1")
    assert reason(ada) == Reason.BOUNCED


def test_a_cap_counts_what_was_sent_in_its_days_over_all_parts(person: Any, says: Any) -> None:
    ada, bea = person(), person("Bea Costa")
    old = person("Ada Alt", merged_into=ada)
    for each in (ada, bea):
        says(each, "granted")
    FrequencyCap.objects.create(most=2, days=7)
    FrequencyCap.objects.create(purpose=Purpose.objects.get(key="offers"), most=1, days=1)
    note_contact([ada.pk, bea.pk], "newsletter", "mail", at=at(0))
    note_contact([old.pk], "offers", "sms", at=at(1))
    assert [reason(ada, hours=24), reason(bea, hours=24)] == [Reason.CAPPED, Reason.YES]
    assert reason(ada, hours=24 * 7) == Reason.YES
    assert reason(ada, "service", hours=24) == Reason.YES


def test_a_million_are_asked_like_one(person: Any, says: Any, django_assert_num_queries: Any) -> None:
    people = [person(f"P{n} Weiss") for n in range(6)]
    for each in people[:3]:
        says(each, "granted")
    says(people[2], "withdrawn", 1)
    merged = person("Old Weiss", merged_into=people[0])
    wanted = {Reason.YES: 2, Reason.WITHDRAWN: 1, Reason.UNKNOWN: 3}
    ids = [each.pk for each in people]
    assert may_contact(listed(), *NEWS).counts == wanted
    assert may_contact(listed().order_by("name")[:6], *NEWS).counts == wanted
    assert may_contact([*ids, merged.pk, 999_999], *NEWS).counts == wanted | {Reason.NOT_FOUND: 1}
    answer = may_contact(ids, *NEWS)
    assert sorted(answer.allowed()) == ids[:2]
    assert dict(answer.refused()) == dict(zip(ids[2:], [Reason.WITHDRAWN, *[Reason.UNKNOWN] * 3], strict=True))
    assert may_contact(merged.pk, *NEWS).of(merged.pk) == Reason.YES
    with django_assert_num_queries(6):
        # purpose, quiet hours, merged ids, erased addresses, caps, the answer: whatever the number of customers
        list(may_contact(ids, *NEWS).reasons())


def test_an_erased_address_is_not_written_to_again_until_its_owner_asks(person: Any, says: Any) -> None:
    ada = person()
    says(ada, "granted")
    erase([ada.pk])
    Customer.objects.filter(pk=ada.pk).update(email="", phone="", erased_at=at(3))
    again = person("Ada Again", email="ada@mail.example", phone="+442079460000")
    says(again, "granted", 4)
    assert [reason(ada), reason(again), reason(again, "service")] == [Reason.GONE, Reason.ERASED, Reason.ERASED]
    assert reason(person("Bea Costa")) == Reason.UNKNOWN


def test_nobody_and_those_who_see_others_only_get_no_answer(person: Any, says: Any, bob: Any) -> None:
    ada, bea = person(owner=bob), person("Bea Costa")
    for each in (ada, bea):
        says(each, "granted")
    own = Acting("user:2", frozenset({"customers.see"}), Sees.OWN, user_id=bob.pk)
    with acting_as(own):
        assert may_contact([ada.pk, bea.pk], *NEWS).counts == {Reason.YES: 1, Reason.NOT_FOUND: 1}
        assert list(may_contact(Customer.objects.all(), *NEWS).reasons()) == [(ada.pk, Reason.YES)]
    with acting_as(NOBODY):
        assert may_contact([ada.pk, bea.pk], *NEWS).counts == {Reason.NOT_FOUND: 2}
        assert list(may_contact(listed(), *NEWS).reasons()) == []
