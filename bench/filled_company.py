"""A company of any size, written straight into the tables: for benches that ask how the program answers, not how it fills."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FIRST = (
    "Ada", "Nils", "Zoe", "Piotr", "Grace", "Ines", "Tomasz", "Hana", "Olu", "Marta", "Jonas", "Lea", "Aylin", "Sven",
    "Chiara", "Noor", "Emile", "Rosa", "Kwame", "Ingrid",
)  # fmt: skip
LAST = (
    "Brandt", "Aaberg", "Martin", "Zielinski", "Obi", "Duarte", "Wrona", "Kimura", "Adeyemi", "Okafor", "Weiss", "Costa",
    "Nguyen", "Haddad", "Novak", "Silva",
)  # fmt: skip
TOWNS = (
    ("Hamburg", "Germany"),
    ("Oslo", "Norway"),
    ("Lyon", "France"),
    ("London", "United Kingdom"),
    ("Porto", "Portugal"),
)
STEP = 1_000_000
EMAIL = "owner@bench.example"


def name_of(number: int) -> str:
    """The name of customer `number`: two common words and a syllable of their own, as names are."""
    own = "".join("bdfgklmnprstvz"[number // 14**i % 14] + "aeiou"[number // 5**i % 5] for i in range(4))
    return f"{FIRST[number % 20]} {own.capitalize()} {LAST[number // 20 % 16]}"


def email_of(number: int) -> str:
    """The address of customer `number`."""
    return f"{name_of(number).replace(' ', '.').lower()}.{number}@mail.example"


def fill(home: Path, customers: int, interactions: int) -> None:
    """Make the company in `home`, in a process of its own, unless it is there already."""
    wanted = f"{customers} {interactions}"
    stamp = home / "filled"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    home.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"REGULARS_HOME": str(home)}
    subprocess.run([sys.executable, __file__, str(customers), str(interactions)], env=environment, check=True)
    stamp.write_text(wanted)


def _rows(first: int, last: int) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    people, identities = [], []
    now = "2026-11-20 10:00:00"
    for i in range(first, last):
        name, email, (city, country) = name_of(i), email_of(i), TOWNS[i % 5]
        # Spread over three years without a pattern that an index would like.
        heard = f"20{24 + i * 7 % 3}-{1 + i * 31 % 12:02d}-{1 + i * 17 % 28:02d} {i * 13 % 24:02d}:{i % 60:02d}:00"
        search = f"{name.lower()}\n{email}\n{city.lower()}\n#{880000 + i}"
        kind = "company" if i % 20 == 0 else "person"
        people.append((i + 1, kind, name, name.lower(), email, city, country, search, now, now, heard, heard))
        identities.append((f"email:{email}", "email", "", email, i + 1, now))
    return people, identities


def _customers(count: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'customers_customer'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        for first in range(0, count, 50_000):
            people, identities = _rows(first, min(count, first + 50_000))
            cursor.executemany(
                "INSERT INTO customers_customer (id, kind, known, name, name_key, email, phone, city, country, language, traits, "
                "search_text, created_at, changed_at, first_heard_at, last_heard_at) "
                "VALUES (%s, %s, 1, %s, %s, %s, '', %s, %s, '', '{}', %s, %s, %s, %s, %s)",
                people,
            )
            cursor.executemany(
                "INSERT INTO identities_identity (key, kind, source, value, customer_id, created_at) "
                "VALUES (%s, %s, %s, %s, %s, %s)",
                identities,
            )
        cursor.execute("INSERT INTO customer_search(customer_search) VALUES ('rebuild')")
        cursor.execute("INSERT INTO customer_search(customer_search) VALUES ('optimize')")
        cursor.execute("INSERT INTO search_name (search_name) VALUES ('rebuild')")
        for _, sql in triggers:
            cursor.execute(sql)


def _interactions(count: int, customers: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'interaction_of_customer'")
        (index,) = cursor.fetchone()
        cursor.execute("DROP INDEX interaction_of_customer")
        for first in range(0, count, STEP):
            last = min(count, first + STEP) - 1
            # Two orders, a mail and seven page views of ten lines; ids in order, so that the unique index grows at its end.
            cursor.execute(f"""
                WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})
                INSERT INTO timeline_interaction (customer_id, name, channel, direction, occurred_at, business_day, recorded_at,
                    source, source_id, amount, currency, properties, actor)
                SELECT i * 7919 % {customers} + 1,
                    CASE WHEN i / 7 % 10 < 2 THEN 'order.completed' WHEN i / 7 % 10 = 2 THEN 'mail.opened' ELSE 'page.viewed' END,
                    'web', 'in', datetime('2024-01-01', (i * 4) || ' seconds'), date('2024-01-01', (i * 4) || ' seconds'),
                    '2026-11-20 10:00:00', 'shop', printf('m%012d', i),
                    CASE WHEN i / 7 % 10 < 2 THEN 640000 END, CASE WHEN i / 7 % 10 < 2 THEN 'EUR' ELSE '' END,
                    CASE WHEN i / 7 % 10 < 2 THEN '{{"order_id":"A' || i || '","products":[{{"product_id":"S1",'
                        || '"name":"Linen shirt","quantity":"1","price":"64"}}]}}'
                        WHEN i / 7 % 10 = 2 THEN '{{"subject":"New linen in the shop"}}'
                        ELSE '{{"title":"Shirts","path":"/shirts/' || i || '"}}' END, ''
                FROM n""")
            print(f"\r{last + 1:,} of {count:,} interactions", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        cursor.execute(index)


def _insights(customers: int) -> None:
    """What the worker would have written of each customer: the list and the customer's page read it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {customers})
            INSERT OR IGNORE INTO insights_customerinsight (customer_id, orders, revenue, currency, first_day, last_day, returns,
                recency_score, frequency_score, money_score, segment, alive, churn, expected, expected_90_days, clv,
                value_at_risk, relationship, relationship_before, heading, closeness, closeness_ago, heard_day, weeks,
                channels, began, praised, blamed, complaints, solved, as_of)
            SELECT i, 1 + i % 9, (1 + i % 9) * 640000, 'EUR', '2024-02-01', '2026-10-12', 0,
                1 + i % 5, 1 + i / 5 % 5, 1 + i / 25 % 5,
                CASE i % 3 WHEN 0 THEN 'Champions' WHEN 1 THEN 'Loyal' ELSE 'Hibernating' END,
                0.57, 0.48, 2.4, 0.6, 1000000 + i % 997 * 10000, 480000 + i % 997 * 4800,
                CASE i % 2 WHEN 0 THEN 'warm' ELSE 'distant' END, '',
                CASE i % 20 WHEN 0 THEN 'cooling' ELSE 'steady' END, 60, 75,
                '2026-10-12', 7, 2, 60, 1, 0, 0, 0, '2026-11-20'
            FROM n""")


def main() -> None:
    """Fill the company of REGULARS_HOME: customers, interactions."""
    from regulars.cli.home import ready

    ready()
    from django.db import connection

    from regulars.access.users.models import User

    customers, interactions = int(sys.argv[1]), int(sys.argv[2])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    User.objects.create_user(EMAIL, "correct horse battery", name="Bench Owner", role="owner")
    _customers(customers)
    _interactions(interactions, customers)
    _insights(customers)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    main()
