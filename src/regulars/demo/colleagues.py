"""What the colleagues of the demo company did over the years: fields of their own, tags, notes, companies, consents, and a
few customers who wrote to them twice under two spellings."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from django.db import transaction

from regulars.access.acting import acting_as
from regulars.access.permissions import Role
from regulars.access.teams.actions import choose_teams, create_team
from regulars.access.users.models import Team, User
from regulars.access.users.queries import acting_of
from regulars.demo.grouping import group
from regulars.demo.journeys import draw_journey
from regulars.demo.offering import tell_stock
from regulars.demo.watching import watch
from regulars.kit.tokens import new_token
from regulars.know.consents.actions.importing import ConsentRow, import_consents
from regulars.know.customers.care import assign
from regulars.know.customers.models import Customer
from regulars.know.fields.actions import create_field, set_many
from regulars.know.fields.giving import read_given
from regulars.know.fields.queries import fields_of
from regulars.know.filters.rule import read_rule, write_rule
from regulars.know.identities.actions import add_customer, edit_customer
from regulars.know.notes.actions import write_note
from regulars.know.occasions.actions import Day, remember_many
from regulars.know.relations.actions import relate
from regulars.know.requests.actions import receive_request
from regulars.know.tags.actions import create_tag, tag_customers
from regulars.know.tags.models import Tag
from regulars.know.views.actions import save_view

ACTOR = "demo"
OWNER = "owner@unfold.example"
COLLEAGUES = (("Marta Okafor", Role.MANAGER), ("Jonas Weber", Role.AGENT), ("Priya Nair", Role.MARKETER))
TEAMS = ("Online", "Store")
MENTIONS = 2
COMPANIES = ("Harbour Hotel", "Studio Lind", "Brauer Stage Productions", "Fenwick School")
TAGS = {"Stylist": "honey", "Press": "sky", "Wholesale": "leaf", "Helped us test": "sand"}
SIZES = ("XS", "S", "M", "L", "XL")
STYLES = ("Plain", "Tailored", "Bright", "Outdoor")
NOTES = (
    "Prefers calls before noon.", "Allergic to wool: offer the cotton line.",
    "Asked for a longer sleeve; passed on to the studio.",
    "Always orders two sizes and sends one back. The fitting room helped.", "Met us at the autumn market, very kind.",
    "Wants the parcel left with the neighbour on the ground floor.",
)  # fmt: skip


def settle_in(customers: list[int], rng: random.Random, as_of: datetime) -> None:
    """Everything below, in one transaction, unless it was done. `customers` are the ids of known persons, the best first."""
    if Team.objects.exists():
        return
    with transaction.atomic():
        people = _colleagues()
        chosen = customers[: max(40, len(customers) // 3)]
        _fields(chosen, rng)
        _tags(chosen, rng)
        _notes(chosen[:30], rng, people)
        _companies(chosen, rng)
        _care(chosen, rng, people)
        _occasions(chosen, rng, as_of)
        _birthdays(chosen, rng)
        _consents(customers, rng, as_of)
        _twice(chosen[:12], rng)
        _views(people[0])
        group(chosen, actor=ACTOR)
        draw_journey(people[0], people[2])
        watch(User.objects.get(email=OWNER), people, as_of)
        tell_stock(ACTOR)
        if chosen:
            how = {"how": "by mail", "verified": "answered from the address we know"}
            receive_request(chosen[min(5, len(chosen) - 1)], "access", **how, actor=people[0].actor)


def _colleagues() -> list[User]:
    # Nobody knows the password: the way in is a link, at every start.
    User.objects.create_user(OWNER, new_token(), name="You", role=Role.OWNER)
    made = []
    for name, role in COLLEAGUES:
        address = f"{name.split()[0].lower()}@unfold.example"
        made.append(User.objects.create_user(address, new_token(), name=name, role=role))
    for place, team in enumerate(TEAMS):
        pk = create_team(team, actor=ACTOR).pk
        choose_teams(made[place].pk, [pk], actor=ACTOR)
    return made


def _fields(chosen: list[int], rng: random.Random) -> None:
    for label, kind, choices in (("Size", "choice", SIZES), ("Style", "choices", STYLES)):
        spec = {"label": label, "kind": kind, "of": "person", "group": "Fitting", "shown_in_list": kind == "choice"}
        create_field(spec | {"choices": [{"label": choice} for choice in choices]}, actor=ACTOR)
    create_field({"label": "Yearly budget", "kind": "money", "of": "company"}, actor=ACTOR)
    known = fields_of("person")
    rows = {}
    for pk in chosen:
        told: dict[str, object] = {"size": rng.choice(SIZES).lower()}
        if rng.random() < 0.5:
            told["style"] = [style.lower() for style in rng.sample(STYLES, rng.randint(1, 2))]
        rows[pk] = read_given(told, known)
    set_many(rows)


def _tags(chosen: list[int], rng: random.Random) -> None:
    for name, colour in TAGS.items():
        create_tag(name, colour, actor=ACTOR)
        few = rng.sample(chosen, max(1, len(chosen) // 25))
        tag_customers(few, add=[name], remove=[], actor=ACTOR)


def _notes(chosen: list[int], rng: random.Random, people: list[User]) -> None:
    owner = User.objects.get(email=OWNER)
    for place, pk in enumerate(chosen):
        author = rng.choice(people)
        # What the owner should know of, so that there is something new.
        to = f"@{owner}: " if place < MENTIONS else ""
        with acting_as(acting_of(author)):
            write_note(pk, f"{to}{rng.choice(NOTES)}", pinned=rng.random() < 0.3, actor=author.actor)


def _companies(chosen: list[int], rng: random.Random) -> None:
    for name in COMPANIES:
        company = add_customer(
            {"kind": "company", "name": name, "city": rng.choice(["Hamburg", "Leeds", "Lyon"])}, actor=ACTOR
        )
        for pk in rng.sample(chosen, min(3, len(chosen))):
            relate(pk, "works_at", company.pk, role=rng.choice(["buyer", "stage manager", "assistant"]), actor=ACTOR)


def _care(chosen: list[int], rng: random.Random, people: list[User]) -> None:
    teams = {team.name: team.pk for user in people for team in user.teams.all()}
    for user in people[:2]:
        assign(rng.sample(chosen, max(1, len(chosen) // 8)), owner_id=user.pk, actor=ACTOR)
    assign(rng.sample(chosen, max(1, len(chosen) // 4)), team_id=teams["Store"], actor=ACTOR)


def _occasions(chosen: list[int], rng: random.Random, as_of: datetime) -> None:
    days = []
    for pk in rng.sample(chosen, max(1, len(chosen) // 10)):
        day = (as_of + timedelta(days=rng.randint(-180, 180))).date()
        days.append((pk, "anniversary", Day(month=day.month, day=day.day, year=day.year - rng.randint(1, 12))))
    remember_many(days, actor=ACTOR)


def _birthdays(chosen: list[int], rng: random.Random) -> None:
    for pk in rng.sample(chosen, min(60, len(chosen))):
        edit_customer(
            pk, {"birthday": date(rng.randint(1950, 2004), rng.randint(1, 12), rng.randint(1, 28))}, actor=ACTOR
        )


def _consents(customers: list[int], rng: random.Random, as_of: datetime) -> None:
    words = "Yes, write me when something new comes. I can stop this at any time."
    rows = []
    for pk in customers:
        state = "granted" if rng.random() < 0.55 else "denied"
        when = as_of - timedelta(days=rng.randint(1, 700))
        evidence = {"page": "https://unfold.example/checkout"}
        rows.append(ConsentRow(pk, "newsletter", "mail", state, when, words if state == "granted" else "", evidence))
    import_consents(rows, actor="import:demo", on_timeline=False)


def _twice(chosen: list[int], rng: random.Random) -> None:
    """Some wrote from another address, with a letter of their name lost."""
    for row in Customer.objects.filter(pk__in=chosen).order_by("pk"):
        place = rng.randint(1, max(1, len(row.name) - 2))
        told = {
            "name": row.name[:place] + row.name[place + 1 :],
            "city": row.city,
            "country": row.country,
            "phone": row.phone,
        }
        double = f"{row.email.partition('@')[0]}{rng.randint(2, 99)}@mail.example"
        add_customer(told | {"email": double, "birthday": row.birthday}, actor=ACTOR)


def _views(owner: User) -> None:
    tag = Tag.objects.get(key="stylist")
    rule = read_rule({"field": "tag", "op": "any_of", "value": [str(tag.pk)]})
    with acting_as(acting_of(owner)):
        save_view("Stylists", rule=write_rule(rule), columns=["name", "city"], shared="all", actor=owner.actor)
        # Bought more than once, and for the last time longer than half a year ago.
        often = {"field": "did:order.completed", "op": "did", "value": {"times": 2}}
        last = {"field": "did:order.completed", "op": "did", "value": {"which": "last", "older": 180}}
        gone = write_rule(read_rule({"all": [often, last]}))
        save_view(
            "Not since half a year", rule=gone, columns=["insight:orders", "heard"], shared="all", actor=owner.actor
        )
