"""Keeping the words of names true: a word stays as long as somebody's name holds it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection

from regulars.know.search.candidates import containing
from regulars.know.search.models import Word

_STALE_SQLITE = """SELECT search_word.id FROM search_word LEFT JOIN customers_customer AS holder ON holder.id = customer_id
    AND holder.name <> '' AND instr(' ' || holder.name_key || ' ', ' ' || search_word.text || ' ') > 0
    WHERE holder.id IS NULL"""
_STALE_POSTGRESQL = """SELECT search_word.id FROM search_word LEFT JOIN customers_customer AS holder ON holder.id = customer_id
    AND holder.name <> '' AND strpos(' ' || holder.name_key || ' ', ' ' || search_word.text || ' ') > 0
    WHERE holder.id IS NULL"""


def hand_on(words: Iterable[Word], leaving: Collection[int] = ()) -> int:
    """Give each word to somebody else whose name holds it, or remove it; says how many were removed.

    `leaving` are customers who do not count any more.
    """
    gone = []
    for word in words:
        heir = _heir(word.text, leaving)
        if heir is None:
            gone.append(word.pk)
        else:
            Word.objects.filter(pk=word.pk).update(customer_id=heir)
    for first in range(0, len(gone), 500):
        Word.objects.filter(pk__in=gone[first : first + 500]).delete()
    return len(gone)


def _heir(text: str, leaving: Collection[int]) -> int | None:
    holders = (one for people in containing([(text,)]) for one in people if one.name and one.pk not in leaving)
    return next((one.pk for one in holders if text in one.name_key.split()), None)


def stale_words() -> list[Word]:
    """Words whose holder was renamed or is gone."""
    sql = _STALE_POSTGRESQL if connection.vendor == "postgresql" else _STALE_SQLITE
    with connection.cursor() as cursor:
        cursor.execute(sql)
        ids = [row[0] for row in cursor.fetchall()]
    return [word for first in range(0, len(ids), 500) for word in Word.objects.filter(pk__in=ids[first : first + 500])]
