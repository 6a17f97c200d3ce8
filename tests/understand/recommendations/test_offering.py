"""What one customer is offered, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.understand.recommendations.rows import look
from tests.understand.recommendations.shop import TODAY, buy, look_at, opened, people, review, send_back

from regulars.access.acting import NOBODY, acting_as
from regulars.access.roles.actions import set_role_rule
from regulars.access.users.queries import acting_of
from regulars.know.consents.actions.choosing import object_to
from regulars.know.consents.models import Basis, Purpose
from regulars.know.customers.queries import parts_of
from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.timeline.models import Interaction
from regulars.understand.recommendations import jobs, signals
from regulars.understand.recommendations.actions import exclude, tell_products
from regulars.understand.recommendations.models import Product
from regulars.understand.recommendations.offering import Offers, offers_for
from regulars.understand.recommendations.own import signs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day everything is told as of."""
    monkeypatch.setattr("regulars.understand.recommendations.offering.day_of", lambda learnt: learnt.as_of)


def offers(customer: Any, limit: int = 5) -> Offers:
    return offers_for(customer, parts_of(customer), limit)


def keys(found: Any) -> list[str]:
    return [offer.product.key for offer in found]


def test_before_anything_was_learnt_it_says_so() -> None:
    [ada] = people(1)
    assert offers(ada).why == "Nothing was learnt yet: recommendations need orders that name their products."


def test_without_a_sale_nothing_is_learnt_and_that_is_kept() -> None:
    [ada] = people(1)
    made = jobs.refresh(connect(), look([]), today=TODAY)
    assert (made.generation, offers(ada).new) == ("", [])


def test_one_customer_is_enough_to_stand() -> None:
    [ada] = opened(1)
    found = offers(ada)
    assert (found.new, found.personal) == ([], False)


def test_offers_are_of_their_own_world_and_new_to_them() -> None:
    ada, ben, *_ = opened()
    assert {key[0] for key in keys(offers(ada).new)} == {"t"}
    assert {key[0] for key in keys(offers(ben).new)} == {"s"}
    assert set(keys(offers(ada, 13).new)) & {"t0", "t3", "t6", "t9", "t12"} == set()


def test_reason_can_be_counted_again() -> None:
    ada, *_ = opened()
    offer = next(offer for offer in offers(ada, 8).new if offer.product.key == "t1")
    # Of the tea drinkers 0, 2, 4 ... (thirty of them) the n-th buys n, n + 3, n + 6, n + 9 and n + 12, all modulo 13.
    bought = [{(n + 3 * k) % 13 for k in range(5)} for n in range(30)]
    shares = {
        source: (sum({source, 1} <= one for one in bought), sum(source in one for one in bought))
        for source in (0, 3, 6, 9, 12)
    }
    assert any(f"also bought this ({both} of {of})" in offer.reason for both, of in shares.values()), offer.reason


def test_new_order_counts_at_once() -> None:
    *_, late = [*opened(), *people(1)]
    assert (offers(late).personal, {offer.kind for offer in offers(late).new}) == (False, {"popular"})
    buy(late.pk, "s4", TODAY)
    found = offers(late)
    assert (found.personal, {key[0] for key in keys(found.new)}) == (True, {"s"})
    assert "s4" not in keys(offers(late, 13).new)


def test_what_was_sent_back_counts_against() -> None:
    *_, late = [*opened(), *people(1)]
    look_at(late.pk, "t1", TODAY)
    buy(late.pk, "s4", TODAY)
    assert keys(offers(late, 1).new)[0][0] == "s"
    send_back(late.pk, "s4", TODAY)
    send_back(late.pk, "s5", TODAY)
    assert {key[0] for key in keys(offers(late).new)} == {"t"}


