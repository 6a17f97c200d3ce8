"""How quickly the palette finds people among a million, on SQLite and on PostgreSQL, against a bare Django view.

    python bench/search.py --customers 1000000 --keep DIR

p95 over HTTP with a kept connection, one request after another, of what the palette asks while somebody types: parts of
names, misspelt names, two signs of a Japanese name, addresses and their parts, digits of phones, ids, and what nobody is
called. The floor is bench/bare_view.py under the same kind of server, asked in turn with it, so that other work slows both.
Names are made of syllables and are as unevenly common as people's names are; one in fifty is Japanese, one in fifty
Cyrillic. Without --keep the company is made and thrown away.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import filled_company as company  # noqa: E402
from pages import BOUND, _bare_command, _read_through, beside  # noqa: E402
from served import Browser, free_port, login_link, running, serve_command  # noqa: E402

_ONSETS = ("b", "br", "d", "f", "g", "h", "k", "kl", "l", "m", "n", "p", "r", "s", "sch", "st", "t", "v", "w", "z")
_VOWELS = ("a", "e", "i", "o", "u", "ei", "au")
_ENDS = ("", "n", "r", "s", "ck", "mann", "ski", "sen", "er", "ova")
_KANJI = "田中山本小林高橋佐藤鈴木渡辺伊加吉川村松井清水"
_GIVEN = "太郎花子美咲健一翔結衣陽葵"
_CYRILLIC = ("Анна", "Иван", "Ольга", "Пётр", "Мария")


def _made(number: int, syllables: int) -> str:
    parts = []
    for _ in range(syllables):
        number, onset = divmod(number, len(_ONSETS))
        number, vowel = divmod(number, len(_VOWELS))
        parts.append(_ONSETS[onset] + _VOWELS[vowel])
    return ("".join(parts) + _ENDS[number % len(_ENDS)]).capitalize()


def _ranked(chance: float, names: int, even: int) -> int:
    """Which of so many names: each as often as one over its rank plus `even` (the law of Zipf as Mandelbrot has it)."""
    return int(even * ((names + even) / even) ** chance) - even


def name_of(number: int) -> str:
    """The name of customer `number`: the same each time, common ones often."""
    choose = random.Random(number)
    if number % 50 == 7:
        return choose.choice(_KANJI) + choose.choice(_KANJI) + choose.choice(_GIVEN) + choose.choice(_GIVEN)
    # As people's names are: of a million the commonest surname has some 4,000, most have a few.
    first, last = _ranked(choose.random(), 4_000, 20), _ranked(choose.random(), 120_000, 30)
    given = choose.choice(_CYRILLIC) if number % 50 == 9 else _made(first * 7 + 3, 2)
    return f"{given} {_made(last * 11 + 5, 2 + last % 2)}"


def phone_of(number: int) -> str:
    """Their phone number."""
    return f"+4940{10_000_000 + number * 7919 % 89_999_999:08d}"


def email_of(number: int) -> str:
    """Their address."""
    return f"mail.{number * 31 % 9_999_991}@box{number % 400}.example"


def _rows(first: int, last: int) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    from regulars.kit.folding import fold

    people, identities, now = [], [], "2026-11-20 10:00:00+00:00"
    for i in range(first, last):
        name, email, phone = name_of(i), email_of(i), phone_of(i)
        key, city = fold(name), company.TOWNS[i % 5][0]
        search = f"{key}\n{email}\n{phone[1:]}\n{city.lower()}\n#k-{880000 + i}"
        kind = "company" if i % 20 == 0 else "person"
        people.append((i + 1, kind, name, key, email, phone, city, search, now, now))
        identities.append((f"email:{email}", "email", "", email, i + 1, now))
        identities.append((f"phone:{phone}", "phone", "", phone, i + 1, now))
        identities.append((f"external:shop:K-{880000 + i}", "external", "shop", f"K-{880000 + i}", i + 1, now))
    return people, identities


_PEOPLE = "id, kind, name, name_key, email, phone, city, search_text, created_at, changed_at"
_REST = "known, country, language, traits, street, postcode, region"
_IDENTITIES = "key, kind, source, value, customer_id, created_at"


def _fill(customers: int) -> None:
    """In a process of its own: the company of REGULARS_HOME and DATABASE_URL."""
    from regulars.cli.home import ready

    ready()
    from django.db import connection

    from regulars.access.users.models import User
    from regulars.know.search import index_sql

    User.objects.create_user(company.EMAIL, "correct horse battery", name="Bench Owner", role="owner")
    fill = _fill_postgresql if connection.vendor == "postgresql" else _fill_sqlite
    fill(customers)
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for statement in index_sql.SQLITE_FILL if sqlite else index_sql.POSTGRESQL_FILL:
            cursor.execute(statement)
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if sqlite else "ANALYZE")


def _fill_sqlite(customers: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'customers_customer'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        for first in range(0, customers, 50_000):
            people, identities = _rows(first, min(customers, first + 50_000))
            cursor.executemany(
                f"INSERT INTO customers_customer ({_PEOPLE}, {_REST}) VALUES "
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 1, '', '', '{}', '', '', '')",
                people,
            )
            cursor.executemany(
                f"INSERT INTO identities_identity ({_IDENTITIES}, verified) VALUES (%s, %s, %s, %s, %s, %s, 0)",
                identities,
            )
        cursor.execute("INSERT INTO customer_search (customer_search) VALUES ('rebuild')")
        cursor.execute("INSERT INTO customer_search (customer_search) VALUES ('optimize')")
        cursor.execute("INSERT INTO search_name (search_name) VALUES ('rebuild')")
        for _, sql in triggers:
            cursor.execute(sql)


def _fill_postgresql(customers: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE customers_customer DISABLE TRIGGER USER")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '% USING gin %' AND schemaname = 'public'"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        columns = f"{_PEOPLE}, {_REST}"
        for first in range(0, customers, 50_000):
            people, identities = _rows(first, min(customers, first + 50_000))
            with cursor.copy(f"COPY customers_customer ({columns}) FROM STDIN") as copy:
                for row in people:
                    copy.write_row((*row, True, "", "", "{}", "", "", ""))
            with cursor.copy(f"COPY identities_identity ({_IDENTITIES}, verified) FROM STDIN") as copy:
                for row in identities:
                    copy.write_row((*row, False))
        for _, definition in indexes:
            cursor.execute(definition)
        cursor.execute("ALTER TABLE customers_customer ENABLE TRIGGER USER")


def _misspelt(name: str, choose: random.Random) -> str:
    """The name with two neighbouring letters swapped, one missing or one wrong in its last word."""
    *before, word = name.split()
    at = choose.randrange(1, max(2, len(word) - 1))
    kind = choose.randrange(3)
    if kind == 0 and at + 1 < len(word):
        word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    else:
        word = word[:at] + ("" if kind == 1 else "y") + word[at + 1 :]
    return " ".join([*before, word])


def _asked(customers: int) -> dict[str, Callable[[int], str]]:
    choose = random.Random(7)

    def somebody(which: int = -1) -> int:
        found = choose.randrange(customers)
        return found - found % 50 + which if which >= 0 else found + (found % 50 in (7, 9))

    def part(_: int) -> str:
        first, last = name_of(somebody(1)).split()
        return choose.choice((last[1:6], last[:4], first[:4], f"{first[:3]} {last[:4]}", f"{first} {last[:3]}"))

    def spaced(phone: str) -> str:
        return f"{phone[-7:-4]} {phone[-4:]}"

    return {
        "part of a name": part,
        "misspelt name": lambda _: _misspelt(name_of(somebody(1)), choose),
        "misspelt surname": lambda _: _misspelt(name_of(somebody(1)).split()[1], choose),
        "two signs": lambda _: name_of(somebody(7))[1:3],
        "Cyrillic": lambda _: name_of(somebody(9)).split()[0][:4],
        "two letters": lambda _: name_of(somebody(1)).split()[1][:2],
        "e-mail": lambda _: email_of(somebody()),
        "part of an e-mail": lambda _: email_of(somebody())[:11],
        "digits of a phone": lambda _: spaced(phone_of(somebody())),
        "number of nobody": lambda _: spaced(phone_of(customers + somebody())),
        "phone": lambda _: phone_of(somebody()),
        "id": lambda _: f"K-{880000 + somebody()}",
        "nobody": lambda i: f"xqzv{i}jw",
    }


def _make_database(url: str) -> None:
    """One whose character type knows letters beyond a to z, as every installation but a test's has."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(
            "CREATE DATABASE bench TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8'"
        )


