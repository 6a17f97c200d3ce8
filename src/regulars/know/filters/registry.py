"""All fields there are for whoever acts, looked up no sooner than one of their sort is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from regulars.access.acting import current
from regulars.know.filters import around, own
from regulars.know.filters.deeds import deed_fields
from regulars.know.filters.field import FilterField, seen
from regulars.know.filters.profile import profile_fields

Told = Iterable[tuple[str, FilterField]]
# The beginning of a field's key -> where such fields come from. Those with nothing before the colon are the profile's.
SOURCES: dict[str, Callable[[], Told]] = {
    "": profile_fields,
    "field:": own.own_fields,
    "tag": around.tag_fields,
    "related:": around.relation_fields,
    "consent:": around.consent_fields,
    "occasion:": around.occasion_fields,
    "did:": deed_fields,
}


class Registry(Mapping[str, FilterField]):
    """The fields, by key. `further` are sources of later stages, which know more of customers than this one."""

    def __init__(self, further: Mapping[str, Callable[[], Told]] | None = None) -> None:
        self._sources = SOURCES | dict(further or {})
        self._read: dict[str, dict[str, FilterField]] = {}

    def _of(self, source: str) -> dict[str, FilterField]:
        if source not in self._read:
            # Who may see no customers can ask for nothing of them either.
            self._read[source] = seen(self._sources[source]()) if current().may("customers.see") else {}
        return self._read[source]

    def _source(self, key: str) -> str:
        return next((name for name in self._sources if name and key.startswith(name)), "")

    def __getitem__(self, key: str) -> FilterField:
        return self._of(self._source(key))[key]

    def __iter__(self) -> Iterator[str]:
        for source in self._sources:
            yield from self._of(source)

    def __len__(self) -> int:
        return sum(1 for _ in self)
