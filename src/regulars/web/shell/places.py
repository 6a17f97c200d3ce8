"""The places of the program, in the order of the loop. Only what works is here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: `url` names its address, `permission` who sees it, `words` what else finds it."""

    name: str
    url: str
    icon: str
    permission: str
    stage: str = ""
    words: str = ""
    key: str = ""


STAGE_ICONS = {"Listen": "listen", "Understand": "chart"}

PLACES = (
    Place("Customers", "customers:list", "people", "customers.see", words="people clients contacts", key="g c"),
    Place(
        "Import",
        "imports:list",
        "import",
        "imports.see",
        stage="Listen",
        words="upload file csv excel orders",
        key="g i",
    ),
    Place(
        "Scoreboard",
        "understand:scoreboard",
        "chart",
        "numbers.see",
        stage="Understand",
        words="understand numbers metrics",
        key="g u",
    ),
    Place(
        "All numbers",
        "understand:catalogue",
        "columns",
        "numbers.see",
        stage="Understand",
        words="metrics catalogue nps csat churn clv market share roi resolution visits definitions",
    ),
    Place(
        "What to expect",
        "understand:predictions",
        "chart",
        "numbers.see",
        stage="Understand",
        words="predictions forecast churn clv lifetime value at risk model",
    ),
    Place(
        "Slipping away",
        "understand:cooling",
        "people",
        "customers.see",
        stage="Understand",
        words="cooling warm leaving call proactive relationship",
    ),
    Place(
        "Segments",
        "segments:list",
        "people",
        "numbers.see",
        stage="Understand",
        words="groups who lists audience cohorts rules",
    ),
    Place(
        "Journeys", "journeys:list", "pin", "numbers.see", stage="Understand", words="map paths stages touchpoints pain"
    ),
    Place("Boards", "boards:all", "columns", "numbers.see", stage="Understand", words="dashboard tiles print own"),
    Place("Alerts", "understand:alerts", "alert", "numbers.see", stage="Understand", words="moved changed warning why"),
    Place("Targets", "understand:targets", "up", "numbers.see", stage="Understand", words="goals plan forecast"),
    Place(
        "Offers",
        "recommendations:quality",
        "tag",
        "numbers.see",
        stage="Understand",
        words="recommendations next best products cross sell goes with",
    ),
)
APART = (Place("Settings", "settings:start", "settings", "", words="appearance theme people keys password", key="g s"),)
ACTIONS = (
    Place(
        "Figures you enter",
        "understand:inputs",
        "edit",
        "numbers.see",
        words="margin cost discount rate market sales rival business hours inactivity initiative",
    ),
    Place(
        "Products", "recommendations:products", "tag", "numbers.see", words="catalogue goes with stock bought together"
    ),
    Place(
        "What is never offered",
        "recommendations:rules",
        "tag",
        "numbers.see",
        words="exclude withdrawn stock recommendations",
    ),
    Place("New segment", "segments:new", "plus", "segments.manage", words="audience rule group make"),
    Place("Ready-made segments", "segments:ready", "people", "numbers.see", words="rfm champions lapsed bought once"),
    Place("Saved views", "customers:views", "columns", "customers.see", words="lists filters segments"),
    Place("Changes of many", "customers:changes", "edit", "customers.edit", words="bulk undo mass edit"),
    Place("Add a customer", "customers:new", "plus", "customers.edit", words="new create person company"),
    Place("Judge duplicates", "duplicates:queue", "people", "customers.merge", words="merge same twice double dedupe"),
    Place("Days to remember", "around:days", "calendar", "customers.see", words="birthdays anniversaries occasions"),
    Place("Mentions of you", "around:mentions", "at", "customers.see", words="notes named at colleagues"),
    Place(
        "Import a file",
        "imports:new",
        "import",
        "imports.run",
        words="upload orders customers contacts csv excel vcard google outlook",
    ),
    Place(
        "Add a field", "settings:new_field", "edit", "fields.manage", words="custom own fields profile form settings"
    ),
    Place("Set a target", "understand:targets", "up", "numbers.manage", words="goal plan by when"),
    Place("Make a board", "boards:all", "columns", "numbers.see", words="dashboard new compose"),
    Place("Numbers by mail", "settings:digests", "at", "numbers.manage", words="digest report weekly monthly schedule"),
    Place("Make a write key", "settings:keys", "key", "keys.manage", words="api tracking segment token"),
    Place("Invite a colleague", "settings:people", "people", "people.manage", words="user team role access"),
    Place(
        "Purposes of consent", "settings:purposes", "check", "purposes.manage", words="newsletter offers gdpr opt in"
    ),
    Place(
        "Contact rules",
        "settings:contact_rules",
        "settings",
        "purposes.manage",
        words="quiet hours frequency cap do not contact suppression bounced",
    ),
    Place("Change your password", "account_change_password", "key", "", words="security"),
    Place("How you log in", "settings:login", "key", "", words="second factor passkey authenticator code mfa sessions"),
)
