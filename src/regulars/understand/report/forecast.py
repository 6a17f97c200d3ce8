"""What the model of repeat buying adds to the report: who is still a customer, and what to expect of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from regulars.understand.predictions import bgnbd
from regulars.understand.predictions.grouping import Floats
from regulars.understand.predictions.occasions import DAYS, TimeUnit
from regulars.understand.report.figures import Prediction

MODEL = "BG/NBD"
# About a quarter of a year: near enough to be acted on, far enough for a shop's rhythm to show.
HORIZON: dict[TimeUnit, int] = {"day": 90, "week": 13}


@dataclass(frozen=True, slots=True)
class Forecast:
    """The model, and for each customer_id the chance of still being a customer and the orders to expect."""

    prediction: Prediction
    alive: Mapping[int, float]
    expected: Mapping[int, float]


def forecast(histories: pa.Table, unit: TimeUnit) -> Forecast:
    """Fit the model to `occasions` (customer_id, frequency, recency and age in days), or say why it cannot be."""
    customers = histories.num_rows
    if customers == 0:
        return Forecast(Prediction(MODEL, unit, 0, reason="there are no customers to learn from"), {}, {})
    x = histories["frequency"].to_numpy()
    recency: Floats = histories["recency"].to_numpy() / DAYS[unit]
    age: Floats = histories["age"].to_numpy() / DAYS[unit]
    try:
        model = bgnbd.fit(x, recency, age)
    except bgnbd.FitError as error:
        return Forecast(Prediction(MODEL, unit, customers, reason=str(error)), {}, {})
    alive = model.probability_alive(x, recency, age)
    expected = model.expected_purchases(HORIZON[unit], x, recency, age)
    prediction = Prediction(
        MODEL,
        unit,
        customers,
        parameters=model.parameters,
        log_likelihood=model.log_likelihood,
        horizon=HORIZON[unit],
        expected=float(np.sum(expected)),
        alive=float(np.sum(alive)),
        at_limit=model.at_limit,
    )
    ids = histories["customer_id"].to_pylist()
    return Forecast(
        prediction,
        dict(zip(ids, alive.tolist(), strict=True)),
        dict(zip(ids, expected.tolist(), strict=True)),
    )
