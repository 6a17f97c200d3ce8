"""What binds, by the table and by the ledger alone: the same, whatever was said, merged and parted, in whichever order."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.know.consents.conftest import T0, at

from regulars.know.consents.ledger import Said, write
from regulars.know.consents.may_contact import may_contact
from regulars.know.consents.models import (
    ConsentLine,
    ConsentState,
    How,
    Purpose,
    Standing,
    State,
    Wording,
)
from regulars.know.consents.queries import binding, cells, with_consent
from regulars.know.consents.reasons import Reason
from regulars.know.consents.states import rebuild_states
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import parts_of

PEOPLE = 3
ASKED_AT = at(50)
_STEPS = st.one_of(
    st.tuples(
        st.just("says"), st.integers(0, PEOPLE - 1), st.sampled_from(State.values), st.integers(0, 40), st.booleans()
    ),
    st.tuples(st.just("merges"), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)),
    st.tuples(st.just("parts"), st.integers(0, PEOPLE - 1)),
)


class Model:
    """The rule of `states`, told again in the plainest way: over the whole ledger, without a table."""

    def __init__(self, people: list[Any]) -> None:
        self.people = people
        self.root = {each.pk: each.pk for each in people}
        self.lines: list[tuple[int, frozenset[int], str, int, bool]] = []

    def parts(self, pk: int) -> set[int]:
        return {part for part, root in self.root.items() if root == self.root[pk]}

    def says(self, pk: int, state: str, hour: int, expires: bool) -> None:
        known = {line[0] for line in self.lines} | {part for line in self.lines for part in line[1]}
        over = frozenset(part for part in self.parts(pk) if part != pk and part in known)
        self.lines.append((pk, over, state, hour, expires))

    def binds(self, pk: int) -> Standing | None:
        parts, found = self.parts(pk), []
        for part in parts:
            said = [
                (hour, number, state, expires)
                for number, (teller, over, state, hour, expires) in enumerate(self.lines)
                if teller == part or (teller in parts and part in over)
            ]
            if said:
                _hour, _, state, expires = max(said)
                granted = state == State.GRANTED
                found.append(Standing.EXPIRED if granted and expires else Standing[State(state).name])
        return max(found, default=None)


class TheTableAndTheLedgerSayTheSame(TestCase):
    """Hypothesis with the database: each example in a transaction of its own."""

    @settings(max_examples=60)
    @given(steps=st.lists(_STEPS, min_size=1, max_size=14))
    def test_any_sequence_binds_as_the_ledger_says(self, steps: list[tuple[Any, ...]]) -> None:
        people = [
            Customer.objects.create(
                name=f"P{n}", name_key=f"p{n}", known=True, email=f"p{n}@mail.example", created_at=T0, changed_at=T0
            )
            for n in range(PEOPLE)
        ]
        purpose, model = Purpose.objects.get(key="newsletter"), Model(people)
        for step in steps:
            self._do(step, people, purpose, model)
        for _ in range(2):
            self._compare(people, model)
            rebuild_states()

    def _do(self, step: tuple[Any, ...], people: list[Any], purpose: Purpose, model: Model) -> None:
        pk = people[step[1]].pk
        if step[0] == "says":
            _, _, state, hour, expires = step
            until = at(45) if expires else None
            write([Said(pk, purpose, "mail", State(state), at(hour), How.FORM, "user:1", "words", {}, until)])
            model.says(pk, state, hour, expires)
        elif step[0] == "merges":
            into, gone = model.root[people[step[2]].pk], model.root[pk]
            if into != gone:
                for part in model.parts(gone):
                    model.root[part] = into
                Customer.objects.filter(pk__in=[p for p, r in model.root.items() if r == into and p != into]).update(
                    merged_into=into
                )
        elif model.root[pk] != pk:
            model.root[pk] = pk
            Customer.objects.filter(pk=pk).update(merged_into=None)

    def _compare(self, people: list[Any], model: Model) -> None:
        roots = sorted(set(model.root.values()))
        wanted = {root: model.binds(root) for root in roots}
        answer = may_contact([each.pk for each in people], "newsletter", "mail", at=ASKED_AT)
        assert dict(answer.reasons()) == {
            root: Reason.UNKNOWN if said is None else Reason.YES if said == Standing.GRANTED else Reason[said.name]
            for root, said in wanted.items()
        }
        granted = {root for root, said in wanted.items() if said == Standing.GRANTED}
        assert set(with_consent("newsletter", "mail", at=ASKED_AT).values_list("pk", flat=True)) == granted
        for root, said in wanted.items():
            parts = parts_of(Customer.objects.get(pk=root))
            shown = next(cell for cell in cells(parts, at=ASKED_AT) if cell.purpose.key == "newsletter")
            assert shown.standing == said


def test_merging_never_makes_a_yes_of_a_no_and_parting_gives_each_their_own(person: Any, says: Any) -> None:
    ada, alt = person(), person("Ada Alt")
    says(ada, "granted", 5)
    says(alt, "withdrawn", 1)
    alt.merged_into = ada
    alt.save()
    newsletter = Purpose.objects.get(key="newsletter").pk
    assert binding(ada.pk, newsletter, "mail") == State.WITHDRAWN
    says(ada, "granted", 6)
    assert binding(ada.pk, newsletter, "mail") == State.GRANTED
    alt.merged_into = None
    alt.save()
    assert [binding(each.pk, newsletter, "mail") for each in (ada, alt)] == [State.GRANTED, State.WITHDRAWN]


def test_a_batch_takes_as_many_statements_as_one_line(person: Any, django_assert_num_queries: Any) -> None:
    people = [person(f"P{n} Weiss") for n in range(20)]
    newsletter = Purpose.objects.get(key="newsletter")

    def said(each: Any, words: str) -> Said:
        return Said(each.pk, newsletter, "mail", State.GRANTED, at(1), How.FORM, "user:1", words)

    write([said(people[0], "words")])
    for some in (people[:1], people):
        # transaction, parts twice, states, wordings, lines, states, transaction
        with django_assert_num_queries(8):
            write([said(each, "words") for each in some])


def test_words_are_kept_once_and_numbered(person: Any, says: Any) -> None:
    ada = person()
    lines = [says(ada, "granted", n, words=words) for n, words in enumerate(["News?", "News and more?", "News?"])]
    assert [line.wording.version for line in ConsentLine.objects.select_related("wording").order_by("pk")] == [1, 2, 1]
    assert Wording.objects.count() == 2
    assert lines[0].wording_id == lines[2].wording_id


def test_a_purpose_that_runs_out_gives_its_consents_an_end(person: Any, says: Any) -> None:
    ada = person()
    assert f"{says(ada, 'granted', purpose='offers').expires_at:%Y-%m-%d}" == "2028-03-02"
    assert says(ada, "withdrawn", purpose="offers").expires_at is None
    assert says(ada, "granted").expires_at is None


@pytest.fixture
def guarded(db: None) -> None:
    """The database's own guard, which tests that commit have to do without (tests/conftest.py)."""
    from importlib import import_module

    migration = import_module("regulars.know.consents.migrations.0002_guard")
    statements = migration.SQLITE if connection.vendor == "sqlite" else migration.POSTGRESQL
    with connection.cursor() as cursor:
        for name in ("consent_stays", "wording_stays"):
            cursor.execute(next(s for s in statements if s.startswith(f"CREATE TRIGGER {name}")))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consents_consentline SET state = 'granted'",
        "DELETE FROM consents_consentline",
        "UPDATE consents_wording SET text = 'other words'",
        "DELETE FROM consents_wording",
    ],
)
def test_the_database_refuses_to_rewrite_the_ledger(person: Any, says: Any, guarded: None, statement: str) -> None:
    says(person(), "denied")
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(ConsentLine.objects.values_list("state", "wording__text")) == [("denied", "yes please")]


def test_erasure_takes_the_lines_of_one_person_and_of_nobody_else(person: Any, says: Any, guarded: None) -> None:
    from regulars.know.consents.privacy import erase

    ada, bea = person(), person("Bea Costa")
    for each in (ada, bea):
        says(each, "granted")
    erase([ada.pk])
    assert list(ConsentLine.objects.values_list("customer_id", flat=True)) == [bea.pk]
    assert list(ConsentState.objects.values_list("customer_id", flat=True)) == [bea.pk]
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        ConsentLine.objects.all().delete()
