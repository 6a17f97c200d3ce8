"""The house keeps its shape: what no linter checks, these do. Each list of exceptions may only shrink."""

from __future__ import annotations

import ast
import re
import subprocess
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "regulars"
MOST_LINES = 400
JUNK = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "managers", "services", "service"}

# Public functions of actions.py that leave no line of their own, and why.
SILENT = {
    "understand/segments/actions.py:ask_for_proposals": "asks the worker for a derived copy",
    "know/notes/actions.py:see_mentions": "what one has read concerns nobody else",
    "know/occasions/actions.py:read_day": "reads a text",
    "know/tags/actions.py:split_tags": "reads a text",
    "understand/journeys/actions.py:ask": "asks the worker for a derived copy",
    "listen/tracking/actions.py:note_use": "when a key was last used is no fact about anybody",
    "access/users/actions.py:choose_theme": "how pages look to oneself concerns nobody else",
    "access/links/actions.py:make_link": "whoever asks for the link records the invitation",
    "access/links/actions.py:find_link": "reads only",
    "access/links/actions.py:use_link": "whoever enters by it records that",
    "know/customers/actions.py:heard": "the timeline's own summary beside the customer",
    "know/fields/actions.py:preview_change": "reads only",
    "know/fields/actions.py:set_many": "whoever brings the batch records it",
    "know/fields/actions.py:put_back": "whoever undoes records it",
    "know/fields/actions.py:refresh_searched": "what search reads beside the customers, whose change was recorded",
    "know/identities/actions.py:resolve": "the fact that named the customers is recorded by the intake",
    "know/consents/actions/choosing.py:choices_of": "reads only",
    "know/consents/actions/confirming.py:asked": "reads only",
    "know/consents/actions/contacting.py:note_contact": "the message sent is the line, by whoever sends it",
    "know/consents/actions/suppressing.py:key_of": "reads a text",
}


def tracked(pattern: str) -> list[Path]:
    """Files under version control or about to be, below src, that match."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).exists()]


def test_files_are_at_most_400_lines() -> None:
    kinds = {".py", ".css", ".js", ".html"}
    files = [path for path in tracked("src") if path.suffix in kinds]
    long = {str(p.relative_to(ROOT)): n for p in files if (n := len(p.read_text().splitlines())) > MOST_LINES}
    assert long == {}


def test_no_room_is_a_junk_drawer() -> None:
    names = {str(p.relative_to(SOURCE)) for p in SOURCE.rglob("*") if p.stem in JUNK and p.suffix in {".py", ""}}
    # Django looks for a kind of database under this name.
    assert names == {"store/postgresql/base.py"}


def test_init_files_hold_nothing_but_a_docstring() -> None:
    full = []
    for path in SOURCE.rglob("__init__.py"):
        body = ast.parse(path.read_text()).body
        if any(not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) for node in body):
            full.append(str(path.relative_to(SOURCE)))
    assert full == []


def action_files() -> list[Path]:
    """Every file of actions: a noun's `actions.py`, or a file a verb in its folder `actions`."""
    found = (path for path in SOURCE.rglob("*.py") if path.name == "actions.py" or path.parent.name == "actions")
    return sorted(path for path in found if path.name != "__init__.py")


def _records(function: ast.FunctionDef, actions: dict[str, ast.FunctionDef], seen: set[str]) -> bool:
    """Whether the function records, itself or through another action it calls, in whichever noun."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in {"record", "take", "take_together"}:
                return True
            if name in actions and name not in seen and _records(actions[name], actions, seen | {name}):
                return True
    return False


def test_every_public_action_leaves_its_line_on_the_timeline() -> None:
    rooms = {
        path: {node.name: node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}
        for path in action_files()
    }
    public = {n: f for functions in rooms.values() for n, f in functions.items() if not n.startswith("_")}
    silent = {
        f"{path.relative_to(SOURCE)}:{name}"
        for path, functions in rooms.items()
        for name, function in functions.items()
        if not name.startswith("_") and not _records(function, public | functions, {name})
    }
    assert silent == set(SILENT)


def test_every_public_function_and_class_says_what_it_is() -> None:
    mute = []
    for path in SOURCE.rglob("*.py"):
        if "migrations" in path.parts or path.name == "apps.py":
            continue
        tree = ast.parse(path.read_text())
        if not ast.get_docstring(tree) and tree.body:
            mute.append(str(path.relative_to(SOURCE)))
        for node in tree.body:
            public = isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                mute.append(f"{path.relative_to(SOURCE)}:{node.name}")
    assert mute == []


def test_nothing_names_a_machine_or_a_registry() -> None:
    # Put together here so that this file does not contain what it looks for.
    unwanted = re.compile(
        "|".join(["/wo" + "rk/", "files.python" + "hosted", "pypi" + r"\.org", "registry.npm" + "js"])
    )
    found = []
    for path in tracked("."):
        if path.suffix in {".png", ".jpg", ".ico", ".gz", ".parquet", ".xlsx"}:
            continue
        found += [
            str(path.relative_to(ROOT))
            for line in path.read_text(errors="replace").splitlines()
            if unwanted.search(line)
        ]
    assert found == []


def test_lock_files_carry_hashes_and_no_address() -> None:
    for name in ("run", "test"):
        lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
        assert [line for line in lines if "://" in line or line.startswith("--") or "index-url" in line] == []
        pins = [line for line in lines if re.match(r"[a-z0-9].*==", line)]
        hashed = sum(1 for line, after in pairwise(lines) if line in pins and "--hash=" in after)
        assert hashed == len(pins)


def test_tests_of_engines_and_of_the_browser_lie_where_the_whole_run_looks_for_them() -> None:
    """tests/run.py gives their suites one folder each, so that these need not read every other test."""
    marked = [path for path in tracked("tests") if path.suffix == ".py" and "mark.engines" in path.read_text()]
    marked += [path for path in tracked("tests") if path.suffix == ".py" and "mark.browser" in path.read_text()]
    rooms = {path.relative_to(ROOT / "tests").parts[0] for path in marked}
    assert rooms == {"engines", "browser", "structure"}
