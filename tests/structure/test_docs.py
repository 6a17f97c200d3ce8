"""What exists is written down: every setting, every command."""

from __future__ import annotations

from pathlib import Path

from regulars.cli.main import COMMANDS
from regulars.settings import SETTINGS

ROOT = Path(__file__).parent.parent.parent


def settings_page() -> str:
    """docs/settings.md as the settings themselves tell it."""
    rows = "\n".join(f"| `{s.name}` | {'' if s.name == 'REGULARS_HOME' else s.default} | {s.help} |" for s in SETTINGS)
    return (
        "# Settings\n\n"
        "Each is an environment variable. `NAME_FILE` may instead name a file that holds the value.\n"
        "`REGULARS_HOME` is the platform's folder for data unless set.\n\n"
        f"| name | without it | what it is for |\n|---|---|---|\n{rows}\n"
    )


def test_settings_page_says_what_the_settings_say() -> None:
    assert (ROOT / "docs" / "settings.md").read_text() == settings_page()


def test_guide_names_every_command() -> None:
    guide = (ROOT / "docs" / "guide" / "terminal.md").read_text()
    assert [name for name in COMMANDS if f"regulars {name}" not in guide] == []
