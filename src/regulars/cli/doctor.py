"""`regulars doctor`: is everything in order, and if not, what to do."""

from __future__ import annotations

import json
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Annotated

import typer
from rich.console import Console

from regulars.cli.home import ready

console = Console(highlight=False)
_LEAST_FREE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what, whether it is well, and in words what was found or what to do."""

    what: str
    well: bool
    said: str


def command(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Look at the installation, the data and the work in the background. Exit code 1 when something is wrong."""
    findings = [_look(what, look) for what, look in LOOKS.items()]
    well = all(finding.well for finding in findings)
    if as_json:
        print(json.dumps({"well": well, "findings": [asdict(finding) for finding in findings]}))
    else:
        for finding in findings:
            console.print(f"[{'green]well ' if finding.well else 'red]wrong'}[/] {finding.what}: {finding.said}")
    raise typer.Exit(0 if well else 1)


def _look(what: str, look: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        return Finding(what, *look())
    except Exception as error:  # noqa: BLE001 -- whatever goes wrong is the finding
        return Finding(what, well=False, said=f"{type(error).__name__}: {error}")


def _python() -> tuple[bool, str]:
    return sys.version_info >= (3, 11), f"Python {platform.python_version()}, needs 3.11 or newer"


def _database() -> tuple[bool, str]:
    ready()
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            answer = cursor.fetchone()[0]
        return answer == "ok", f"SQLite {connection.settings_dict['NAME']}: {answer}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), upper('ä') = 'Ä'")
        version, knows_letters = cursor.fetchone()
    if not knows_letters:
        return (
            False,
            f"PostgreSQL {version}: its locale knows no capitals beyond A to Z; make the database with a UTF-8 locale",
        )
    return int(version.split(".")[0]) >= 15, f"PostgreSQL {version}, needs 15 or newer"


def _disk() -> tuple[bool, str]:
    from django.conf import settings

    free = shutil.disk_usage(settings.REGULARS_HOME).free
    return free >= _LEAST_FREE, f"{free / 1e9:.1f} GB free in {settings.REGULARS_HOME}, wants 1 GB"


def _lake() -> tuple[bool, str]:
    from regulars.store.lake.checking import check

    differences = check()
    said = "; ".join(str(difference) for difference in differences[:3])
    return not differences, f"{said}. Run: regulars lake rebuild" if differences else "equals the database"


def _worker() -> tuple[bool, str]:
    from regulars.store.schedule.queries import failing

    failures = failing()
    return not failures, "; ".join(failures) if failures else "no job fails"


LOOKS: dict[str, Callable[[], tuple[bool, str]]] = {
    "Python": _python,
    "database": _database,
    "disk": _disk,
    "lake": _lake,
    "background work": _worker,
}
