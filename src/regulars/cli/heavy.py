"""The process that does the worker's heavy jobs: `python -m regulars.cli.heavy`.

Reads the name of a job from each line of its input, does it, and answers with one line of JSON: {} or {"error": ...}.
It ends when its input ends: when the worker closes it, or dies.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    """Do the jobs that are named, one after the other."""
    # Whatever a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    import django

    django.setup()
    from django.db import close_old_connections

    from regulars.cli.jobs import BY_NAME

    for line in sys.stdin:
        answer = {}
        try:
            BY_NAME[line.strip()].act()
        except Exception as error:  # noqa: BLE001 -- the worker notes it and tries again later
            answer["error"] = f"{type(error).__name__}: {error}"
        close_old_connections()
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
