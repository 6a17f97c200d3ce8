"""Reading settings from the environment, with errors that name the variable and the mend."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


class SettingError(ValueError):
    """A setting that cannot be used as given; the text names it and says what is accepted."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its environment variable, the value without it, and what it is for."""

    name: str
    default: str
    help: str


def text(setting: Setting) -> str:
    """The setting's value; `NAME_FILE` may point to a file that holds it, so that secrets need not stand in the environment."""
    path = os.environ.get(f"{setting.name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(
                f"{setting.name}_FILE points to {path!r}, which cannot be read: {error.strerror}"
            ) from error
    return os.environ.get(setting.name, setting.default).strip()


def flag(setting: Setting) -> bool:
    """A yes/no setting. Anything but the accepted words is refused: a typo must not switch a guard off."""
    value = text(setting).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    raise SettingError(f"{setting.name} is {value!r}; write true or false")


def number(setting: Setting, least: int = 0) -> int:
    """A whole number of at least `least`."""
    value = text(setting)
    if not value.lstrip("-").isdigit() or int(value) < least:
        raise SettingError(f"{setting.name} is {value!r}; write a whole number of at least {least}")
    return int(value)


def words(setting: Setting) -> list[str]:
    """A comma-separated list; empty items are dropped."""
    return [word.strip() for word in text(setting).split(",") if word.strip()]
