"""Entering figures that no record holds, and taking them back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.customers.lines import change_line
from regulars.timeline.record import record
from regulars.understand.inputs.models import EnteredFigure
from regulars.understand.inputs.reading import day_of, value_of
from regulars.understand.metrics.asked import ASKED, Asked


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as a person writes it: texts, to be read and checked."""

    kind: str
    value: str
    starts_on: str
    ends_on: str = ""
    category: str = ""
    segment: str = ""
    label: str = ""
    note: str = ""


def enter(told: Told, *, actor: str) -> EnteredFigure:
    """Keep a figure. One for the same time and thing takes the place of the one before. Raises Refused."""
    require("numbers.manage")
    with transaction.atomic():
        return _keep(_read(told), actor)


def enter_many(rows: Iterable[tuple[int, Told]], *, actor: str) -> int:
    """Keep the figures of a file, (row number, figure) each: all or none. Returns how many. Raises Refused, naming rows."""
    require("numbers.manage")
    errors: dict[str, str] = {}
    kept = 0
    with transaction.atomic():
        for number, told in rows:
            try:
                _keep(_read(told), actor)
            except Refused as refused:
                said = "; ".join(refused.errors.values())
                errors[f"row {number}"] = f"Row {number}: {said}"
            kept += 1
        if errors:
            # Raised inside: what was kept of the rows before is rolled back.
            raise Refused(errors)
    return kept


def remove(figure_id: int, *, actor: str) -> None:
    """Take a figure back. Raises EnteredFigure.DoesNotExist."""
    require("numbers.manage")
    with transaction.atomic():
        figure = EnteredFigure.objects.select_for_update().get(pk=figure_id)
        said = _said(figure)
        figure.delete()
        record(change_line("input.changed", actor, changes={figure.kind: [said, None]}, note=_of(figure)))


def _read(told: Told) -> EnteredFigure:
    """The figure the texts mean, not yet kept."""
    asked = ASKED.get(told.kind)
    if asked is None:
        raise Refused({"kind": f"Choose one of {', '.join(ASKED)}."})
    errors: dict[str, str] = {}
    figure = EnteredFigure(kind=told.kind, note=told.note.strip()[:300])
    try:
        figure.value, figure.text = value_of(asked, told.value)
    except ValueError as error:
        errors["value"] = str(error)
    for name, text, needed in (("starts_on", told.starts_on, True), ("ends_on", told.ends_on, asked.flow)):
        try:
            setattr(figure, name, day_of(text, needed=needed))
        except ValueError as error:
            errors[name] = str(error)
    if not errors and figure.ends_on is not None and figure.ends_on < figure.starts_on:
        errors["ends_on"] = "The last day is before the first; give a later one."
    errors |= _thing(asked, told, figure)
    if errors:
        raise Refused(errors)
    return figure


def _thing(asked: Asked, told: Told, figure: EnteredFigure) -> dict[str, str]:
    """What the figure is of: sets it, and says what is wrong with it."""
    figure.category, figure.label = told.category.strip(), told.label.strip()
    errors = {}
    if figure.category and not asked.by_category:
        errors["category"] = f"{asked.title} is not told by category; leave it empty."
    if asked.of_label and not figure.label:
        errors["label"] = "Name the initiative it is of."
    if figure.label and not asked.of_label:
        errors["label"] = f"{asked.title} is of no initiative; leave it empty."
    for name, text in (("category", figure.category), ("label", figure.label)):
        if len(text) > 200:
            errors[name] = "It is longer than 200 letters; shorten it."
    if told.segment.strip():
        if not asked.by_segment:
            errors["segment"] = f"{asked.title} is not told by segment; leave it empty."
        elif not told.segment.strip().isdigit():
            errors["segment"] = "Give the number of a segment, or leave it empty for everybody."
        else:
            figure.segment_id = int(told.segment)
    return errors


def _keep(figure: EnteredFigure, actor: str) -> EnteredFigure:
    same = EnteredFigure.objects.select_for_update().filter(
        kind=figure.kind, category=figure.category, segment_id=figure.segment_id, label=figure.label
    )
    before = same.filter(starts_on=figure.starts_on).first()
    if ASKED[figure.kind].flow and figure.ends_on is not None:
        others = same.filter(starts_on__lte=figure.ends_on, ends_on__gte=figure.starts_on)
        other = (others.exclude(pk=before.pk) if before else others).first()
        if other is not None:
            days = f"{other.starts_on:%-d %B %Y} to {other.ends_on:%-d %B %Y}"
            raise Refused(
                {"starts_on": f"Days of it are told already: {days}. Remove that figure or choose other days."}
            )
    figure.pk = before.pk if before else None
    figure.entered_by, figure.entered_at = actor, moments.now()
    was, now = _said(before) if before else None, _said(figure)
    if was != now:
        figure.save()
        record(change_line("input.changed", actor, changes={figure.kind: [was, now]}, note=_of(figure)))
    return figure


def _said(figure: EnteredFigure) -> str:
    value = figure.text or f"{figure.value.normalize():f}"
    return f"{value} from {figure.starts_on}" + (f" to {figure.ends_on}" if figure.ends_on else "")


def _of(figure: EnteredFigure) -> str:
    """What it is of, in words."""
    title = ASKED[figure.kind].title
    thing = figure.label or figure.category or ("" if figure.segment_id is None else f"segment {figure.segment_id}")
    return f"{title}: {thing}" if thing else title
