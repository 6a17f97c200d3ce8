"""How each component is used, in every state it has. The page draws these; a test sees that none is missing."""

from __future__ import annotations

from typing import Any, Final

from regulars.web.pictures.cohort import cohort_table
from regulars.web.pictures.columns import Datum, columns
from regulars.web.pictures.spark import spark

_RATES = [0.09, 0.095, 0.088, 0.091, 0.09, 0.094, 0.089, 0.12, 0.16, 0.19, 0.22, 0.24]
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

VALUES: Final[dict[str, Any]] = {
    "countries": [("", "Any country"), ("DE", "Germany"), ("PL", "Poland")],
    "wizard": ["Upload", "Columns", "Preview", "Import"],
    "line": spark(_RATES, low=[r - 0.015 for r in _RATES], high=[r + 0.015 for r in _RATES], marks=[(6, "fitting room")]),
    "flat": spark([1.0, 1.0, 1.0]),
    "broken": spark([0.1, None, 0.3, 0.2]),
    "bars": columns(
        [Datum(m, (120 - 4 * i, 20 + 9 * i), "#columns", f"{m}: {120 - 4 * i} new, {20 + 9 * i} again") for i, m in enumerate(_MONTHS)],
        ("New", "Came back"),
    ),
    "cohorts": cohort_table(
        [("Jan 2026", [100, 24, 20, 18]), ("Feb 2026", [80, 30, 22]), ("Mar 2026", [120, 58])], href=lambda cohort, month: "#cohort"
    ),
    "pairs": [("Mail", "ada@brandt.example"), ("Phone", "+49 40 5550 142"), ("Shop", "88213")],
    "places": [("#tabs", "Appearance", True), ("#tabs-2", "People", False), ("#tabs-3", "Write keys", False)],
    "sql": "SELECT count(*) FILTER (WHERE orders >= 2) * 1.0 / count(*)\nFROM buyers",
}  # fmt: skip

