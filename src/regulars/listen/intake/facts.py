"""What every channel hands in: who it was about, and what happened."""

from __future__ import annotations

import msgspec

from regulars.know.identities.who import Who
from regulars.timeline.record import Entry


class Fact(msgspec.Struct, kw_only=True, gc=False):
    """One thing heard. `who` is None for a sale or visit of nobody known; `company` is whom a person says to
    belong to, `role` as what."""

    entry: Entry
    who: Who | None = None
    company: Who | None = None
    role: str = ""
