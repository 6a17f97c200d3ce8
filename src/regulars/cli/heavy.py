"""The process that does the worker's heavy jobs: `python -m regulars.cli.heavy`.

Reads the name of a job from each line of its input, does it, and answers with one line of JSON: {} or {"error": ...}.
A line that is empty asks for no answer: the libraries are loaded, so that the next job need not.
It ends when its input ends: when the worker closes it, or dies.
"""

from __future__ import annotations

import gc
import json
import os
import sys

# New objects before the collector looks for those that hold each other. Making and compiling a query makes a great many that
# soon go by themselves; at Python's own 700 a quarter of a refresh went into looking at them.
_NEW_OBJECTS = 100_000


def collect_seldom() -> None:
    """Have Python look seldom for objects that hold each other: whoever has a job done looks after it."""
    gc.set_threshold(_NEW_OBJECTS, 20, 20)


def main() -> None:
    """Do the jobs that are named, one after the other."""
    # Whatever a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    import django

    django.setup()
    from django.db import close_old_connections

    from regulars.cli.jobs import BY_NAME, load

    collect_seldom()
    for line in sys.stdin:
        name, answer = line.strip(), {}
        if not name:
            try:
                load()
            except Exception as error:  # noqa: BLE001 -- the job that needs them says so, and is noted
                print(f"The libraries were not loaded: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        try:
            BY_NAME[name].act()
        except Exception as error:  # noqa: BLE001 -- the worker notes it and tries again later
            answer["error"] = f"{type(error).__name__}: {error}"
        close_old_connections()
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
        gc.collect()


if __name__ == "__main__":
    main()