EXAMPLES: Final[dict[str, list[tuple[str, str]]]] = {
    "button": [
        ("plain, primary, quiet", '{% component "button" %}Import{% endcomponent %} {% component "button" kind="primary" icon="plus" %}Add a customer{% endcomponent %} {% component "button" kind="quiet" %}Cancel{% endcomponent %}'),
        ("a link", '{% component "button" href="#button" %}Next 50{% endcomponent %}'),
        ("danger, and when it is certain", '{% component "button" kind="danger" %}Revoke{% endcomponent %} {% component "button" kind="danger sure" type="submit" %}Revoke the key{% endcomponent %}'),
        ("small, and an icon alone with its label", '{% component "button" size="small" icon="copy" %}Copy{% endcomponent %} {% component "button" kind="quiet" icon="edit" label="Edit" / %}'),
        ("disabled, busy, reset", '{% component "button" disabled=True %}Save{% endcomponent %} {% component "button" kind="primary" busy=True %}Saving{% endcomponent %} {% component "button" type="reset" %}Start over{% endcomponent %}'),
    ],
    "chip": [
        ("the tones; colour is never alone, the word says it", '{% component "chip" %}Loyal{% endcomponent %} {% component "chip" tone="good" %}warm{% endcomponent %} {% component "chip" tone="watch" %}cooling{% endcomponent %} {% component "chip" tone="bad" %}hurt{% endcomponent %} {% component "chip" tone="cool" %}new{% endcomponent %}'),
        ("with more to say when pointed at", '{% component "chip" title="Bought within 90 days of the first order" %}Promising{% endcomponent %}'),
    ],
    "icon": [("decorative, and one that speaks", '{% component "icon" name="people" / %} {% component "icon" name="check" label="Done" / %}')],
    "face": [
        ("person, company, large", '<div class="row">{% component "face" name="Ada Brandt" / %} {% component "face" name="Café Nord" kind="company" / %} {% component "face" name="Piotr Zieliński" size="large" / %}</div>'),
    ],
    "field": [
        ("with a hint", '{% component "field" name="name" label="Name" hint="As they write it themselves." / %}'),
        ("wrong", '{% component "field" name="email" label="E-mail" type="email" value="ada@" error="“ada@” is no e-mail address. Write it as name@example.com." / %}'),
        ("optional, disabled", '{% component "field" name="city" label="Town" optional=True value="Hamburg" / %} {% component "field" name="source" label="Source" value="shop" disabled=True / %}'),
        ("long text", '{% component "field" name="note" label="Note" type="textarea" / %}'),
        ("password, phone, number, date, address, search", '{% component "field" name="pw" label="Password" type="password" / %} {% component "field" name="tel" label="Phone" type="tel" / %} {% component "field" name="n" label="Number" type="number" / %} {% component "field" name="d" label="Birthday" type="date" / %} {% component "field" name="u" label="Address of the shop" type="url" / %} {% component "field" name="s" label="Look for" type="search" / %}'),
    ],
    "select": [
        ("labelled, and bare inside a row of filters", '{% component "select" name="country" label="Country" options=countries value="PL" / %} {% component "select" name="country2" label="Country" options=countries bare=True / %}'),
        ("wrong", '{% component "select" name="country3" label="Country" options=countries error="Choose a country." / %}'),
    ],
    "tick": [("off, on with a hint", '{% component "tick" name="a" %}Keep the file{% endcomponent %} {% component "tick" name="b" checked=True hint="as the columns say" %}Update customers{% endcomponent %}')],
    "search": [("with its key", '{% component "search" label="Search customers" placeholder="Name, mail, phone…" / %}')],
    "card": [("with a title and something to do", '{% component "card" title="Known as" %}{% slot actions %}{% component "button" size="small" kind="quiet" %}Edit{% endcomponent %}{% endslot %}{% component "facts" pairs=pairs / %}{% endcomponent %}')],
    "notice": [
        ("to know, good, to watch, bad", '<div class="stack">{% component "notice" %}The numbers are from this morning.{% endcomponent %} {% component "notice" tone="good" %}541,909 lines are in.{% endcomponent %} {% component "notice" tone="watch" title="12 rows need you" %}They had no date.{% slot actions %}{% component "button" size="small" %}Download them{% endcomponent %}{% endslot %}{% endcomponent %} {% component "notice" tone="bad" %}The file is not a table. Choose a CSV, XLSX or Parquet file.{% endcomponent %}</div>'),
    ],
    "empty": [("a place that teaches", '{% component "empty" title="Nobody here yet" icon="people" %}<p>Customers come from your shop, from a file, or by hand.</p>{% slot actions %}{% component "button" kind="primary" %}Import orders{% endcomponent %}{% endslot %}{% endcomponent %}')],
    "progress": [
        ("known and unknown", '<div class="stack">{% component "progress" label="Importing orders.csv" value=62 told="336,000 of 541,909 lines" / %} {% component "progress" label="Reading the file" / %}</div>'),
    ],
    "steps": [("in the middle", '{% component "steps" names=wizard now=2 / %}')],
    "drop": [("waiting, and after a wrong file", '<div class="stack">{% component "drop" name="file" title="Drop a file here, or choose one" hint="CSV, TSV, XLSX or Parquet, also gzipped" / %} {% component "drop" name="file2" title="Drop a file here" error="file: this is a PDF. Choose a table." required=False / %}</div>')],
    "dialog": [("opened by a button", '{% component "button" data-opens="dialog-shown" %}Revoke…{% endcomponent %} {% component "dialog" id="dialog-shown" title="Revoke this key?" %}<p>Shops that use it can send nothing any more.</p>{% slot footer %}{% component "button" data-closes="1" %}Keep it{% endcomponent %}{% component "button" kind="danger sure" %}Revoke{% endcomponent %}{% endslot %}{% endcomponent %}')],
    "menu": [("closed; opens by click or Enter", '{% component "menu" label="More" id="menu-shown" %}<button type="button">Make an agent</button><button type="button">End access</button>{% endcomponent %}')],
    "source": [
        ("SQL, and a key shown once", '<div class="stack">{% component "source" text=sql label="SQL" / %} {% component "source" text="rk_3f9a…" label="Write key" short=True / %}</div>'),
    ],
    "spark": [
        ("with its interval and a dated word", '{% component "spark" drawing=line label="Repeat purchase rate by month, from 9 % to 24 %" / %}'),
        ("flat; with a gap", '{% component "spark" drawing=flat label="Unchanged" / %} {% component "spark" drawing=broken label="With a month missing" / %}'),
    ],
    "columns": [("stacked by month", '{% component "columns" drawing=bars label="Buyers by month" / %}')],
    "share": [("a part", '{% component "share" value=0.61 label="61 %" / %}')],
    "cohort": [("by first order", '{% component "cohort" table=cohorts label="Cohorts" / %}')],
    "facts": [("names and values", '{% component "facts" pairs=pairs / %}')],
    "toast": [("done, and failed", '{% component "toast" %}Ada Brandt is kept.{% endcomponent %} {% component "toast" tone="bad" %}That did not work.{% endcomponent %}')],
    "tabs": [("three places", '{% component "tabs" places=places label="Settings" / %}')],
    "theme": [("following the system, light, dark", '{% component "theme" / %} {% component "theme" now="light" / %} {% component "theme" now="dark" / %}')],
}  # fmt: skip
