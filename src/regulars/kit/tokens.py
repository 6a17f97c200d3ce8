"""Secrets handed out once and kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets


def new_token(prefix: str = "") -> str:
    """A fresh secret of 192 random bits, with a prefix that tells people and scanners what it is for."""
    return prefix + secrets.token_urlsafe(24)


def token_hash(token: str) -> str:
    """What the database keeps. Plain SHA-256 is enough: the token is random and long, so there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
