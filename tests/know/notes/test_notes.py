"""Notes, pinned facts, files, mentions: written, changed, removed and brought back."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from regulars.access.acting import NOBODY, Acting, acting_as
from regulars.access.permissions import Role, Sees, granted
from regulars.access.users.queries import acting_of
from regulars.kit import moments
from regulars.kit.position import BadPosition
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.notes import files as notes_files
from regulars.know.notes import privacy
from regulars.know.notes.actions import (
    attach,
    edit_note,
    pin_note,
    remove_file,
    remove_note,
    restore_file,
    restore_note,
    see_mentions,
    write_note,
)
from regulars.know.notes.jobs import discard_strays, forget_removed
from regulars.know.notes.models import Attachment, Mention, Note
from regulars.know.notes.queries import (
    colleagues_called,
    count_unseen,
    files_of,
    mentions_of,
    notes_of,
    pinned_of,
    seen_file,
)
from regulars.timeline.describe import describe
from regulars.timeline.read import of_customers

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, tzinfo=UTC)
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636000000002000148af"
    "a4710000000049454e44ae426082"
)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def person(name: str, **fields: Any) -> Customer:
    return Customer.objects.create(name=name, known=True, created_at=NOW, changed_at=NOW, **fields)


def upload(name: str = "scan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def texts(customer: Customer) -> list[str]:
    return [note.text for note in notes_of([customer.pk]).notes]


def said(customer: Customer) -> list[str]:
    lines = of_customers([customer.pk]).interactions
    return [f"{sentence}{f': {sentence.quote}' if sentence.quote else ''}" for sentence in map(describe, lines)]


def kept_files(home: Path) -> list[str]:
    return sorted(path.name for path in home.rglob("*") if path.is_file() and "attachments" in path.parts)


@pytest.fixture
def ada(db: None, home: Path) -> Customer:
    return person("Ada")


def test_note_is_written_changed_removed_and_brought_back(ada: Customer, bob: Any) -> None:
    with acting_as(acting_of(bob)):
        note = write_note(ada.pk, " Likes wool.\r\nCalls late. ", actor=bob.actor)
        edit_note(note.pk, "Likes linen.", actor=bob.actor)
        remove_note(note.pk, actor=bob.actor)
        assert texts(ada) == []
        restore_note(note.pk, actor=bob.actor)
        assert texts(ada) == ["Likes linen."]
    assert said(ada) == [
        "A note was brought back", "A note was removed", "A note was changed: Likes linen.",
        "Note: Likes wool.\nCalls late.",
    ]  # fmt: skip
    changed = of_customers([ada.pk], names=["note.changed"]).interactions[-1].properties["changes"]
    assert changed == {"text": ["Likes wool.\nCalls late.", "Likes linen."]}
    assert describe(of_customers([ada.pk]).interactions[-1]).where == "by Bob Brandt"


def test_only_who_wrote_it_or_keeps_privacy_changes_a_note(ada: Customer, bob: Any, alice: Any) -> None:
    with acting_as(acting_of(alice)):
        note = write_note(ada.pk, "Mine", actor=alice.actor)
    with acting_as(acting_of(bob)):
        for refused in (
            lambda: edit_note(note.pk, "x", actor=bob.actor), lambda: remove_note(note.pk, actor=bob.actor),
        ):  # fmt: skip
            with pytest.raises(PermissionDenied):
                refused()
        bobs = write_note(ada.pk, "His", actor=bob.actor)
    with acting_as(acting_of(alice)):
        remove_note(bobs.pk, actor=alice.actor)
    assert texts(ada) == ["Mine"]


def test_facts_are_pinned_short_and_few(ada: Customer) -> None:
    fact = write_note(ada.pk, "Allergic to wool", pinned=True, actor="house")
    assert [note.text for note in pinned_of([ada.pk])] == ["Allergic to wool"]
    with pytest.raises(Refused) as refused:
        write_note(ada.pk, "a" * 141, pinned=True, actor="house")
    assert refused.value.errors == {"text": "A pinned fact is short: at most 140 characters; these are 141."}
    for number in range(7):
        write_note(ada.pk, f"Fact {number}", pinned=True, actor="house")
    with pytest.raises(Refused):
        write_note(ada.pk, "One too many", pinned=True, actor="house")
    pin_note(fact.pk, pinned=False, actor="house")
    assert len(pinned_of([ada.pk])) == 7
    assert "Allergic to wool" in texts(ada)


@pytest.mark.parametrize("text", ["", " \n ", "a" * 10_001])
def test_bad_note_is_refused(ada: Customer, text: str) -> None:
    with pytest.raises(Refused):
        write_note(ada.pk, text, actor="house")
    assert (texts(ada), said(ada)) == ([], [])


def test_mentioned_colleague_finds_it_until_it_is_seen(ada: Customer, alice: Any, bob: Any) -> None:
    with acting_as(acting_of(alice)):
        note = write_note(ada.pk, "@Bob Brandt please call, @bob brandt!", actor=alice.actor)
    with acting_as(acting_of(bob)):
        assert [str(m.note.customer) for m in mentions_of(bob.pk, unseen=True).mentions] == ["Ada"]
        assert (see_mentions(bob.pk), see_mentions(bob.pk)) == (1, 0)
        assert mentions_of(bob.pk, unseen=True).mentions == []
        assert len(mentions_of(bob.pk).mentions) == 1
    assert said(ada) == ["Note: @Bob Brandt please call, @Bob Brandt!"]
    with acting_as(acting_of(alice)):
        edit_note(note.pk, "Done.", actor=alice.actor)
    assert Mention.objects.count() == 0


def test_mention_of_a_customer_out_of_sight_is_not_told(ada: Customer, bob: Any) -> None:
    write_note(ada.pk, "@Bob Brandt look", actor="house")
    merged = person("Part", merged_into=person("Root", owner=bob))
    write_note(merged.pk, "@Bob Brandt yours", actor="house")
    with acting_as(Acting(bob.actor, granted(Role.AGENT), Sees.OWN, user_id=bob.pk)):
        assert [m.note.text for m in mentions_of(bob.pk).mentions] == [f"@⟦{bob.pk}⟧ yours"]
    with acting_as(NOBODY):
        assert (mentions_of(bob.pk).mentions, colleagues_called("b")) == ([], [])


def test_unseen_mentions_are_counted_in_two_questions_and_none_in_one(
    ada: Customer, alice: Any, bob: Any, django_assert_num_queries: Any
) -> None:
    theirs, merged = person("Theirs", owner=alice), person("Part", merged_into=person("Root", owner=bob))
    erased = person("Gone", owner=bob, erased_at=NOW)
    for customer in (ada, theirs, erased, merged, merged):
        write_note(customer.pk, "@Bob Brandt look", actor="house")
    remove_note(write_note(ada.pk, "@Bob Brandt no", actor="house").pk, actor="house")
    with acting_as(acting_of(bob)), django_assert_num_queries(2):
        assert count_unseen(bob.pk) == 4
    with acting_as(acting_of(bob)), django_assert_num_queries(2):
        assert count_unseen(bob.pk, most=2) == 2
    with acting_as(acting_of(alice)), django_assert_num_queries(1):
        assert count_unseen(alice.pk) == 0
    with acting_as(Acting(bob.actor, granted(Role.AGENT), Sees.OWN, user_id=bob.pk)):
        assert count_unseen(bob.pk) == 2
        newest = mentions_of(bob.pk).mentions[0]
        see_mentions(bob.pk, [newest.pk])
        assert count_unseen(bob.pk) == 1
        see_mentions(bob.pk, note_ids=[note.pk for note in notes_of([merged.merged_into_id]).notes])
        assert count_unseen(bob.pk) == 0
    assert count_unseen(alice.pk) == 0
    with acting_as(NOBODY), django_assert_num_queries(0):
        assert count_unseen(bob.pk) == 0


def test_role_from_whom_notes_are_kept_reads_and_writes_none(ada: Customer, bob: Any, home: Path) -> None:
    note = write_note(ada.pk, "@Bob Brandt secret", pinned=True, actor="house")
    (file,) = attach(ada.pk, [upload()], actor="house")
    kept = Acting(bob.actor, granted(Role.AGENT), Sees.ALL, frozenset({"notes"}), bob.pk)
    with acting_as(kept):
        assert (notes_of([ada.pk]).notes, pinned_of([ada.pk]), files_of([ada.pk])) == ([], [], [])
        assert (mentions_of(bob.pk).mentions, count_unseen(bob.pk), colleagues_called("b")) == ([], 0, [])
        with pytest.raises(Attachment.DoesNotExist):
            seen_file(file.pk)
        for act in (
            lambda: write_note(ada.pk, "More", actor=bob.actor),
            lambda: edit_note(note.pk, "Other", actor=bob.actor),
            lambda: pin_note(note.pk, pinned=False, actor=bob.actor),
            lambda: remove_note(note.pk, actor=bob.actor),
            lambda: restore_note(note.pk, actor=bob.actor),
            lambda: attach(ada.pk, [upload()], actor=bob.actor),
            lambda: remove_file(file.pk, actor=bob.actor),
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert (texts(ada), [one.name for one in files_of([ada.pk])]) == ([f"@⟦{bob.pk}⟧ secret"], ["scan.pdf"])


def test_mentions_and_notes_are_read_by_pages(ada: Customer, bob: Any) -> None:
    for number in range(5):
        write_note(ada.pk, f"@Bob Brandt {number}", actor="house")
    page = mentions_of(bob.pk, limit=2)
    found = [m.note.text[-1] for m in page.mentions]
    while page.next:
        page = mentions_of(bob.pk, limit=2, after=page.next)
        found += [m.note.text[-1] for m in page.mentions]
    notes = notes_of([ada.pk], limit=2)
    read = [note.text[-1] for note in notes.notes]
    while notes.next:
        notes = notes_of([ada.pk], limit=2, after=notes.next)
        read += [note.text[-1] for note in notes.notes]
    assert (found, read) == (list("43210"), list("43210"))
    with pytest.raises(BadPosition):
        mentions_of(bob.pk, after="nonsense")


def test_colleagues_are_found_by_any_word_of_their_name(alice: Any, bob: Any, charlie: Any) -> None:
    assert [str(user) for user in colleagues_called("br")] == ["Bob Brandt"]
    assert [str(user) for user in colleagues_called("")] == ["Alice Amari", "Bob Brandt"]


def test_files_are_kept_whole_with_their_hash_under_names_that_say_nothing(ada: Customer, home: Path) -> None:
    (kept,) = attach(ada.pk, [upload("..\\..\\Invoice 7.pdf")], actor="house")
    assert (kept.name, kept.extension, kept.size, len(kept.sha256)) == ("Invoice 7.pdf", "pdf", len(PDF), 64)
    assert notes_files.place_of(kept.path).read_bytes() == PDF
    assert "Invoice" not in str(notes_files.place_of(kept.path))
    assert said(ada) == ["A file was attached: Invoice 7.pdf"]
    assert [file.name for file in files_of([ada.pk])] == ["Invoice 7.pdf"]


def test_photo_is_kept_and_handed_out_without_what_it_tells_beside(ada: Customer, home: Path) -> None:
    told = PICTURE
    place = b"\x00\x00\x00\x0dtEXtPlace\x0051.5N 0" + b"\x00" * 4
    before_end = told.index(b"IEND") - 4
    (kept,) = attach(ada.pk, [upload("me.png", told[:before_end] + place + told[before_end:])], actor="house")
    (file,) = privacy.told([ada.pk])["files"]
    assert Path(file["path"]).read_bytes() == told
    assert (kept.size, file["size"], kept.sha256) == (len(told), len(told), hashlib.sha256(told).hexdigest())
    with pytest.raises(Refused, match=r"me\.png is damaged"):
        attach(ada.pk, [upload("me.png", told[:-1])], actor="house")


def test_bad_file_among_good_ones_keeps_nothing(ada: Customer, home: Path, settings: Any) -> None:
    settings.REGULARS_ATTACHMENT_BYTES = 1024
    for bad in (upload("page.html", b"<html>"), upload("empty.txt", b""), upload("long.txt", b"a" * 1025)):
        with pytest.raises(Refused):
            write_note(ada.pk, "With files", uploads=[upload(), bad], actor="house")
    with pytest.raises(Refused):
        attach(ada.pk, [upload() for _ in range(11)], actor="house")
    assert (texts(ada), Attachment.objects.count(), kept_files(home)) == ([], 0, [])


class Breaking(io.BytesIO):
    """A connection that breaks off in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 10:
            raise ConnectionResetError
        return super().read(min(size or 40, 40) if size and size > 0 else 40)


