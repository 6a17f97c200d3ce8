"""What surrounds a customer, on their page: tags, care, relations, notes, files, days; and who may reach it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.conftest import client_of

from regulars.access.users.models import RoleRule, Team
from regulars.access.users.queries import forget_role_rules
from regulars.know.customers.models import Customer
from regulars.know.notes.actions import attach, write_note
from regulars.know.notes.models import Attachment, Mention, Note
from regulars.know.occasions.actions import Day, remember
from regulars.know.occasions.models import Occasion
from regulars.know.relations.actions import relate
from regulars.know.relations.models import Relation
from regulars.know.tags.actions import tag_customers
from regulars.know.tags.models import Tag, Tagging
from regulars.timeline.models import AuditLine

NOW = datetime(2026, 3, 4, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63600000000200"
    "0148afa4710000000049454e44ae426082"
)
HTMX = {"HX-Request": "true"}


def person(name: str, kind: str = "person", **fields: Any) -> Customer:
    return Customer.objects.create(
        name=name, name_key=name.lower(), search_text=name.lower(), kind=kind, known=True, created_at=NOW,
        changed_at=NOW, **fields,
    )  # fmt: skip


@pytest.fixture
def ada(db: None, home: Any) -> Customer:
    return person("Ada")


def panels(client: Client, customer: Customer) -> str:
    return client.get(f"/customers/{customer.pk}/panels/", headers=HTMX).content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_tags_are_added_and_taken_off_where_they_stand(as_bob: Client, ada: Customer) -> None:
    answer = as_bob.post(f"/customers/{ada.pk}/tags/", {"add": "VIP; <Press>"}, headers=HTMX)
    assert re.findall(r'aria-label="Take off ([^"]+)"', answer.content.decode()) == ["&lt;Press&gt;", "VIP"]
    vip = Tag.objects.get(name="VIP")
    as_bob.post(f"/customers/{ada.pk}/tags/", {"remove": str(vip.pk)}, headers=HTMX)
    assert list(Tagging.objects.values_list("tag__name", flat=True)) == ["<Press>"]
    assert 'id="panel-tags"' in panels(as_bob, ada)


def test_tag_that_is_too_long_comes_back_as_typed(as_bob: Client, ada: Customer) -> None:
    answer = as_bob.post(f"/customers/{ada.pk}/tags/", {"add": "a" * 61}, headers=HTMX)
    assert (answer.status_code, Tagging.objects.count()) == (422, 0)
    assert "At most 60 characters; these are 61." in answer.content.decode()
    assert f'value="{"a" * 61}"' in answer.content.decode()


def test_change_without_htmx_leads_back_to_the_page(as_bob: Client, ada: Customer) -> None:
    assert as_bob.post(f"/customers/{ada.pk}/tags/", {"add": "VIP"})["Location"] == f"/customers/{ada.pk}/"
    answer = as_bob.post(f"/customers/{ada.pk}/notes/write/", {"text": " "}, follow=True)
    assert "Write something first." in answer.content.decode()


def test_customer_is_handed_to_a_colleague_and_a_team(as_bob: Client, ada: Customer, alice: Any) -> None:
    team = Team.objects.create(name="North")
    answer = as_bob.post(f"/customers/{ada.pk}/care/", {"owner": str(alice.pk), "team": str(team.pk)}, headers=HTMX)
    assert "Alice Amari, team North" in words(answer.content.decode())
    as_bob.post(f"/customers/{ada.pk}/care/", {"owner": "", "team": ""}, headers=HTMX)
    assert Customer.objects.filter(pk=ada.pk, owner=None, team=None).exists()


def test_relation_is_told_ended_and_undone_on_the_page(as_bob: Client, ada: Customer) -> None:
    initech = person("Initech", "company")
    told = {"kind": "works_at|", "other": f"Initech (#{initech.pk})", "role": "buyer", "since": "2024-05-01"}
    answer = as_bob.post(f"/customers/{ada.pk}/relations/add/", told, headers=HTMX).content.decode()
    assert "works at Initech as buyer since 1 May 2024" in words(answer)
    assert "employs Ada as buyer" in words(panels(as_bob, initech))
    relation = Relation.objects.get()
    ended = as_bob.post(f"/customers/{ada.pk}/relations/{relation.pk}/end/", headers=HTMX).content.decode()
    assert "It has ended, and stays as history." in ended
    (undo,) = set(re.findall(r'hx-post="([^"]+/restore/)"', ended))
    assert "works at Initech" in words(as_bob.post(undo, headers=HTMX).content.decode())
    story = words(as_bob.get(f"/customers/{ada.pk}/timeline/", headers=HTMX).content.decode())
    assert "Not any more: works at Initech , as buyer" in story
    page = as_bob.get(f"/customers/{initech.pk}/relations/").content.decode()
    assert "employs Ada" in words(page)


def test_relation_back_and_by_a_name_that_is_found_once(as_bob: Client, ada: Customer) -> None:
    ben = person("Benedict")
    as_bob.post(f"/customers/{ada.pk}/relations/add/", {"kind": "refers|back", "other": "Benedict"}, headers=HTMX)
    row = Relation.objects.get()
    assert (row.origin, row.target) == (ben, ada)
    answer = as_bob.post(f"/customers/{ada.pk}/relations/add/", {"kind": "refers|", "other": "Zzz"}, headers=HTMX)
    assert (answer.status_code, "Nobody is found by this" in answer.content.decode()) == (422, True)


def test_note_is_written_with_files_and_pinned_at_the_top(as_bob: Client, ada: Customer) -> None:
    answer = as_bob.post(
        f"/customers/{ada.pk}/notes/write/",
        {"text": "Allergic to <wool>\nhttps://unfold.example/a?b=1&c=2.", "pinned": "yes",
         "file": [SimpleUploadedFile("scan.pdf", PDF), SimpleUploadedFile("me.png", PNG)]},
        headers=HTMX,
    ).content.decode()  # fmt: skip
    link = '<a class="link" href="https://unfold.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow" target="_blank">'
    assert f"Allergic to &lt;wool&gt;<br>{link}https://unfold.example/a?b=1&amp;c=2</a>." in answer
    assert 'id="pinned" hx-swap-oob="true"' in answer
    assert list(Attachment.objects.values_list("name", flat=True)) == ["scan.pdf", "me.png"]
    assert "scan.pdf" in panels(as_bob, ada)


def test_bad_file_says_so_and_the_words_are_not_lost(as_bob: Client, ada: Customer) -> None:
    told = {"text": "My words", "file": SimpleUploadedFile("page.html", b"<html>")}
    answer = as_bob.post(f"/customers/{ada.pk}/notes/write/", told, headers=HTMX)
    page = answer.content.decode()
    assert (answer.status_code, Note.objects.count(), Attachment.objects.count()) == (422, 0, 0)
    assert "Files ending in .html are not kept." in page
    assert ">My words</textarea>" in page


def test_body_that_is_too_large_is_not_read(as_bob: Client, ada: Customer, settings: Any) -> None:
    settings.REGULARS_ATTACHMENT_BYTES = 1024
    told = {"text": "x", "file": SimpleUploadedFile("long.txt", b"a" * (1024 * 1024 + 20 * 1024))}
    answer = as_bob.post(f"/customers/{ada.pk}/notes/write/", told, headers=HTMX)
    assert (answer.status_code, Note.objects.count()) == (422, 0)


def test_writing_asks_for_the_forms_token(bob: Any, ada: Customer) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    strict.force_login(bob)
    assert strict.post(f"/customers/{ada.pk}/notes/write/", {"text": "x"}).status_code == 403
    assert Note.objects.count() == 0


def test_own_note_is_edited_where_it_stands_and_anothers_is_not(
    as_bob: Client, as_alice: Client, ada: Customer
) -> None:
    as_alice.post(f"/customers/{ada.pk}/notes/write/", {"text": "Hers"}, headers=HTMX)
    as_bob.post(f"/customers/{ada.pk}/notes/write/", {"text": "@Alice Amari his"}, headers=HTMX)
    hers, his = Note.objects.order_by("pk")
    assert (
        "@Alice Amari his</textarea>"
        in as_bob.get(f"/customers/{ada.pk}/notes/{his.pk}/", headers=HTMX).content.decode()
    )
    answer = as_bob.post(f"/customers/{ada.pk}/notes/{his.pk}/", {"text": "Changed"}, headers=HTMX)
    assert "Changed" in answer.content.decode()
    refused = as_bob.post(f"/customers/{ada.pk}/notes/{his.pk}/", {"text": ""}, headers=HTMX)
    assert (refused.status_code, refused["HX-Retarget"]) == (422, f"#note-{his.pk}")
    assert as_bob.post(f"/customers/{ada.pk}/notes/{hers.pk}/", {"text": "x"}, headers=HTMX).status_code == 403
    assert as_bob.post(f"/customers/{ada.pk}/notes/{hers.pk}/remove/", headers=HTMX).status_code == 403
    taken = as_bob.post(f"/customers/{ada.pk}/notes/{his.pk}/remove/", headers=HTMX).content.decode()
    assert f"/customers/{ada.pk}/notes/{his.pk}/restore/" in taken
    as_bob.post(f"/customers/{ada.pk}/notes/{his.pk}/restore/", headers=HTMX)
    assert Note.objects.filter(removed_at=None).count() == 2


@pytest.mark.parametrize(
    ("name", "content", "query", "kind", "shown"),
    [
        ("scan.pdf", PDF, "", "application/pdf", "attachment"),
        ("scan.pdf", PDF, "?look=yes", "application/pdf", "attachment"),
        ("me.png", PNG, "", "image/png", "attachment"),
        ("me.png", PNG, "?look=yes", "image/png", "inline"),
        ("me.txt", b"words", "?look=yes", "text/plain; charset=utf-8", "attachment"),
    ],
)
def test_file_is_handed_out_as_nothing_a_browser_runs(
    as_bob: Client, bob: Any, ada: Customer, name: str, content: bytes, query: str, kind: str, shown: str
) -> None:
    (kept,) = attach(ada.pk, [SimpleUploadedFile(name, content)], actor="house")
    answer = as_bob.get(f"/files/{kept.pk}/{query}")
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == f'{shown}; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    line = AuditLine.objects.get(name="file.fetched")
    assert (line.actor, line.customer_id, line.about) == (bob.actor, ada.pk, name)


def test_day_is_kept_told_and_taken_off(as_bob: Client, ada: Customer) -> None:
    told = {"kind": "anniversary", "day": "2019-12-03", "note": "Wedding"}
    answer = as_bob.post(f"/customers/{ada.pk}/days/", told, headers=HTMX).content.decode()
    assert "Anniversary, Wedding" in words(answer)
    kept = Occasion.objects.get()
    gone = as_bob.post(f"/customers/{ada.pk}/days/{kept.pk}/remove/", headers=HTMX).content.decode()
    assert f"/customers/{ada.pk}/days/{kept.pk}/restore/" in gone
    bad = as_bob.post(f"/customers/{ada.pk}/days/", told | {"day": "2019-02-29"}, headers=HTMX)
    assert (bad.status_code, "No calendar has this day." in bad.content.decode()) == (422, True)


def test_days_page_tells_who_comes_next_by_day(as_bob: Client, ada: Customer, monkeypatch: Any) -> None:
    from regulars.web.around import days

    monkeypatch.setattr(days, "business_today", lambda: date(2026, 5, 1))
    Customer.objects.filter(pk=ada.pk).update(birthday=date(1990, 5, 2))
    remember(person("Ben").pk, "anniversary", Day(5, 20, 2021), note="shop", actor="house")
    remember(person("Cleo").pk, "anniversary", Day(6, 20), actor="house")
    page = as_bob.get("/customers/days/").content.decode()
    assert "Tomorrow Ada birthday, turns 36 Wed 20 May Ben anniversary, 5 years shop" in words(page)
    assert "Cleo" not in page
    assert "Cleo" in as_bob.get("/customers/days/?days=90").content.decode()
    assert "Ben" not in as_bob.get("/customers/days/?kind=birthday").content.decode()
    assert as_bob.get("/customers/days/?after=nonsense").status_code == 400


def test_days_page_goes_on_by_scrolling(as_bob: Client, db: None, monkeypatch: Any) -> None:
    from regulars.web.around import days

    monkeypatch.setattr(days, "business_today", lambda: date(2026, 5, 1))
    monkeypatch.setattr(days, "A_PAGE", 2)
    for number in range(5):
        person(f"P{number}", birthday=date(1990, 5, 2 + number // 2))
    page = as_bob.get("/customers/days/").content.decode()
    found = re.findall(r"<strong>(P\d)</strong>", page)
    while further := re.search(r'hx-get="(/customers/days/\?[^"]+)" hx-trigger="intersect once', page):
        page = as_bob.get(further[1].replace("&amp;", "&"), headers=HTMX).content.decode()
        found += re.findall(r"<strong>(P\d)</strong>", page)
    assert found == ["P0", "P1", "P2", "P3", "P4"]


def test_mentioned_colleague_sees_it_until_it_is_seen(as_bob: Client, as_alice: Client, ada: Customer) -> None:
    as_alice.post(f"/customers/{ada.pk}/notes/write/", {"text": "@Bob Brandt, call <her>"}, headers=HTMX)
    page = as_bob.get("/customers/mentions/").content.decode()
    assert '<b class="mention">@Bob Brandt</b>, call &lt;her&gt;' in page
    assert "Ada new" in words(page)
    as_bob.post("/customers/mentions/seen/")
    assert "Ada new" not in words(as_bob.get("/customers/mentions/").content.decode())
    assert "Nobody mentioned you yet" in as_alice.get("/customers/mentions/").content.decode()


def badges(client: Client, page: str = "/customers/") -> list[str]:
    return [words(badge) for badge in re.findall(r'<a class="waiting".*?</a>', client.get(page).content.decode())]


def test_badge_counts_mentions_until_they_are_looked_at(as_bob: Client, as_alice: Client, ada: Customer) -> None:
    for number in range(2):
        as_alice.post(f"/customers/{ada.pk}/notes/write/", {"text": f"@Bob Brandt {number}"}, headers=HTMX)
    # Once in the rail, once in the bar of a narrow screen.
    assert (badges(as_bob), badges(as_alice)) == (["2 new mentions"] * 2, [])
    page = as_bob.get("/customers/mentions/").content.decode()
    assert (words(page).count("Ada new"), "All seen" in page) == (2, False)
    assert badges(as_bob) == []
    assert "Ada new" not in words(as_bob.get("/customers/mentions/").content.decode())


def test_mention_looked_at_on_the_customers_page_is_new_no_longer(
    as_bob: Client, as_alice: Client, ada: Customer
) -> None:
    as_alice.post(f"/customers/{ada.pk}/notes/write/", {"text": "@Bob Brandt, hello"}, headers=HTMX)
    panels(as_alice, ada)
    assert badges(as_bob) == ["1 new mention"] * 2
    panels(as_bob, ada)
    assert badges(as_bob) == []


def test_mentions_further_back_stay_new_until_all_are_seen(
    as_bob: Client, as_alice: Client, ada: Customer, django_assert_num_queries: Any
) -> None:
    for number in range(32):
        as_alice.post(f"/customers/{ada.pk}/notes/write/", {"text": f"@Bob Brandt {number}"}, headers=HTMX)
    with django_assert_num_queries(
        6
    ):  # the user; mentions, they are seen now, names in them, whether a badge, of how many
        page = as_bob.get("/customers/mentions/").content.decode()
    assert ("All seen" in page, badges(as_bob)) == (True, ["2 new mentions"] * 2)
    as_bob.post("/customers/mentions/seen/")
    assert badges(as_bob) == []


def test_role_from_whom_notes_are_kept_sees_none_anywhere(as_bob: Client, as_alice: Client, ada: Customer) -> None:
    as_alice.post(f"/customers/{ada.pk}/notes/write/", {"text": "@Bob Brandt secret", "pinned": "yes"}, headers=HTMX)
    as_alice.post(f"/customers/{ada.pk}/notes/write/", {"file": SimpleUploadedFile("secret.pdf", PDF)}, headers=HTMX)
    assert "secret" in as_bob.get(f"/customers/{ada.pk}/").content.decode()
    RoleRule.objects.create(role="agent", hidden=["notes"])
    forget_role_rules()
    try:
        for page in (f"/customers/{ada.pk}/", "/customers/mentions/", f"/customers/{ada.pk}/notes/"):
            assert (page, "secret" in as_bob.get(page).content.decode()) == (page, False)
        told = panels(as_bob, ada)
        assert ("secret" in told, 'id="panel-notes"' in told, badges(as_bob)) == (False, False, [])
        note = Note.objects.get()
        assert as_bob.get(f"/customers/{ada.pk}/notes/{note.pk}/").status_code == 404
        assert as_bob.post(f"/customers/{ada.pk}/notes/write/", {"text": "x"}).status_code == 403
    finally:
        RoleRule.objects.all().delete()
        forget_role_rules()


def test_colleagues_are_offered_while_typing(as_bob: Client, alice: Any) -> None:
    assert re.findall(r'data-name="([^"]+)"', as_bob.get("/customers/colleagues/?q=al").content.decode()) == [
        "Alice Amari"
    ]


def test_panels_cost_the_same_however_much_there_is(
    as_bob: Client, ada: Customer, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    panels(as_bob, ada)
    with CaptureQueriesContext(connection) as few:
        panels(as_bob, ada)
    for number in range(5):
        other = person(f"P{number}")
        relate(ada.pk, "household", other.pk, actor="house")
        write_note(ada.pk, f"@Bob Brandt {number}", uploads=[SimpleUploadedFile("a.pdf", PDF)], actor="house")
        remember(ada.pk, "anniversary", Day(5, number + 1), actor="house")
        tag_customers([ada.pk], [f"Tag {number}"], actor="house")
    # Beyond the empty panels: the files of notes, those named in them, and up to three steps through the household.
    with django_assert_max_num_queries(len(few) + 5):
        panels(as_bob, ada)


def test_settings_make_rename_merge_and_remove_tags(as_alice: Client, ada: Customer) -> None:
    as_alice.post("/settings/tags/", {"name": "VIP", "colour": "leaf"})
    as_alice.post("/settings/tags/", {"name": "Best", "colour": "sand"})
    assert as_alice.post("/settings/tags/", {"name": "best", "colour": "sand"}).status_code == 422
    vip, best = Tag.objects.get(key="vip"), Tag.objects.get(key="best")
    tag_customers([ada.pk], [vip.pk], actor="house")
    as_alice.post(f"/settings/tags/{vip.pk}/", {"name": "Friend", "colour": "sky"})
    assert "1 customer carries it" in words(as_alice.get(f"/settings/tags/{vip.pk}/").content.decode())
    as_alice.post(f"/settings/tags/{vip.pk}/merge/", {"into": str(best.pk)})
    assert list(Tag.objects.values_list("name", flat=True)) == ["Best"]
    assert as_alice.post(f"/settings/tags/{best.pk}/remove/", {"typed": "no"}).status_code == 422
    as_alice.post(f"/settings/tags/{best.pk}/remove/", {"typed": "best"})
    assert Tagging.objects.count() == 0


def test_settings_make_kinds_of_relations_and_days(as_alice: Client, ada: Customer) -> None:
    from regulars.know.occasions.models import OccasionKind
    from regulars.know.relations.models import RelationKind

    as_alice.post("/settings/relations/", {"name": "parent of", "back": "child of"})
    as_alice.post("/settings/days/", {"name": "name day", "yearly": "on"})
    kind, day = RelationKind.objects.get(), OccasionKind.objects.get()
    assert "parent of" in panels(as_alice, ada)
    assert "name day" in panels(as_alice, ada)
    as_alice.post(f"/settings/relations/{kind.pk}/", {"name": "parent of", "back": "child of"})
    as_alice.post(f"/settings/days/{day.pk}/", {"name": "name day"})
    assert "parent of" not in panels(as_alice, ada)
    as_alice.post(f"/settings/relations/{kind.pk}/", {"what": "remove"})
    as_alice.post(f"/settings/days/{day.pk}/", {"what": "remove"})
    assert (RelationKind.objects.count(), OccasionKind.objects.count()) == (0, 0)
    for address in ("/settings/relations/", "/settings/days/"):
        assert as_alice.post(address, {"name": ""}).status_code == 422


def reached(customer: Customer, file: int, note: int, tie: int, day: int) -> list[tuple[str, str]]:
    at = f"/customers/{customer.pk}"
    return [
        ("get", f"{at}/panels/"), ("post", f"{at}/tags/"), ("post", f"{at}/care/"), ("get", f"{at}/relations/"),
        ("post", f"{at}/relations/add/"), ("post", f"{at}/relations/{tie}/end/"), ("get", f"{at}/notes/"),
        ("post", f"{at}/notes/write/"), ("get", f"{at}/notes/{note}/"), ("post", f"{at}/notes/{note}/"),
        ("post", f"{at}/notes/{note}/pin/"), ("post", f"{at}/files/{file}/remove/"), ("get", f"/files/{file}/"),
        ("post", f"{at}/days/"), ("post", f"{at}/days/{day}/remove/"),
    ]  # fmt: skip


@pytest.fixture
def addresses(ada: Customer, bob: Any) -> list[tuple[str, str]]:
    note = write_note(ada.pk, "@Bob Brandt secret", actor="house")
    (file,) = attach(ada.pk, [SimpleUploadedFile("secret.pdf", PDF)], actor="house")
    tie = relate(ada.pk, "works_at", person("Initech", "company").pk, actor="house")
    day = remember(ada.pk, "anniversary", Day(5, 1), actor="house")
    return reached(ada, file.pk, note.pk, tie.pk, day.pk)


def state() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Note, Attachment, Relation, Occasion, Tagging, Mention, Customer)
    ]


def test_visitors_and_charlie_reach_nothing(
    visitor: Client, as_charlie: Client, addresses: list[tuple[str, str]]
) -> None:
    before = state()
    for client in (visitor, as_charlie):
        for method, address in [
            *addresses,
            ("get", "/customers/days/"),
            ("get", "/customers/mentions/"),
            ("get", "/customers/colleagues/"),
        ]:
            answer = getattr(client, method)(address)
            assert (address, answer.status_code) == (address, 302)
            assert answer["Location"].startswith("/login/")
    assert state() == before


def test_who_sees_their_own_customers_reaches_nothing_of_others(
    as_bob: Client, addresses: list[tuple[str, str]]
) -> None:
    RoleRule.objects.create(role="agent", sees="own")
    forget_role_rules()
    before = state()
    try:
        told = [(address, getattr(as_bob, method)(address).status_code) for method, address in addresses]
        assert told == [(address, 404) for _, address in addresses]
        assert "secret" not in as_bob.get("/customers/mentions/").content.decode()
        assert "Ada" not in as_bob.get("/customers/days/?days=90").content.decode()
        his = person("His", owner_id=int(as_bob.session["_auth_user_id"]))
        # Another's note, file, relation or day is not reached by way of one's own customer either.
        for method, address in addresses:
            if re.search(r"/\d+/(end|pin|remove)/$|/notes/\d+/$", address):
                own = re.sub(r"^/customers/\d+", f"/customers/{his.pk}", address)
                assert (own, getattr(as_bob, method)(own).status_code) == (own, 404)
    finally:
        forget_role_rules()
    Customer.objects.filter(name="His").delete()
    assert state() == before


def test_who_only_reads_changes_nothing(ada: Customer, db: None, addresses: list[tuple[str, str]]) -> None:
    from regulars.access.users.models import User

    auditor = client_of(User.objects.create_user("eve@unfold.example", "correct horse battery", role="auditor"))
    before = state()
    for method, address in addresses:
        expected = 200 if method == "get" and not re.search(r"/notes/\d+/$", address) else 403
        answer = getattr(auditor, method)(address)
        assert (method, address, answer.status_code) == (method, address, expected)
        if answer.streaming:
            b"".join(answer.streaming_content)  # or the file stays open
    assert state() == before


@pytest.mark.parametrize("address", ["/settings/tags/", "/settings/relations/", "/settings/days/"])
def test_agents_do_not_manage_kinds(as_bob: Client, address: str) -> None:
    assert as_bob.get(address).status_code == 403
    assert as_bob.post(address, {"name": "x"}).status_code == 403


@pytest.mark.parametrize("what", ["notes/1/steal/", "relations/1/steal/", "files/1/steal/", "days/1/steal/"])
def test_there_is_nothing_else_to_do(as_bob: Client, ada: Customer, what: str) -> None:
    assert as_bob.post(f"/customers/{ada.pk}/{what}").status_code == 404
