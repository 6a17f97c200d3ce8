"""Who may want a product, who is alike, and what erasing leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from tests.understand.recommendations.rows import look
from tests.understand.recommendations.shop import TODAY, opened, people, sales_of

from regulars.access.acting import NOBODY, acting_as
from regulars.access.roles.actions import set_role_rule
from regulars.access.users.models import User
from regulars.access.users.queries import acting_of
from regulars.know.consents.actions.choosing import object_to
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import parts_of
from regulars.store.engine.connect import connect
from regulars.understand.recommendations import jobs, privacy, shelf
from regulars.understand.recommendations.actions import exclude
from regulars.understand.recommendations.learning.everybody import everybody
from regulars.understand.recommendations.models import Exclusion, Learning, Product
from regulars.understand.recommendations.objectors import objectors
from regulars.understand.recommendations.queries import latest, products
from regulars.understand.recommendations.wanting import alike, goes_with, who_wants

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.understand.recommendations.wanting.day_of", lambda learnt: learnt.as_of)


def t1() -> Product:
    return Product.objects.get(key="t1")


def test_products_go_with_those_of_their_world() -> None:
    opened()
    found = goes_with(t1())
    assert {each.product.key[0] for each in found} == {"t"}
    bought = [{(n + 3 * k) % 13 for k in range(5)} for n in range(30)]
    each = found[0]
    other = int(each.product.key[1:])
    assert each.both == sum({1, other} <= one for one in bought)
    assert each.share == pytest.approx(each.both / sum(1 in one for one in bought))
    assert each.usual == pytest.approx(sum(other in one for one in bought) / 60)


def test_with_a_product_of_two_buyers_goes_nothing_and_of_more_what_they_share() -> None:
    buyers = people(6)
    both = [(one.pk, "t1") for one in buyers]
    rare = [(buyers[0].pk, "x1"), (buyers[1].pk, "x1")]
    known = [(one.pk, "x2") for one in buyers[:5]] + [(buyers[0].pk, "s1"), (buyers[1].pk, "s1")]
    opened(more=[(pk, key, TODAY) for pk, key in both + rare + known])
    assert goes_with(Product.objects.get(key="x1")) == []
    # Two of the five bought s1 too: that is no three. All five bought t1.
    assert [(each.product.key, each.both) for each in goes_with(Product.objects.get(key="x2"))] == [("t1", 5)]


@pytest.mark.parametrize(("with_bag", "expected"), [(60, []), (30, ["bag"])])
def test_what_buyers_take_no_oftener_than_everybody_does_not_go_with_it(with_bag: int, expected: list[str]) -> None:
    sixty = people(60)
    bags = [(one.pk, "bag" if n < with_bag else "y1", TODAY) for n, one in enumerate(sixty)]
    opened(2, more=[*bags, *((one.pk, "x1", TODAY) for one in sixty[:30])])
    assert [each.product.key for each in goes_with(Product.objects.get(key="x1"))] == expected


def test_wanting_are_tea_drinkers_without_it() -> None:
    shop = opened()
    found = who_wants(t1(), limit=100)
    numbers = [next(n for n, one in enumerate(shop) if one.pk == pk) for pk in found.customer_ids]
    assert found.found == len(numbers) > 0
    assert all(n % 2 == 0 and 1 not in {(n // 2 + 3 * k) % 13 for k in range(5)} for n in numbers)


def test_pages_of_wanting_hold_each_once() -> None:
    opened()
    first = who_wants(t1(), limit=4)
    second = who_wants(t1(), after=first.next or 0, limit=100)
    assert first.customer_ids + second.customer_ids == who_wants(t1(), limit=100).customer_ids


def test_objector_is_counted_apart_and_shown_nowhere() -> None:
    opened()
    before = who_wants(t1(), limit=100)
    gone = before.customer_ids[0]
    object_to(gone, marketing=False, profiling=True, actor="house")
    after = who_wants(t1(), limit=100)
    assert (after.found, after.refused, gone in after.customer_ids) == (before.found - 1, 1, False)
    assert objectors() == [gone]
    shop = list(Customer.objects.order_by("pk"))
    jobs.refresh(connect(), look(sales_of([one.pk for one in shop])), today=TODAY)
    learnt = latest()
    assert learnt is not None
    found = shelf.opened(learnt.generation)
    assert found is not None
    assert (gone in found[1].ids, learnt.told.customers) == (False, 59)


def test_agent_who_sees_own_customers_reaches_no_others(bob: User) -> None:
    shop = opened()
    set_role_rule("marketer", sees="own", hidden=[], needs_second_factor=False, actor="house")
    User.objects.filter(pk=bob.pk).update(role="marketer")
    bob.refresh_from_db()
    every = who_wants(t1(), limit=100).customer_ids
    ada = shop[0]
    own = next(pk for pk in every if pk != ada.pk)
    Customer.objects.filter(pk__in=[own, ada.pk]).update(owner=bob)
    ada.refresh_from_db()
    with acting_as(acting_of(bob)):
        found = who_wants(t1(), limit=100)
        seen = [pk for pk in every if pk in {own, ada.pk}]
        assert (found.customer_ids, found.found, found.refused) == (seen, len(seen), 0)
        assert {each.customer.pk for each in alike(ada, parts_of(ada))} <= {own}


def test_alike_are_of_the_same_world_with_what_both_bought() -> None:
    shop = opened()
    found = alike(shop[0], parts_of(shop[0]), 5)
    numbers = [next(n for n, one in enumerate(shop) if one.pk == each.customer.pk) for each in found]
    assert (len(numbers), {n % 2 for n in numbers}) == (5, {0})
    mine = {f"The t{(3 * k) % 13}" for k in range(5)}
    theirs = [{f"The t{(n // 2 + 3 * k) % 13}" for k in range(5)} for n in numbers]
    assert [set(each.shared) for each in found] == [mine & one for one in theirs]


def test_nobody_is_refused() -> None:
    ada, *_ = opened(2)
    tea = Product.objects.get(key="t0")
    with acting_as(NOBODY):
        for ask in (lambda: who_wants(tea), lambda: alike(ada, [ada.pk]), lambda: goes_with(tea), products):
            with pytest.raises(PermissionDenied):
                ask()


def files_hold(pk: int) -> bool:
    """Whether any file of any generation has this number in it."""
    return any(pk in np.load(path) for path in shelf.root().rglob("*.npy") if path.name == "ids.npy")


def test_erasing_empties_every_file_and_the_rest_stays() -> None:
    shop = opened()
    jobs.refresh(connect(), look(sales_of([one.pk for one in shop])), today=TODAY)
    assert len(shelf.generations()) == 2
    gone, stays = shop[6].pk, shop[8].pk
    kept = privacy.told([stays])
    assert set(privacy.told([gone])) == {"what they may want next"}
    assert privacy.erase([gone]) == 2
    assert (privacy.told([gone]), privacy.told([stays]), files_hold(gone), files_hold(stays)) == ({}, kept, False, True)
    learnt = latest()
    assert learnt is not None
    found = shelf.opened(learnt.generation)
    assert found is not None
    assert found[1].ids.tolist() == sorted(found[1].ids.tolist())
    for product in Product.objects.all():
        assert gone not in who_wants(product, limit=100).customer_ids


def test_erasing_the_first_of_all_leaves_no_number(home: Any) -> None:
    shop = opened(4)
    privacy.erase([shop[0].pk])
    assert not files_hold(shop[0].pk)
    assert privacy.erase([shop[0].pk]) == 0


def test_two_generations_are_kept() -> None:
    shop = opened(4)
    for _ in range(3):
        jobs.refresh(connect(), look(sales_of([one.pk for one in shop])), today=TODAY)
    assert (Learning.objects.count(), len(shelf.generations())) == (2, 2)


def test_products_are_written_only_where_they_changed() -> None:
    shop = opened(4)
    sold = look(sales_of([one.pk for one in shop]))
    Product.objects.filter(key="t0").update(stock=4, margin=0.3)
    from regulars.understand.recommendations.teaching import Teacher

    rows = jobs._rows(Teacher(connect(), sold).sold(TODAY), [])
    assert jobs.write_products(rows) == 0
    rows[0]["price"] += 1
    assert jobs.write_products(rows) == 1
    assert jobs.write_products([]) == Product.objects.count()
    assert list(Product.objects.filter(key="t0").values_list("stock", "margin", "buyers")) == [(4, 0.3, 0)]


def test_offers_of_everybody_are_those_of_each_alone() -> None:
    opened()
    learnt = latest()
    assert learnt is not None
    found = shelf.opened(learnt.generation)
    assert found is not None
    model, kept = found
    from regulars.understand.recommendations.learning.split import at
    from regulars.understand.recommendations.teaching import Teacher

    shop = list(Customer.objects.order_by("pk"))
    teacher = Teacher(connect(), look(sales_of([one.pk for one in shop])))
    _, tastes = at(teacher, TODAY)
    for row in (0, 1, 17):
        alone = everybody(model, tastes.rows([row]))
        assert [set(alone.offers[0])] == [set(kept.offers[row])]


def test_it_is_time_to_learn_when_something_is_new_or_the_files_are_gone() -> None:
    assert jobs.is_outdated("g1/0.1", TODAY)
    opened(4)
    Learning.objects.update(computed_at=datetime(2026, 3, 31, 12, tzinfo=UTC))
    tomorrow = TODAY + timedelta(days=1)
    assert [jobs.is_outdated(*of) for of in (("g1/0.1", tomorrow), ("g1/0.2", TODAY), ("g1/0.2", tomorrow))] == [
        False, False, True,
    ]  # fmt: skip
    exclude("name", "post", actor="house")
    assert jobs.is_outdated("g1/0.1", TODAY)
    Exclusion.objects.all().delete()
    shelf.forget_but(())
    assert jobs.is_outdated("g1/0.1", TODAY)
