"""The process for heavy jobs: it may be kept ready, is ended when idle, and one that died is replaced."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.migrated import environment
from tests.store.company import Company, close, found

from regulars.cli import heavy_process
from regulars.cli.heavy_process import Heavy

pytestmark = [pytest.mark.slow, pytest.mark.database]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    made = found(tmp_path_factory.mktemp("company"))
    yield made
    close(made)


@pytest.fixture
def heavy(company: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heavy]:
    for name, value in environment(company.home, company.url).items():
        monkeypatch.setenv(name, value)
    made = Heavy()
    yield made
    made.end()


def pid(heavy: Heavy) -> int | None:
    return None if heavy._process is None else heavy._process.pid


def test_process_kept_ready_does_jobs_until_it_idles_and_is_then_replaced_or_not(
    heavy: Heavy, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    heavy.rest(lambda: True)
    ready = pid(heavy)
    # It did nothing yet: it is as fresh as another one would be.
    heavy.rest(lambda: True)
    assert (heavy.run("keep segments", lambda: True), pid(heavy)) == ("", ready)
    assert "not loaded" not in capfd.readouterr().err
    heavy.rest(lambda: True)
    assert (ready is not None, pid(heavy)) == (True, ready)
    monkeypatch.setattr(heavy_process, "IDLE", 0.0)
    heavy.rest(lambda: True)
    assert pid(heavy) not in {None, ready}
    assert heavy.run("no such job", lambda: True) == "KeyError: 'no such job'"
    heavy.rest(lambda: False)
    assert pid(heavy) is None


def test_process_that_died_while_nothing_was_done_is_replaced(heavy: Heavy) -> None:
    heavy.rest(lambda: True)
    died = heavy._process
    assert died is not None
    died.kill()
    died.wait()
    assert (heavy.run("keep segments", lambda: True), pid(heavy) == died.pid) == ("", False)


def test_process_is_asked_for_once_in_a_while(heavy: Heavy) -> None:
    asked: list[bool] = []
    for _ in range(3):
        heavy.rest(lambda: bool(asked.append(True)))
    assert (asked, pid(heavy)) == ([True], None)