@contextmanager
def _database(kind: str, keep: Path | None) -> Iterator[None]:
    """The server the company lives in; SQLite needs none."""
    if kind == "sqlite":
        yield
        return
    from tests.postgres import start, stop

    # What a server of this size is given; the default of 128 MB would hold a tenth of the company.
    url = start("shared_buffers=1GB")
    _make_database(url)
    os.environ["DATABASE_URL"] = url.replace("/postgres?", "/bench?")
    try:
        yield
    finally:
        del os.environ["DATABASE_URL"]
        stop(url)


def _one(kind: str, home: Path, customers: int, requests: int) -> dict[str, dict[str, float]]:
    """The figures of each way of searching."""
    stamp = home / f"filled-{kind}"
    if kind == "postgresql" or not stamp.exists() or stamp.read_text() != str(customers):
        home.mkdir(parents=True, exist_ok=True)
        told = os.environ | {"REGULARS_HOME": str(home)}
        subprocess.run([sys.executable, __file__, "--fill", str(customers)], env=told, check=True)
        stamp.write_text(str(customers))
    if kind == "sqlite":
        _read_through(home / "regulars.db")
    port, bare_port = free_port(), free_port()
    with (
        running(_bare_command(bare_port), bare_port, home, "/kept/"),
        running(serve_command(port, "--no-worker"), port, home),
    ):
        bare, browser = Browser(bare_port), Browser(port)
        browser.enter(login_link(home, company.EMAIL))
        asked = _asked(customers).items()
        return {
            name: beside(lambda i, ask=ask: browser.timed("GET", f"/palette/?{_query(ask(i))}"), bare, requests)
            for name, ask in asked
        }


