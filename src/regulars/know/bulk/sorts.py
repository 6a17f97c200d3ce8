"""The sorts of change that can be made to many at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from regulars.know.bulk.handing import OWNER, TEAM
from regulars.know.bulk.setting import FIELD
from regulars.know.bulk.sort import Sort
from regulars.know.bulk.tagging import TAG, UNTAG

SORTS: Final[Mapping[str, Sort]] = {"tag": TAG, "untag": UNTAG, "owner": OWNER, "team": TEAM, "field": FIELD}
