"""Keeping insights up to date: of everybody once a day and after great changes, else of those who were heard of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from regulars.kit import moments
from regulars.understand.insights.contract_facts import from_json as contracts_from
from regulars.understand.insights.contract_facts import to_json as contracts_json
from regulars.understand.insights.facts import from_json, to_json
from regulars.understand.insights.models import CustomerInsight, Forecast
from regulars.understand.insights.queries import spread_of, terms_now
from regulars.understand.insights.spread import to_json as spread_json
from regulars.understand.insights.tally import Tally, tally
from regulars.understand.insights.tally import from_json as tally_from
from regulars.understand.insights.tally import to_json as tally_json

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

    from regulars.store.engine.few import Few
    from regulars.store.engine.tables import Tables

# The models are fitted anew when there are so many more orders; a day's turn does it in any case.
GROWN = 0.01
# Lines are found by when they were recorded. A load that takes longer to commit than this is caught up with at the day's turn.
OVERLAP = timedelta(hours=1)
# From this share of all customers on it is quicker to compute everybody.
MANY = 0.2


class Refreshed(NamedTuple):
    """How many rows were written or removed; and among whom, where not everybody was looked at."""

    rows: int
    among: tuple[int, ...] | None = None


def refresh(
    backend: BaseBackend,
    tables: Tables,
    as_of: date,
    currency: str,
    few: Few | None = None,
    scored: ir.Table | None = None,
) -> Refreshed:
    """Bring insights up to this look at the lake.

    Of those heard of since the last time, where the day, the currency, the terms and the models stand; else of everybody.
    `few`: those of whom anything was told since another look, with their lines; without, they are sought in the lake.
    `scored`: everybody's RFM scores where they are at hand.
    """
    from regulars.understand.insights import compute  # noqa: PLC0415 - loads the engine's libraries

    stands = Forecast.objects.first()
    if stands is None or (stands.as_of, stands.currency) != (as_of, currency):
        return Refreshed(refresh_all(backend, tables, as_of, currency))
    if stands.lake_version == tables.version and not _terms_changed(stands):
        return Refreshed(0)
    orders = compute.order_count(backend, tables)
    if _terms_changed(stands) or abs(orders - stands.orders) > GROWN * stands.orders:
        return Refreshed(refresh_all(backend, tables, as_of, currency))
    if few is not None and few.since == stands.lake_version:
        return _refresh_some(backend, tables, stands, list(few.customer_ids), few, scored)
    since = (stands.refreshed_at - OVERLAP).astimezone(UTC).replace(tzinfo=None)
    who = compute.changed(backend, tables, since)
    if who is None or len(who) > MANY * max(CustomerInsight.objects.count(), 1):
        return Refreshed(refresh_all(backend, tables, as_of, currency))
    return _refresh_some(backend, tables, stands, who["customer_id"].to_pylist())


def _terms_changed(stands: Forecast) -> bool:
    wanted = terms_now(stands.as_of)
    kept = (
        from_json(stands.payload) if stands.payload else wanted,
        contracts_from(stands.contracts) if stands.contracts else wanted,
    )
    return any(
        one is None or (one.days, one.discount, one.margin) != (wanted.days, wanted.discount, wanted.margin)
        for one in kept
    )


def refresh_all(backend: BaseBackend, tables: Tables, as_of: date, currency: str) -> int:
    """Fit the models to everybody, compute every insight, and write those that changed."""
    # These load the engine's libraries.
    from regulars.understand.insights import (  # noqa: PLC0415
        compute,
        contract_days,
        contract_lines,
        contracting,
        forecasting,
    )
    from regulars.understand.insights.writing import write  # noqa: PLC0415

    now = moments.now()
    held = contract_days.read(contract_lines.read(backend, tables, as_of), as_of, currency)
    rows = contracting.with_holders(compute.compute(backend, tables, as_of, currency), held)
    terms = terms_now(as_of)
    lasting, told_of_contracts = contracting.learn(held, terms)
    learnt = forecasting.learn(rows, compute.purchases(backend, tables, as_of), as_of)
    told = None if learnt is None else forecasting.facts(learnt, terms)
    reason = "Nobody has ordered anything yet." if learnt is None else "" if told else learnt.choice.why
    outlook = None if learnt is None else learnt.outlook
    if told is not None:
        told = replace(told, newcomers=forecasting.newcomers(outlook, compute.waiting(backend, tables, as_of), terms))
    for name, column in forecasting.predict(outlook, rows, terms).items():
        rows = rows.append_column(name, column)
    written = write(contracting.add(rows, held, lasting, terms), as_of, currency)
    orders, sums = compute.order_count(backend, tables), tally()
    with transaction.atomic():
        Forecast.objects.all().delete()
        Forecast.objects.create(
            as_of=as_of, currency=currency, orders=orders, fitted_at=now, lake_version=tables.version, refreshed_at=now,
            payload=to_json(told) if told else "", reason=reason,
            spread=spread_json(spread_of(sums, as_of)), tally=tally_json(sums),
            contracts=contracts_json(told_of_contracts) if len(held.customer) else "",
        )  # fmt: skip
    return written


def _refresh_some(
    backend: BaseBackend,
    tables: Tables,
    stands: Forecast,
    who: list[int],
    few: Few | None = None,
    scored: ir.Table | None = None,
) -> Refreshed:
    import ibis  # noqa: PLC0415 - loads the engine's libraries

    from regulars.understand.insights import (  # noqa: PLC0415
        compute,
        contract_days,
        contract_lines,
        contracting,
        forecasting,
    )
    from regulars.understand.insights.writing import write_some  # noqa: PLC0415

    now, written, stood = moments.now(), 0, Tally()
    if who:
        among = ibis.memtable({"customer_id": who}, schema={"customer_id": "int64"})
        # Their lines alone, where they are at hand: then nobody else's need be looked through.
        engine, looked = (backend, tables) if few is None else (few.backend, few.after)
        held = contract_lines.read(engine, looked, stands.as_of, among)
        terms, contracts = terms_now(stands.as_of), contract_days.read(held, stands.as_of, stands.currency)
        theirs = None
        if few is not None:
            theirs = compute.scores(backend, tables, stands.as_of, stands.currency, among, scored)
        rows = compute.compute(engine, looked, stands.as_of, stands.currency, among, theirs)
        rows = contracting.with_holders(rows, contracts)
        facts, lasting = from_json(stands.payload), contracts_from(stands.contracts)
        outlook = None if facts is None else forecasting.model_of(facts)
        for name, column in forecasting.predict(outlook, rows, terms).items():
            rows = rows.append_column(name, column)
        rows = contracting.add(rows, contracts, contracting.models_of(lasting) if lasting else {}, terms)
        stood = tally(who)
        written = write_some(rows, who, stands.as_of, stands.currency)
    news = {}
    if written:
        kept = tally_from(stands.tally)
        sums = tally() if kept is None else kept.followed(stood, tally(who))
        news = {"spread": spread_json(spread_of(sums, stands.as_of)), "tally": tally_json(sums)}
    Forecast.objects.filter(pk=stands.pk).update(lake_version=tables.version, refreshed_at=now, **news)
    return Refreshed(written, tuple(who))


def is_outdated(lake_version: str) -> bool:
    """Whether insights are of another look at the lake than `lake_version`, or on other terms than hold now."""
    stands = Forecast.objects.first()
    return stands is None or stands.lake_version != lake_version or _terms_changed(stands)
