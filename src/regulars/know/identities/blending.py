"""The profile of a customer whom others were merged into: what each part gave, so that each can take it back.

A customer's row always shows the outcome. Their Blend keeps what they would be alone (`own`) and, field by field, what
parts gave in the order of the telling; the last word shows. Whatever writes the row itself (a form, a bulk change) need
not know: what the row shows and the blend does not is the customer's own, and is taken in at the next step. Only what is
told through a part goes to that part as well, by `tell_parts`.

Own fields of the profile are named as on the customer, further told things `traits.<name>`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from regulars.kit import moments
from regulars.kit.folding import fold
from regulars.know.customers.models import Customer
from regulars.know.customers.profile import TEXTS, Told, refresh_keys, tell
from regulars.know.customers.rows import Draft, load_rows, update_rows
from regulars.know.identities.models import Blend, Link
from regulars.timeline.record import last_id

TRAIT = "traits."


def flat(row: Draft) -> dict[str, Any]:
    """The fields of a profile that say something, in JSON's words."""
    told: dict[str, Any] = {name: value for name in TEXTS if (value := getattr(row, name))}
    if row.birthday:
        told["birthday"] = row.birthday.isoformat()
    return told | {f"{TRAIT}{name}": value for name, value in row.traits.items()}


def news_of(told: Told) -> dict[str, Any]:
    """What a telling says, field by field, as it would be written."""
    now = moments.now()
    blank = Draft(kind="person", known=False, created_at=now, changed_at=now)
    tell(blank, told)
    return flat(blank)


def put(row: Draft, fields: Mapping[str, Any]) -> None:
    """Write the whole profile of a row."""
    for name in TEXTS:
        setattr(row, name, fields.get(name) or "")
    row.birthday = date.fromisoformat(fields["birthday"]) if fields.get("birthday") else None
    row.traits = {name.removeprefix(TRAIT): value for name, value in fields.items() if name.startswith(TRAIT)}


def shown(blend: Blend) -> dict[str, Any]:
    """The profile a blend comes to."""
    fields = dict(blend.own["fields"])
    for name, entries in blend.given.items():
        fields[name] = entries[-1][1]
        if fields[name] in ("", None):
            del fields[name]
    return fields


def begin(row: Draft, heard: Sequence[datetime | None]) -> Blend:
    """The blend of a customer nobody was merged into yet: all is their own. `heard` is when, first and last."""
    first, last = (moment.isoformat() if moment else None for moment in heard)
    own = {
        "fields": flat(row), "traits": list(row.traits), "name_key": row.name_key, "search": row.search_text,
        "heard": [first, last], "since": last_id(),
    }  # fmt: skip
    return Blend(customer_id=row.pk, own=own)


def catch_up(blend: Blend, row: Draft) -> None:
    """Take in what was written on the row itself since: it is the customer's own word, and the latest."""
    now, before = flat(row), shown(blend)
    changed = {name: now.get(name) for name in {*now, *before} if now.get(name) != before.get(name)}
    lines = row.search_text.split("\n") if row.search_text else []
    _own_words(blend, changed, [line for line in lines if line not in blend.lent and line[:1] in "#="])


def _own_words(blend: Blend, changed: Mapping[str, Any], lines: Collection[str]) -> None:
    """Change what is the customer's own: fields, and the lines of ids (#) and own fields (=) that search finds."""
    own = blend.own
    fields = own["fields"]
    for name, value in changed.items():
        _speak(blend, blend.customer_id, name, value)
    before = own["search"].split("\n") if own["search"] else []
    marked = [line for line in before if line[:1] in "#="]
    kept = [line for line in marked if line[0] == "#" or line in lines]
    gained = [line for line in lines if line not in marked]
    if not changed and not gained and kept == marked:
        return
    now = moments.now()
    alone = Draft(kind="person", known=True, created_at=now, changed_at=now, search_text="\n".join([*kept, *gained]))
    put(alone, fields)
    refresh_keys(alone)
    own["name_key"], own["search"] = alone.name_key, alone.search_text


