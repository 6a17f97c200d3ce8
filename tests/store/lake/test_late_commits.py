"""On PostgreSQL a slower transaction commits lines behind those that were there before it."""

from __future__ import annotations

import psycopg
import pytest
from tests.store.company import Company

from regulars.store.lake.checking import check
from regulars.store.lake.keeping import sync

pytestmark = pytest.mark.postgres


def test_line_of_slower_transaction_is_read_once_it_commits(company: Company) -> None:
    slow = Company(company.home, company.url, psycopg.connect(company.url), told=100)
    slow_pk = slow.order(None, "slow", ("tee", "1", "5"))
    quick_pk = company.order(None, "quick", ("tee", "1", "7"))
    assert slow_pk < quick_pk
    # The quick line has the higher id and is committed; reading it now would step over the slow one for ever.
    assert sync(company.source(), company.lake).rows["interactions"] == 0
    slow.connection.commit()
    assert sync(company.source(), company.lake).rows["interactions"] == 2
    assert check(company.source(), company.lake) == []
    slow.connection.close()


def test_line_of_later_transaction_with_lower_id_is_read(company: Company) -> None:
    # An id is drawn before its line is written, and ids of other transactions overtake it.
    pk = company.execute("SELECT nextval('timeline_interaction_id_seq')")[0][0]
    assert company.order(None, "first", ("tee", "1", "7")) > pk
    assert sync(company.source(), company.lake).rows["interactions"] == 1
    company.told_of("page.viewed", id=pk)
    assert sync(company.source(), company.lake).rows["interactions"] == 1
    assert check(company.source(), company.lake) == []


def test_rolled_back_transaction_holds_nothing_up_and_leaves_nothing(company: Company) -> None:
    gone = Company(company.home, company.url, psycopg.connect(company.url), told=100)
    gone.order(None, "gone", ("tee", "1", "5"))
    company.order(None, "stays", ("tee", "1", "7"))
    gone.connection.rollback()
    assert sync(company.source(), company.lake).rows["interactions"] == 1
    assert check(company.source(), company.lake) == []
    gone.connection.close()
