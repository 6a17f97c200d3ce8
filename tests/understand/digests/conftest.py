"""The mail server on loopback, as the mails that ask for consent have it."""

from __future__ import annotations

from tests.know.consents.test_confirming import mailbox  # noqa: F401 -- a fixture
