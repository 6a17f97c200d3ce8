"""The tone of a text by the words in it: the same reading in Python, for a page, and in an engine, for all texts at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from regulars.understand.relationship.lexicon import between, negations, weights

# Marks a word that a negation stands before.
_TURNED = "~"
# A turned word weighs half and the other way: "not bad" is no praise, "not good" no scandal.
_TURNED_SHARE = -0.5
# Longer texts are read to here: what somebody feels is said by then.
LONGEST = 4_000

# Both engines' regular expressions read these alike: no word boundaries, no references to groups.
_NO_LETTER = r"[^\p{L}']+"
# The article or pronoun that leans on its word: l'arnaque, qu'on, j'adore.
_LEANING = r" \p{L}{1,2}'"
_ONE_BETWEEN = f"(?:(?:{'|'.join(between())}) )?"
_NEGATED = f" (?:{'|'.join(negations())}) {_ONE_BETWEEN}{_ONE_BETWEEN}"


@dataclass(frozen=True, slots=True)
class Tone:
    """How glad and how cross a text is, by the weights of its words, and the words that told."""

    glad: float
    cross: float
    words: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        """From -1 (cross) to 1 (glad); 0 where nothing told."""
        return (self.glad - self.cross) / (self.glad + self.cross + 1)


def tone(text: str) -> Tone:
    """The tone of one text, with its words in their order."""
    plain = re.sub(r"[^\w']+|[\d_]+", " ", f" {text[:LONGEST]} ".lower().replace("’", "'"))
    turned = re.sub(_NEGATED, f" {_TURNED}", re.sub(r" [^\W\d_]{1,2}'", " ", plain))
    glad = cross = 0.0
    told = []
    for word in turned.split():
        base = word.lstrip(_TURNED).strip("'")
        weight = float(weights().get(base, 0))
        if not weight:
            continue
        if word.startswith(_TURNED):
            weight *= _TURNED_SHARE
        glad, cross = glad + max(weight, 0.0), cross + max(-weight, 0.0)
        told.append(f"not {base}" if word.startswith(_TURNED) else base)
    return Tone(glad, cross, tuple(told))


def tones(texts: ir.Table) -> ir.Table:
    """Of rows of id and text: id, glad, cross; one row for each text in which some word tells."""
    plain = (ibis.literal(" ") + texts.text.substr(0, LONGEST) + " ").lower().replace("’", "'")
    marked = plain.re_replace(_NO_LETTER, " ").re_replace(_LEANING, " ").re_replace(_NEGATED, f" {_TURNED}")
    words = texts.select("id", word=marked.re_split(" +").unnest())
    negated = words.word.startswith(_TURNED)
    words = words.select("id", base=words.word.re_replace(f"^{_TURNED}*'*|'*$", ""), negated=negated)
    listed = ibis.memtable(
        {"base": list(weights()), "weight": [float(weight) for weight in weights().values()]},
        schema={"base": "string", "weight": "float64"},
    )
    found = words.join(listed, "base")
    found = found.mutate(weight=ibis.ifelse(found.negated, found.weight * _TURNED_SHARE, found.weight))
    return found.group_by("id").aggregate(
        glad=ibis.ifelse(found.weight > 0, found.weight, 0.0).sum(),
        cross=ibis.ifelse(found.weight < 0, -found.weight, 0.0).sum(),
    )
