"""Every metric there is, under the question it answers."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.understand.metrics import churn, worth
from regulars.understand.metrics.metric import Metric
from regulars.understand.metrics.registry import METRICS

# Beside the headline metrics of the scoreboard.
FURTHER: tuple[Metric, ...] = (*churn.METRICS, *worth.METRICS)
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
    Question("size", "How many are they?", ("customers", "active_customers", "new_customers", "orders")),
)