def _speak(blend: Blend, origin: int, name: str, value: Any) -> None:
    """One word on one field, by the customer or a part of theirs."""
    if origin == blend.customer_id:
        if value in ("", None):
            blend.own["fields"].pop(name, None)
        else:
            blend.own["fields"][name] = value
        if name not in blend.given:
            return
    entries = [entry for entry in blend.given.get(name, []) if entry[0] != origin]
    blend.given[name] = [*entries, [origin, value]]


def give(blend: Blend, words: Mapping[str, tuple[int, Any]]) -> None:
    """Put words of parts on a blend: field -> (part, value)."""
    for name, (origin, value) in words.items():
        _speak(blend, origin, name, value)


def giver(blend: Blend | None, row_id: int, name: str) -> int:
    """Which part the shown value of a field comes from."""
    entries = blend.given.get(name) if blend else None
    return int(entries[-1][0]) if entries else row_id


def take_back(blend: Blend, parts: Collection[int]) -> None:
    """Forget what these parts gave."""
    left = {}
    for name, entries in blend.given.items():
        rest = [entry for entry in entries if entry[0] not in parts]
        if any(entry[0] != blend.customer_id for entry in rest):
            left[name] = rest
    blend.given = left


def show(blend: Blend, row: Draft, lending: Iterable[str]) -> None:
    """Write on the row what the blend comes to. `lending` are the search texts of those merged into this one."""
    fields = shown(blend)
    put(row, fields)
    # In the order in which they were told before.
    order = [name for name in blend.own["traits"] if name in row.traits]
    row.traits = {name: row.traits[name] for name in [*order, *(n for n in row.traits if n not in order)]}
    own = blend.own["search"].split("\n") if blend.own["search"] else []
    lines = {f"#{line.lstrip('#=')}": None for text in lending for line in text.split("\n") if line}
    blend.lent = [line for line in lines if line not in own]
    row.search_text = "\n".join([*own, *blend.lent])
    if blend.given:
        row.search_text = "\n".join([*(line for line in own if line[:1] in "#="), *blend.lent])
        refresh_keys(row)
    else:
        row.name_key = blend.own["name_key"]
    row.changed_at = moments.now()


def heard_alone(blend: Blend) -> tuple[datetime | None, datetime | None]:
    """When the customer alone had been heard, first and last, before anybody was merged into them."""
    first, last = (datetime.fromisoformat(text) if text else None for text in blend.own["heard"])
    return first, last


def keep(blends: Collection[Blend]) -> None:
    """Write blends, new ones and old ones."""
    Blend.objects.bulk_create(
        blends, update_conflicts=True, unique_fields=["customer"], update_fields=["own", "given", "lent"]
    )


def parents(root_id: int) -> dict[int, int]:
    """The links of one customer's parts: part -> the one it was linked to."""
    return dict(Link.objects.filter(part__merged_into_id=root_id).values_list("part_id", "into_id"))


def path(links: Mapping[int, int], part: int) -> list[int]:
    """From a part to the root, both included."""
    way = [part]
    while way[-1] in links:
        way.append(links[way[-1]])
    return way


def below(links: Mapping[int, int], top: int) -> set[int]:
    """Everybody linked to `top`, directly or through others, and themselves."""
    found = {top}
    while more := {part for part, into in links.items() if into in found} - found:
        found |= more
    return found


Heard = Mapping[int, tuple[datetime | None, datetime | None]]