def test_upload_that_breaks_off_leaves_nothing(ada: Customer, home: Path) -> None:
    class Broken:
        name = "words.txt"
        file = Breaking(b"words " * 100)

    with pytest.raises(ConnectionResetError):
        attach(ada.pk, [upload(), Broken()], actor="house")
    assert (Attachment.objects.count(), kept_files(home)) == (0, [])


def test_file_is_taken_off_brought_back_and_gone_after_a_month(ada: Customer, home: Path) -> None:
    (kept,) = attach(ada.pk, [upload()], actor="house")
    remove_file(kept.pk, actor="house")
    with pytest.raises(Attachment.DoesNotExist):
        seen_file(kept.pk)
    restore_file(kept.pk, actor="house")
    assert seen_file(kept.pk) == kept
    note = write_note(ada.pk, "With a file", uploads=[upload("b.pdf")], actor="house")
    remove_note(note.pk, actor="house")
    remove_file(kept.pk, actor="house")
    assert (forget_removed(), len(kept_files(home))) == (0, 2)
    old = moments.now() - timedelta(days=31)
    Note.objects.update(removed_at=old)
    Attachment.objects.filter(note=None).update(removed_at=old)
    assert (forget_removed(), kept_files(home), Note.objects.count()) == (3, [], 0)


