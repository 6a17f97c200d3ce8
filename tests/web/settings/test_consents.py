"""Purposes and contact rules under Settings: made, changed, refused, and to whom they open."""

from __future__ import annotations

from typing import Any

from django.test import Client

from regulars.know.consents.models import FrequencyCap, Purpose, QuietHours, Suppression

PURPOSE = {
    "name": "Birthday greetings",
    "meaning": "A card on your birthday.",
    "basis": "consent",
    "channels": ["post"],
}


def test_purposes_are_made_changed_and_retired(as_alice: Client) -> None:
    assert as_alice.post("/settings/purposes/", PURPOSE)["Location"] == "/settings/purposes/"
    made = Purpose.objects.get(key="birthday-greetings")
    assert (made.channels, made.double_opt_in, made.expiry_months) == (["post"], False, None)
    as_alice.post(f"/settings/purposes/{made.pk}/", PURPOSE | {"marketing": "on", "expiry_months": "12"})
    made.refresh_from_db()
    assert (made.marketing, made.expiry_months) == (True, 12)
    as_alice.post(f"/settings/purposes/{made.pk}/archive/")
    assert "retired" in as_alice.get(f"/settings/purposes/{made.pk}/").content.decode()
    answer = as_alice.post("/settings/purposes/", {"name": "X"})
    assert (answer.status_code, "customers read this" in answer.content.decode()) == (422, True)
    assert as_alice.get("/settings/purposes/999/").status_code == 404


def test_contact_rules_are_kept_shown_and_removed(as_alice: Client) -> None:
    QuietHours.objects.all().delete()
    as_alice.post(
        "/settings/contact/quiet/", {"channel": "mail", "weekdays": ["5", "6"], "starts": "00:00", "ends": "00:00"}
    )
    as_alice.post("/settings/contact/caps/", {"purpose": "offers", "channel": "", "most": "2", "days": "7"})
    as_alice.post("/settings/contact/stops/", {"address": "old@mail.example", "kind": "bounced", "channel": "mail"})
    html = as_alice.get("/settings/contact/?q=old").content.decode()
    for said in (
        "Saturday, Sunday, from 00:00 for a whole day",
        "Offers: at most 2 times in 7 days",
        "old@mail.example",
    ):
        assert said in html
    for part, row in (
        ("quiet", QuietHours.objects.get()), ("caps", FrequencyCap.objects.get()), ("stops", Suppression.objects.get()),
    ):  # fmt: skip
        assert as_alice.post(f"/settings/contact/{part}/{row.pk}/end/").status_code == 302
        assert as_alice.post(f"/settings/contact/{part}/999/end/").status_code == 404
        assert as_alice.post(f"/settings/contact/{part}/", {}).status_code == 422
    assert (QuietHours.objects.count(), FrequencyCap.objects.count()) == (0, 0)
    assert Suppression.objects.get().lifted_at is not None
    assert as_alice.get("/settings/contact/?after=nonsense").status_code == 400


def test_only_those_who_manage_purposes_come_in(visitor: Client, as_bob: Client, as_charlie: Client, db: Any) -> None:
    read = ["/settings/purposes/", "/settings/purposes/1/", "/settings/contact/"]
    write = [
        *read[:2], "/settings/purposes/1/archive/", "/settings/contact/quiet/", "/settings/contact/quiet/1/end/",
        "/settings/contact/caps/", "/settings/contact/caps/1/end/", "/settings/contact/stops/", "/settings/contact/stops/1/end/",
    ]  # fmt: skip
    before = Purpose.objects.count()
    for client, status in ((visitor, 302), (as_charlie, 302), (as_bob, 403)):
        assert [client.get(address).status_code for address in read] == [status] * len(read)
        assert [client.post(address, PURPOSE).status_code for address in write] == [status] * len(write)
    assert Purpose.objects.count() == before
