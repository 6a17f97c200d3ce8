"""Matches the columns of a file to fields, by header and by content, and says how sure each match is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from regulars.kit.folding import fold
from regulars.listen.imports.fields import FIELDS, KINDS, Field, Kind, missing
from regulars.listen.imports.layout import Sure
from regulars.listen.imports.preset import Preset
from regulars.listen.imports.presets import preset_of

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_NUMBER = re.compile(r"[^\w\s]{0,2}\s?[-+(]?\s?\d[\d.,' \xa0]*\)?-?(\s?(\w{3}|[^\w\s]))?")
_WHOLE = re.compile(r"[-+]?\d{1,7}([.,]0{1,3})?")
_DATE = re.compile(
    r"(\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}|(19|20)\d{6}|\d{10}|\d{13})([T ,].*)?"
    r"|(\w{2,10}\.?,? )?\d{1,2}(\.|st|nd|rd|th)?[ -](de )?[^\W\d]{3,10}\.?,?[ -](de )?\d{2,4}.*"
    r"|[^\W\d]{3,10}\.? \d{1,2},? \d{4}.*"
)
_PHONE = re.compile(r"(?=(\D*\d){6,15}\D*$)[+(]?\d[\d ()/.\-]*")
_CURRENCY = re.compile(r"[A-Za-z]{3}|[€$£¥]")
# Headers that say who, not whether by number or by name: the cells tell.
_WHO = {
    "customer",
    "client",
    "buyer",
    "kunde",
    "kaufer",
    "cliente",
    "klant",
    "debitor",
    "acheteur",
    "comprador",
    "koper",
}
_CODE = re.compile(r"\S*\d\S*")
_PERSON = re.compile(r"(?=.*[^\W\d_])([^\d@]*|[^@]*\s[^@]*)")
# Fields that several columns may tell.
_MANY = frozenset(target.name for targets in FIELDS.values() for target in targets if target.many)
_SCORES: list[tuple[float, Sure]] = [(0.9, "high"), (0.6, "medium"), (0.0, "low")]


@dataclass(frozen=True)
class Match:
    """One column: the field it is matched to (empty: left out), how sure, why, and a few of its cells."""

    column: str
    field: str
    sure: Sure
    why: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matching:
    """What a file is and what its columns mean. `lacks` is the sentence about what is missing, or empty."""

    kind: Kind
    source: str
    preset: str
    matches: tuple[Match, ...]
    lacks: str
    mapping: dict[str, str] = field(default_factory=dict)


class UnknownField(ValueError):
    """A mapping names a column the file has not, or a field there is not."""


def folded(header: str) -> str:
    """A header as it is compared: `CustomerID`, `customer_id` and `Customer-Id` are all `customer id`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", header.replace("\ufeff", ""))
    return " ".join(re.sub(r"[^\w]+|_", " ", fold(spaced)).split())


def match_columns(
    columns: Mapping[str, Sequence[str]], kind: Kind | None = None, own: Sequence[Field] = ()
) -> Matching:
    """`columns`: header -> some of its non-empty cells. `kind` None chooses the kind of file that fits best.

    `own` are further fields of customers, those of the business. The order of the columns makes no difference. No two
    columns get the same field.
    """
    headers = {name: folded(name) for name in columns}
    preset = preset_of(set(headers.values()), kind)
    if preset is not None:
        return _by_preset(preset, headers, columns, own)
    tried = [_by_likeness(one, headers, columns, own) for one in (KINDS if kind is None else (kind,))]
    return max(tried, key=lambda result: (not result[0].lacks, result[1]))[0]


def with_mapping(matching: Matching, overrules: Mapping[str, str], own: Sequence[Field] = ()) -> Matching:
    """The matching with a person's own choices (column -> field, empty to leave the column out). Raises UnknownField."""
    by_name = {match.column: match for match in matching.matches}
    by_folded = {folded(name): name for name in by_name}
    known = {one.name for one in targets_of(matching.kind, own)}
    chosen: dict[str, str] = {}
    for column, target in overrules.items():
        name = column if column in by_name else by_folded.get(folded(column), "")
        if not name:
            raise UnknownField(f"There is no column {column!r} in this file. It has: {', '.join(by_name)}.")
        if target and target not in known:
            raise UnknownField(
                f"There is no field {target!r} for {matching.kind}. There are: {', '.join(sorted(known))}."
            )
        if target and target in chosen.values() and target not in _MANY:
            raise UnknownField(f"Two columns are mapped to {target}. Choose one.")
        chosen[name] = target
    matches = []
    for match in matching.matches:
        if match.column in chosen:
            matches.append(Match(match.column, chosen[match.column], "high", "set by you", match.samples))
        elif match.field and match.field in chosen.values() and match.field not in _MANY:
            matches.append(Match(match.column, "", "high", "another column was chosen", match.samples))
        else:
            matches.append(match)
    return _matching(matching.kind, matching.source, matching.preset, matches)


def targets_of(kind: Kind, own: Sequence[Field]) -> tuple[Field, ...]:
    """What a column of that kind of file can be matched to."""
    return (*FIELDS[kind], *own) if kind == "customers" else FIELDS[kind]


def _matching(kind: Kind, source: str, preset: str, matches: list[Match]) -> Matching:
    mapping = {match.column: match.field for match in matches if match.field}
    return Matching(kind, source, preset, tuple(matches), missing(kind, set(mapping.values())), mapping)


