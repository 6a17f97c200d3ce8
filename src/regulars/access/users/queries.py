"""Reading colleagues."""

from __future__ import annotations

from regulars.access.users.models import User


def colleagues() -> list[User]:
    """Everybody with an account, those who may log in first, then by name."""
    return list(User.objects.order_by("-is_active", "name", "email"))


def names_of(actors: set[str]) -> dict[str, str]:
    """`user:3` -> the name to show, for those of `actors` that are colleagues."""
    ids = [int(actor[5:]) for actor in actors if actor.startswith("user:") and actor[5:].isdigit()]
    return {user.actor: str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}
