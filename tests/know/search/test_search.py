"""The same people are found on both databases: in any script, misspelt, by whatever they are known as."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Q
from hypothesis import example, given
from hypothesis import strategies as st

from regulars.access.acting import NOBODY, Acting, acting_as
from regulars.access.permissions import Sees
from regulars.access.users.models import User
from regulars.know.customers.models import Customer
from regulars.know.customers.profile import refresh_keys
from regulars.know.identities.actions import add_customer, edit_customer, resolve
from regulars.know.identities.who import Who
from regulars.know.search.index_sql import LONG
from regulars.know.search.jobs import tidy_words
from regulars.know.search.models import Pair, Word
from regulars.know.search.near_words import keys_of
from regulars.know.search.privacy import erase
from regulars.know.search.queries import search, search_condition, search_customers

PEOPLE = (
    {"name": "Ngozi Okafor", "email": "ngozi@okafor.example", "city": "Lagos"},
    {"name": "John Smith", "email": "js@smith.example", "phone": "+44 20 7946 0958"},
    {"name": "Joan Smithers", "email": "joan@home.example"},
    {"name": "田中太郎", "email": "taro@tanaka.example"},
    {"name": "王 小明", "email": "wang@xm.example"},
    {"name": "김민수", "email": "kim@ms.example"},
    {"name": "Анна Соловьёва", "email": "anna@solo.example"},
    {"name": "محمد الفاسي", "email": "fassi@mohammed.example"},
    {"name": "Zoë Łukasiewicz-O'Neil", "email": "zoe@lukas.example"},
    {"name": "Bäckerei Müller GmbH", "kind": "company", "city": "Köln"},
)


@pytest.fixture
def people(db: None) -> None:
    for fields in PEOPLE:
        add_customer(fields, actor="house")


def names(typed: str, **more: object) -> list[str]:
    return [str(found.customer) for found in search(typed, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # as typed, in any script
        ("okafor", ["Ngozi Okafor"]),
        ("kafo", ["Ngozi Okafor"]),
        ("田中", ["田中太郎"]),
        ("太郎", ["田中太郎"]),
        ("田", ["田中太郎"]),
        ("郎", []),
        ("小明", ["王 小明"]),
        ("王", ["王 小明"]),
        ("김민", ["김민수"]),
        ("соловьев", ["Анна Соловьёва"]),
        ("СОЛОВЬЁВА", ["Анна Соловьёва"]),
        ("со", ["Анна Соловьёва"]),
        ("الفاسي", ["محمد الفاسي"]),
        ("ال", ["محمد الفاسي"]),
        ("muller", ["Bäckerei Müller GmbH"]),
        ("mü", ["Bäckerei Müller GmbH"]),
        ("o'neil", ["Zoë Łukasiewicz-O'Neil"]),
        ("sm", ["Joan Smithers", "John Smith"]),
        ("sm jo", ["Joan Smithers", "John Smith"]),
        # misspelt: swapped, missing, wrong, added, two of them
        ("okafro", ["Ngozi Okafor"]),
        ("okafr", ["Ngozi Okafor"]),
        ("okofer", ["Ngozi Okafor"]),
        ("ookaffor", ["Ngozi Okafor"]),
        ("ngozi okfor", ["Ngozi Okafor"]),
        ("nogzi okafro", ["Ngozi Okafor"]),
        ("jon smyth", ["John Smith"]),
        ("smithesr", ["Joan Smithers"]),
        ("lukasiewcz-o'neil", ["Zoë Łukasiewicz-O'Neil"]),
        ("lukaseiw", ["Zoë Łukasiewicz-O'Neil"]),
        ("соловева", ["Анна Соловьёва"]),
        ("backeri muler", ["Bäckerei Müller GmbH"]),
        # too far, or nobody
        ("okxxxr", []),
        ("smarthome", []),
        ("jan smjxhq", []),
        ("山田", []),
        # not the name
        ("@okafor", ["Ngozi Okafor"]),
        ("taro@tan", ["田中太郎"]),
        ("lagos", ["Ngozi Okafor"]),
        ("020 7946-0958", ["John Smith"]),
        ("7946", ["John Smith"]),
        ("+44 20 7946 0958", ["John Smith"]),
        ("lagos okafro", ["Ngozi Okafor"]),
        # nothing that breaks
        ("\x00", []),
        ("okafor\x00", ["Ngozi Okafor"]),
        ("%", []),
        ("_ka", []),
        ("\\", []),
        ('"okafor', ["Ngozi Okafor"]),
        ("okafor*", ["Ngozi Okafor"]),
    ],
)
def test_found_however_typed(people: None, typed: str, found: list[str]) -> None:
    assert sorted(names(typed)) == sorted(found)


def test_names_that_fit_best_come_first(db: None) -> None:
    for name in ("Anna", "Hannah Berg", "Bert Annan", "Anna Alt", "Joanna"):
        add_customer({"name": name}, actor="house")
    add_customer({"name": "Udo", "email": "anna@mail.example"}, actor="house")
    assert names("anna") == ["Anna", "Anna Alt", "Bert Annan", "Joanna", "Hannah Berg", "Udo"]


def test_the_very_name_is_found_behind_many_newer(db: None) -> None:
    first = add_customer({"name": "Ann"}, actor="house")
    for n in range(9):
        add_customer({"name": f"Joanna {n}"}, actor="house")
    assert search_customers("ann", limit=3)[0] == first


def test_nearest_spelling_comes_first_and_after_what_was_typed(db: None) -> None:
    for name in ("Karin Mayer", "Otto Meier", "Ida Meyers"):
        add_customer({"name": name}, actor="house")
    assert names("meyer") == ["Ida Meyers", "Otto Meier", "Karin Mayer"]


def test_reason_is_told_where_it_is_not_the_name(people: None) -> None:
    customer = Customer.objects.get(name="Ngozi Okafor")
    resolve([Who(source="shop", external_id="K-88213", email="ngozi@okafor.example")])
    customer.refresh_from_db()
    refresh_keys(customer, values=["Oolong tea"])
    customer.save()
    told = {typed: [str(found.why) for found in search(typed)] for typed in ("okafor", "oolong", "8821", "gos", "@oka")}
    assert told == {
        "okafor": ["None"],
        "oolong": ["Field: oolong tea"],
        "8821": ["Id: k-88213"],
        "gos": ["Town: Lagos"],
        "@oka": ["E-mail: ngozi@okafor.example"],
    }


def test_reason_marks_what_was_typed(people: None) -> None:
    (found,) = search("@oka")
    assert found.why is not None
    assert (found.why.before, found.why.match, found.why.after) == ("ngozi", "@oka", "for.example")


def test_whole_id_names_its_owner_first(db: None) -> None:
    add_customer({"name": "Room 101"}, actor="house")
    resolve([Who(source="shop", external_id="101")])
    assert names("101") == ["Customer 101", "Room 101"]


def test_merged_parts_lead_to_whom_they_turned_out_to_be(people: None) -> None:
    root, part = Customer.objects.get(name="John Smith"), Customer.objects.get(name="Joan Smithers")
    part.merged_into, part.known = root, False
    part.save()
    assert [(found.customer, str(found.why)) for found in search("smithers")] == [
        (root, "Also known as: Joan Smithers")
    ]


def test_former_words_are_not_offered(people: None) -> None:
    edit_customer(Customer.objects.get(name="Ngozi Okafor").pk, {"name": "Ngozi Brandt"}, actor="house")
    assert (names("okafro"), names("brant")) == ([], ["Ngozi Brandt"])


def test_what_stays_the_same_is_still_found_after_a_change(people: None) -> None:
    customer = Customer.objects.get(name="Ngozi Okafor")
    for name in ("Ngozi Brandt", "Ngozi Okafor-Brandt"):
        edit_customer(customer.pk, {"name": name}, actor="house")
    assert [names(typed) for typed in ("@okafor", "ngozi", "lagos", "brandt")] == [["Ngozi Okafor-Brandt"]] * 4


def test_pairs_follow_the_name(people: None) -> None:
    customer = Customer.objects.get(name="田中太郎")
    edit_customer(customer.pk, {"name": "山田花子"}, actor="house")
    assert sorted(Pair.objects.filter(customer_id=customer.pk).values_list("pair", flat=True)) == [
        "山田",
        "田花",
        "花子",
    ]
    assert (names("太郎"), names("花子")) == ([], ["山田花子"])
    Customer.objects.filter(pk=customer.pk).update(name="", name_key="")
    assert list(Pair.objects.filter(customer_id=customer.pk)) == []


def test_a_word_is_kept_once(db: None) -> None:
    for name in ("Ada Brandt", "Ida Brandt", "Brandt Brandt"):
        add_customer({"name": name}, actor="house")
    assert sorted(Word.objects.values_list("text", flat=True)) == ["ada", "brandt", "ida"]


def test_list_is_narrowed_by_conditions(people: None) -> None:
    assert names("müller", among=Q(kind="person")) == []
    assert names("müller", among=Q(kind="company")) == ["Bäckerei Müller GmbH"]
    assert [str(c) for c in Customer.objects.filter(search_condition("smyth"), kind="person")] == ["John Smith"]


EVERYTHING = frozenset({"customers.see"})


def test_nobody_finds_nobody(people: None) -> None:
    with acting_as(NOBODY):
        assert [search(typed) for typed in ("okafor", "ngozi@okafor.example", "okafro", "田中")] == [[], [], [], []]


@pytest.mark.parametrize("own", [2000, 0])
def test_agent_finds_only_their_own(people: None, monkeypatch: pytest.MonkeyPatch, own: int) -> None:
    # Few own customers are looked through, many are taken out of the index: both ways lead to the same people.
    monkeypatch.setattr("regulars.know.search.queries._OWN", own)
    bob = User.objects.create_user("bob@unfold.example", "correct horse battery", name="Bob", role="agent")
    Customer.objects.filter(name__in=["Ngozi Okafor", "田中太郎"]).update(owner=bob)
    with acting_as(Acting("user:1", EVERYTHING, Sees.OWN, user_id=bob.pk)):
        typed = (
            "okafor",
            "okafro",
            "smith",
            "smyth",
            "太郎",
            "ng",
            "js@smith.example",
            "ngozi@okafor.example",
            "020 7946-0958",
        )
        assert [names(one) for one in typed] == [
            ["Ngozi Okafor"], ["Ngozi Okafor"], [], [], ["田中太郎"], ["Ngozi Okafor"], [], ["Ngozi Okafor"], [],
        ]  # fmt: skip


def test_what_is_hidden_finds_nobody(people: None) -> None:
    customer = Customer.objects.get(name="Ngozi Okafor")
    resolve([Who(source="shop", external_id="K-88213", email="ngozi@okafor.example", phone="+49 40 5550 142")])
    customer.refresh_from_db()
    refresh_keys(customer, values=["Oolong tea"])
    customer.save()
    hidden = frozenset({"email", "phone", "city", "field:tea"})
    with acting_as(Acting("user:1", EVERYTHING, Sees.ALL, hidden=hidden)):
        typed = ("@okafor", "ngozi@okafor.example", "5550142", "+49 40 5550 142", "lagos", "oolong")
        assert [names(one) for one in typed] == [[], [], [], [], [], []]
        (found,) = search("88213")
        assert (found.customer.email, str(found.why)) == ("", "Id: k-88213")


def test_somebody_without_a_name_is_not_found_by_a_hidden_address(db: None) -> None:
    add_customer({"email": "zz@top.example"}, actor="house")
    assert names("zz") == ["zz@top.example"]
    with acting_as(Acting("user:1", EVERYTHING, Sees.ALL, hidden=frozenset({"email"}))):
        assert names("zz") == []


def test_search_asks_little(people: None, django_assert_max_num_queries: object) -> None:
    for typed, most in (("okafor", 5), ("okafro", 7), ("ngozi@okafor.example", 4), ("xyzxyz", 4)):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            search(typed, limit=8)


WORDS = st.text(st.sampled_from("abcdeo'-é"), min_size=3, max_size=12)


@given(WORDS, WORDS)
@example("okafor", "okafro")
@example("smithers", "smithesr")
def test_near_words_share_a_key(one: str, other: str) -> None:
    """What is near by the letters is near by the keys: the oracle is the distance itself."""
    from rapidfuzz.distance import OSA

    away = OSA.distance(one, other)
    if away <= 1 or (away <= 2 and min(len(one), len(other)) >= LONG):
        assert keys_of(one) & keys_of(other)


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["ann", "anna", "ada's", "okafor", "lukasiewicz", "соловьева"])
def test_database_keeps_a_word_under_the_keys_it_is_asked_by(word: str) -> None:
    add_customer({"name": word}, actor="house")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT unnest(search_keys(text)) FROM search_word")
        else:
            cursor.execute("SELECT key FROM search_key")
        assert {row[0] for row in cursor.fetchall()} == keys_of(word)


def test_erased_words_are_gone_unless_somebody_else_has_them(db: None) -> None:
    gone = add_customer({"name": "Ada Brandt"}, actor="house")
    edit_customer(gone.pk, {"name": "Ada Zielinski"}, actor="house")
    ida = add_customer({"name": "Ida Brandt"}, actor="house")
    assert erase([gone.pk]) == 2
    assert sorted(Word.objects.values_list("text", "customer_id")) == [("brandt", ida.pk), ("ida", ida.pk)]
    assert (names("zielinski"), names("brndt")) == ([], ["Ida Brandt"])


def test_words_nobody_has_any_more_are_tidied_away(db: None) -> None:
    ada = add_customer({"name": "Ada Brandt"}, actor="house")
    ida = add_customer({"name": "Ida Brandt"}, actor="house")
    edit_customer(ada.pk, {"name": "Ada Novak"}, actor="house")
    Customer.objects.filter(pk=ada.pk).update(name="Ada", name_key="ada")
    assert tidy_words() == 1
    assert sorted(Word.objects.values_list("text", "customer_id")) == [
        ("ada", ada.pk),
        ("brandt", ida.pk),
        ("ida", ida.pk),
    ]