def test_files_nobody_names_go_after_a_day(ada: Customer, home: Path) -> None:
    (kept,) = attach(ada.pk, [upload()], actor="house")
    folder = notes_files.folder() / "ab"
    folder.mkdir()
    for name in ("abc", "abd.part", "young"):
        (folder / name).write_bytes(b"x")
    ago = (moments.now() - timedelta(days=2)).timestamp()
    for path in (folder / "abc", folder / "abd.part", notes_files.place_of(kept.path)):
        os.utime(path, (ago, ago))
    assert discard_strays() == 2
    assert kept_files(home) == sorted(["young", Path(kept.path).name])


@pytest.mark.parametrize("path", ["../../secret_key", "ab/../../x", "/etc/passwd", "ab", "ab/c/d"])
def test_no_other_file_is_ever_meant(path: str) -> None:
    with pytest.raises(ValueError):
        notes_files.place_of(path)


def test_notes_of_merged_parts_are_read_together(ada: Customer, django_assert_num_queries: Any) -> None:
    part = person("A.")
    write_note(part.pk, "About the part", uploads=[upload()], actor="house")
    Customer.objects.filter(pk=part.pk).update(merged_into=ada)
    write_note(ada.pk, "About Ada", actor="house")
    with django_assert_num_queries(2):
        notes = notes_of([ada.pk, part.pk]).notes
        assert [(note.text, [f.name for f in note.attachments.all()]) for note in notes] == [
            ("About Ada", []), ("About the part", ["scan.pdf"]),
        ]  # fmt: skip


