"""A relationship in words: what it is called, and what it rests on. Pure: facts in, sentences out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# What each kind means, as a page explains it.
MEANINGS = {
    "friend": "close to us and glad of it",
    "warm": "close to us, or glad of us and not far",
    "neutral": "comes now and then, without strong feelings",
    "love-hate": "much praise and much blame at once",
    "distant": "seldom or no longer here",
    "enemy": "angry with us",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a relationship rests on. Closeness from 0 to 100, feeling from -100 to 100 (None: nothing was said)."""

    kind: str
    heading: str
    closeness: int | None
    closeness_ago: int | None
    sentiment: int | None
    heard_day: date | None
    weeks: int
    channels: int
    began: int
    praised: int
    blamed: int
    complaints: int
    solved: int


def reasons(facts: Facts) -> tuple[str, ...]:
    """Why they are called what they are, the weightiest first; each a sentence."""
    if facts.heard_day is None:
        return ()
    return tuple(sentence for sentence in (_came(facts), _felt(facts), _complained(facts), _going(facts)) if sentence)


def _came(facts: Facts) -> str:
    last = f"{facts.heard_day:%-d %B %Y}"
    if facts.weeks == 0:
        return f"Last came on {last}, and not in the last 52 weeks."
    often = "1 of the last 52 weeks" if facts.weeks == 1 else f"{facts.weeks} of the last 52 weeks"
    ways = "" if facts.channels < 2 else f", by {facts.channels} ways"
    begins = ", and seldom begins to talk" if facts.began <= 20 else ""
    return f"Came in {often}{ways}{begins}; the last time on {last}."


def _felt(facts: Facts) -> str:
    if not facts.praised and not facts.blamed:
        return "" if facts.sentiment is None else "What they said was neither glad nor cross."
    glad = f"glad {_times(facts.praised)}" if facts.praised else ""
    cross = f"cross {_times(facts.blamed)}" if facts.blamed else ""
    both = " and ".join(part for part in (glad, cross) if part)
    return f"Sounded {both} in two years."


def _complained(facts: Facts) -> str:
    if not facts.complaints:
        return ""
    said = "1 complaint" if facts.complaints == 1 else f"{facts.complaints} complaints"
    open_ = facts.complaints - facts.solved
    return f"{said}, {'all solved' if open_ <= 0 else 'none solved' if not facts.solved else f'{open_} not solved'}."


def _going(facts: Facts) -> str:
    if facts.closeness is None or facts.closeness_ago is None or facts.heading not in {"cooling", "closer"}:
        return ""
    word = "Cooling" if facts.heading == "cooling" else "Coming closer"
    return f"{word}: closeness {facts.closeness_ago} a quarter ago, {facts.closeness} now."


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
