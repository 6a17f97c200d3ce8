"""A file of products: CSV or a spreadsheet, with a column that names each product by its number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from regulars.kit.folding import fold
from regulars.kit.refused import Refused

MOST_ROWS = 200_000
# What a column may be called, in the languages shops' systems speak.
_NAMES: dict[str, frozenset[str]] = {
    "id": frozenset(
        ["id", "product id", "product number", "number", "code", "sku", "stock code", "stockcode", "article",
         "article number", "artikelnummer", "referenz", "reference", "variant sku", "product"]
    ),
    "stock": frozenset(
        ["stock", "in stock", "quantity", "inventory", "available", "on hand", "bestand", "lagerbestand", "stock quantity",
         "variant inventory qty", "qty"]
    ),
    "withdrawn": frozenset(["withdrawn", "discontinued", "removed", "ausgelaufen", "retired"]),
    "margin": frozenset(["margin", "marge", "gross margin"]),
    "name": frozenset(["name", "title", "product name", "description", "bezeichnung", "artikel"]),
    "category": frozenset(["category", "type", "group", "kategorie", "warengruppe", "product category"]),
    "price": frozenset(["price", "unit price", "preis", "variant price"]),
}  # fmt: skip


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of the file by our names of its columns. Raises Refused where it cannot be read or names no product."""
    from regulars.listen.imports.detect import detect  # noqa: PLC0415 -- loads the libraries that read files
    from regulars.listen.imports.layout import UnreadableFile  # noqa: PLC0415
    from regulars.listen.imports.read_file import batches  # noqa: PLC0415

    found: list[dict[str, Any]] = []
    try:
        layout = detect(path)
        for batch in batches(path, layout):
            columns = _columns(batch.table.column_names)
            if batch.rejected:
                raise Refused({"file": f"Row {batch.rejected[0].row}: {batch.rejected[0].reason}"})
            told = batch.table.select(list(columns.values())).to_pylist()
            found += [{name: row[column] for name, column in columns.items()} for row in told]
            if len(found) > MOST_ROWS:
                raise Refused({"file": f"There are more than {MOST_ROWS:,} rows. Send the file in parts."})
    except UnreadableFile as error:
        raise Refused({"file": str(error)}) from error
    if not found:
        raise Refused({"file": "There is no row in this file."})
    return [row for row in found if row.get("id")]


def _columns(names: list[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for name in names:
        words = fold(name.replace("_", " ").replace("-", " "))
        for ours, theirs in _NAMES.items():
            if words in theirs and ours not in chosen:
                chosen[ours] = name
    if "id" not in chosen:
        raise Refused({"file": "No column names the product. Call one “product number”, “sku” or “code”."})
    if len(chosen) < 2:
        raise Refused(
            {"file": "Nothing is told of the products. Add a column such as “stock”, “withdrawn” or “margin”."}
        )
    return chosen
