"""Columns of a customer file that fill the business's own fields: what they can be matched to, and how they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from regulars.kit.folding import fold
from regulars.know.fields import kinds
from regulars.know.fields.giving import Given, read_cells
from regulars.know.fields.kinds import Kept
from regulars.know.fields.models import Field as OwnField
from regulars.know.fields.queries import fields_of
from regulars.listen.imports.fields import Content, Field
from regulars.listen.imports.layout import UnreadableFile
from regulars.listen.imports.match_columns import folded
from regulars.listen.imports.row_cells import RowCells

Kind = OwnField.Kind
PREFIX = "field:"
_CONTENT: dict[str, Content] = {
    Kind.NUMBER: "number", Kind.MONEY: "number", Kind.DATE: "date", Kind.EMAIL: "email", Kind.PHONE: "phone",
}  # fmt: skip


def own_targets() -> tuple[Field, ...]:
    """What a column can be matched to beside the profile: the fields that whoever acts sees, found by label and key."""
    return tuple(
        Field(
            field.name,
            field.label,
            _CONTENT.get(field.kind, "text"),
            frozenset({folded(field.label), folded(field.key), f"field {folded(field.key)}"}),
            field.help,
        )
        for field in fields_of()
    )


@dataclass(frozen=True)
class OwnColumn:
    """The cells of one column as its field keeps them, and what is wrong with those (by place) it does not take."""

    field: OwnField
    kept: list[list[Kept]]
    errors: dict[int, str]


def own_columns(cells: RowCells, mapping: Mapping[str, str]) -> list[OwnColumn]:
    """Those of a batch. Numbers and dates are read as the file writes them. Raises UnreadableFile for a field that is gone."""
    wanted = sorted({target for target in mapping.values() if target.startswith(PREFIX)})
    known = {field.name: field for field in fields_of()} if wanted else {}
    if gone := [name for name in wanted if name not in known]:
        raise UnreadableFile(f"There is no field {gone[0].removeprefix(PREFIX)} any more. Match its column anew.")
    return [OwnColumn(known[name], *read_cells(known[name], _texts(cells, known[name]))) for name in wanted]


def _texts(cells: RowCells, field: OwnField) -> list[str | None]:
    """The cells in the one form their kind is read from; those not understood stay as they are, and are refused with it."""
    texts: list[str | None] = cells.text(field.name).to_pylist()
    if field.kind == Kind.DATE:
        days = cells.days(field.name).to_pylist()
        return [day.isoformat() if day else text for day, text in zip(days, texts, strict=True)]
    if field.kind in kinds.NUMBERS:
        values = cells.amounts(field.name).to_pylist()
        return [text if value is None else kinds.plain_number(value) for value, text in zip(values, texts, strict=True)]
    return texts


def own_of_row(columns: Sequence[OwnColumn], place: int, *, company: bool) -> tuple[Given, tuple[str, str] | None]:
    """What the row at this place of the batch says, or (field, what is wrong with it)."""
    given: Given = {}
    kind = OwnField.Of.COMPANY if company else OwnField.Of.PERSON
    for column in columns:
        if place in column.errors:
            return {}, (column.field.name, column.errors[place])
        if not column.kept[place]:
            continue
        if column.field.of not in (OwnField.Of.BOTH, kind):
            whose = "companies" if company is False else "persons"
            return {}, (column.field.name, f"is a field of {whose}, and this row tells of another kind of customer")
        given[column.field] = column.kept[place]
    return given, None


_PHONE = re.compile(r"(?=(\D*\d){7,15}\D*$)\+?\d[\d ()/.\-]*")
_PLAIN_NUMBER = re.compile(r"[-+]?\d{1,12}([.,]\d{1,4})?")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}([ T].*)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_LINK = re.compile(r"https?://\S+|www\.\S+")
_SAID = {"yes", "no", "y", "n", "true", "false", "ja", "nein", "oui", "non", "si"}


def kind_of(cells: Sequence[str]) -> str:
    """The kind of field that takes all of these cells (texts where nothing narrower does)."""
    told = [cell.strip() for cell in cells if cell.strip()]
    if not told:
        return Kind.TEXT
    anybody = OwnField(kind=Kind.EMAIL)
    if all("@" in cell and _takes(anybody, cell) for cell in told):
        return Kind.EMAIL
    for kind, shape in ((Kind.LINK, _LINK), (Kind.DATE, _DAY), (Kind.NUMBER, _PLAIN_NUMBER)):
        # 00041 is a code: as a number it would lose what it begins with.
        codes = kind == Kind.NUMBER and any(re.match(r"0\d|\+", cell) for cell in told)
        if not codes and all(shape.fullmatch(cell) for cell in told):
            return kind
    if all(fold(cell) in _SAID for cell in told):
        return Kind.YES_NO
    if all(_PHONE.fullmatch(cell) for cell in told) and any(cell.startswith("+") for cell in told):
        return Kind.PHONE
    return Kind.LONG_TEXT if any("\n" in cell or len(cell) > 200 for cell in told) else Kind.TEXT


def _takes(field: OwnField, cell: str) -> bool:
    try:
        kinds.read(field, cell)
    except kinds.NotTaken:
        return False
    return True


def places(count: int) -> pa.Array:
    """The places of a batch's rows, to find a row's cells again once others were set apart."""
    return pa.array(range(count), pa.int64())
