"""`regulars report` as a person runs it: a file in, sentences, JSON or a page out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.understand.predictions.cdnow import path as cdnow
from typer.testing import CliRunner, Result

from regulars.cli import report

ONLINE_RETAIL = Path(__file__).parents[3] / "shared" / "data" / "online_retail" / "online_retail.parquet"

app = typer.Typer()
app.command("report")(report.command)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Two years of a small shop: Ann every month, Ben twice, Cleo once in dollars, somebody without a name."""
    lines = ["Order ID,Customer ID,Customer Name,Order Date,Product,Quantity,Unit Price,Currency"]
    lines += [f"A{month},1,Ann <b>Amari</b>,2023-{month:02}-05,Shirt,2,10.00,EUR" for month in range(1, 13)]
    lines += [
        "B1,2,Ben Brandt,2023-02-01,Shirt,1,25.00,EUR",
        "B2,2,Ben Brandt,2024-11-30,Shirt,1,25.00,EUR",
        "C1,3,Cleo Cole,2023-03-01,Shirt,1,40.00,USD",
        "N1,,,2023-03-02,Shirt,1,5.00,EUR",
        "X1,4,Dan,2023-03-02,Shirt,many,5.00,EUR",
    ]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def told(*arguments: str | Path) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@dataclass(frozen=True)
class Known:
    """A file whose figures are known from elsewhere."""

    file: Path
    arguments: tuple[str, ...]
    figures: dict[str, Any]


KNOWN = [
    Known(
        cdnow(),
        ("--until", "1997-09-30", "--unit", "week"),
        {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "log_likelihood": -9582.43, "customers": 2357},
    ),
    *(
        [Known(ONLINE_RETAIL, (), {"customers": 4338, "orders": 18532, "revenue": 8911407.90, "repeat": [2845, 4338]})]
        if ONLINE_RETAIL.exists()
        else []
    ),
]


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.file.stem)
def test_figures_known_from_elsewhere_come_out(known: Known) -> None:
    got = told(known.file, *known.arguments)
    if known.file == ONLINE_RETAIL:
        repeat = got["repeat_purchase_rate"]
        figures = {name: got[name] for name in ("customers", "orders", "revenue")}
        figures["repeat"] = [repeat["numerator"], repeat["denominator"]]
    else:
        model = got["prediction"]
        figures = {name: round(value, 3) for name, value in model["parameters"].items()}
        figures |= {"log_likelihood": round(model["log_likelihood"], 2), "customers": model["customers"]}
        assert (model["model"], model["unit"]) == ("BG/NBD", "week")
    assert figures == known.figures


def test_json_has_the_promised_keys(shop: Path) -> None:
    got = told(shop)
    assert {
        "customers", "orders", "revenue", "repeat_purchase_rate", "return_rate", "anonymous", "months", "cohorts", "rfm",
        "prediction",
    } <= set(got)  # fmt: skip
    assert set(got["return_rate"]) == {"customers", "documents", "units", "value"}
    for share in (got["repeat_purchase_rate"], *got["return_rate"].values()):
        assert {"value", "numerator", "denominator"} <= set(share)
    assert set(got["anonymous"]) == {"orders", "revenue"}
    names = ["month", "active", "orders", "revenue", "new", "returning", "returns", "returned_value"]
    assert [sorted(month) for month in got["months"]] == [sorted(names)] * len(got["months"])
    assert [sorted(scores) for scores in got["rfm"]["ntile"]] == [["f", "m", "r", "score"]] * 5
    assert [sorted(group) for group in got["rfm"]["groups"]] == [["customers", "name", "revenue"]] * len(
        got["rfm"]["groups"]
    )
    assert {"model", "unit", "parameters", "log_likelihood"} <= set(got["prediction"])


