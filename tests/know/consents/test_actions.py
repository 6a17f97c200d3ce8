"""Recording, suppressing, choosing, rules: what they write, what they refuse, and who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.know.consents.conftest import at

from regulars.access.acting import NOBODY, Acting, acting_as
from regulars.access.permissions import Sees
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.know.consents.actions.choosing import (
    choices_of,
    choose,
    choose_nothing,
    make_links_void,
    object_to,
    unsubscribe,
)
from regulars.know.consents.actions.importing import ConsentRow, import_consents, withdraw_import
from regulars.know.consents.actions.purposes import (
    add_frequency_cap,
    add_quiet_hours,
    archive_purpose,
    remove_frequency_cap,
    remove_quiet_hours,
    save_purpose,
)
from regulars.know.consents.actions.recording import record_consent
from regulars.know.consents.actions.suppressing import lift, suppress_address, suppress_customer
from regulars.know.consents.links import BadLink, customer_of, preference_token
from regulars.know.consents.may_contact import may_contact
from regulars.know.consents.models import ConsentLine, Purpose, Suppression
from regulars.know.consents.privacy import erase, told
from regulars.know.consents.queries import history, suppressions
from regulars.know.consents.reasons import Reason
from regulars.know.customers.models import Customer
from regulars.timeline.models import AuditLine, Interaction

WHO = "user:1"
PROOF = {"ip": "203.0.113.9"}


def _timeline() -> list[tuple[str, Any, str, str]]:
    rows = Interaction.objects.order_by("pk").values_list("name", "customer_id", "actor", "properties")
    return [(name, pk, actor, properties["note"]) for name, pk, actor, properties in rows]


def test_what_a_colleague_heard_is_kept_with_words_and_proof(person: Any) -> None:
    ada = person()
    line = record_consent(
        ada.pk, "offers", "phone", "granted", how="phone", words=" May we ring you? ", actor=WHO,
        evidence={"reference": "R1"}, said_at=at(1),
    )  # fmt: skip
    assert line is not None
    assert (line.said_at, line.how, line.wording.text, line.evidence) == (
        at(1),
        "phone",
        "May we ring you?",
        {"reference": "R1"},
    )
    assert _timeline() == [("consent.granted", ada.pk, WHO, "Offers by phone")]
    assert [(row.name, row.changes) for row in AuditLine.objects.all()] == [
        ("consent.granted", {"offers": [None, "Agreed"]})
    ]
    record_consent(ada.pk, "offers", "phone", "withdrawn", how="phone", words="", actor=WHO)
    assert Interaction.objects.latest("pk").properties["changes"] == {"offers": ["Agreed", "Took it back"]}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"purpose": "gossip"}, "purpose"),
        ({"channel": "web"}, "channel"),
        ({"state": "pending"}, "state"),
        ({"how": "double"}, "how"),
        ({"words": " "}, "words"),
        ({"words": "w" * 4001}, "words"),
        ({"said_at": at(10**7)}, "said_at"),
    ],
)
def test_what_proves_nothing_is_refused_and_nothing_written(person: Any, change: dict[str, Any], field: str) -> None:
    ada = person()
    asked = {
        "purpose": "offers",
        "channel": "sms",
        "state": "granted",
        "how": "phone",
        "words": "Yes?",
        "actor": WHO,
    } | change
    with pytest.raises(Refused) as refused:
        record_consent(ada.pk, asked.pop("purpose"), asked.pop("channel"), asked.pop("state"), **asked)
    assert list(refused.value.errors) == [field]
    assert (ConsentLine.objects.count(), Interaction.objects.count()) == (0, 0)


def test_suppressions_are_kept_once_told_and_lifted(person: Any) -> None:
    ada = person()
    for _ in range(2):
        suppress_customer(ada.pk, "do_not_contact", channel="phone", reason="asked", actor=WHO)
    row = Suppression.objects.get()
    assert [(each.pk, each.kind) for each in suppressions().rows] == [(row.pk, "do_not_contact")]
    lift(row.pk, actor=WHO)
    assert suppressions().rows == []
    assert _timeline() == [
        ("suppression.added", ada.pk, WHO, "do not contact (phone)"),
        ("suppression.lifted", ada.pk, WHO, "do not contact (phone)"),
    ]
    suppress_customer(ada.pk, "do_not_contact", channel="phone", actor=WHO)
    assert Suppression.objects.count() == 2
    with pytest.raises(Refused, match="like \\+44"):
        suppress_address("nobody", "bounced", actor=WHO)
    with pytest.raises(Refused, match="Choose why"):
        suppress_customer(ada.pk, "erased", actor=WHO)


def _words(*keys: str) -> dict[str, str]:
    return {key: Purpose.objects.get(key=key).meaning for key in keys}


def test_customers_choose_for_themselves_by_their_link(person: Any, says: Any) -> None:
    ada = person(phone="")
    says(ada, "granted", purpose="offers")
    token = preference_token(ada.pk)
    assert [(choice.place, choice.on) for choice in choices_of(ada)] == [
        (("service", "mail"), True), (("newsletter", "mail"), False), (("offers", "mail"), True),
        (("profiling", "web"), True), (("research", "mail"), False),
    ]  # fmt: skip
    shown = [choice.place for choice in choices_of(ada)]
    with acting_as(NOBODY):
        done = choose(
            token, on={("service", "mail"), ("newsletter", "mail"), ("research", "phone")}, shown=shown,
            words=_words("newsletter"), evidence=PROOF,
        )  # fmt: skip
    assert done == 3
    lines = ConsentLine.objects.filter(how="preferences").select_related("purpose", "wording").order_by("purpose")
    assert [(line.purpose.key, line.state, line.actor, line.evidence) for line in lines] == [
        ("newsletter", "granted", f"customer:{ada.pk}", PROOF),
        ("offers", "withdrawn", f"customer:{ada.pk}", PROOF),
        ("profiling", "denied", f"customer:{ada.pk}", PROOF),
    ]
    assert lines[0].wording.text == Purpose.objects.get(key="newsletter").meaning
    same = [choice.place for choice in choices_of(ada) if choice.on]
    assert choose(token, on=same, shown=shown, words={}, evidence=PROOF) == 0


def test_nobody_agrees_to_words_that_changed_meanwhile(person: Any) -> None:
    ada = person()
    with pytest.raises(Refused, match="read it again"):
        choose(
            preference_token(ada.pk), on={("newsletter", "mail")}, shown={("newsletter", "mail")},
            words={"newsletter": "Other words"}, evidence=PROOF,
        )  # fmt: skip
    assert ConsentLine.objects.count() == 0


def test_nothing_at_all_leaves_only_what_they_ordered_and_a_later_yes_counts(person: Any, says: Any) -> None:
    ada = person()
    for purpose in ("newsletter", "offers"):
        says(ada, "granted", purpose=purpose)
    token = preference_token(ada.pk)
    choose_nothing(token, evidence=PROOF)
    asked = [
        ("service", "mail"),
        ("newsletter", "mail"),
        ("offers", "mail"),
        ("profiling", "web"),
        ("research", "mail"),
    ]
    assert [may_contact(ada, *each).of(ada.pk) for each in asked] == [
        Reason.YES, Reason.OBJECTED, Reason.OBJECTED, Reason.DENIED, Reason.UNKNOWN,
    ]  # fmt: skip
    place = ("newsletter", "mail")
    choose(token, on={place}, shown={place}, words=_words("newsletter"), evidence=PROOF)
    assert may_contact(ada, *place).of(ada.pk) == Reason.YES


def test_one_click_ends_the_mails_of_one_purpose(person: Any, says: Any) -> None:
    ada = person()
    for purpose in ("newsletter", "offers"):
        says(ada, "granted", purpose=purpose)
    for _ in range(2):
        unsubscribe(preference_token(ada.pk), "newsletter", evidence=PROOF)
    assert [(line.purpose_id, line.state) for line in ConsentLine.objects.filter(how="unsubscribe")] == [
        (Purpose.objects.get(key="newsletter").pk, "withdrawn")
    ]
    assert may_contact(ada, "offers", "mail").of(ada.pk) == Reason.YES


def test_links_follow_a_merge_and_end_when_made_void_or_erased(person: Any) -> None:
    ada, alt = person(), person("Ada Alt")
    token = preference_token(alt.pk)
    Customer.objects.filter(pk=alt.pk).update(merged_into=ada)
    assert customer_of(token).pk == ada.pk
    make_links_void(ada.pk, actor=WHO)
    for old in (token, token + "x", f"{ada.pk}.0", ""):
        with pytest.raises(BadLink):
            customer_of(old)
    new = preference_token(ada.pk)
    assert customer_of(new).pk == ada.pk
    Customer.objects.filter(pk=ada.pk).update(erased_at=at(0))
    with pytest.raises(BadLink):
        customer_of(new)


def test_an_objection_stops_advertising_and_profiling(person: Any, says: Any) -> None:
    ada = person()
    says(ada, "granted")
    object_to(ada.pk, marketing=True, profiling=True, actor=WHO)
    assert may_contact(ada, "newsletter", "mail").of(ada.pk) == Reason.OBJECTED
    assert may_contact(ada, "profiling", "web").of(ada.pk) == Reason.DENIED


def test_purposes_are_made_changed_and_retired(db: None) -> None:
    fields = {
        "name": "Birthday Greetings",
        "meaning": "A card.",
        "basis": "consent",
        "channels": ["post", "fax"],
        "expiry_months": "6",
    }
    made = save_purpose(None, fields, actor=WHO)
    again = save_purpose(None, fields, actor=WHO)
    assert [made.key, again.key, made.channels] == ["birthday-greetings", "birthday-greetings-2", ["post"]]
    save_purpose(made.pk, fields | {"meaning": "A card and a cake."}, actor=WHO)
    assert Interaction.objects.latest("pk").properties["changes"] == {"meaning": ["A card.", "A card and a cake."]}
    archive_purpose(made.pk, archived=True, actor=WHO)
    with pytest.raises(Refused) as refused:
        save_purpose(None, {"expiry_months": "0"}, actor=WHO)
    assert sorted(refused.value.errors) == ["basis", "channels", "expiry_months", "meaning", "name"]


def test_contact_rules_are_checked_made_and_removed(db: None) -> None:
    hours = add_quiet_hours("mail", [6], "00:00", "00:00", actor=WHO)
    cap = add_frequency_cap("offers", "", "2", "7", actor=WHO)
    remove_quiet_hours(hours.pk, actor=WHO)
    remove_frequency_cap(cap.pk, actor=WHO)
    assert [name for name, *_ in _timeline()] == ["contact_rules.changed"] * 4
    with pytest.raises(Refused) as refused:
        add_quiet_hours("fax", [7], "late", "25:00", actor=WHO)
    assert sorted(refused.value.errors) == ["channel", "ends", "starts", "weekdays"]
    with pytest.raises(Refused) as refused:
        add_frequency_cap("gossip", "fax", "0", "x", actor=WHO)
    assert sorted(refused.value.errors) == ["channel", "days", "most", "purpose"]


def test_a_batch_from_elsewhere_costs_the_same_whatever_its_size(person: Any, django_assert_num_queries: Any) -> None:
    people = [person(f"P{n} Weiss") for n in range(30)]
    rows = [
        ConsentRow(each.pk, "newsletter", "mail", "granted", at(1), "News?", {"row": n})
        for n, each in enumerate(people)
    ]
    stops = [ConsentRow(each.pk, "offers", "mail", "bounced", at(2)) for each in people]
    import_consents([*rows[:1], *stops[:1]], actor="import:1")
    for mark, some in (("import:2", slice(3)), ("import:3", slice(30))):
        with django_assert_num_queries(16):
            import_consents([*rows[some], *stops[some]], actor=mark)
    assert import_consents([*rows, *stops], actor="import:4") == 0
    # Of each the consent and the suppression; the first was told by import 1, two by import 2.
    assert withdraw_import("import:3", actor=WHO) == 54
    assert list(ConsentLine.objects.order_by("pk").values_list("actor", flat=True)) == [
        "import:1",
        "import:2",
        "import:2",
    ]


def test_everything_kept_is_told_and_nothing_stays_after_erasure_but_a_hash(person: Any, says: Any) -> None:
    ada = person()
    says(ada, "granted", evidence={"ip": "203.0.113.9"})
    suppress_address(ada.email, "bounced", channel="mail", actor=WHO)
    make_links_void(ada.pk, actor=WHO)
    kept = told([ada.pk])
    assert [(line["purpose"], line["state"], line["words"], line["evidence"]) for line in kept["consents"]] == [
        ("Newsletter", "granted", "yes please", {"ip": "203.0.113.9"})
    ]
    assert [stop["address"] for stop in kept["not_to_be_contacted"]] == [ada.email]
    erase([ada.pk])
    assert told([ada.pk]) == {"consents": [], "confirmations_asked": [], "not_to_be_contacted": [], "contacted": []}
    assert list(Suppression.objects.values_list("kind", "key", "customer_id").distinct()) == [("erased", "", None)]


def test_a_household_number_is_not_barred_when_one_of_them_is_erased(person: Any) -> None:
    ada, bea = person(), person("Bea Costa")
    erase([ada.pk])
    assert may_contact(bea, "service", "phone", at=at(2)).of(bea.pk) == Reason.YES


def test_nobody_may_write_and_an_agent_reaches_only_their_own(person: Any, says: Any, bob: Any, charlie: Any) -> None:
    ada, bea = person(owner=bob), person("Bea Costa")
    says(bea, "granted")
    acts = [
        lambda: record_consent(bea.pk, "offers", "phone", "denied", how="phone", words="", actor="x"),
        lambda: suppress_customer(bea.pk, "bounced", actor="x"),
        lambda: object_to(bea.pk, marketing=True, profiling=True, actor="x"),
        lambda: make_links_void(bea.pk, actor="x"),
    ]
    rules = [
        lambda: suppress_address("a@b.example", "bounced", actor="x"),
        lambda: save_purpose(None, {}, actor="x"),
        lambda: archive_purpose(1, archived=True, actor="x"),
        lambda: add_quiet_hours("mail", [1], "1", "2", actor="x"),
        lambda: remove_quiet_hours(1, actor="x"),
        lambda: add_frequency_cap("", "", "1", "1", actor="x"),
        lambda: remove_frequency_cap(1, actor="x"),
        lambda: import_consents([], actor="x"),
        lambda: withdraw_import("x", actor="x"),
    ]
    for who in (NOBODY, acting_of(charlie)):
        with acting_as(who):
            for act in [*acts, *rules]:
                with pytest.raises(PermissionDenied):
                    act()
            assert history([bea.pk]).lines == []
    own = Acting("user:2", frozenset({"customers.see", "consents.edit"}), Sees.OWN, user_id=bob.pk)
    with acting_as(own):
        for act in acts:
            with pytest.raises(Customer.DoesNotExist):
                act()
        for act in rules:
            with pytest.raises(PermissionDenied):
                act()
        assert history([bea.pk]).lines == []
        record_consent(ada.pk, "offers", "phone", "denied", how="phone", words="", actor="user:2")
    assert ConsentLine.objects.count() == 2