def _query(typed: str) -> str:
    from urllib.parse import urlencode

    return urlencode({"q": typed})


def main() -> int:
    """Measure, print, and say by the exit code whether the bound holds on both."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--customers", type=int, default=20_000)
    asked.add_argument("--requests", type=int, default=200)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    asked.add_argument("--keep", type=Path, help="folder of the SQLite company, made once and used again")
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.fill:
        _fill(options.fill)
        return 0
    told: dict[str, dict[str, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in (options.database,) if options.database else ("sqlite", "postgresql"):
            home = options.keep or Path(folder)
            with _database(kind, options.keep):
                told[kind] = _one(kind, home / kind, options.customers, options.requests)
    ratios = {
        kind: {name: figure["p95"] / figure["floor p95"] for name, figure in its.items()} for kind, its in told.items()
    }
    held = all(ratio <= BOUND for its in ratios.values() for ratio in its.values())
    if options.json:
        said = {"customers": options.customers, "unit": "ms", "search": told, "ratio_p95": ratios}
        print(json.dumps(said | {"bound": BOUND, "held": held}, indent=1))
        return 0 if held else 1
    print(f"{options.customers:,} customers; milliseconds over HTTP, one at a time")
    for kind, its in told.items():
        print(f"{kind:28}{'p50':>8}{'p95':>8}{'p99':>8}{'bare p95':>10}{'x bare (p95)':>14}")
        for name, figure in its.items():
            print(
                f"{name:28}{figure['p50']:8.2f}{figure['p95']:8.2f}{figure['p99']:8.2f}{figure['floor p95']:10.2f}"
                f"{ratios[kind][name]:14.2f}"
            )
    print(f"bound {BOUND:g} x the bare view: {'held' if held else 'NOT held'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
