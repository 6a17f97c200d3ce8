"""`regulars import` in a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from regulars.cli import imports
from regulars.listen.imports.models import Import
from regulars.timeline.record import last_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
terminal = CliRunner()
app = typer.Typer()
app.command()(imports.command)

TEXT = "order id,date,customer id,total\n1,2024-01-02,7,5.00\n2,2024-01-03,8,six\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(TEXT)
    return path


def run(*words: object, typed: str = "") -> Any:
    return terminal.invoke(app, [str(word) for word in words], input=typed)


def test_file_goes_in_and_rows_that_fail_end_in_exit_code_2(file: Path) -> None:
    done = run(file, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["status"], told["rows"], told["new"], told["refused"]) == (2, "done", 2, 1, 1)
    assert "'six' is no number" in Path(told["failed_rows"]).read_text("utf-8-sig")


def test_dry_run_writes_nothing_and_keeps_no_file(file: Path, home: Path) -> None:
    before = last_id()
    done = run(file, "--dry-run", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["dry_run"], told["facts"], told["refused"], told["whole"]) == (0, True, 1, 1, True)
    assert (last_id(), Import.objects.count(), list((home / "imports").iterdir())) == (before, 0, [])


def test_what_was_found_is_shown(file: Path) -> None:
    said = run(file, "--dry-run").stdout
    assert "orders.csv: orders, utf-8, delimiter ,, decimal mark ., dates ymd" in said
    assert "row 3: total 'six' is no number" in said


def test_mapping_and_kind_are_overruled(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b,c\n1,2024-01-02,5\n")
    done = run(path, "--kind", "orders", "--map", "a=document", "--map", "b=occurred_at", "--map", "c=total", "--json")
    assert json.loads(done.stdout)["mapping"] == {"a": "document", "b": "occurred_at", "c": "total"}


def test_list_and_revert(file: Path) -> None:
    run(file)
    [listed] = json.loads(run("--list", "--json").stdout)["imports"]
    assert (listed["file"], listed["status"]) == ("orders.csv", "done")
    assert run("--revert", listed["id"], typed="no\n").exit_code == 1
    assert Import.objects.get().status == "done"
    undone = run("--revert", listed["id"], typed="undo\n")
    assert "1 lines and 1 customers are gone" in undone.stdout
    assert Import.objects.get().status == "reverted"


@pytest.mark.parametrize(
    ("words", "code"), [((), 2), (("nothing.csv",), 2), (("--list", "--revert", "1"), 2), (("--revert", "99"), 2)]
)
def test_wrong_use_ends_in_exit_code_2(words: tuple[str, ...], code: int) -> None:
    assert run(*words).exit_code == code


def test_unknown_column_is_told_with_those_there_are(file: Path) -> None:
    done = run(file, "--map", "Betrag=total")
    assert (done.exit_code, str(done.exception)) == (
        1,
        "There is no column 'Betrag' in this file. It has: order id, date, customer id, total.",
    )
    assert Import.objects.count() == 0
