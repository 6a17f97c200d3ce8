"""Run in a process of its own: `python -m tests.store.lake.filler WHAT`, told where by the environment."""

from __future__ import annotations

import sys

import django


def main() -> None:
    """Sync or rebuild, a few lines to a commit, so that there are many places to be killed at."""
    django.setup()
    from regulars.store.lake import filling, keeping

    filling.ROWS = 50
    print("started", flush=True)
    getattr(keeping, sys.argv[1])()


main()
