"""Settings from the environment: read, or refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from regulars.kit import database_url
from regulars.kit.environment import Setting, SettingError, flag, number, text

GUARD = Setting("REGULARS_GUARD", "false", "A guard.")
COUNT = Setting("REGULARS_COUNT", "3", "A number.")


@pytest.mark.parametrize(("given_value", "read"), [("true", True), ("ON", True), ("0", False), ("", False)])
def test_flag_takes_the_accepted_words(monkeypatch: pytest.MonkeyPatch, given_value: str, read: bool) -> None:
    monkeypatch.setenv("REGULARS_GUARD", given_value)
    assert flag(GUARD) is read


def test_flag_refuses_a_typo_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGULARS_GUARD", "ture")
    with pytest.raises(SettingError, match="REGULARS_GUARD is 'ture'; write true or false"):
        flag(GUARD)


def test_number_refuses_less_than_the_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGULARS_COUNT", "0")
    with pytest.raises(SettingError, match="REGULARS_COUNT is '0'; write a whole number of at least 1"):
        number(COUNT, least=1)


def test_text_reads_a_secret_from_the_named_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("REGULARS_GUARD_FILE", str(tmp_path / "secret"))
    assert text(GUARD) == "from the file"


def test_database_url_empty_is_sqlite_in_the_home(tmp_path: Path) -> None:
    assert database_url.read("", tmp_path)["NAME"] == str(tmp_path / "regulars.db")


def test_database_url_postgresql_gives_each_part() -> None:
    read = database_url.read("postgresql://ada:p%40ss@db.example:5433/shop?sslmode=require", Path())
    assert {key: read[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "shop",
        "USER": "ada",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_url_of_another_kind_is_refused() -> None:
    with pytest.raises(SettingError, match="DATABASE_URL begins with 'mysql'"):
        database_url.read("mysql://x", Path())
