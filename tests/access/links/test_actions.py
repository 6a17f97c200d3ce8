"""One-time links open once, for their purpose, while they are fresh."""

from __future__ import annotations

from datetime import timedelta

import pytest

from regulars.access.links.actions import LinkRefused, make_link, use_link
from regulars.access.links.models import OneTimeLink
from regulars.kit import moments

pytestmark = pytest.mark.django_db
Purpose = OneTimeLink.Purpose


def test_link_opens_once() -> None:
    token = make_link(Purpose.SETUP)
    assert use_link(Purpose.SETUP, token).purpose == "setup"
    with pytest.raises(LinkRefused, match="used already"):
        use_link(Purpose.SETUP, token)


def test_link_does_not_open_for_another_purpose() -> None:
    token = make_link(Purpose.INVITE, email="bob@unfold.example")
    with pytest.raises(LinkRefused):
        use_link(Purpose.SETUP, token)


def test_link_that_is_too_old_does_not_open() -> None:
    token = make_link(Purpose.ENTER)
    OneTimeLink.objects.update(expires_at=moments.now() - timedelta(seconds=1))
    with pytest.raises(LinkRefused):
        use_link(Purpose.ENTER, token)


def test_token_itself_is_not_kept() -> None:
    token = make_link(Purpose.SETUP)
    kept = OneTimeLink.objects.values_list("token_hash", flat=True).get()
    assert token not in kept
    assert len(kept) == 64
