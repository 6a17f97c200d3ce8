"""Input that cannot be taken, said in a way a person can mend."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(ValueError):
    """Field -> what is wrong and how to mend it. Whoever raises it has written nothing."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {error}" for field, error in errors.items()))
        self.errors = dict(errors)
