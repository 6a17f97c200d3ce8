"""The report in a terminal: sentences, then small charts and lists that fit its width."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from regulars.understand.metrics.wording import count, money, percent
from regulars.understand.report.figures import Figures, Person
from regulars.understand.report.spoken import interval, lead, notes, span

# Eighths of a block, so that a short bar still differs from a shorter one.
_EIGHTHS = " ▏▎▍▌▋▊▉"
_SHOWN_MONTHS, _SHOWN_PEOPLE, _SHOWN_REJECTED = 24, 8, 5


def bar(value: float | Decimal, most: float | Decimal, width: int = 20) -> str:
    """A horizontal bar of at most `width` characters; empty for nothing, and never empty for something."""
    if value <= 0 or most <= 0:
        return ""
    eighths = max(1, round(float(value) / float(most) * width * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def show(figures: Figures, console: Console) -> None:
    """Print the report."""
    console.print()
    console.print(Text(f"{figures.source.name}, {span(figures)}", style="bold"))
    console.print()
    for sentence in lead(figures):
        console.print(sentence)
    parts: Sequence[tuple[str, RenderableType]] = (
        ("The measures", _measures(figures)),
        ("Month by month", _months(figures)),
        ("Who they are", _groups(figures)),
        ("The best customers", _people(figures, figures.best)),
        ("Slipping away", _people(figures, figures.slipping.foremost)),
        ("What to expect", _prediction(figures)),
    )
    for title, part in parts:
        console.print()
        console.print(Text(title, style="bold dark_orange3"))
        console.print(part)
    _closing(figures, console)


def _grid(*columns: tuple[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name, side in columns:
        table.add_column(name, justify="right" if side == "right" else "left", no_wrap=side != "fold")
    return table


def _measures(figures: Figures) -> Table:
    table = _grid(("", "fold"), ("95 % interval", "left"))
    for metric in figures.metrics:
        table.add_row(metric.sentence, Text(interval(metric), style="dim"))
    return table


def _months(figures: Figures) -> Table:
    shown = figures.months[-_SHOWN_MONTHS:]
    most = max((month.revenue for month in shown), default=Decimal(0))
    table = _grid(
        ("month", "left"), ("revenue", "right"), ("", "left"), ("active", "right"), ("new", "right"),
        ("returning", "right"), ("orders", "right"), ("returns", "right"),
    )  # fmt: skip
    for month in shown:
        table.add_row(
            month.month,
            money(month.revenue, figures.currency),
            Text(bar(month.revenue, most, 16), style="dark_orange3"),
            *(count(value) for value in (month.active, month.new, month.returning, month.orders, month.returns)),
        )
    return table


def _groups(figures: Figures) -> Table:
    most = max((group.customers for group in figures.groups), default=0)
    total = sum((group.revenue for group in figures.groups), Decimal(0))
    table = _grid(("group", "left"), ("customers", "right"), ("", "left"), ("of revenue", "right"), ("", "fold"))
    for group in figures.groups:
        table.add_row(
            group.name,
            count(group.customers),
            Text(bar(group.customers, most, 16), style="dark_orange3"),
            percent(float(group.revenue / total)) if total else "",
            Text(group.meaning, style="dim"),
        )
    return table


def _people(figures: Figures, people: Sequence[Person]) -> RenderableType:
    if not people:
        return Text("Nobody.", style="dim")
    explained = any(person.why for person in people)
    table = _grid(("customer", "fold"), ("orders", "right"), ("spent", "right"), ("last order", "left"), ("", "fold"))
    for person in people[:_SHOWN_PEOPLE]:
        table.add_row(
            Text(person.name or person.customer),
            count(person.orders),
            money(person.revenue, figures.currency),
            person.last_day.isoformat(),
            Text(person.why if explained else person.group, style="dim"),
        )
    return table


def _prediction(figures: Figures) -> RenderableType:
    model = figures.prediction
    if model.expected is None or model.log_likelihood is None:
        return Text(model.reason)
    parameters = ", ".join(f"{name} {value:.3f}" for name, value in model.parameters.items())
    said = (
        f"About {count(round(model.expected))} purchases in the next {model.horizon} {model.unit}s; of "
        f"{count(model.customers)} customers about {count(round(model.alive or 0))} are expected to be customers still."
    )
    how = f"{model.model} by {model.unit}: {parameters}, log-likelihood {model.log_likelihood:,.2f}"
    return Group(Text(said), Text(how, style="dim"))


def _closing(figures: Figures, console: Console) -> None:
    for note in notes(figures):
        console.print()
        console.print(note)
    for row, name, reason in figures.source.rejected[:_SHOWN_REJECTED]:
        where = f"row {row}" + (f", {name}" if name else "")
        console.print(Padding(Text(f"{where}: {reason}", style="dim"), (0, 0, 0, 2)))
    columns = ", ".join(f"{column} as {field}" for column, field in figures.source.columns.items())
    console.print()
    console.print(Text(f"Read {count(figures.source.lines)} lines; columns: {columns}.", style="dim"))
    console.print(Text("--html OUT writes this as a page, with pictures and how each number is computed.", style="dim"))
