"""Who may do what is checked where it is done: every action asks for a permission, or says here why it does not."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.structure.test_files import SOURCE, action_files

# Public functions of actions.py that ask for no permission, and why.
OPEN = {
    "access/links/actions.py:make_link": "whoever invites asked; the terminal and a reset need no colleague",
    "access/links/actions.py:find_link": "holding the secret is the permission",
    "access/links/actions.py:use_link": "holding the secret is the permission",
    "access/sessions/actions.py:end_sessions": "one's own logins; a colleague's are ended by what asked to end the access",
    "access/sessions/actions.py:drop_sessions": "called where access ends, which asked",
    "access/users/actions.py:make_first_owner": "by the setup link, while there is nobody",
    "access/users/actions.py:accept_invitation": "by an invitation",
    "access/users/actions.py:join_by_company_login": "by the company's own login",
    "access/users/actions.py:note_login_change": "notes what somebody did to their own login",
    "access/users/actions.py:choose_theme": "how pages look to oneself",
    "know/customers/actions.py:heard": "the record's own summary, written by what is heard",
    "know/fields/actions.py:refresh_searched": "the worker's, after a field was changed",
    "know/identities/actions.py:resolve": "what is heard finds its customers; the write key was checked",
    "know/notes/actions.py:see_mentions": "one's own mentions",
    "know/occasions/actions.py:read_day": "reads a text",
    "know/tags/actions.py:split_tags": "reads a text",
    "listen/intake/actions.py:take": "the one door for what is heard; the write key or the import was checked",
    "listen/tracking/actions.py:note_use": "when a key was used",
    "listen/tracking/actions.py:receive": "the write key was checked",
    "know/consents/actions/choosing.py:choices_of": "whoever opens the page by a signed link, or may see the customer, asked",
    "know/consents/actions/choosing.py:choose": "the signed link is the permission",
    "know/consents/actions/choosing.py:choose_nothing": "the signed link is the permission",
    "know/consents/actions/choosing.py:unsubscribe": "the signed link is the permission",
    "know/consents/actions/confirming.py:ask": "its callers asked",
    "know/consents/actions/confirming.py:asked": "the signed link is the permission",
    "know/consents/actions/confirming.py:confirm": "the signed link is the permission",
    "know/consents/actions/contacting.py:note_contact": "whatever sends asked whether it may",
    "know/consents/actions/recording.py:say": "its callers asked",
    "know/consents/actions/suppressing.py:key_of": "reads a text",
    "know/consents/actions/suppressing.py:lift_own": "the customer's own word, by a signed link",
    "know/consents/actions/suppressing.py:stop": "its callers asked",
}

Functions = dict[str, ast.FunctionDef]


def _rooms() -> dict[Path, Functions]:
    return {
        path: {node.name: node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}
        for path in action_files()
    }


def _asked(function: ast.FunctionDef, known: Functions, seen: set[str]) -> set[str]:
    """Permissions asked for in the function, or in the actions it calls, in whichever noun."""
    found: set[str] = set()
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called == "require" and node.args and isinstance(node.args[0], ast.Constant):
            found.add(str(node.args[0].value))
        elif called in known and called not in seen:
            found |= _asked(known[called], known, seen | {called})
    return found


def permissions_of_actions() -> dict[str, set[str]]:
    """`stage/noun/actions.py:name` -> the permissions it asks for."""
    rooms = _rooms()
    public = {name: node for functions in rooms.values() for name, node in functions.items() if name[0] != "_"}
    return {
        f"{path.relative_to(SOURCE)}:{name}": _asked(node, public | functions, {name})
        for path, functions in rooms.items()
        for name, node in functions.items()
        if name[0] != "_"
    }


def test_every_action_asks_for_a_permission() -> None:
    unasked = {name for name, permissions in permissions_of_actions().items() if not permissions}
    assert unasked == set(OPEN)
