"""How good recommendations are, in sentences and bars. Pure: numbers in, words and shares out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from regulars.understand.recommendations.told import Told, Trial, Way
from regulars.web.words import count, percent

# What each way is called, ours first.
NAMES = {
    "ours": "Chosen for each",
    "popular": "What most ever bought",
    "lately": "What most buy now",
    "habit": "What each bought most",
}
SETTINGS = (
    ("new", "Only what is new to them", "What a customer had not bought before: this is what offers are made of."),
    ("all", "Anything they bought", "With what they buy again and again: what a shelf or a reminder can be made of."),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One way to recommend: its bar is as long as its recall compared with the best."""

    name: str
    ours: bool
    bar: float
    recall: str
    margin: str
    ndcg: str
    hits: str
    coverage: str


@dataclass(frozen=True, slots=True)
class Part:
    """One setting."""

    key: str
    title: str
    meaning: str
    customers: str
    rows: tuple[Row, ...]


def lead(told: Told) -> list[str]:
    """`Of what customers bought next, 9 % stood among the ten products chosen for them: 4.5 times as much as …`"""
    if not told.customers or not told.products:
        return ["There are no orders yet that name their products."]
    if told.trial is None:
        customers = "1 customer" if told.customers == 1 else f"{count(told.customers)} customers"
        products = "1 product" if told.products == 1 else f"{count(told.products)} products"
        few = f"Learnt from {customers} and {products}."
        return [
            few,
            "How good it is cannot be told yet: that needs 30 customers who bought in the last four weeks and before.",
        ]
    return [*_better(told.trial), _hits(told.trial)]


def _better(trial: Trial) -> list[str]:
    ways = trial.ways["new"]
    ours = ways["ours"]
    if not ours.customers:
        return ["Nobody bought anything new to them in the time that was looked at."]
    first = (
        f"Of what customers bought next and had not had before, {_share(ours.recall)} stood among the ten products chosen for "
        f"each of them. {_against(ours, ways)}"
    )
    return [first]


def _hits(trial: Trial) -> str:
    ours = trial.ways["all"]["ours"]
    weeks = trial.days // 7
    return (
        f"{percent(ours.hits)} of the {count(ours.customers)} customers who bought within {weeks} weeks bought at least one "
        f"of their ten, counting what they buy again."
    )


def _share(value: float) -> str:
    return percent(value, 0 if value >= 0.1 else 1)


def _against(ours: Way, ways: Mapping[str, Way]) -> str:
    """What that is compared with offering everybody the same."""
    best = max(("popular", "lately"), key=lambda name: ways[name].recall)
    same = {"popular": "what most ever bought", "lately": "what sells best now"}
    if ways[best].behind <= ways[best].behind_margin:
        return (
            f"To offer everybody {same[best]} did as well, as far as can be told ({_share(ways[best].recall)}): tastes here "
            "differ little, or too few orders have told of them."
        )
    other = "lately" if best == "popular" else "popular"
    return (
        f"That is {_times(ours, ways[best])} as with {same[best]}, {_times(ours, ways[other])} as with {same[other]}."
    )


def _times(ours: Way, other: Way) -> str:
    return f"{ours.recall / other.recall:.1f} times as much" if other.recall else "more than the nothing"


def parts(trial: Trial | None) -> list[Part]:
    """The tables of both settings."""
    if trial is None:
        return []
    return [
        Part(key, title, meaning, count(trial.ways[key]["ours"].customers), _rows(trial.ways[key]))
        for key, title, meaning in SETTINGS
        if key in trial.ways
    ]


def _rows(ways: Mapping[str, Way]) -> tuple[Row, ...]:
    most = max((way.recall for way in ways.values()), default=0) or 1
    return tuple(
        Row(
            NAMES[name], name == "ours", ways[name].recall / most, _share(ways[name].recall),
            f"± {100 * ways[name].margin:.1f}", f"{ways[name].ndcg:.3f}", percent(ways[name].hits),
            _share(ways[name].coverage),
        )
        for name in NAMES
        if name in ways
    )  # fmt: skip


def blend(trial: Trial) -> str:
    """How the parts are put together, in words."""
    told = trial.blend
    return (
        f"Likeness of products counts 1, the factorisation {told['factors']:g}, what is popular {told['popular']:g}; all of it "
        f"times what sells now to the power of {told['lately']:g}. Where things may be offered again, one's own habit counts "
        f"{told['own']:g}. Chosen on the four weeks before the ones that are told of here."
    )
