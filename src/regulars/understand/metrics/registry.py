"""Every headline metric, in the order of the scoreboard."""

from __future__ import annotations

from regulars.understand.metrics import buying, returning, staying
from regulars.understand.metrics.grains import BUYING, HISTORY
from regulars.understand.metrics.metric import Metric, Series
from regulars.understand.metrics.wording import count_sentence, money_sentence, ratio_sentence, share_sentence

_AGAIN = (
    "Of the customers who bought in the month, those who bought again in that month or in the three months after it."
)
_SENT_BACK = (
    "Of the customers who bought in the month, those who returned something in that month or in the month after it."
)
_KEPT = (
    "Of the customers who bought in the 12 months before the last 12, those who bought in the last 12, month by month."
)

METRICS: tuple[Metric, ...] = (
    Metric(
        key="customers",
        title="Customers who bought",
        unit="customers",
        compute=buying.customers,
        needs=("purchases",),
        grain=BUYING,
        sentence=count_sentence("customer bought", "customers bought"),
        series=Series("active"),
        better="up",
    ),
    Metric(
        key="active_customers",
        title="Active customers",
        unit="customers",
        compute=buying.active_customers,
        needs=("last_day", "final_month_start"),
        grain=BUYING,
        sentence=count_sentence("customer bought in the last month", "customers bought in the last month"),
        series=Series("active"),
        better="up",
    ),
    Metric(
        key="new_customers",
        title="New customers",
        unit="customers",
        compute=staying.new_customers,
        needs=("purchases", "first_ever", "window_start"),
        grain=HISTORY,
        sentence=count_sentence("customer bought for the first time", "customers bought for the first time"),
        series=Series("new"),
        better="up",
    ),
    Metric(
        key="returning_customers",
        title="Returning customers",
        unit="customers",
        compute=staying.returning_customers,
        needs=("purchases", "first_ever", "window_start"),
        grain=HISTORY,
        sentence=count_sentence("customer came back from an earlier time", "customers came back from an earlier time"),
        series=Series("returning"),
        better="up",
    ),
    Metric(
        key="orders",
        title="Orders",
        unit="orders",
        compute=buying.orders,
        needs=("purchases",),
        grain=BUYING,
        sentence=count_sentence("order was placed", "orders were placed"),
        series=Series("orders"),
        better="up",
    ),
    Metric(
        key="revenue",
        title="Revenue",
        unit="money",
        compute=buying.revenue,
        needs=("revenue",),
        grain=BUYING,
        sentence=money_sentence("Customers spent"),
        series=Series("revenue"),
        better="up",
    ),
    Metric(
        key="repeat_purchase_rate",
        title="Repeat purchase rate",
        unit="share",
        compute=buying.repeat_purchase_rate,
        needs=("purchases",),
        grain=BUYING,
        sentence=share_sentence("buyers", "bought again"),
        series=Series("bought_again", "buyers", _AGAIN, follow_up=3),
        better="up",
        proportion=True,
    ),
    Metric(
        key="repeat_purchase_rate_by_days",
        title="Repeat purchase rate by days",
        unit="share",
        compute=buying.repeat_purchase_rate_by_days,
        needs=("purchases", "first_day", "last_day"),
        grain=BUYING,
        sentence=share_sentence("buyers", "bought again on another day"),
        series=Series(
            "bought_again_later", "buyers", _AGAIN.replace("again in", "again on another day in"), follow_up=3
        ),
        better="up",
        proportion=True,
    ),
    Metric(
        key="return_rate_customers",
        title="Buyers who returned something",
        unit="share",
        compute=returning.return_rate_customers,
        needs=("purchases", "return_documents"),
        grain=BUYING,
        sentence=share_sentence("buyers", "returned something"),
        series=Series("sent_back", "buyers", _SENT_BACK, follow_up=1),
        better="down",
        proportion=True,
    ),
    Metric(
        key="return_rate_documents",
        title="Returns per order",
        unit="share",
        compute=returning.return_rate_documents,
        needs=("return_documents", "purchases"),
        grain=BUYING,
        sentence=ratio_sentence("returns were made", "orders"),
        series=Series("returns", "orders"),
        better="down",
    ),
    Metric(
        key="return_rate_units",
        title="Units returned",
        unit="share",
        compute=returning.return_rate_units,
        needs=("units_returned", "units_sold"),
        grain=BUYING,
        sentence=ratio_sentence("came back", "units sold"),
        series=Series("units_returned", "units_sold"),
        better="down",
    ),
    Metric(
        key="return_rate_value",
        title="Value returned",
        unit="share",
        compute=returning.return_rate_value,
        needs=("value_returned", "revenue"),
        grain=BUYING,
        sentence=ratio_sentence("was given back", "spent"),
        series=Series("value_returned", "revenue"),
        better="down",
    ),
    Metric(
        key="retention_rate",
        title="Retention rate",
        unit="share",
        compute=staying.retention_rate,
        needs=("purchases", "purchases_before"),
        grain=HISTORY,
        sentence=share_sentence("earlier customers", "stayed"),
        series=Series("kept", "at_start", _KEPT),
        better="up",
        proportion=True,
    ),
)

BY_KEY: dict[str, Metric] = {metric.key: metric for metric in METRICS}
