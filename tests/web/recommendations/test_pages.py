"""The pages of recommendations, and the panel on a customer's page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.understand.recommendations.shop import TODAY, opened

from regulars.access.roles.actions import set_role_rule
from regulars.kit.tokens import new_token
from regulars.know.customers.models import Customer
from regulars.timeline.models import Interaction
from regulars.understand.recommendations.models import Exclusion, Learning, Product
from regulars.understand.recommendations.told import Told, Trial, Way, to_json

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
BASE = "/understand/recommendations/"


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> list[Customer]:
    for room in ("offering", "wanting"):
        monkeypatch.setattr(f"regulars.understand.recommendations.{room}.day_of", lambda learnt: learnt.as_of)
    return opened(40)


def way(recall: float, behind: float = 0.0, margin: float = 0.01) -> Way:
    return Way(recall, margin, recall, 0.5, 0.2, 1200, behind, margin)


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_before_anything_was_learnt_the_page_teaches(as_alice: Client) -> None:
    assert "Nothing was learnt yet" in text_of(as_alice.get(BASE))
    assert "No products yet" in text_of(as_alice.get(f"{BASE}products/"))


def test_too_few_to_tell_is_said(as_alice: Client) -> None:
    opened(10)
    shown = text_of(as_alice.get(BASE))
    assert "Learnt from 10 customers and " in shown
    assert "How good it is cannot be told yet" in shown


@pytest.mark.parametrize(
    ("lately", "gap", "said"),
    [
        (0.04, 0.05, "That is 2.2 times as much as with what sells best now, 4.5 times as much as with what most ever bought."),
        (0.088, 0.002, "To offer everybody what sells best now did as well, as far as can be told (8.8 %)"),
    ],
)  # fmt: skip
def test_quality_is_spoken_against_the_best_of_the_others(
    as_alice: Client, lately: float, gap: float, said: str
) -> None:
    ways = {"ours": way(0.09), "popular": way(0.02, 0.07), "lately": way(lately, gap)}
    blend = {"factors": 0.3, "popular": 0.0, "lately": 0.6, "own": 1.0}
    told = Told(4000, 3800, 9, Trial(TODAY, 28, {"new": ways, "all": ways}, blend))
    Learning.objects.create(as_of=TODAY, lake_version="1", computed_at="2026-03-31T12:00Z", payload=to_json(told))
    shown = text_of(as_alice.get(BASE))
    assert "9.0 % stood among the ten products chosen for each of them." in shown
    assert said in shown


def test_products_are_searched_sorted_and_paged(as_alice: Client) -> None:
    Product.objects.bulk_create(
        Product(key=f"p{n:03}", name=f"Tea {n:03}", name_key=f"tea {n:03}", buyers=n % 7) for n in range(120)
    )
    seen: list[str] = []
    address = f"{BASE}products/"
    while address:
        page = as_alice.get(address).content.decode()
        seen += re.findall(r"Tea (\d{3})</a>", page)
        found = re.search(r'hx-get="([^"]+after=[^"]+)"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert seen == [f"{n:03}" for n in sorted(range(120), key=lambda n: (-(n % 7), n))]
    assert re.findall(r"Tea (\d{3})</a>", as_alice.get(f"{BASE}products/?q=TEA+11&order=name").content.decode()) == [
        f"11{n}" for n in range(10)
    ]
    assert re.findall(r"Tea (\d{3})</a>", as_alice.get(f"{BASE}products/?q=p007").content.decode()) == ["007"]
    assert as_alice.get(f"{BASE}products/?order=nonsense").status_code == 404
    assert as_alice.get(f"{BASE}products/?after=nonsense").status_code == 400


def test_product_tells_what_goes_with_it_and_who_may_want_it(as_alice: Client, shop: list[Customer]) -> None:
    tea = Product.objects.get(key="t1")
    page = as_alice.get(f"{BASE}products/{tea.pk}/")
    assert "What goes with it" in text_of(page)
    people = as_alice.get(f"{BASE}products/{tea.pk}/people/").content.decode()
    names = set(re.findall(r"Customer (\d+)", people))
    assert names
    assert {int(name) % 2 for name in names} == {0}


def test_product_of_few_buyers_says_that_they_are_too_few(as_alice: Client, shop: list[Customer]) -> None:
    rare = Product.objects.create(key="rare", name="Rare", name_key="rare", buyers=2)
    page = text_of(as_alice.get(f"{BASE}products/{rare.pk}/"))
    assert "Too few have bought it yet to say what goes with it: 2 so far." in page


def test_product_is_edited_and_the_change_stands_on_the_record(
    as_alice: Client, shop: list[Customer], alice: Any
) -> None:
    tea = Product.objects.get(key="t1")
    address = f"{BASE}products/{tea.pk}/"
    assert as_alice.post(address, {"stock": "many", "margin": ""}).status_code == 422
    assert as_alice.post(address, {"stock": "", "margin": "350"}).status_code == 422
    assert as_alice.post(address, {"stock": "0", "margin": "35 %", "withdrawn": "yes"}).status_code == 302
    tea.refresh_from_db()
    assert (tea.stock, tea.margin, tea.withdrawn) == (0, 0.35, True)
    line = Interaction.objects.get(name="offers.changed")
    assert line.properties["changes"] == {"stock": [None, 0], "margin": [None, 0.35], "withdrawn": [False, True]}
    assert line.actor == alice.actor
    as_alice.post(address, {"stock": "0", "margin": "35 %", "withdrawn": "yes"})
    assert Interaction.objects.filter(name="offers.changed").count() == 1


def test_rule_leaves_out_and_is_taken_away(as_alice: Client, shop: list[Customer]) -> None:
    assert as_alice.post(f"{BASE}rules/", {"kind": "name", "value": "the T1"}).status_code == 302
    # The t1, t10, t11 and t12.
    assert Product.objects.filter(excluded=True).count() == 4
    assert as_alice.post(f"{BASE}rules/", {"kind": "name", "value": "  The  t1"}).status_code == 422
    assert as_alice.post(f"{BASE}rules/", {"kind": "name", "value": " "}).status_code == 422
    assert as_alice.post(f"{BASE}rules/", {"kind": "none", "value": "x"}).status_code == 422
    rule = Exclusion.objects.get()
    assert as_alice.post(f"{BASE}rules/{rule.pk}/remove/").status_code == 302
    assert (Product.objects.filter(excluded=True).count(), Exclusion.objects.count()) == (0, 0)
    assert as_alice.post(f"{BASE}rules/{rule.pk}/remove/").status_code == 404


def send(client: Client, text: bytes, name: str = "stock.csv") -> Any:
    return client.post(f"{BASE}rules/file/", {"file": SimpleUploadedFile(name, text)})


def test_file_of_products_is_taken_whole_or_not_at_all(as_alice: Client, shop: list[Customer]) -> None:
    assert send(as_alice, b"SKU,In stock,Discontinued\nt1,0,no\nt2,5,yes\nnew1,3,no\n").status_code == 302
    told = Product.objects.filter(key__in=["t1", "t2", "new1"]).order_by("key")
    assert list(told.values_list("key", "stock", "withdrawn")) == [
        ("new1", 3, False),
        ("t1", 0, False),
        ("t2", 5, True),
    ]
    refused = send(as_alice, b"sku,stock\nt3,4\nt4,some\n")
    assert (refused.status_code, Product.objects.get(key="t3").stock) == (422, None)
    assert "row 2 (t4)" not in text_of(refused)
    assert "no whole number" in text_of(refused)
    assert "No column names the product" in text_of(send(as_alice, b"colour,stock\nred,4\n"))
    assert "Nothing is told of the products" in text_of(send(as_alice, b"sku,colour\nt1,red\n"))
    assert "Choose a file first" in text_of(as_alice.post(f"{BASE}rules/file/", {}))
    assert send(as_alice, bytes(range(256)) * 20, "stock.xlsx").status_code == 422


def test_panel_says_what_and_why(as_alice: Client, shop: list[Customer]) -> None:
    shown = text_of(as_alice.get(f"/customers/{shop[0].pk}/panels/"))
    assert "What they may want next" in shown
    assert re.search(
        r"\d+ % of those who bought The t\d+ also bought this \(\d+ of \d+\); of all customers, \d+ % did\.", shown
    )


def test_panel_is_not_there_for_who_may_not_see_what_is_expected(as_bob: Client, shop: list[Customer]) -> None:
    assert "What they may want next" in text_of(as_bob.get(f"/customers/{shop[0].pk}/panels/"))
    set_role_rule("agent", sees="all", hidden=["worth"], needs_second_factor=False, actor="house")
    assert "What they may want next" not in text_of(as_bob.get(f"/customers/{shop[0].pk}/panels/"))


def test_alike_names_customers_with_what_both_bought(as_alice: Client, shop: list[Customer]) -> None:
    shown = text_of(as_alice.get(f"{BASE}alike/{shop[0].pk}/"))
    assert re.search(r"Customer \d+ \d+ % alike Both bought The t\d+", shown)
    assert as_alice.get(f"{BASE}alike/999999/").status_code == 404


@pytest.mark.parametrize("path", ["", "products/", "products/1/", "products/1/people/", "rules/"])
def test_agents_and_closed_accounts_read_no_numbers(as_bob: Client, as_charlie: Client, path: str) -> None:
    assert (as_bob.get(BASE + path).status_code, as_charlie.get(BASE + path).status_code) == (403, 302)


def test_who_reads_numbers_only_changes_nothing(shop: list[Customer]) -> None:
    from regulars.access.users.models import User

    analyst = User.objects.create_user("ana@unfold.example", new_token(), name="Ana", role="analyst")
    client = Client(headers={"host": "localhost"})
    client.force_login(analyst)
    tea = Product.objects.get(key="t1")
    assert client.get(f"{BASE}products/{tea.pk}/").status_code == 200
    assert client.post(f"{BASE}products/{tea.pk}/", {"stock": "0"}).status_code == 403
    assert client.post(f"{BASE}rules/", {"kind": "name", "value": "x"}).status_code == 403
    assert send(client, b"sku,stock\nt1,0\n").status_code == 403
    tea.refresh_from_db()
    assert (tea.stock, Exclusion.objects.count()) == (None, 0)


def test_pages_ask_the_same_whatever_they_show(
    as_alice: Client, shop: list[Customer], django_assert_max_num_queries: Any
) -> None:
    tea = Product.objects.get(key="t1")
    as_alice.get(f"{BASE}products/{tea.pk}/")
    with django_assert_max_num_queries(5):
        as_alice.get(BASE)
    with django_assert_max_num_queries(5):
        as_alice.get(f"{BASE}products/")
    with django_assert_max_num_queries(16):
        as_alice.get(f"{BASE}products/{tea.pk}/")
    with django_assert_max_num_queries(14):
        as_alice.get(f"{BASE}products/{tea.pk}/people/")
