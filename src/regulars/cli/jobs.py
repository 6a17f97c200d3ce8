"""The jobs of the worker, put together from the stages. Nothing heavy is loaded before a job that needs it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

# Lines of the record from which on a process for heavy jobs is kept ready. It weighs about a quarter of a gigabyte.
LARGE = 5_000_000
# What refreshing the numbers loads on its way.
FIRST_LOADED = (
    "store.engine.few", "store.engine.tables", "store.lake.keeping", "understand.boards.jobs", "understand.insights.compute",
    "understand.insights.contracting", "understand.insights.forecasting", "understand.insights.writing",
    "understand.scoreboard.compute", "understand.segments.counting", "understand.targets.measuring",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """One job: how soon it may be done again, whether there is anything to do (cheap), and the doing.

    `heavy` work loads engines and drivers, so it is done in a process of its own that ends when idle. `within`: so many
    seconds after something new was recorded, the job shall have told of it, however often that happens.
    """

    name: str
    again_in: timedelta
    wanted: Callable[[], bool]
    act: Callable[[], None]
    heavy: bool = True
    within: float = 0.0

    def pause(self, seconds: float) -> timedelta:
        """How long after it took so many seconds it may be done again.

        What is recorded while it is done waits for its end, for the pause and for the next time: the pause is as long as that
        allows, and at least half of what it took, so that a small machine has time for everything else.
        """
        if not self.within:
            return self.again_in
        return max(self.again_in, timedelta(seconds=max(seconds / 2, self.within - 2 * seconds)))


def _import_waits() -> bool:
    from regulars.listen.imports.waiting import due

    return due().exists()


def _run_import() -> None:
    from regulars.listen.imports.jobs import run_due

    run_due()


def _numbers_are_outdated() -> bool:
    from django.conf import settings

    from regulars.kit import moments
    from regulars.store.lake.news import is_behind, our_snapshot
    from regulars.understand.insights.jobs import is_outdated as insights_are_outdated
    from regulars.understand.scoreboard.queries import is_outdated

    if is_behind():
        return True
    lake = our_snapshot()
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    return lake is not None and (is_outdated(lake.name, today) or insights_are_outdated(lake.name))


def refresh_numbers() -> None:
    """Bring the lake, the scoreboard and what is known of each customer up to date."""
    from django.conf import settings

    from regulars.kit import moments
    from regulars.store.engine.here import our_engine
    from regulars.store.engine.tables import open_tables
    from regulars.store.lake.keeping import sync
    from regulars.understand.boards import jobs as boards
    from regulars.understand.insights import jobs as insights
    from regulars.understand.scoreboard import jobs as scoreboard
    from regulars.understand.scoreboard.keeping import following
    from regulars.understand.segments.jobs import numbers_changed
    from regulars.understand.targets import jobs as targets

    sync()
    engine = our_engine()
    try:
        tables = open_tables(engine)
        with following(engine, tables) as sums:
            board = scoreboard.refresh(engine, tables, sums=sums)
            # Where nothing was sold, how people stand to the business is told all the same.
            today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
            day, currency = (board.as_of, board.currency) if board else (today, settings.REGULARS_CURRENCY)
            written = insights.refresh(engine, tables, day, currency, sums.few, sums.scored)
            if board is not None:
                targets.look(engine, tables, board, sums)
                boards.refresh(engine, tables, sums)
    finally:
        engine.disconnect()
    if written.rows:
        numbers_changed(written.among)


def is_large() -> bool:
    """Whether loading the libraries first could make the numbers late. Reads one small file."""
    from regulars.store.lake.news import our_snapshot

    lake = our_snapshot()
    return lake is not None and lake.position.interaction >= LARGE


def load() -> None:
    """Load what a refresh of the numbers needs. The libraries make more when they are first used, so they are used."""
    from importlib import import_module

    import ibis

    from regulars.kit import moments
    from regulars.store.engine.connect import connect
    from regulars.store.engine.fetch import fetch
    from regulars.store.lake.here import our_source
    from regulars.understand.metrics.registry import METRICS
    from regulars.understand.metrics.sql import metric_sql
    from regulars.understand.metrics.window import Window

    for name in FIRST_LOADED:
        import_module(f"regulars.{name}")
    window = Window.months_until(moments.now().date())
    for metric in METRICS:
        metric_sql(metric, window)
    engine = connect()
    try:
        few = ibis.memtable({"day": [1]})
        fetch(engine, few.group_by("day").aggregate(times=few.count()))
    finally:
        engine.disconnect()
    with our_source():
        pass


def _maps_wait() -> bool:
    from regulars.understand.journeys.jobs import waits

    return waits()


def _draw_maps() -> None:
    from regulars.understand.journeys.jobs import run_due
    from regulars.understand.scoreboard.days import looked_back_from

    run_due(looked_back_from)


def _offers_are_outdated() -> bool:
    from django.conf import settings

    from regulars.kit import moments
    from regulars.store.lake.news import our_snapshot
    from regulars.understand.recommendations.jobs import is_outdated

    lake = our_snapshot()
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    return lake is not None and is_outdated(lake.name, today)


def learn_offers() -> None:
    """Learn what to offer whom from the lake as it stands."""
    from regulars.store.engine.here import our_engine
    from regulars.store.engine.tables import open_tables
    from regulars.understand.recommendations.jobs import refresh

    engine = our_engine()
    try:
        refresh(engine, open_tables(engine))
    finally:
        engine.disconnect()


def _lake_changed() -> bool:
    from regulars.store.lake.news import changed_at
    from regulars.store.schedule.queries import last_run

    changed, tidied = changed_at(), last_run("tidy the lake")
    return changed is not None and (tidied is None or tidied < changed)


def _tidy_lake() -> None:
    from regulars.store.lake.keeping import compact

    compact()


def _confirmations_wait() -> bool:
    from regulars.know.consents.jobs import confirmations_wait

    return confirmations_wait()


def _send_confirmations() -> None:
    from regulars.know.consents.jobs import send_confirmations

    send_confirmations()


def _lines_unheard() -> bool:
    from regulars.know.consents.jobs import news_waits

    return news_waits()


def _hear_bounces() -> None:
    from regulars.know.consents.jobs import hear_bounces

    hear_bounces()


def _may_stand_twice() -> bool:
    from regulars.know.duplicates.jobs import wanted

    return wanted()


def _find_duplicates() -> None:
    from regulars.know.duplicates.jobs import run

    run()


def _forget() -> None:
    from regulars.access.links import jobs as links
    from regulars.access.sessions import jobs as sessions
    from regulars.know.consents import jobs as consents

    sessions.forget_expired()
    links.forget_expired()
    consents.forget()


def _forget_removed() -> None:
    from regulars.know.notes import jobs as notes
    from regulars.know.occasions import jobs as occasions
    from regulars.know.relations import jobs as relations
    from regulars.know.search import jobs as search

    notes.forget_removed()
    notes.discard_strays()
    occasions.forget_removed()
    relations.forget_removed()
    search.tidy_words()


def _erasures_wait() -> bool:
    from regulars.know.requests.jobs import erasures_wait

    return erasures_wait()


def _finish_erasures() -> None:
    from regulars.know.requests.jobs import finish_erasures

    finish_erasures()


def _keep_to_retention() -> None:
    from regulars.know.requests.jobs import remove_old_files, truncate_journal
    from regulars.know.requests.retention import apply_rules
    from regulars.know.search.cleaning import clear_removed

    if apply_rules():
        clear_removed()
        truncate_journal()
    remove_old_files()


def _changes_wait() -> bool:
    from regulars.know.bulk.jobs import waits

    return waits()


def _change_many() -> None:
    from regulars.know.bulk.jobs import run_due
    from regulars.understand.segments.filter_fields import all_fields

    run_due(all_fields)


def _segments_wait() -> bool:
    from regulars.understand.segments.jobs import waits

    return waits()


def _proposal_waits() -> bool:
    from regulars.understand.segments.jobs import proposal_waits

    return proposal_waits()


def _propose_segments() -> None:
    from regulars.understand.segments.jobs import answer_proposal

    answer_proposal()


def _keep_segments() -> None:
    from regulars.understand.segments.jobs import keep_up

    keep_up()


def _search_is_behind() -> bool:
    from regulars.know.fields.jobs import search_is_behind

    return search_is_behind()


def _catch_up_search() -> None:
    from regulars.know.fields.jobs import catch_up

    catch_up()


def _month_waits() -> bool:
    from regulars.understand.targets.jobs import month_waits

    return month_waits()


def _look_at_month() -> None:
    from regulars.access.acting import HOUSE, acting_as
    from regulars.store.engine.here import our_engine
    from regulars.store.engine.tables import open_tables
    from regulars.understand.scoreboard.queries import latest
    from regulars.understand.targets.jobs import look_further

    engine = our_engine()
    try:
        with acting_as(HOUSE):
            board = latest()
            if board is not None:
                look_further(engine, open_tables(engine), board)
    finally:
        engine.disconnect()


def _digests_wait() -> bool:
    from regulars.understand.digests.jobs import waits

    return waits()


def _send_digests() -> None:
    from regulars.understand.digests.jobs import send_due

    send_due()


JOBS: tuple[Job, ...] = (
    Job("change many", timedelta(0), _changes_wait, _change_many),
    Job("run imports", timedelta(0), _import_waits, _run_import),
    # The tenth second is for noticing that there is something new.
    Job("refresh the numbers", timedelta(seconds=1), _numbers_are_outdated, refresh_numbers, within=9.0),
    Job("keep segments", timedelta(0), _segments_wait, _keep_segments),
    Job("propose segments", timedelta(0), _proposal_waits, _propose_segments),
    Job("learn what to offer", timedelta(minutes=15), _offers_are_outdated, learn_offers),
    Job("draw journeys", timedelta(seconds=2), _maps_wait, _draw_maps),
    Job("clean copies of erased people", timedelta(0), _erasures_wait, _finish_erasures),
    Job("tidy the lake", timedelta(minutes=10), _lake_changed, _tidy_lake),
    Job("send confirmations", timedelta(seconds=10), _confirmations_wait, _send_confirmations, heavy=False),
    Job("look at the month", timedelta(hours=1), _month_waits, _look_at_month),
    Job("send digests", timedelta(seconds=10), _digests_wait, _send_digests),
    Job("hear bounces", timedelta(seconds=20), _lines_unheard, _hear_bounces, heavy=False),
    Job("find by changed fields", timedelta(seconds=5), _search_is_behind, _catch_up_search, heavy=False),
    Job("forget what was removed", timedelta(days=1), lambda: True, _forget_removed, heavy=False),
    Job("find duplicates", timedelta(minutes=5), _may_stand_twice, _find_duplicates),
    Job("forget what expired", timedelta(days=1), lambda: True, _forget, heavy=False),
    Job("keep to retention", timedelta(days=1), lambda: True, _keep_to_retention, heavy=False),
)
BY_NAME = {job.name: job for job in JOBS}