def _by_preset(
    preset: Preset, headers: dict[str, str], columns: Mapping[str, Sequence[str]], own: Sequence[Field]
) -> Matching:
    column_of = {header: name for name, header in reversed(headers.items())}
    taken: dict[str, str] = {}
    for header, target in preset.columns.items():
        if header in column_of and (target not in taken.values() or target in _MANY):
            taken[column_of[header]] = target
    # A program's further columns may be known here under the same name.
    by_name = {spelling: target.name for target in own for spelling in target.spellings if preset.kind == "customers"}
    named: dict[str, str] = {}
    for name, header in headers.items():
        if name not in taken and header in by_name and by_name[header] not in named.values():
            named[name] = by_name[header]
    matches = [
        Match(
            name,
            taken.get(name) or named.get(name, ""),
            "high",
            f"an export of {preset.name}" if name in taken else "by its name" if name in named else "not needed",
            tuple(cells[:3]),
        )
        for name, cells in columns.items()
    ]
    return _matching(preset.kind, preset.source, preset.name, matches)


def _by_likeness(
    kind: Kind, headers: dict[str, str], columns: Mapping[str, Sequence[str]], own: Sequence[Field]
) -> tuple[Matching, float]:
    candidates = []
    for name, header in headers.items():
        for rank, target in enumerate(targets_of(kind, own)):
            score, why = _score(header, target, columns[name])
            if score >= 0.45:
                candidates.append((-score, rank, header, name, target.name, why))
    chosen: dict[str, tuple[str, float, str]] = {}
    for negative, _, _, name, target_name, why in sorted(candidates):
        taken = target_name not in _MANY and any(target_name == other[0] for other in chosen.values())
        if name not in chosen and not taken:
            chosen[name] = (target_name, -negative, why)
    _settle_amounts(kind, chosen)
    matches = []
    for name, cells in columns.items():
        target_name, score, why = chosen.get(name, ("", 1.0, "like no field"))
        sure = next(word for bound, word in _SCORES if score >= bound)
        matches.append(Match(name, target_name, sure, why, tuple(cells[:3])))
    total = sum(score for _, score, _ in chosen.values())
    if kind == "orders" and not {target for target, _, _ in chosen.values()} & {
        "document",
        "product",
        "product_id",
        "quantity",
    }:
        # A list with a date and some amount is an order file only when it has an order's marks too.
        total -= 2.0
    return _matching(kind, "file", "", matches), total


def _settle_amounts(kind: Kind, chosen: dict[str, tuple[str, float, str]]) -> None:
    """`Total` beside a quantity but without a price is the line's amount where the file has lines."""
    targets = {target for target, _, _ in chosen.values()}
    if (
        kind != "orders"
        or "total" not in targets
        or targets & {"price", "line_amount"}
        or "product" not in targets | {"product_id"}
    ):
        return
    if not targets & {"product", "product_id"} or "quantity" not in targets:
        return
    name = next(name for name, (target, _, _) in chosen.items() if target == "total")
    chosen[name] = ("line_amount", min(chosen[name][1], 0.7), "an amount beside a product and a quantity")


def _score(header: str, target: Field, cells: Sequence[str]) -> tuple[float, str]:
    """How well a column fits a field, 0 to 1, and why."""
    if header in _WHO and target.name in {"customer_id", "customer_name"}:
        shape, why = (
            (_CODE, "its cells are numbers") if target.name == "customer_id" else (_PERSON, "its cells are names")
        )
        told = [cell for cell in cells[:200] if cell]
        return (
            0.95 * sum(shape.fullmatch(c) is not None for c in told) / len(told) if told else 0.6
        ), f"by its name; {why}"
    by_name, why = _name_score(header, target)
    fits = _content_share(target, cells[:200])
    if fits is None:
        return by_name * 0.95, why
    if target.content in ("number", "whole", "date") and fits < 0.5:
        return 0.0, ""
    if target.content == "email":
        if fits > 0.8 and by_name < 0.6:
            return 0.7, "cells are e-mail addresses"
        return (0.0, "") if fits < 0.3 else (by_name, why)
    return by_name * (0.7 + 0.3 * fits), why


def _name_score(header: str, target: Field) -> tuple[float, str]:
    if header in target.spellings or header == target.name.replace("_", " "):
        return 1.0, "by its name"
    joined = header.replace(" ", "")
    if any(joined == spelling.replace(" ", "") for spelling in target.spellings):
        return 0.97, "by its name"
    words = set(header.split())
    if any(" " in spelling and set(spelling.split()) <= words for spelling in target.spellings):
        return 0.75, "its name contains the words"
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- loaded once a file is looked at

    if len(header) > 4:
        best = process.extractOne(header, sorted(target.spellings), scorer=fuzz.ratio, score_cutoff=88)
        if best is not None and len(best[0]) > 4:
            return 0.65, f"its name is much like {best[0]!r}"
    if any(len(word) > 3 and word in target.spellings for word in words) and len(words) <= 3:
        return 0.55, "a word of its name"
    return 0.0, ""


def _content_share(target: Field, cells: Sequence[str]) -> float | None:
    """The share of cells that look like the field's content; None where nothing can be told."""
    shape = {
        "number": _NUMBER,
        "whole": _WHOLE,
        "date": _DATE,
        "email": _EMAIL,
        "phone": _PHONE,
        "currency": _CURRENCY,
    }.get(target.content)
    if not cells or shape is None:
        return None
    return sum(shape.fullmatch(cell) is not None for cell in cells) / len(cells)
