"""A company's database outside of Django's test transactions, so that ADBC and killed processes can see it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
from tests.migrated import POSTGRES, environment, furnish, migrated_database, server, url_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def run(home: Path, url: str, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Python with these arguments, as the program runs for this company."""
    return subprocess.run(
        [sys.executable, *arguments], env=environment(home, url), stdout=subprocess.PIPE, text=True, check=True, **more
    )


@dataclass
class Company:
    """One company: its home, its database, and ways to put rows into it as the program would."""

    home: Path
    url: str
    connection: Any
    told: int = field(default=0)

    @property
    def mark(self) -> str:
        """The database's placeholder."""
        return "%s" if self.url else "?"

    def execute(self, sql: str, *values: Any) -> Any:
        """Run a statement; commits."""
        cursor = self.connection.execute(sql.replace("?", self.mark), values)
        return cursor.fetchall() if cursor.description else None

    def customer(self, **columns: Any) -> int:
        """Add a customer; returns the id."""
        row = {
            "kind": "person", "known": True, "name": "", "name_key": "", "email": "", "phone": "", "city": "", "country": "",
            "language": "", "traits": "{}", "search_text": "", "created_at": NOON, "changed_at": NOON,
        } | columns  # fmt: skip
        return self._insert("customers_customer", row)

    def identity(self, customer_id: int, kind: str, value: str, source: str = "") -> int:
        """Add an identity; returns the id."""
        key = f"{kind}:{source}:{value}"
        row = {
            "key": key,
            "kind": kind,
            "source": source,
            "value": value,
            "customer_id": customer_id,
            "created_at": NOON,
        }
        return self._insert("identities_identity", row)

    def told_of(self, name: str, customer_id: int | None = None, properties: Any = None, **columns: Any) -> int:
        """Put a line on the timeline; returns its id."""
        self.told += 1
        row = {
            "customer_id": customer_id, "name": name, "channel": "web", "direction": "in", "occurred_at": NOON,
            "business_day": date(2026, 3, 2), "recorded_at": NOON.replace(microsecond=250_000), "source": "shop",
            "source_id": f"m{self.told}", "amount": None, "currency": "", "properties": json.dumps(properties or {}),
            "actor": "",
        } | columns  # fmt: skip
        return self._insert("timeline_interaction", row)

    def order(self, customer_id: int | None, number: str, *products: tuple[str, str, str], **columns: Any) -> int:
        """An order of products (id, quantity, price)."""
        listed = [{"product_id": pk, "name": pk.upper(), "quantity": q, "price": p} for pk, q, p in products]
        named = {"name": "order.completed"} | columns
        return self.told_of(
            named.pop("name"), customer_id, {"order_id": number, "products": listed}, currency="EUR", **named
        )

    def _insert(self, table: str, row: dict[str, Any]) -> int:
        values = [self.value(value) for value in row.values()]
        sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}) RETURNING id"
        return int(self.execute(sql, *values)[0][0])

    def value(self, value: Any) -> Any:
        """A value as this database wants it."""
        if self.url:
            return value
        if isinstance(value, datetime):
            return str(value.astimezone(UTC).replace(tzinfo=None))
        return value.isoformat() if isinstance(value, date) else value

    def source(self) -> Any:
        """The database, as the lake reads it."""
        if self.url:
            from regulars.store.lake.postgresql_source import PostgresqlSource

            return PostgresqlSource(self.url)
        from regulars.store.lake.sqlite_source import SqliteSource

        return SqliteSource(self.home / "regulars.db")

    @property
    def lake(self) -> Any:
        """Where its lake lies."""
        from regulars.store.lake.place import Lake

        return Lake(self.home / "lake")


def found(home: Path) -> Company:
    """A new company on the database the tests run on."""
    if not POSTGRES:
        furnish(home)
        return Company(home, "", sqlite3.connect(home / "regulars.db", isolation_level=None))
    name = f"company_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated_database()}")
    return Company(home, url_of(name), psycopg.connect(url_of(name), autocommit=True))


def close(company: Company) -> None:
    """Forget the company."""
    company.connection.close()
    if company.url:
        with psycopg.connect(server(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {company.url.split('?')[0].rsplit('/', 1)[1]} WITH (FORCE)")
