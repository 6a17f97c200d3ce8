"""Taking a person out of the record: sums stay, words go."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from regulars.timeline.erase import count_before, strip, strip_before, strip_mentions
from regulars.timeline.models import Interaction
from regulars.timeline.names import VOCABULARY
from regulars.timeline.record import Entry, last_id, record

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 3, 1, 21, 47, 11, tzinfo=UTC)
PRODUCT = {"product_id": "C1", "name": "Wool coat", "quantity": "2", "price": "94.50", "engraving": "for Ada"}


def told(name: str, payload: dict[str, Any], customer_id: int = 7, actor: str = "key:1") -> None:
    record(
        Entry(
            name=name, occurred_at=EVENING, source="shop", source_id=f"{name}:{customer_id}:{hash(str(payload))}", actor=actor,
            customer_id=customer_id, payload=payload, amount=Decimal("189.00"), currency="EUR", channel="web",
        )
    )  # fmt: skip


def test_order_keeps_products_and_amount_and_nothing_else() -> None:
    told("order.completed", {"order_id": "20417", "products": [PRODUCT], "total": "189.00", "gift_note": "Love, Ada"})
    assert strip([7]) == 1
    line = Interaction.objects.get()
    assert (line.name, line.channel, line.amount, line.currency, line.business_day) == (
        "order.completed", "web", Decimal("189.0000"), "EUR", date(2026, 3, 1),
    )  # fmt: skip
    assert line.properties.pop("order_id") not in {"", "20417"}
    assert line.properties == {
        "products": [{"product_id": "C1", "name": "Wool coat", "quantity": "2", "price": "94.50"}],
        "total": "189.00",
    }
    assert (line.occurred_at, line.actor, line.source_id[:7]) == (datetime(2026, 3, 1, tzinfo=UTC), "", "erased:")


def test_refund_still_knows_its_order() -> None:
    told("order.completed", {"order_id": "20417"})
    told("order.refunded", {"order_id": "20417"})
    told("order.completed", {"order_id": "20418"})
    strip([7])
    bought, sent_back, other = [line.properties["order_id"] for line in Interaction.objects.order_by("pk")]
    assert (bought == sent_back, bought == other) == (True, False)


def test_answer_keeps_its_score_and_loses_its_words() -> None:
    told("survey.answered", {"survey": "Spring", "scale": "nps", "score": 9, "text": "Thank you, Ada"})
    strip([7])
    assert Interaction.objects.get().properties == {"survey": "Spring", "scale": "nps", "score": 9}


@pytest.mark.parametrize("name", sorted(VOCABULARY))
def test_no_word_of_a_sender_survives_in_any_line(name: str) -> None:
    secret = "ada@brandt.example"
    told(name, dict.fromkeys(("text", "subject", "url", "title", "email", "note", "changes", "order_id"), secret))
    strip([7])
    assert secret not in str(Interaction.objects.values().get())


def test_lines_of_others_stay() -> None:
    told("message.received", {"text": "hello"}, customer_id=8)
    strip([7])
    assert Interaction.objects.get().properties == {"text": "hello"}


def test_line_of_an_import_can_still_be_taken_back() -> None:
    told("order.completed", {"order_id": "1"}, actor="import:4")
    strip([7])
    assert Interaction.objects.get().actor == "import:4"


def test_mention_on_anothers_timeline_is_emptied() -> None:
    told("relation.added", {"changes": {"works at": ["", "Ada Brandt"]}}, customer_id=8)
    told("relation.added", {"changes": {"works at": ["", "Ben Cole"]}}, customer_id=8)
    assert strip_mentions([8], ["relation.added"], ["ada brandt", ""]) == 1
    assert [line.properties for line in Interaction.objects.order_by("pk")] == [
        {}, {"changes": {"works at": ["", "Ben Cole"]}},
    ]  # fmt: skip


def test_old_lines_are_stripped_once_and_those_held_are_not() -> None:
    for customer_id in (7, 8):
        told("page.viewed", {"url": "https://shop.example/ada"}, customer_id)
    asked: dict[str, Any] = {"names": ["page.viewed"], "day": date(2026, 3, 2), "held": [8]}
    assert count_before(**asked, limit=10) == 1
    assert strip_before(**asked, first=0, last=last_id()) == [7]
    assert strip_before(**asked, first=0, last=last_id()) == []
    assert [line.properties for line in Interaction.objects.order_by("pk")] == [{}, {"url": "https://shop.example/ada"}]


def test_line_of_the_limit_day_is_not_old() -> None:
    told("page.viewed", {"url": "x"})
    assert strip_before(["page.viewed"], date(2026, 3, 1), [], 0, last_id()) == []
