"""The headers that keep foreign code out."""

from __future__ import annotations

from django.test import Client


def test_content_policy_allows_nothing_inline_and_nothing_foreign(as_alice: Client) -> None:
    policy = as_alice.get("/customers/")["Content-Security-Policy"]
    assert sorted(policy.split("; ")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "script-src 'self'",
        "style-src 'self'",
    ]


def test_other_headers_are_strict(as_alice: Client) -> None:
    answer = as_alice.get("/customers/")
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == (
        "DENY",
        "nosniff",
        "same-origin",
    )


def test_post_without_the_token_is_refused(alice: object) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    client.force_login(alice)  # type: ignore[arg-type]
    answer = client.post("/customers/new/", {"name": "Eve"})
    assert (answer.status_code, "This form was too old" in answer.content.decode()) == (403, True)


def test_page_and_its_part_are_not_mixed_up_by_caches(as_alice: Client) -> None:
    answer = as_alice.get("/customers/")
    assert (answer["Cache-Control"], "HX-Request" in answer["Vary"]) == ("private, no-cache", True)
