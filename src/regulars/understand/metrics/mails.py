"""Metrics of mails: who opened them, who followed a link, and what only programs opened."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.grains import known, period_of, whole, within
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.metric import Contribution, Grain, Metric
from regulars.understand.metrics.payload import told
from regulars.understand.metrics.window import Window
from regulars.understand.metrics.wording import share_sentence

MAILS = ("mail.sent", "mail.delivered", "mail.opened", "mail.clicked", "mail.bounced")
# One look at the text of the properties for all of it, which is a tenth of the work of reading field after field: under
# these names senders say that a program opened the mail; two programs that fetch the pictures of every mail say who they
# are, and one gives this bare name of a reader and no more.
_PROGRAM = (
    r'"(machine|machine_open|sg_machine_open|bot|is_bot|proxy)"\s*:\s*"?(true|1|yes)\b'
    r"|GoogleImageProxy|YahooMailProxy"
    r'|"user_?[aA]gent"\s*:\s*"Mozilla/5\.0"'
)


def mail_open_rate(table: ir.Table) -> Contribution:
    """Of the mails people got, the share that a person opened.

    Formula: mails opened by a person at least once / mails that arrived.
    Unit: share of mails, with a 95 % Wilson interval, customers being what is drawn.
    Window: mails sent in the window, opened whenever until now.
    Exclusions: mails that came back; openings by programs, which have a figure of their own. A mail is one campaign (or,
    without one, one subject) to one customer; a mail that was followed was opened.
    Source: the usual unique open rate; machine openings apart since mail programs began to fetch pictures ahead in 2021.
    """
    return Contribution(table.opened, table.mails)


def mail_click_rate(table: ir.Table) -> Contribution:
    """Of the mails people got, the share in which somebody followed a link.

    Formula: mails with at least one link followed / mails that arrived.
    Unit: share of mails, with a 95 % Wilson interval, customers being what is drawn.
    Window: mails sent in the window, followed whenever until now.
    Exclusions: mails that came back; clicks that the sender marks as a program's.
    Source: the usual unique click rate.
    """
    return Contribution(table.clicked, table.mails)


def mail_machine_rate(table: ir.Table) -> Contribution:
    """Of the mails people got, the share that only programs opened, as far as is known.

    Formula: mails opened by a program and by no person / mails that arrived.
    Unit: share of mails, with a 95 % Wilson interval, customers being what is drawn.
    Window: mails sent in the window, opened whenever until now.
    Exclusions: as for the open rate. An opening is a program's where the sender marks it so or its reader is one of the
    known programs that fetch pictures.
    Source: as for the open rate.
    """
    return Contribution(table.machine, table.mails)


def _mailing(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """How many mails each customer got, and what became of them."""
    lines, keys = material.rows("interactions"), material.keys
    rows = lines.filter(lines.name.isin(MAILS), known(lines), lines.day >= ibis.date(whole(windows).start))
    program = rows.properties.re_search(_PROGRAM)
    mail = ibis.coalesce(told(rows, "campaign"), told(rows, "subject"), ibis.literal(""))
    rows = rows.select(*keys, "day", "name", mail=mail, program=program)
    sent = rows.name.isin(["mail.sent", "mail.delivered"])
    each = rows.group_by(*keys, "mail").aggregate(
        day=rows.day.min(where=sent),
        back=(rows.name == "mail.bounced").any() & ~(rows.name == "mail.delivered").any(),
        clicked=((rows.name == "mail.clicked") & ~rows.program).any(),
        by_person=((rows.name == "mail.opened") & ~rows.program).any(),
        by_program=((rows.name == "mail.opened") & rows.program).any(),
    )
    each = each.filter(each.day.notnull(), ~each.back, within(each, whole(windows)))
    each = each.mutate(period=period_of(each.day, windows), person=each.by_person | each.clicked)
    counts: dict[str, ir.Value] = {
        "mails": each.count(),
        "opened": each.person.sum(),
        "clicked": each.clicked.sum(),
        "machine": (each.by_program & ~each.person).sum(),
    }
    made = each.group_by("period", *keys).aggregate(**{name: counts[name] for name in needs})
    return made.select("period", *keys, *needs)


MAILING = Grain("mails", _mailing, ("interactions",))

METRICS: tuple[Metric, ...] = (
    Metric(
        key="mail_open_rate",
        title="Mails opened",
        unit="share",
        compute=mail_open_rate,
        needs=("opened", "mails"),
        grain=MAILING,
        sentence=share_sentence("mails", "were opened by a person"),
        better="up",
        clustered=True,
    ),
    Metric(
        key="mail_click_rate",
        title="Mails followed",
        unit="share",
        compute=mail_click_rate,
        needs=("clicked", "mails"),
        grain=MAILING,
        sentence=share_sentence("mails", "led to a click"),
        better="up",
        clustered=True,
    ),
    Metric(
        key="mail_machine_rate",
        title="Mails opened by programs only",
        unit="share",
        compute=mail_machine_rate,
        needs=("machine", "mails"),
        grain=MAILING,
        sentence=share_sentence("mails", "were opened by programs only"),
        clustered=True,
    ),
)
