"""What search keeps beside the text index: the words names are made of, and pairs of signs of scripts without spaces.

Both are kept by the database itself (see the first migration), whoever writes a customer.
"""

from __future__ import annotations

from django.db import models


class Word(models.Model):
    """A word of somebody's name, folded: what a misspelt word is compared with.

    `customer_id` is who brought it first; with them it goes, unless somebody else has it too. A word may stand twice
    where two people brought it at the same moment: waiting for each other would cost more than that.
    """

    text = models.CharField(max_length=200, db_index=True)
    customer_id = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = "word of a name"
        verbose_name_plural = "words of names"

    def __str__(self) -> str:
        return self.text


class Pair(models.Model):
    """Two neighbouring signs of a name in Chinese, Japanese or another script that is written without spaces."""

    pair = models.CharField(max_length=2)
    customer_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["pair", "customer_id"], name="search_pair_of_customer")]

    def __str__(self) -> str:
        return self.pair
