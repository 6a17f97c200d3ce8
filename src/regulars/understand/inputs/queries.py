"""Reading what was entered."""

from __future__ import annotations

from datetime import date, timedelta

from regulars.access.acting import require
from regulars.understand.inputs.models import EnteredFigure
from regulars.understand.metrics.entered import Entered, Figure


def listed_figures(kind: str = "") -> list[EnteredFigure]:
    """Everything entered, of one kind where told: by kind, what it is of, newest first. One query."""
    require("numbers.see")
    rows = EnteredFigure.objects.all()
    return list(rows.filter(kind=kind) if kind else rows)


def figure(figure_id: int) -> EnteredFigure | None:
    """One of them."""
    require("numbers.see")
    return EnteredFigure.objects.filter(pk=figure_id).first()


def entered() -> Entered:
    """What was entered, as the metrics read it. One query."""
    require("numbers.see")
    return Entered.of(
        Figure(
            kind=row.kind,
            value=row.value,
            start=row.starts_on,
            end=_after(row.ends_on),
            category=row.category,
            segment=row.segment_id,
            label=row.label,
            text=row.text,
        )
        for row in EnteredFigure.objects.order_by("pk")
    )


def _after(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)