def tell_parts(root_id: int, told: Sequence[tuple[int, Told]], ids: Mapping[int, Sequence[str]]) -> None:
    """Write what was told through parts of one customer, and ids they gained, on each part and on all above it."""
    links = parents(root_id)
    ways = {part: path(links, part) for part in {*(part for part, _ in told), *ids}}
    everybody = {pk for way in ways.values() for pk in way}
    rows = {row.pk: row for row in load_rows(everybody)}
    blends = Blend.objects.in_bulk(list(everybody))
    above = {pk for way in ways.values() for pk in way[1:]}
    if missing := above - blends.keys():
        moments_heard = Customer.objects.filter(pk__in=missing).values_list("pk", "first_heard_at", "last_heard_at")
        blends |= {pk: begin(rows[pk], heard) for pk, *heard in moments_heard}
    for pk, blend in blends.items():
        catch_up(blend, rows[pk])
    for part, profile in told:
        news = news_of(profile)
        for pk in ways[part]:
            if pk in blends:
                words = {name: (part, value) for name, value in news.items()}
                if pk == part:
                    _own_words(blends[pk], news, _marked(blends[pk].own["search"]))
                else:
                    give(blends[pk], words)
            else:
                tell(rows[pk], profile)
    for part, gained in ids.items():
        if part in blends:
            own = blends[part].own["search"]
            lines = [f"#{line}" for line in _searchable(rows[part], gained)]
            _own_words(blends[part], {}, [*_marked(own), *(line for line in lines if line not in own.split("\n"))])
    _show_all(rows, blends, links, ids)


def forget(part: int, root_id: int, field: str, value: str) -> list[str]:
    """Take an identifier's value off a part and all above it: search finds it no more, a contact field is emptied.

    Returns the fields that were emptied (`email` or `phone`, or none).
    """
    links = parents(root_id)
    way = path(links, part)
    rows = {row.pk: row for row in load_rows(way)}
    blends = Blend.objects.in_bulk(way)
    line = f"#{fold(value)}"
    emptied = field in TEXTS and getattr(rows[part], field) == value
    for pk, row in rows.items():
        row.search_text = "\n".join(each for each in row.search_text.split("\n") if each != line)
        if pk in blends:
            blend = blends[pk]
            catch_up(blend, row)
            blend.own["search"] = "\n".join(each for each in blend.own["search"].split("\n") if each != line)
            if emptied and pk == part:
                _own_words(blend, {field: ""}, _marked(blend.own["search"]))
            if emptied and field in blend.given:
                take_word(blend, part, field)
        elif emptied and pk == part:
            setattr(row, field, "")
    _show_all(rows, blends, links, {})
    return [field] if emptied else []


def take_word(blend: Blend, part: int, field: str) -> None:
    """Forget what one part gave to one field."""
    only = Blend(customer_id=blend.customer_id, own=blend.own, given={field: blend.given[field]})
    take_back(only, [part])
    blend.given = {name: entries for name, entries in blend.given.items() if name != field} | only.given


def _marked(text: str) -> list[str]:
    return [line for line in text.split("\n") if line[:1] in {"#", "="}]


def _searchable(row: Draft, gained: Sequence[str]) -> list[str]:
    """The ids as search keeps them, without those that are the contact fields themselves."""
    blank = Draft(kind=row.kind, known=True, created_at=row.created_at, changed_at=row.changed_at)
    blank.email, blank.phone = row.email, row.phone
    refresh_keys(blank, gained)
    return [line[1:] for line in blank.search_text.split("\n") if line.startswith("#")]


def _show_all(
    rows: Mapping[int, Draft], blends: Mapping[int, Blend], links: Mapping[int, int], ids: Mapping[int, Sequence[str]]
) -> None:
    children = {pk: [part for part, into in links.items() if into == pk] for pk in blends}
    lending = dict(
        Customer.objects.filter(pk__in=[c for each in children.values() for c in each]).values_list("pk", "search_text")
    )
    # Those farthest from the root first: what they show is lent to the ones above.
    for pk in sorted(rows, key=lambda pk: len(path(links, pk)), reverse=True):
        if pk in blends:
            show(blends[pk], rows[pk], [lending[child] for child in children[pk]])
        else:
            refresh_keys(rows[pk], ids.get(pk, ()))
            rows[pk].changed_at = moments.now()
        lending[pk] = rows[pk].search_text
    update_rows(list(rows.values()))
    keep(blends.values())
