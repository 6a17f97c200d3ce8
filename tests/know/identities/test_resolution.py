"""Who is who in a batch: the rules of `regulars.know.identities.resolution`, on a few calls each."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.know.identities.resolution import Party, Resolution
from regulars.know.identities.who import Who


def shop(number: str, **more: str) -> Who:
    return Who(source="shop", external_id=number, **more)


def parties(*calls: Who, owners: dict[str, Party] | None = None) -> list[int]:
    """The party of each call as a small number: the same number, the same customer."""
    taken = [party.root() for party in Resolution(owners or {}).work_through(calls)]
    order = list(dict.fromkeys(taken))
    return [order.index(party) for party in taken]


def test_the_same_external_id_is_one_customer() -> None:
    assert parties(shop("1"), shop("2"), shop("1")) == [0, 1, 0]


def test_the_same_external_id_of_two_sources_is_two_customers() -> None:
    assert parties(shop("1"), Who(source="till", external_id="1")) == [0, 1]


def test_a_company_and_a_person_of_the_same_number_are_two_customers() -> None:
    assert parties(shop("1"), Who(source="shop", external_id="1", company=True)) == [0, 1]


def test_an_address_joins_a_call_without_id_to_its_owner() -> None:
    assert parties(shop("1", email="ann@example.com"), Who(email="Ann@Example.com ")) == [0, 0]


def test_an_address_joins_ids_of_two_sources() -> None:
    till = Who(source="till", external_id="9", email="ann@example.com")
    assert parties(shop("1", email="ann@example.com"), till, shop("1")) == [0, 0, 0]


def test_an_address_given_under_another_id_of_the_same_source_joins_nobody() -> None:
    assert parties(shop("1", email="ann@example.com"), shop("2", email="ann@example.com")) == [0, 1]


def test_a_shared_phone_number_joins_nobody_who_gives_something_better() -> None:
    assert parties(shop("1", phone="+442079460958"), shop("2", phone="+442079460958")) == [0, 1]


def test_a_phone_number_alone_leads_to_its_owner() -> None:
    assert parties(shop("1", phone="+442079460958"), Who(phone="+44 20 7946 0958")) == [0, 0]


def test_a_visitor_becomes_the_customer_who_identifies_on_the_device() -> None:
    visitor = Who(anonymous_id="device")
    assert parties(visitor, shop("1", anonymous_id="device"), visitor) == [0, 0, 0]


def test_a_visitor_on_a_second_device_joins_the_customer_known_from_the_first() -> None:
    first, second = shop("1", anonymous_id="phone"), shop("1", anonymous_id="laptop")
    assert parties(first, Who(anonymous_id="laptop"), second) == [0, 0, 0]


def test_a_stranger_on_somebodys_device_is_a_customer_of_their_own() -> None:
    assert parties(shop("1", anonymous_id="tablet"), shop("2", anonymous_id="tablet")) == [0, 1]


def test_an_anonymous_call_from_a_shared_device_stays_with_its_first_owner() -> None:
    calls = (shop("1", anonymous_id="tablet"), shop("2", anonymous_id="tablet"), Who(anonymous_id="tablet"))
    assert parties(*calls) == [0, 1, 0]


def test_an_alias_takes_over_the_visitor_of_the_previous_id() -> None:
    alias = shop("1", previous=("anonymous:device", "external:shop:device"))
    assert parties(Who(anonymous_id="device"), alias, shop("1")) == [0, 0, 0]


def test_an_alias_gives_a_known_customer_one_more_id() -> None:
    alias = shop("2", previous=("anonymous:1", "external:shop:1"))
    assert parties(shop("1"), alias, shop("2"), shop("1")) == [0, 0, 0, 0]


def test_an_alias_from_a_new_device_joins_its_visitor_to_the_known_customer() -> None:
    alias = shop("2", anonymous_id="laptop", previous=("anonymous:1", "external:shop:1"))
    assert parties(shop("1"), Who(anonymous_id="laptop"), alias, shop("2")) == [0, 0, 0, 0]


def test_an_alias_of_two_known_customers_joins_nobody() -> None:
    alias = shop("2", previous=("anonymous:1", "external:shop:1"))
    assert parties(shop("1"), shop("2"), alias) == [0, 1, 1]


def test_an_alias_of_an_id_never_heard_makes_it_theirs_whatever_it_turns_out_to_be() -> None:
    alias = shop("2", previous=("anonymous:1", "external:shop:1"))
    assert parties(alias, shop("1"), Who(anonymous_id="1")) == [0, 0, 0]


def test_two_customers_of_the_database_stay_two() -> None:
    one, other = Party(pk=1, known=True), Party(pk=2, known=True)
    owners = {"external:shop:1": one, "email:bo@example.com": other}
    assert parties(shop("1", email="bo@example.com"), Who(email="bo@example.com"), owners=owners) == [0, 1]


IDS = st.sampled_from(["", "1", "2", "3"])
CALLS = st.builds(
    Who,
    source=st.sampled_from(["shop", "till"]),
    external_id=IDS,
    anonymous_id=st.sampled_from(["", "a", "b", "c"]),
    email=st.sampled_from(["", "ann@example.com", "bo@example.com"]),
    phone=st.sampled_from(["", "+442079460958"]),
    previous=st.sampled_from([(), ("anonymous:a", "external:shop:a"), ("anonymous:1", "external:shop:1")]),
).filter(lambda who: bool(who.keys()))


@settings(deadline=None)
@given(st.lists(CALLS, max_size=12))
def test_no_sequence_of_calls_merges_two_identified_customers(calls: list[Who]) -> None:
    resolution = Resolution({})
    resolution.work_through(calls)
    # Only visitors are ever joined to somebody: what was claimed by a customer with a name stays with that customer.
    assert [visitor for visitor, _ in resolution.joins if visitor.known] == []


@settings(deadline=None)
@given(st.lists(CALLS, max_size=12))
def test_every_call_has_one_party_and_every_identity_one_owner(calls: list[Who]) -> None:
    resolution = Resolution({})
    taken = resolution.work_through(calls)
    assert len(taken) == len(calls)
    for who, party in zip(calls, taken, strict=True):
        if who.external_id:
            assert resolution.owner(who.external()) is party.root()


@settings(deadline=None)
@given(st.lists(CALLS, max_size=8), st.integers(0, 8))
def test_a_batch_cut_in_two_gives_the_same_customers(calls: list[Who], cut: int) -> None:
    whole = Resolution({})
    parts = Resolution({})
    together = [party.root() for party in whole.work_through(calls)]
    first = parts.work_through(calls[:cut])
    both = [party.root() for party in [*first, *parts.work_through(calls[cut:])]]
    pairs = [(i, j) for i in range(len(calls)) for j in range(i)]
    assert [together[i] is together[j] for i, j in pairs] == [both[i] is both[j] for i, j in pairs]
