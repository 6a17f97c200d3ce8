"""From lives to calls: what Unfold's shop, mail tool and service desk send to the tracking API."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from regulars.demo.catalogue import SIZES, Article
from regulars.demo.people import Person
from regulars.demo.sayings import (
    ANSWERS,
    BLAME,
    CALL_SUBJECTS,
    CAMPAIGNS,
    COMPLAINTS,
    PAGES,
    PRAISE,
    RETURN_REASONS,
    in_language,
)
from regulars.demo.story import Purchase

Call = dict[str, Any]
Told = tuple[datetime, Call]
SITE = "https://unfold.example"


@dataclass(slots=True)
class Teller:
    """Tells what belongs to one purchase or visit; `improved` is when the new fitting room opened."""

    rng: random.Random
    articles: list[Article]
    weights: list[int]
    currency: str
    improved: datetime
    # As the one whose story is being told sees the articles; None: as everybody does.
    leaning: list[int] | None = None

    def visit(self, at: datetime, who: Call, looks: int, *, arriving: bool = False) -> Iterator[Told]:
        """Somebody looks around: a page or two, then `looks` products."""
        rng = self.rng
        path, title = rng.choice(PAGES)
        properties: Call = {"path": path, "title": title, "url": SITE + path}
        call: Call = {"type": "page", "name": title, "properties": properties, **who}
        if arriving and rng.random() < 0.4:
            name = rng.choice(CAMPAIGNS)
            call["context"] = {"campaign": {"name": name, "source": rng.choice(("newsletter", "search", "social"))}}
        yield at, call
        for _ in range(looks):
            at += timedelta(seconds=rng.randint(15, 200))
            yield at, self.track("Product Viewed", who, self._seen(self.pick()))

    def pick(self) -> Article:
        """An article, those people buy most the most often."""
        return self.rng.choices(self.articles, self.leaning or self.weights)[0]

    def track(self, event: str, who: Call, properties: Call) -> Call:
        """A track call."""
        return {"type": "track", "event": event, "properties": properties, **who}

    def _seen(self, article: Article) -> Call:
        return {
            "product_id": article.product_id,
            "name": article.name,
            "category": article.category,
            "price": float(article.price),
        }

    def basket(self, size: str) -> list[Call]:
        """The lines of an order."""
        lines = []
        for _ in range(self.rng.choices((1, 2, 3, 4, 5), (46, 28, 15, 7, 4))[0]):
            line = self._seen(self.pick())
            line["quantity"] = 2 if self.rng.random() < 0.06 else 1
            line["variant"] = size if self.rng.random() < 0.8 else self.rng.choice(SIZES)
            lines.append(line)
        return lines

    def order(self, at: datetime, number: str, who: Call, lines: list[Call], **more: Any) -> Told:
        """An order, with postage below 80 and sometimes a coupon."""
        goods = round(sum(line["price"] * line["quantity"] for line in lines), 2)
        postage = 0.0 if goods >= 80 else 4.9
        properties: Call = {
            "order_id": number,
            "revenue": goods,
            "shipping": postage,
            "total": round(goods + postage, 2),
            "currency": self.currency,
            "products": lines,
            **more,
        }
        return at, self.track("Order Completed", who, properties)

    def refund(self, at: datetime, number: str, who: Call, lines: list[Call]) -> Told:
        """Some or all of an order comes back."""
        back = lines if len(lines) == 1 or self.rng.random() < 0.35 else self.rng.sample(lines, 1)
        properties: Call = {
            "order_id": number,
            "total": round(sum(line["price"] * line["quantity"] for line in back), 2),
            "currency": self.currency,
            "products": back,
            "reason": self.rng.choice(RETURN_REASONS),
        }
        return at, self.track("Order Refunded", who, properties)

    def complaint(self, at: datetime, number: str, who: Call, person: Person) -> Iterator[Told]:
        """A complaint, its answer and resolution, and often what they thought of it."""
        rng, language = self.rng, person.country.language
        about = rng.choices(tuple(COMPLAINTS), (2, 3, 3, 1) if at >= self.improved else (6, 3, 2, 2))[0]
        case = f"C-{number}"
        channel = rng.choice(("mail", "form", "chat"))
        text = rng.choice(in_language(COMPLAINTS[about], language))
        opened = {"case_id": case, "subject": f"Order {number}", "about": about, "text": text, "channel": channel}
        yield at, self.track("Case Opened", who, opened)
        # Solved faster since the desk answers fewer questions about sizes.
        hours = rng.lognormvariate(2.6 if at >= self.improved else 3.6, 0.7)
        said = {"subject": f"Order {number}", "text": rng.choice(in_language(ANSWERS, language)), "channel": channel}
        yield at + timedelta(hours=hours * 0.6), self.track("message.sent", who, said | {"conversation_id": case})
        end = at + timedelta(hours=hours)
        solved = {"case_id": case, "subject": f"Order {number}", "about": about, "hours": round(hours, 1)}
        yield end, self.track("Case Resolved", who, solved | {"channel": channel})
        if rng.random() < 0.5:
            score = max(1, min(5, round(rng.gauss(4.2 if hours < 24 else 3.0 if hours < 72 else 2.2, 0.9))))
            answer = {"survey": "service", "scale": "csat", "score": score, "case_id": case}
            yield end + timedelta(hours=rng.randint(2, 40)), self.track("Survey Answered", who, answer)

    def opinion(self, at: datetime, purchase: Purchase, who: Call, person: Person) -> Iterator[Told]:
        """An answer to "would you recommend us", better for those whom things fit."""
        rng, language = self.rng, person.country.language
        mean = (8.7 if at >= self.improved else 7.3) - 3.2 * bool(purchase.sent_back_at) - 2.4 * purchase.complained
        score = max(0, min(10, round(rng.gauss(mean, 1.7))))
        answer: Call = {"survey": "after the purchase", "scale": "nps", "score": score}
        if rng.random() < 0.3 and score != 8:
            words = PRAISE if score > 8 else BLAME
            # Nobody praises a room that is not there yet.
            texts = in_language(words, language)
            answer["text"] = rng.choice(texts if at >= self.improved or words is BLAME else texts[:2])
        yield at, self.track("Survey Answered", who, answer)

    def review(self, at: datetime, purchase: Purchase, who: Call, line: Call) -> Told:
        """Stars for one of the articles."""
        unhappy = bool(purchase.sent_back_at) or purchase.complained
        rating = self.rng.choices((1, 2, 3, 4, 5), (4, 4, 3, 2, 1) if unhappy else (1, 1, 3, 9, 14))[0]
        properties = {"product_id": line["product_id"], "name": line["name"], "rating": rating}
        return at, self.track("Product Reviewed", who, properties)

    def phone_call(self, at: datetime, who: Call) -> Told:
        """Somebody rings the service desk."""
        properties = {"subject": self.rng.choice(CALL_SUBJECTS), "minutes": self.rng.randint(1, 14), "channel": "phone"}
        return at, self.track("Call Held", who, properties)
