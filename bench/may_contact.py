"""May we contact them? Asked of a million customers at once, with consents, withdrawals, suppressions, caps and merges.

Two floors, in the same run and database: one bare join of customers with their current state that counts who agreed,
and the same that fetches every customer's id and state, as whoever sends must at least. The answer also
looks at addresses, suppressions by customer and by address, erased addresses, frequency caps and merged parts.
    python bench/may_contact.py [--customers 1000000] [--keep DIR] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

BOUND = 15.0  # times the counting floor, for the counts by reason
BOUND_EACH = 8.0  # times the fetching floor, for everybody's own reason
MERGED_EACH = 100  # every so many customers is part of another


def fill(home: Path, customers: int) -> None:
    """The customers, and what they said: every second agreed, every tenth took it back, every fiftieth was never asked."""
    import filled_company

    filled_company.fill(home, customers, 0)
    from django.db import connection

    from regulars.know.consents.hashing import key_hash
    from regulars.know.consents.models import ConsentState, Purpose

    stamp = home / "consents"
    if stamp.exists():
        return
    ConsentState.objects.all().delete()
    purposes = dict(Purpose.objects.values_list("key", "pk"))
    newsletter, offers = purposes["newsletter"], purposes["offers"]
    with connection.cursor() as cursor:
        series = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {customers})"
        for table in ("suppression", "contact", "frequencycap"):
            cursor.execute(f"DELETE FROM consents_{table}")
        for purpose, channel in ((newsletter, "mail"), (offers, "mail"), (offers, "sms")):
            cursor.execute(
                f"{series} INSERT INTO consents_consentstate"
                " (customer_id, teller, purpose_id, channel, standing, said_at, expires_at, line_id)"
                f" SELECT i, i, {purpose}, '{channel}', CASE WHEN i % 10 = 0 THEN 5 WHEN i % 2 = 0 THEN 1 ELSE 4 END,"
                " '2026-01-01 10:00:00', CASE WHEN i % 26 = 0 THEN '2026-06-01 10:00:00' END, i FROM n WHERE i % 50 <> 0"
            )
        cursor.execute(f"UPDATE customers_customer SET merged_into_id = id - 1, known = 0 WHERE id % {MERGED_EACH} = 7")
        cursor.execute(
            "INSERT INTO consents_suppression (kind, channel, customer_id, key, key_hash, reason, since, actor, lifted_by)"
            " SELECT 'bounced', 'mail', NULL, 'email:' || email, '', '', '2026-01-01 10:00:00', 'house', ''"
            " FROM customers_customer WHERE id % 40 = 3"
        )
        cursor.execute(
            "INSERT INTO consents_suppression (kind, channel, customer_id, key, key_hash, reason, since, actor, lifted_by)"
            " SELECT 'objected', '', id, '', '', '', '2026-01-01 10:00:00', 'house', '' FROM customers_customer WHERE id % 80 = 9"
        )
        cursor.execute(
            "INSERT INTO consents_suppression (kind, channel, customer_id, key, key_hash, reason, since, actor, lifted_by)"
            " VALUES ('erased', '', NULL, '', %s, '', '2026-01-01 10:00:00', 'house', '')",
            [key_hash("email:gone@mail.example")],
        )
        cursor.execute(
            "INSERT INTO consents_frequencycap (purpose_id, channel, most, days) VALUES (NULL, 'mail', 2, 30)"
        )
        cursor.execute(
            f"{series} INSERT INTO consents_contact (customer_id, purpose_id, channel, contacted_at)"
            f" SELECT i - i % 8, {newsletter}, 'mail', '2026-11-10 10:00:00' FROM n WHERE i % 2 = 0"
        )
        cursor.execute("ANALYZE")
    stamp.touch()


def measured(work: Callable[[], Any]) -> tuple[float, Any]:
    """The best of three runs, and what came of it."""
    best, result = float("inf"), None
    for _ in range(3):
        begin = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - begin)
    return best, result


def main() -> None:
    """Fill, measure, say."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--customers", type=int, default=1_000_000)
    options.add_argument("--keep", type=Path)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    home = asked.keep or Path(tempfile.mkdtemp(prefix="regulars-bench-"))
    os.environ |= {"REGULARS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "regulars.settings"}
    import filled_company

    filled_company.fill(home, asked.customers, 0)
    import django

    django.setup()
    fill(home, asked.customers)
    from datetime import UTC, datetime

    from django.db import connection

    from regulars.know.consents.may_contact import may_contact
    from regulars.know.customers.models import Customer
    from regulars.know.customers.queries import listed

    at = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    def bare() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT COUNT(*) FROM customers_customer AS c JOIN consents_consentstate AS s ON s.customer_id = c.id"
                " AND s.purpose_id = (SELECT id FROM consents_purpose WHERE key = 'newsletter') AND s.channel = 'mail'"
                " AND s.teller = c.id WHERE s.standing = 1 AND c.email <> '' AND c.merged_into_id IS NULL"
            )
            return int(cursor.fetchone()[0])

    def fetched() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.id, s.standing FROM customers_customer AS c LEFT JOIN consents_consentstate AS s"
                " ON s.customer_id = c.id AND s.purpose_id = (SELECT id FROM consents_purpose WHERE key = 'newsletter')"
                " AND s.channel = 'mail' AND s.teller = c.id WHERE c.email <> '' AND c.merged_into_id IS NULL"
            )
            return sum(1 for _, standing in cursor if standing == 1)

    floor, agreed = measured(bare)
    floor_each, _ = measured(fetched)
    counts, found = measured(lambda: may_contact(listed(), "newsletter", "mail", at=at).counts)
    each, allowed = measured(lambda: sum(1 for _ in may_contact(listed(), "newsletter", "mail", at=at).allowed()))
    ids = list(Customer.objects.values_list("pk", flat=True))
    listed_ids, by_id = measured(lambda: sum(1 for _ in may_contact(ids, "newsletter", "mail", at=at).allowed()))
    one, _ = measured(lambda: may_contact(ids[1], "newsletter", "mail", at=at).of(ids[1]))
    assert allowed == by_id == found["yes"], "however they are named, the answer is the same"
    told = {
        "customers": asked.customers, "floor_seconds": round(floor, 3), "floor_each_seconds": round(floor_each, 3),
        "agreed": agreed,
        "counts_seconds": round(counts, 3), "counts_ratio": round(counts / floor, 2),
        "each_seconds": round(each, 3), "each_ratio": round(each / floor_each, 2),
        "by_ids_seconds": round(listed_ids, 3), "by_ids_ratio": round(listed_ids / floor_each, 2),
        "one_milliseconds": round(one * 1000, 2), "reasons": {str(reason): number for reason, number in found.items()},
    }  # fmt: skip
    if asked.json:
        print(json.dumps(told))
    else:
        print(f"floor: counting join  {floor:7.2f} s   {agreed:,} agreed")
        print(f"floor: fetching join  {floor_each:7.2f} s")
        print(f"counts by reason      {counts:7.2f} s   {counts / floor:5.2f} x (bound {BOUND} x)")
        print(
            f"everybody's reason    {each:7.2f} s   {each / floor_each:5.2f} x (bound {BOUND_EACH} x)   {allowed:,} allowed"
        )
        print(f"a million by their id {listed_ids:7.2f} s   {listed_ids / floor_each:5.2f} x")
        print(f"one customer          {one * 1000:7.2f} ms")
        print("  ".join(f"{reason} {number:,}" for reason, number in found.items()))
    sys.exit(0 if counts / floor <= BOUND and each / floor_each <= BOUND_EACH else 1)


if __name__ == "__main__":
    main()
