"""Every metric there is, under the question it answers."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.understand.metrics import answers, cases, churn, mails, market, visits, worth
from regulars.understand.metrics.metric import Metric
from regulars.understand.metrics.registry import METRICS

# Beside the headline metrics of the scoreboard.
FURTHER: tuple[Metric, ...] = (
    *churn.METRICS,
    *worth.METRICS,
    *answers.METRICS,
    *cases.METRICS,
    *visits.METRICS,
    *mails.METRICS,
    *market.METRICS,
)
ALL: tuple[Metric, ...] = (*METRICS, *FURTHER)
EVERY: dict[str, Metric] = {metric.key: metric for metric in ALL}


@dataclass(frozen=True, slots=True)
class Question:
    """What people ask, and the keys of the metrics that answer it."""

    key: str
    text: str
    metrics: tuple[str, ...]


QUESTIONS: tuple[Question, ...] = (
    Question(
        "back",
        "Do they come back?",
        (
            "repeat_purchase_rate",
            "repeat_purchase_rate_by_days",
            "retention_rate",
            "churn_rate",
            "returning_customers",
            "purchase_frequency",
        ),
    ),
    Question(
        "worth",
        "What are they worth?",
        ("revenue", "average_order_value", "clv_historic", "clv_simple"),
    ),
    Question(
        "returns",
        "What do they send back?",
        ("return_rate_customers", "return_rate_documents", "return_rate_units", "return_rate_value"),
    ),
    Question("say", "What do they say?", ("nps", "csat", "ces_mean", "ces_share")),
    Question(
        "served",
        "How well are they served?",
        (
            "resolution_time",
            "resolution_time_p90",
            "resolution_time_business",
            "first_response_time",
            "reopened_share",
            "open_cases",
            "open_cases_week",
            "open_cases_month",
        ),
    ),
    Question(
        "about",
        "Are they about?",
        (
            "visits",
            "visitors",
            "pages_a_visit",
            "active_by_day",
            "active_by_week",
            "active_by_month",
            "mail_open_rate",
            "mail_click_rate",
            "mail_machine_rate",
        ),
    ),
    Question("market", "How do we stand?", ("market_share", "market_share_relative", "roi")),
    Question("size", "How many are they?", ("customers", "active_customers", "new_customers", "orders")),
)
