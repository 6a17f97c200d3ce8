"""What address books and mailing lists tell beyond a customer's profile, as fields a column can be matched to."""

from __future__ import annotations

from regulars.listen.imports.field import Field, make_field

CONTACTS: tuple[Field, ...] = (
    make_field(
        "emails", "E-mail addresses (several)", "text",
        "emails|other email|other emails|email 2|e mail 2|email 3|second email|secondary email|additional email addresses"
        "|work email|home email|personal email|business email|weitere e mail|zweite e mail|autre e mail|otro correo",
        "The first is the one they are written to, where no column is matched to E-mail; all are theirs", many=True,
    ),
    make_field(
        "phones", "Phones (several)", "text",
        "phones|other phone|other phones|phone 2|second phone|mobile phone number|home phone|work phone|business phone"
        "|telefon privat|telefon geschaftlich|telephone bureau|telephone domicile|telefono trabajo|telefono casa",
        "The first is the one they are called on, where no column is matched to Phone; all are theirs", many=True,
    ),
    make_field(
        "middle_name", "Further first names", "text", "middle name|additional name|second name|zweiter vorname",
    ),
    make_field(
        "works_at", "Works at", "text",
        "works at|employer|organization name|organisation name|arbeitgeber|employeur|empleador|werkgever|datore di lavoro",
        "Becomes a company of its own, for whom they work",
    ),
    make_field("title", "Job title", "text", "job title|jobtitle|position|funktion|fonction|cargo|functie|qualifica"),
    make_field(
        "website", "Website", "text", "website|web site|web page|homepage|website url|webseite|site web|sitio web|sito web",
    ),
    make_field(
        "anniversary", "Anniversary", "text", "anniversary|wedding anniversary|hochzeitstag|aniversario|jubilaum",
        "With or without a year",
    ),
    make_field("birth_year", "Birthday: year", "text", "birth year|geburtsjahr|annee de naissance"),
    make_field("birth_month", "Birthday: month", "text", "birth month|geburtsmonat"),
    make_field("birth_day", "Birthday: day", "text", "birth day|geburtstag tag"),
    make_field(
        "subscribed_at", "Agreed to the newsletter on", "date", "optin time|confirm time|subscribed at",
        "Kept as a consent to the newsletter by e-mail", many=True,
    ),
    make_field("subscribed_from", "Agreed from (IP address)", "text", "optin ip|confirm ip", "Its proof", many=True),
    make_field("unsubscribed_at", "Unsubscribed on", "date", "unsub time|unsubscribed at"),
    make_field("unsubscribed_why", "Why they unsubscribed", "text", "unsub reason"),
    make_field("bounced_at", "Mails came back on", "date", "clean time|bounced at", "Nothing is mailed there any more"),
    make_field(
        "opted_out", "Wants no mail", "yes_no", "unsubscribed from all email|opted out|opted out of email",
        "yes or true: kept as a no to the newsletter",
    ),
)  # fmt: skip