def test_small_shop_figures(shop: Path) -> None:
    got = told(shop)
    assert (got["customers"], got["orders"], got["revenue"], got["currency"]) == (3, 15, 290.0, "EUR")
    repeat = got["repeat_purchase_rate"]
    assert (repeat["numerator"], repeat["denominator"]) == (2, 3)
    assert got["anonymous"] == {"orders": 1, "revenue": 5.0}
    assert [(c["currency"], c["orders"], c["revenue"]) for c in got["currencies"]] == [
        ("EUR", 15, 295.0),
        ("USD", 1, 40.0),
    ]
    assert [(row["row"], row["field"]) for row in got["file"]["rejected"]] == [(18, "quantity")]
    assert [person["customer"] for person in got["slipping"]["foremost"]] == ["1"]
    assert got["slipping"]["foremost"][0]["why"] == "used to buy every 30 days, silent for 361"
    assert [month["month"] for month in got["months"]][::23] == ["2023-01"]
    assert len(got["months"]) == 23
    assert got["cohorts"][0] == {"cohort": "2023-01", "active": [1] * 12 + [0] * 11}


def test_until_leaves_out_what_came_later(shop: Path) -> None:
    got = told(shop, "--until", "2023-03-31")
    assert (got["until"], got["orders"], got["repeat_purchase_rate"]["numerator"]) == ("2023-03-31", 5, 1)


def test_as_of_looks_back_from_a_later_day(shop: Path) -> None:
    got = told(shop, "--until", "2023-12-31", "--as-of", "2024-12-31")
    assert (got["as_of"], got["slipping"]["foremost"][0]["why"]) == (
        "2024-12-31",
        "used to buy every 30 days, silent for 392",
    )


def test_another_currency_is_reported_when_asked_for(shop: Path) -> None:
    got = told(shop, "--currency", "usd")
    assert (got["currency"], got["revenue"], got["customers"]) == ("USD", 40.0, 3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--currency", "CHF"), "the file has no orders in it; it has EUR, USD"),
        (("--until", "2001-01-01"), "no order up to 2001-01-01"),
        (("--until", "2023-12-31", "--as-of", "2023-01-01"), "is before the last day counted, 2023-12-31"),
        (("--time-zone", "Mars/Base"), "There is no time zone"),
    ],
)
def test_what_cannot_be_reported_is_said(shop: Path, arguments: tuple[str, ...], said: str) -> None:
    error = run(shop, *arguments).exception
    assert isinstance(error, ValueError)
    assert said in str(error)


def test_a_mapping_that_is_none_is_refused(shop: Path) -> None:
    result = run(shop, "--map", "Product")
    assert result.exit_code == 2
    assert "COLUMN=FIELD" in result.output


def test_terminal_speaks_in_sentences(shop: Path) -> None:
    said = run(shop).stdout
    assert "3 customers placed 15 orders worth €290.00." in said
    assert "67 % of them bought again: 2 of 3." in said
    assert "1 order in USD ($40.00) is counted as one, but its money is not added." in said
    assert "row 18, quantity" in said


def test_page_is_whole_and_fetches_nothing(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert run(shop, "--html", out).exit_code == 0
    text = out.read_text()
    assert text.startswith("<!doctype html>")
    assert text.rstrip().endswith("</html>")
    assert re.findall(r"<(?:script|link|img|iframe|object)\b", text) == []
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", text))
    # Names of XML dialects are no addresses that anything fetches.
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert re.findall(r"url\((?!#)", text) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".unfinished")] == []


def test_page_says_names_as_text(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    run(shop, "--html", out)
    assert "Ann &lt;b&gt;Amari&lt;/b&gt;" in out.read_text()
    assert "<b>Amari" not in out.read_text()


def test_page_has_every_metric_with_formula_and_sql(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    run(shop, "--html", out)
    text, metrics = out.read_text(), told(shop)["metrics"]
    assert text.count("<details>") == len(metrics)
    assert text.count("<dt>Formula</dt>") == len(metrics)
    assert text.count("SELECT") >= len(metrics)
