"""`regulars enter`: a link that logs a colleague in once, for whoever lost every other way in."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from regulars.cli.home import ready

console = Console(highlight=False)


def command(
    email: Annotated[str, typer.Argument(help="Address of the colleague.")],
) -> None:
    """Print a link that logs a colleague in once, within an hour, without password and second factor."""
    ready()
    from django.conf import settings

    from regulars.access.links.actions import make_link
    from regulars.access.links.models import OneTimeLink
    from regulars.access.users.models import User
    from regulars.kit.refused import Refused

    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise Refused({"email": f"Nobody with the address {email} may log in here."})
    address = settings.REGULARS_URL or "http://localhost:8000"
    console.print(f"{address}/enter/{make_link(OneTimeLink.Purpose.ENTER, user=user)}", soft_wrap=True)
