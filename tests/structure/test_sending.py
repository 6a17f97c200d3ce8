"""Whatever sends to customers asks `may_contact` first. What sends without asking is listed here, with the reason."""

from __future__ import annotations

import ast

from tests.structure.test_files import SOURCE

# Modules by which something leaves the house, and calls that send.
_MODULES = {"smtplib", "apprise", "anymail", "django.core.mail", "twilio", "pywebpush"}
_CALLS = {
    "send_mail", "send_mass_mail", "EmailMessage", "EmailMultiAlternatives", "SMTP", "SMTP_SSL", "sendmail",
    "send_message", "send_messages", "Apprise", "mail_managers", "email_user",
}  # fmt: skip

UNASKED = {
    "know/consents/mails.py": "the mail that asks for a consent cannot need one; confirming.py stops it where it must not go",
    "know/consents/jobs.py": "sends that mail",
    "web/settings/invitations.py": "invites colleagues",
}
# Rooms that write to colleagues, never to customers.
COLLEAGUES = ("access/", "web/accounts/", "understand/digests/")


def _imports(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _calls(tree: ast.AST) -> set[str]:
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {node.id if isinstance(node, ast.Name) else getattr(node, "attr", "") for node in called}


def sends(source: str) -> bool:
    """Whether the module has the means to send something to somebody."""
    tree = ast.parse(source)
    means = any(name == module or name.startswith(f"{module}.") for name in _imports(tree) for module in _MODULES)
    return means or bool(_calls(tree) & _CALLS)


def asks(source: str) -> bool:
    """Whether the module calls the one function that says who may be contacted."""
    tree = ast.parse(source)
    return "may_contact" in _calls(tree) and "regulars.know.consents.may_contact" in _imports(tree)


def test_whatever_sends_to_customers_asks_whether_it_may() -> None:
    sources = {str(path.relative_to(SOURCE)): path.read_text() for path in SOURCE.rglob("*.py")}
    unasked = {
        name
        for name, source in sources.items()
        if not name.startswith(COLLEAGUES) and sends(source) and not asks(source)
    }
    assert unasked == set(UNASKED)


def test_means_of_sending_are_seen_however_they_are_called() -> None:
    seen = [
        "from django.core.mail import send_mail",
        "from django.core import mail\nmail.EmailMessage()",
        "import smtplib as s",
        "def f():\n    from apprise import Apprise\n    Apprise().notify()",
        "user.email_user('hello')",
    ]
    assert [sends(source) for source in seen] == [True] * len(seen)
    assert not sends("from django.core import cache\nrecord(entry)")
    good = "from regulars.know.consents.may_contact import may_contact\nmay_contact(pk, 'offers', 'mail')"
    assert [asks(good), asks(good.partition("\n")[0]), asks("may_contact()")] == [True, False, False]