def test_signs_of_one_are_those_the_engine_tells() -> None:
    [ada] = people(1)
    days = [TODAY - timedelta(days=n) for n in (0, 10, 45, 200)]
    buy(ada.pk, "tea", days[0])
    buy(ada.pk, "tea", days[2])
    send_back(ada.pk, "cup", days[1])
    look_at(ada.pk, "pot", days[1])
    look_at(ada.pk, "tea", days[3], "product.added")
    review(ada.pk, "cup", days[2], 5)
    review(ada.pk, "jar", days[2], 1)
    visits = [
        (ada.pk, "product.viewed", days[1], '{"product_id":"pot"}'),
        (ada.pk, "product.added", days[3], '{"product_id":"tea"}'),
        (ada.pk, "review.written", days[2], '{"product_id":"cup","score":5.0}'),
        (ada.pk, "review.written", days[2], '{"product_id":"jar","score":1.0}'),
    ]
    sales = [(ada.pk, "tea", days[0]), (ada.pk, "tea", days[2]), (ada.pk, "cup", days[1], "return")]
    rows = fetch(connect(), signals.tastes(look(sales, visits), TODAY)).to_pylist()
    told = {row["key"]: (row["net"], row["own"], row["times"]) for row in rows}
    own = signs(Interaction.objects.filter(customer_id=ada.pk), TODAY)
    assert {key: (sign.net, sign.own, sign.orders) for key, sign in own.items()} == {
        key: pytest.approx(values, rel=1e-9) for key, values in told.items()
    }


def test_withdrawn_sold_out_and_excluded_are_not_offered() -> None:
    ada, *_ = opened()
    first, second, third, *_ = keys(offers(ada, 8).new)
    tell_products([{"id": first, "withdrawn": "yes"}, {"id": second, "stock": "0"}], actor="house")
    exclude("product", third, actor="house")
    assert {first, second, third} & set(keys(offers(ada, 13).new)) == set()
    tell_products([{"id": first, "withdrawn": "no"}, {"id": second, "stock": "3"}], actor="house")
    assert {first, second} <= set(keys(offers(ada, 13).new))


def test_who_objected_gets_what_sells_now_and_is_told_why() -> None:
    ada, *_ = opened()
    object_to(ada.pk, marketing=False, profiling=True, actor="house")
    found = offers(ada)
    assert (found.personal, {offer.kind for offer in found.new}) == (False, {"popular"})
    assert "(purpose: profiling)" in found.why


def test_unknown_consent_is_a_no_where_profiling_needs_one() -> None:
    ada, *_ = opened()
    Purpose.objects.filter(key="profiling").update(basis=Basis.CONSENT)
    assert offers(ada).why == (
        "Only what sells now, and what they bought themselves: they never agreed (purpose: profiling)."
    )


def test_without_the_purpose_nothing_personal_is_worked_out() -> None:
    ada, *_ = opened()
    Purpose.objects.filter(key="profiling").delete()
    assert offers(ada).personal is False


def test_own_rhythm_says_when_it_is_time_for_more() -> None:
    ada, *_ = opened()
    for back in (90, 60, 30):
        buy(ada.pk, "t5", TODAY - timedelta(days=back))
    found = offers(ada)
    assert [(offer.product.key, offer.reason) for offer in found.again] == [
        ("t5", "They buy it about every 4 weeks; they bought it last 4 weeks ago.")
    ]
    assert found.best == found.again[0]
    buy(ada.pk, "t5", TODAY)
    assert offers(ada).again == []


def test_what_others_buy_again_is_due_after_their_gap() -> None:
    ada, *_ = opened()
    # Half of the buyers of t3 take it again after fifty days; Ada took hers 56 days ago.
    Product.objects.filter(key="t3").update(buyers=10, again=5, again_days=50)
    Interaction.objects.filter(customer_id=ada.pk).delete()
    buy(ada.pk, "t3", TODAY - timedelta(days=56))
    assert [offer.reason for offer in offers(ada).again] == [
        "Usually bought again after 7 weeks (5 of its 10 buyers did); they bought it last 8 weeks ago."
    ]


def test_queries_do_not_grow_with_the_story(django_assert_max_num_queries: Any) -> None:
    ada, *_ = opened()
    offers(ada)
    for back in range(40):
        buy(ada.pk, f"t{back % 5}", TODAY - timedelta(days=back))
    parts = parts_of(ada)
    with django_assert_max_num_queries(10):
        offers_for(ada, parts)


def test_a_role_kept_from_worth_and_nobody_get_nothing(bob: Any) -> None:
    ada, *_ = opened(2)
    set_role_rule("agent", sees="all", hidden=["worth"], needs_second_factor=False, actor="house")
    for who in (acting_of(bob), NOBODY):
        with acting_as(who), pytest.raises(PermissionDenied):
            offers(ada)
