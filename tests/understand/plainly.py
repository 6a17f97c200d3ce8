"""The further metrics told naively, row by row, apart from how they are computed: the oracle of the tests."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from dateutil.relativedelta import relativedelta
from tests.understand.lives import Lived

from regulars.understand.metrics.window import Window

Row = dict[str, Any]
Told = tuple[Any, Any] | float | None

MARGIN = {"": 0.4, "shoes": 0.25}
DISCOUNT, AN_ORDER, A_CONTACT, SILENCE = 0.1, 2.0, 1.5, 120
VISITING = {"page.viewed", "product.viewed"}
DOING = VISITING | {
    "order.completed",
    "mail.clicked",
    "survey.answered",
    "case.opened",
    "contract.started",
}


def inside(row: Row, window: Window) -> bool:
    return bool(window.start <= row["day"] < window.end)


def said(row: Row, name: str) -> str:
    return str(json.loads(row["properties"]).get(name, ""))


def plainly(lived: Lived, window: Window) -> dict[str, Told]:
    """(numerator, denominator) of sums and ratios, the value itself of medians; None where nothing can be told."""
    things = [row for row in lived.interactions if row["customer_id"] is not None]
    return (
        worth(lived, window)
        | churn(lived, things, window)
        | answers(things, window)
        | cases(things, window)
        | visits(things, window)
        | mails(things, window)
    )


def worth(lived: Lived, window: Window) -> dict[str, Told]:
    sales = [o for o in lived.orders if o["kind"] == "sale" and o["customer_id"] is not None]
    now = [o for o in sales if inside(o, window)]
    paid = [o for o in now if o["currency"] == "EUR"]
    value, buyers = 0.0, {o["customer_id"] for o in sales if o["day"] < window.end}

    def today(amount: float, day: date) -> float:
        return amount * (1 + DISCOUNT) ** ((window.end - day).days / 365.25)

    for line in lived.lines:
        if line["customer_id"] in buyers and line["day"] < window.end and line["currency"] == "EUR":
            share = MARGIN.get(line["category"], MARGIN[""])
            sign = 1 if line["kind"] == "sale" else -1
            value += today(sign * float(line["amount"]) * share, line["day"])
    for order in sales:
        if order["day"] < window.end:
            value -= today(AN_ORDER, order["day"])
    for thing in lived.interactions:
        contact = thing["name"] in {"case.opened", "message.received", "call.held"}
        if contact and thing["customer_id"] in buyers and thing["day"] < window.end:
            value -= today(A_CONTACT, thing["day"])
    return {
        "average_order_value": (sum(o["amount"] for o in paid), len(paid)),
        "purchase_frequency": (len(now), len({o["customer_id"] for o in now})),
        "clv_historic": (value, len(buyers)),
    }


def churn(lived: Lived, things: list[Row], window: Window) -> dict[str, Told]:
    moments = [window.start + relativedelta(months=n) for n in range((window.months or 0) + 1)]
    contracts: dict[int, list[Row]] = defaultdict(list)
    for thing in things:
        if thing["name"].startswith("contract.") and thing["day"] < window.end:
            contracts[thing["customer_id"]].append(thing)
    bought: dict[int, list[date]] = defaultdict(list)
    for order in lived.orders:
        if order["customer_id"] is not None and order["kind"] == "sale" and order["day"] < window.end:
            bought[order["customer_id"]].append(order["day"])
    left, moments_there = 0, 0
    for customer in set(contracts) | set(bought):
        if customer in contracts:

            def running(moment: date, of: int = customer) -> bool:
                names = [thing["name"] for thing in contracts[of] if thing["day"] < moment]
                return names.count("contract.started") > names.count("contract.ended")

            ended = [t for t in contracts[customer] if t["name"] == "contract.ended" and inside(t, window)]
            there = [running(moment) for moment in moments]
            left += bool(ended) and not there[-1]
        else:
            days = bought[customer]

            def lately(moment: date, days: list[date] = days) -> bool:
                return any(moment - timedelta(days=SILENCE) <= day < moment for day in days)

            there = [lately(moment) for moment in moments]
            ran_out = max(days) + timedelta(days=SILENCE)
            left += window.start <= ran_out < window.end
        moments_there += sum(there)
    return {"churn_rate": (left, moments_there / len(moments))}


def answers(things: list[Row], window: Window) -> dict[str, Told]:
    scores: dict[str, list[tuple[Row, float]]] = {"nps": [], "csat": [], "ces": []}
    ends = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
    for thing in things:
        if thing["name"] == "survey.answered" and inside(thing, window):
            scale, score = said(thing, "scale"), float(said(thing, "score"))
            if ends[scale][0] <= score <= ends[scale][1]:
                scores[scale].append((thing, score))
    latest = {}
    for thing, score in sorted(scores["nps"], key=lambda one: (one[0]["occurred_at"], one[0]["id"])):
        latest[thing["customer_id"]] = score
    points = [1 if score >= 9 else -1 if score <= 6 else 0 for score in latest.values()]
    csat, ces = ([score for _, score in scores[scale]] for scale in ("csat", "ces"))
    return {
        "nps": (sum(points), len(points)),
        "csat": (sum(score >= 4 for score in csat), len(csat)),
        "ces_mean": (sum(ces), len(ces)),
        "ces_share": (sum(score >= 5 for score in ces), len(ces)),
    }


def _of_cases(things: list[Row], window: Window) -> dict[tuple[int, str], list[Row]]:
    found: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for thing in things:
        if thing["name"].startswith("case.") and thing["day"] < window.end:
            found[thing["customer_id"], said(thing, "case_id") or f"line {thing['id']}"].append(thing)
    return found


def _hours(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600


def business_hours(start: datetime, end: datetime, time_zone: str) -> float:
    """Minute by minute, Monday to Friday from 9 to 17."""
    zone, minutes = ZoneInfo(time_zone), 0
    at = start
    while at < end:
        local = at.astimezone(zone)
        minutes += local.weekday() < 5 and 9 <= local.hour < 17
        at += timedelta(minutes=1)
    return minutes / 60


def cases(things: list[Row], window: Window) -> dict[str, Told]:
    took, worked, waited, resolved, reopened, open_days = [], [], [], 0, 0, []
    for (customer, case), rows in _of_cases(things, window).items():
        openings = sorted(row["occurred_at"] for row in rows if row["name"] == "case.opened")
        ends = sorted((row["occurred_at"], row) for row in rows if row["name"] == "case.resolved")
        last = ends[-1] if ends else None
        if last and inside(last[1], window):
            if openings and openings[0] <= last[0]:
                took.append(_hours(openings[0], last[0]))
                worked.append(business_hours(openings[0], last[0], "Europe/Berlin"))
            elif said(last[1], "hours"):
                took.append(float(said(last[1], "hours")))
        inside_now = [at for at in openings if window.start <= at.date() < window.end]
        if inside_now:
            sent = [
                thing["occurred_at"]
                for thing in things
                if thing["customer_id"] == customer
                and thing["name"] == "message.sent"
                and thing["occurred_at"] >= inside_now[0]
                and said(thing, "conversation_id") in {"", case}
            ]
            if sent:
                waited.append(_hours(inside_now[0], min(sent)))
        if not case.startswith("line "):
            now = [at for at, row in ends if inside(row, window)]
            resolved += bool(now)
            reopened += bool(now) and bool(openings) and openings[-1] > now[0]
            if openings and (not ends or ends[-1][0] < openings[-1]):
                open_days.append((window.end - openings[-1].date()).days)
    return {
        "resolution_time": median(took) if took else None,
        "resolution_time_p90": float(np.quantile(took, 0.9)) if took else None,
        "resolution_time_business": median(worked) if worked else None,
        "first_response_time": median(waited) if waited else None,
        "reopened_share": (reopened, resolved),
        "open_cases": (len(open_days), None),
        "open_cases_week": (sum(days > 7 for days in open_days), None),
        "open_cases_month": (sum(days > 30 for days in open_days), None),
    }


def visits(things: list[Row], window: Window) -> dict[str, Told]:
    begun: list[Row] = []
    for customer in {thing["customer_id"] for thing in things}:
        mine = [thing for thing in things if thing["customer_id"] == customer and thing["name"] in VISITING]
        previous = None
        for thing in sorted(mine, key=lambda row: (row["occurred_at"], row["id"])):
            if previous is None or thing["occurred_at"] - previous > timedelta(minutes=30):
                begun.append(thing)
            previous = thing["occurred_at"]
    begun = [thing for thing in begun if inside(thing, window)]
    pages = [thing for thing in things if thing["name"] == "page.viewed" and inside(thing, window)]
    done = {(t["customer_id"], t["day"]) for t in things if t["name"] in DOING and inside(t, window)}

    def lately(days: int) -> int:
        return len({customer for customer, day in done if day >= window.end - timedelta(days=days)})

    return {
        "visits": (len(begun), None),
        "visitors": (len({thing["customer_id"] for thing in begun}), None),
        "pages_a_visit": (len(pages), len(begun)),
        "active_by_day": (len(done), (window.end - window.start).days),
        "active_by_week": (lately(7), None),
        "active_by_month": (lately(30), None),
    }


def _program(row: Row) -> bool:
    return bool(said(row, "machine")) or said(row, "user_agent") != ""


def mails(things: list[Row], window: Window) -> dict[str, Told]:
    each: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for thing in things:
        if thing["name"].startswith("mail.") and thing["day"] >= window.start:
            each[thing["customer_id"], said(thing, "campaign")].append(thing)
    sent = opened = clicked = machine = 0
    for rows in each.values():
        names = {row["name"] for row in rows}
        days = [row["day"] for row in rows if row["name"] == "mail.sent"]
        if not days or "mail.bounced" in names or not window.start <= min(days) < window.end:
            continue
        openings: Iterable[Row] = [row for row in rows if row["name"] == "mail.opened"]
        person = "mail.clicked" in names or any(not _program(row) for row in openings)
        sent, opened, clicked = sent + 1, opened + person, clicked + ("mail.clicked" in names)
        machine += bool(openings) and not person
    return {
        "mail_open_rate": (opened, sent),
        "mail_click_rate": (clicked, sent),
        "mail_machine_rate": (machine, sent),
    }