def test_nobody_writes_reads_or_fetches(ada: Customer) -> None:
    note = write_note(ada.pk, "Secret", pinned=True, uploads=[upload()], actor="house")
    (kept,) = attach(ada.pk, [upload()], actor="house")
    with acting_as(NOBODY):
        assert (texts(ada), pinned_of([ada.pk]), files_of([ada.pk])) == ([], [], [])
        with pytest.raises(Customer.DoesNotExist):
            seen_file(kept.pk)
        for refused in (
            lambda: write_note(ada.pk, "x", actor=""), lambda: edit_note(note.pk, "x", actor=""),
            lambda: pin_note(note.pk, pinned=False, actor=""), lambda: remove_note(note.pk, actor=""),
            lambda: attach(ada.pk, [upload()], actor=""), lambda: remove_file(kept.pk, actor=""),
        ):  # fmt: skip
            with pytest.raises(PermissionDenied):
                refused()


def test_who_sees_their_own_customers_reaches_no_other_notes(ada: Customer, bob: Any) -> None:
    note = write_note(ada.pk, "Secret", actor="house")
    (kept,) = attach(ada.pk, [upload()], actor="house")
    with acting_as(Acting(bob.actor, granted(Role.AGENT), Sees.OWN, user_id=bob.pk)):
        for refused in (
            lambda: write_note(ada.pk, "x", actor=bob.actor), lambda: pin_note(note.pk, pinned=True, actor=bob.actor),
            lambda: seen_file(kept.pk), lambda: remove_file(kept.pk, actor=bob.actor),
        ):  # fmt: skip
            with pytest.raises(Customer.DoesNotExist):
                refused()


def test_erased_person_leaves_no_words_and_no_bytes(
    ada: Customer, bob: Any, home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    write_note(ada.pk, "@Bob Brandt call", uploads=[upload()], actor="house")
    attach(ada.pk, [upload("b.pdf")], actor="house")
    told = privacy.told([ada.pk])
    assert [note["text"] for note in told["notes"]] == ["@Bob Brandt call"]
    assert [Path(file["path"]).read_bytes() for file in told["files"]] == [PDF, PDF]
    with django_capture_on_commit_callbacks(execute=True):
        assert privacy.erase([ada.pk]) == 3
    assert (Note.objects.count(), Attachment.objects.count(), kept_files(home)) == (0, 0, [])
