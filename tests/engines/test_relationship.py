"""How people stand to the business, read from interactions: the same on every engine; the answers are worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
import pytest
from tests.understand.told import interactions

from regulars.understand.relationship.contacts import contacts
from regulars.understand.relationship.opinions import opinions
from regulars.understand.relationship.tone import tone, tones

pytestmark = pytest.mark.engines
Fetch = Callable[[Any], pa.Table]
AS_OF = date(2026, 3, 1)
WEB, SHOP, MAIL, CHAT = 1, 2, 16, 64

TOLD = ibis.memtable(
    interactions(
        [
            (1, "order.completed", date(2026, 2, 1)),
            (1, "page.viewed", date(2026, 3, 1)),
            # 391 days ago: the week 55, which is 3 of the year before, and no longer within a quarter of it.
            (1, "page.viewed", date(2025, 2, 3)),
            (1, "mail.sent", date(2026, 2, 2), "mail", "out"),
            (1, "mail.opened", date(2026, 2, 2), "mail"),
            (
                1,
                "survey.answered",
                date(2026, 3, 1),
                "survey",
                "in",
                {"scale": "nps", "score": 10, "text": "Great\n“quick”"},
            ),
            (2, "case.opened", date(2026, 3, 1), "mail", "in", {"about": "the fit", "text": "Where is it?"}),
            (2, "case.resolved", date(2026, 3, 1), "mail", "out", {"hours": 12.5}),
            (3, "message.received", date(2026, 3, 1), "chat", "in", {"text": "Terrible. Not good."}),
            (3, "call.held", date(2026, 1, 1), "phone", "out", {"text": "awful"}),
            (4, "review.written", date(2025, 9, 2), "shop", "in", {"score": 1}),
            (4, "page.viewed", date(2025, 3, 3), "shop"),
            (4, "review.written", date(2024, 3, 1), "shop", "in", {"score": 5}),
            (5, "mail.sent", date(2026, 2, 2), "mail", "out"),
            (None, "page.viewed", date(2026, 3, 1)),
            (1, "order.completed", date(2026, 3, 2)),
            (1, "segment.entered", date(2026, 3, 1), "house", ""),
        ]
    )
)


def by_customer(table: pa.Table) -> dict[int, dict[str, Any]]:
    return {row.pop("customer_id"): row for row in table.to_pylist()}


def test_contacts_are_told_by_weeks_ways_and_who_begins(fetch: Fetch) -> None:
    found = by_customer(fetch(contacts(TOLD, AS_OF)))
    assert found[1] == {
        "first_heard": date(2025, 2, 3), "heard": AS_OF, "weeks": 0b10001, "weeks_before": 0b1000, "channels": WEB | 1 << 8,
        "channels_ago": WEB, "began": 1, "ours": 1, "began_ago": 0, "ours_ago": 0,
    }  # fmt: skip
    assert {pk: (one["weeks"], one["channels"], one["began"], one["ours"]) for pk, one in found.items() if pk != 1} == {
        2: (1, MAIL, 1, 0),
        3: (1, CHAT, 1, 1),
        4: (1 << 51 | 1 << 25, SHOP, 1, 0),
        5: (0, 0, 0, 1),
    }
    assert found[5]["heard"] is None


def test_opinions_add_up_what_was_said_faded_by_its_age(fetch: Fetch) -> None:
    found = by_customer(fetch(opinions(TOLD, AS_OF)))
    # "Great quick": two glad words of weight one tell 2/3, and count 0.4 of it beside the score.
    assert found[1]["praise"] == pytest.approx(1 + 0.4 * 2 / 3, rel=1e-9)
    assert (found[2]["praise"], found[2]["blame"]) == (0.5, 0.8)
    # Terrible 2, "not good" a half of 1: 2.5 of 3.5, told without a score.
    assert found[3]["blame"] == pytest.approx(0.7 * 2.5 / 3.5, rel=1e-9)
    # One star 180 days ago is half of it; the five stars of two years ago are forgotten.
    assert found[4]["blame"] == pytest.approx(0.5, rel=1e-9)
    assert found[4]["praise"] == 0
    counts = ("praised", "blamed", "complaints", "solved")
    assert {pk: tuple(one[name] for name in counts) for pk, one in found.items() if pk < 4} == {
        1: (1, 0, 0, 0),
        2: (0, 1, 1, 1),
        3: (0, 1, 0, 0),
    }


def test_order_of_rows_and_scores_as_text_change_nothing(fetch: Fetch) -> None:
    lines = [
        (1, "survey.answered", AS_OF, "survey", "in", {"scale": "csat", "score": score}) for score in (5, "5", 5.0)
    ]
    [found] = by_customer(fetch(opinions(ibis.memtable(interactions(lines)), AS_OF))).values()
    assert (found["praise"], found["praised"]) == (pytest.approx(3.0, rel=1e-9), 3)
    turned = by_customer(fetch(opinions(ibis.memtable(interactions(lines[::-1])), AS_OF)))
    assert list(turned.values()) == [found]


def test_nobody_said_anything(fetch: Fetch) -> None:
    nothing = ibis.memtable(interactions([]))
    assert (len(fetch(contacts(nothing, AS_OF))), len(fetch(opinions(nothing, AS_OF)))) == (0, 0)


TEXTS = (
    "Not good, très Déçue de la qualité", "Sitzt wie angegossen.", "No problem at all, thank you!", "It isn’t great",
    "¡Muy bonito! Llegó tarde y roto", "L'arnaque 'wonderful' l'excellent", "ÄRGERLICH, aber großartig", "", "xx 12",
    "not not good", "Pas très bon\n\nmais rapide; jamais plus", 'A "lovely" \\ thing',
)  # fmt: skip


def test_texts_sound_alike_to_the_engine_and_to_the_page(fetch: Fetch) -> None:
    table = ibis.memtable({"id": list(range(len(TEXTS))), "text": list(TEXTS)})
    found = {row["id"]: (row["glad"], row["cross"]) for row in fetch(tones(table)).to_pylist()}
    told = {place: tone(text) for place, text in enumerate(TEXTS)}
    assert found == {place: (one.glad, one.cross) for place, one in told.items() if one.words}
