"""The database column for money: BIGINT in ten-thousandths, so sums are exact on SQLite and PostgreSQL alike."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from regulars.kit import money

if TYPE_CHECKING:
    _Base = models.BigIntegerField[Decimal | int | None, Decimal | None]
else:
    _Base = models.BigIntegerField


class MoneyField(_Base):
    """Holds a Decimal of four places; filters and orders as a whole number."""

    description = "Money in ten-thousandths of the currency unit"

    def from_db_value(self, value: int | None, expression: object, connection: object) -> Decimal | None:
        return None if value is None else money.from_units(value)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None or value == "" else money.amount(value)

    def get_prep_value(self, value: Any) -> int | None:
        return None if value is None else money.to_units(money.amount(value))
