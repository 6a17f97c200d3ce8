"""What a map says, in sentences. Pure: figures in, words out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from regulars.understand.journeys.comparing import Difference
from regulars.understand.journeys.definition import Definition
from regulars.understand.journeys.figures import Harm, Leaving, Map, Pain, Precedent
from regulars.understand.journeys.pains import FEWEST, looked_at
from regulars.understand.metrics.wording import percent
from regulars.web.words import count, round_money

Names = Mapping[int, str]
TOO_FEW = f"Too few came by to say where it hurts: that takes {FEWEST} visits of a touchpoint."


def span(seconds: float | None) -> str:
    """A time between two moments in the coarsest words that still say something: 40 minutes, 5 hours, 3 days."""
    if seconds is None:
        return ""
    for size, word in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 2 * size or (seconds >= size and size == 60):
            number = round(seconds / size)
            return f"{number:,} {word}{'' if number == 1 else 's'}"
    return "less than a minute" if seconds < 60 else f"{round(seconds / 60)} minutes"


def many(number: float, one: str, more: str = "") -> str:
    """`1 person`, `4,312 people`."""
    whole = round(number)
    return f"{count(whole)} {one if whole == 1 else more or one + 's'}"


def lead(definition: Definition, drawn: Map, names: Names) -> list[str]:
    """The few sentences above a map."""
    began = f"; {many(drawn.began, 'journey')} began in it" if drawn.began else ""
    told = [f"{many(drawn.people, 'person', 'people')} met us {many(drawn.visits, 'time')}{began}."]
    if drawn.pains:
        worst = drawn.pains[0]
        told.append(f"It hurts most at “{names[worst.key]}”: {clause(worst.harms[0])}.")
    elif drawn.visits:
        told.append("Nothing hurts beyond chance." if looked_at(drawn) else TOO_FEW)
    stages = {point.key: point.stage for point in definition.touchpoints}
    back = sum(way.times for way in drawn.ways if stages[way.after] < stages[way.before])
    ways = sum(way.times for way in drawn.ways)
    if back and ways:
        told.append(f"{percent(back / ways)} of all steps lead back to an earlier stage.")
    return told


def painless(drawn: Map) -> str:
    """What stands where pain points would: that there are none, or that too few came by to know."""
    if looked_at(drawn):
        return "No touchpoint is worse than the others beyond chance."
    return TOO_FEW


def clause(harm: Harm) -> str:
    """What is wrong, as a clause: `38 % leave here, where 9 % would be usual`."""
    here = percent(harm.observed / harm.of) if harm.of else ""
    usual = percent(harm.expected / harm.of) if harm.of else ""
    match harm.kind:
        case "leaving":
            return f"{here} go no further, where {usual} would be usual"
        case "complaint":
            return f"{here} of visits end in a complaint, where {usual} would be usual"
        case "bad_answer":
            return f"{here} of answers are bad, where {usual} would be usual"
        case _:
            return f"{here} wait longer than they should, where {usual} would be usual"


_HARMED = {
    "leaving": ("person more left", "people more left"),
    "complaint": ("person more complained", "people more complained"),
    "bad_answer": ("person more gave a bad mark", "people more gave bad marks"),
    "waiting": ("person more waited too long", "people more waited too long"),
}


def arithmetic(harm: Harm) -> str:
    """How its cost comes about: `290 people more left × 1 = 290`."""
    return f"{many(harm.excess, *_HARMED[harm.kind])} × {harm.weight:g} = {cost(harm.cost)}"


def cost(value: float) -> str:
    """What a pain costs, in people: whole from ten on, below with what would be lost by rounding."""
    return count(round(value)) if value >= 10 else f"{value:.1f}".removesuffix(".0")


def lost(pain: Pain, currency: str) -> str:
    """What it cost in money at most; empty where that is not known."""
    return f"at most {round_money(Decimal(round(pain.lost)), currency)} lost" if pain.lost >= 1 else ""


def precedent(each: Precedent, leaving: Leaving, names: Names) -> str:
    """`Of 120 people who met “Case solved”, 40 % were not seen again; of the others 18 %: 2.2 times as likely …`"""
    what = f"“{names[each.key]}”" if not each.before else f"“{names[each.key]}” right after “{names[each.before]}”"
    return (
        f"Of {many(each.people, 'person', 'people')} who met {what}, {percent(each.gone / each.people)} were not seen in the "
        f"{leaving.after} days after; of the others {percent(each.others_gone / each.others)}. That is {each.times:.1f} times "
        f"as likely (95 % interval {each.low:.1f} to {each.high:.1f})."
    )


_COMPARED = {
    "reached": "came to “{0}”",
    "left": "went no further than “{0}”",
    "complained": "complained after “{0}”",
    "bad": "gave a bad mark for “{0}”",
    "late": "waited too long at “{0}”",
    "way": "went from “{0}” to “{1}”",
}


def difference(each: Difference, names: Names) -> tuple[str, str, str]:
    """What differs and both its shares: (`went no further than “Began to pay”`, `38 %`, `21 %`)."""
    what = _COMPARED[each.kind].format(names[each.key], names.get(each.after, ""))
    return what, percent(each.first.value), percent(each.second.value)
