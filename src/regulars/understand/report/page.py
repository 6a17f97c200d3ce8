"""The report as one self-contained page to forward: sentences, pictures, people, and how each number is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from html import escape
from importlib.resources import files
from string import Template

from regulars.understand.metrics.definition import definition
from regulars.understand.metrics.wording import count, money, percent
from regulars.understand.report.figures import Figures, Person
from regulars.understand.report.pictures import Picture, all_of
from regulars.understand.report.spoken import champions, interval, lead, notes, plural, span, spoken_month


def page(figures: Figures) -> str:
    """The whole page as HTML text; nothing in it is fetched from elsewhere, and no script runs."""
    pictures = all_of(figures)
    sections = [
        _buying(figures, pictures),
        _coming_back(figures, pictures),
        _returning(figures, pictures),
        _who(figures, pictures),
        _best(figures),
        _slipping(figures),
        _ahead(figures),
        _months(figures),
        _how(figures),
    ]
    here = files(__package__ or __name__.rpartition(".")[0])
    return Template(here.joinpath("page.html").read_text("utf-8")).substitute(
        title=escape(f"How our customers fare: {figures.source.name}"),
        style=here.joinpath("page.css").read_text("utf-8"),
        when=escape(f"{figures.source.name}, {span(figures)}"),
        heading="How our customers fare",
        lead=_lead(lead(figures)),
        sections="\n".join(section for section in sections if section),
        footer="\n".join(f"<p>{escape(text)}</p>" for text in _footer(figures)),
    )


def _lead(sentences: Sequence[str]) -> str:
    middle = (len(sentences) + 1) // 2
    return "\n".join(
        f'<p class="lead">{escape(" ".join(part))}</p>' for part in (sentences[:middle], sentences[middle:]) if part
    )


def _section(title: str, under: str, *parts: str) -> str:
    below = f'<p class="under">{escape(under)}</p>' if under else ""
    return (
        f"<section>\n<h2>{escape(title)}</h2>\n{below}\n" + "\n".join(part for part in parts if part) + "\n</section>"
    )


def _figure(picture: Picture | None) -> str:
    if picture is None:
        return ""
    return (
        f'<figure class="picture" role="group" aria-label="{escape(picture.shows)}">'
        f'<div class="wide">{picture.wide}</div><div class="narrow">{picture.narrow}</div>'
        f"<figcaption>{escape(picture.shows)}</figcaption></figure>"
    )


def _table(head: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]]) -> str:
    """`head`: title and class of each column; cells are HTML already."""
    top = "".join(f'<th class="{style}" scope="col">{escape(title)}</th>' for title, style in head)
    body = "".join(
        "<tr>"
        + "".join(f'<td class="{style}">{cell}</td>' for (_, style), cell in zip(head, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="wide-table" tabindex="0"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _buying(figures: Figures, pictures: Mapping[str, Picture]) -> str:
    best = max(figures.months, key=lambda month: month.revenue)
    title = f"{spoken_month(best.month)} was the best month: {money(best.revenue, figures.currency)}."
    return _section(title, "", _figure(pictures.get("revenue")))


def _coming_back(figures: Figures, pictures: Mapping[str, Picture]) -> str:
    again, by_days = figures.metric("repeat_purchase_rate"), figures.metric("repeat_purchase_rate_by_days")
    under = f"{count(again.numerator)} of {count(again.denominator or 0)}; as a sample, {interval(again)}."
    under += f" On another day: {count(by_days.numerator)}."
    if figures.has("retention_rate"):
        under += f" In the last twelve months, {figures.metric('retention_rate').sentence}"
    drawn = (_figure(pictures.get(name)) for name in ("buyers", "again", "cohorts"))
    return _section(again.sentence, under, *drawn)


def _returning(figures: Figures, pictures: Mapping[str, Picture]) -> str:
    people = figures.metric("return_rate_customers")
    if not people.numerator:
        return ""
    others = (figures.metric(f"return_rate_{name}").sentence for name in ("documents", "units", "value"))
    under = f"{count(people.numerator)} of {count(people.denominator or 0)} customers. " + " ".join(others)
    return _section(people.sentence, under, _figure(pictures.get("returns")))


def _who(figures: Figures, pictures: Mapping[str, Picture]) -> str:
    best, total = champions(figures), sum((group.revenue for group in figures.groups), Decimal(0))
    title = "Who they are, by how lately, how often and for how much they buy."
    if best is not None and total:
        share = percent(float(best.revenue / total))
        title = f"{plural(best.customers, 'champion brings', 'champions bring')} {share} of the revenue."
    rows = [
        (
            escape(group.name),
            count(group.customers),
            money(group.revenue, figures.currency),
            f'<span class="dim">{escape(group.meaning)}</span>',
        )
        for group in figures.groups
    ]
    head = (("Group", "nowrap"), ("Customers", "r"), ("Revenue", "r"), ("They", "opt"))
    return _section(title, "", _figure(pictures.get("groups")), _table(head, rows))


def _named(person: Person) -> str:
    return escape(person.name or person.customer)


def _best(figures: Figures) -> str:
    rows = [
        (
            _named(person),
            count(person.orders),
            money(person.revenue, figures.currency),
            person.last_day.isoformat(),
            f'<span class="chip">{escape(person.group)}</span>',
            "" if person.expected is None else f"{person.expected:.1f}",
        )
        for person in figures.best
    ]
    horizon = f"next {figures.prediction.horizon} {figures.prediction.unit}s" if figures.prediction.horizon else ""
    head = (
        ("Customer", ""), ("Orders", "r"), ("Spent", "r"), ("Last order", "nowrap opt"), ("Group", "opt"),
        (f"Expected, {horizon}" if horizon else "Expected", "r opt"),
    )  # fmt: skip
    under = "The customers who spent most, and how often they can be expected to buy."
    return _section("The best customers", under, _table(head, rows))


def _slipping(figures: Figures) -> str:
    slipping = figures.slipping
    if not slipping.customers:
        return ""
    rows = [
        (
            _named(person),
            escape(person.why),
            count(person.orders),
            money(person.revenue, figures.currency),
            person.last_day.isoformat(),
        )
        for person in slipping.foremost
    ]
    head = (("Customer", ""), ("What happened", ""), ("Orders", "r opt"), ("Spent", "r"), ("Last order", "nowrap opt"))
    title = f"{plural(slipping.customers, 'regular is', 'regulars are')} slipping away."
    under = (
        "They bought on at least three days and have now been silent for more than three times their usual gap. "
        f"So far they spent {money(slipping.revenue, figures.currency)}. Those who spent most come first: call them."
    )
    return _section(title, under, _table(head, rows))


def _ahead(figures: Figures) -> str:
    model = figures.prediction
    if model.expected is None or model.log_likelihood is None:
        return ""
    title = f"About {count(round(model.expected))} purchases in the next {model.horizon} {model.unit}s."
    parameters = ", ".join(f"{name} = {value:.3f}" for name, value in model.parameters.items())
    under = (
        f"By the {model.model} model (Fader, Hardie and Lee, 2005), which learns from how often, how lately and since when "
        f"each of {count(model.customers)} customers bought, and counts the purchases of one day as one. It takes about "
        f"{count(round(model.alive or 0))} of them for customers still. {parameters}; log-likelihood "
        f"{model.log_likelihood:,.2f}; time in {model.unit}s."
    )
    if model.at_limit:
        under += " The customers hardly differ in how they leave, so a parameter lies at the edge of what was searched."
    return _section(title, under)


def _months(figures: Figures) -> str:
    head = (
        ("Month", "nowrap"), ("Revenue", "r"), ("Orders", "r"), ("Active", "r"), ("New", "r opt"),
        ("Came back", "r opt"), ("Returns", "r opt"), ("Given back", "r opt"),
    )  # fmt: skip
    rows = [
        (
            month.month,
            money(month.revenue, figures.currency),
            *(count(n) for n in (month.orders, month.active, month.new, month.returning, month.returns)),
            money(month.returned_value, figures.currency),
        )
        for month in figures.months
    ]
    return _section("The months in figures", "", _table(head, rows))


def _how(figures: Figures) -> str:
    parts = []
    for metric in figures.metrics:
        said = definition(metric.formula)
        listed = "".join(f"<dt>{label}</dt><dd>{escape(text)}</dd>" for label, text in said.parts)
        parts.append(
            f"<details><summary>{escape(metric.sentence)} <small>{escape(metric.title)}</small></summary>"
            f"<p>{escape(said.summary)}</p><dl>{listed}</dl>"
            f'<pre tabindex="0"><code>{escape(figures.sql[metric.key])}</code></pre></details>'
        )
    under = "Each number with its formula and the SQL that gives it, over one table of orders with a row a document."
    return _section("How each number is computed", under, *parts)


def _footer(figures: Figures) -> list[str]:
    columns = ", ".join(f"{column} as {field}" for column, field in figures.source.columns.items())
    read = f"Read {plural(figures.source.lines, 'line', 'lines')} of {figures.source.name}: {columns}."
    wrong = [f"Row {row}{f', {name}' if name else ''}: {reason}" for row, name, reason in figures.source.rejected[:20]]
    return [*notes(figures), *wrong, read, "Made by Regulars."]
