"""The tracking API over HTTP: what is taken in, what is refused, and how that is said."""

from __future__ import annotations

import base64
import gzip
import io
import json
from typing import Any

import pytest
from django.test import Client

from regulars.api import tracking
from regulars.api.bodies import read_body
from regulars.listen.tracking.actions import create_key, revoke_key
from regulars.listen.tracking.calls import LARGEST_BATCH, LARGEST_CALL
from regulars.listen.tracking.rate import Rates
from regulars.timeline.models import Interaction

pytestmark = pytest.mark.django_db
SONG = {"userId": "1", "event": "Song Played"}


@pytest.fixture
def key() -> str:
    return create_key("Shop", actor="test")[1]


@pytest.fixture(autouse=True)
def fresh_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the process remembers of keys: numbers come again with every test."""
    monkeypatch.setattr(tracking, "rates", Rates())
    monkeypatch.setattr(tracking, "_noted", {})


def basic(token: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{token}:'.encode()).decode()}"}


def post(kind: str, body: Any, headers: dict[str, str] | None = None, content_type: str = "application/json") -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().post(f"/v1/{kind}", data, content_type=content_type, headers=headers or {})


def told() -> list[str]:
    return list(Interaction.objects.filter(source="shop").order_by("pk").values_list("name", flat=True))


def test_a_call_with_its_key_is_taken_in(key: str) -> None:
    answer = post("track", SONG, basic(key))
    assert (answer.status_code, answer.json(), told()) == (200, {"success": True}, ["event.told"])


def test_the_key_may_come_as_bearer_or_in_the_body(key: str) -> None:
    assert post("track", SONG, {"Authorization": f"Bearer {key}"}).status_code == 200
    assert post("t", SONG | {"writeKey": key, "event": "b"}, content_type="text/plain").status_code == 200
    batch = {"batch": [SONG | {"type": "track", "event": "c"}], "writeKey": key}
    assert post("batch", batch).status_code == 200
    assert len(told()) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("rk_wrong"),
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Basic %%%"},
        {"Authorization": "Basic"},
    ],
)
def test_without_a_working_key_nothing_is_taken_in(key: str, headers: dict[str, str]) -> None:
    answer = post("track", SONG, headers)
    assert (answer.status_code, answer.json()["code"], answer["WWW-Authenticate"]) == (
        401, "invalid_write_key", 'Basic realm="Regulars"',
    )  # fmt: skip
    assert told() == []


def test_a_revoked_key_is_refused() -> None:
    row, token = create_key("Till", actor="")
    revoke_key(row.pk, actor="")
    assert post("track", SONG, basic(token)).status_code == 401


def test_the_last_use_of_a_key_is_noted(key: str) -> None:
    from regulars.listen.tracking.models import WriteKey

    post("track", SONG, basic(key))
    assert WriteKey.objects.get(source="shop").last_used_at is not None


def test_a_malformed_call_is_refused_by_the_name_of_its_field(key: str) -> None:
    answer = post("track", {"userId": "1"}, basic(key))
    assert answer.status_code == 400
    assert answer.json() == {
        "success": False, "code": "invalid_request", "accepted": 0,
        "message": "event: is missing; a track call names its event, such as Order Completed",
        "errors": [{"field": "event", "message": "is missing; a track call names its event, such as Order Completed"}],
    }  # fmt: skip


def test_the_valid_rest_of_a_batch_is_kept_and_the_others_named_by_their_place(key: str) -> None:
    batch = [
        {"type": "track", "userId": "1", "event": "a", "messageId": "a"},
        {"type": "track", "userId": "1", "messageId": "b"},
        {"type": "page", "userId": "1", "name": "c", "messageId": "c"},
        {"type": "track", "userId": {}, "event": "d"},
        "nothing",
    ]
    answer = post("batch", {"batch": batch}, basic(key))
    said = answer.json()
    assert (answer.status_code, said["accepted"]) == (400, 2)
    assert [(error["index"], error["field"]) for error in said["errors"]] == [(1, "event"), (3, "userId"), (4, "call")]
    assert said["message"].startswith("batch[1].event: is missing")
    assert told() == ["event.told", "page.viewed"]


def test_a_batch_sent_again_changes_nothing(key: str) -> None:
    batch = {"batch": [{"type": "track", "userId": "1", "event": "a", "messageId": str(n)} for n in range(5)]}
    assert [post("batch", batch, basic(key)).status_code for _ in range(2)] == [200, 200]
    assert len(told()) == 5


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"batch": 5}', b"{}", b"\xff\xfe", b'{"batch": [}'])
def test_what_is_no_batch_is_refused(key: str, body: bytes) -> None:
    answer = post("batch", body, basic(key))
    assert (answer.status_code, answer.json()["accepted"]) == (400, 0)


def test_an_empty_batch_is_fine(key: str) -> None:
    assert post("batch", {"batch": []}, basic(key)).status_code == 200


def test_a_call_larger_than_its_bound_is_refused_alone_and_in_a_batch(key: str) -> None:
    large = SONG | {"type": "track", "properties": {"x": "y" * LARGEST_CALL}}
    assert post("track", large, basic(key)).status_code == 413
    only = post("batch", {"batch": [large]}, basic(key))
    mixed = post("batch", {"batch": [large, SONG]}, basic(key))
    assert (only.status_code, mixed.status_code, mixed.json()["errors"][0]["field"]) == (413, 400, "call")


def test_a_batch_larger_than_its_bound_is_refused_before_it_is_read(key: str) -> None:
    body = b'{"batch": [' + b" " * LARGEST_BATCH + b"]}"
    answer = post("batch", body, basic(key))
    assert (answer.status_code, answer.json()["code"], told()) == (413, "too_large", [])


def test_a_batch_just_within_its_bound_is_taken_in(key: str) -> None:
    call = {"type": "track", "userId": "1", "event": "a", "properties": {"x": "y" * 30_000}}
    batch = {"batch": [call | {"messageId": str(n)} for n in range(16)]}
    assert LARGEST_BATCH - 40_000 < len(json.dumps(batch)) <= LARGEST_BATCH
    assert post("batch", batch, basic(key)).status_code == 200
    assert len(told()) == 16


def test_a_gzipped_batch_is_taken_in(key: str) -> None:
    body = gzip.compress(json.dumps({"batch": [SONG | {"type": "track"}]}).encode())
    assert post("batch", body, basic(key) | {"Content-Encoding": "gzip"}).status_code == 200
    assert told() == ["event.told"]


def test_a_gzipped_bomb_is_refused_without_being_unpacked(key: str) -> None:
    bomb = gzip.compress(b" " * 100_000_000, compresslevel=9)
    assert len(bomb) < LARGEST_BATCH
    assert post("batch", bomb, basic(key) | {"Content-Encoding": "gzip"}).status_code == 413


@pytest.mark.parametrize("body", [b"not gzip", gzip.compress(b'{"batch": []}', mtime=0)[:-9]])
def test_what_cannot_be_unpacked_is_refused(key: str, body: bytes) -> None:
    answer = post("batch", body, basic(key) | {"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["message"][:5]) == (400, "body:")


def test_an_encoding_nobody_asked_for_is_refused_by_name(key: str) -> None:
    answer = post("batch", b"{}", basic(key) | {"Content-Encoding": "br"})
    assert answer.json()["message"] == "Content-Encoding: 'br' is not understood; send gzip or none"


def test_a_body_without_length_is_read_from_the_server(rf: Any) -> None:
    request = rf.post("/v1/track", headers={"Transfer-Encoding": "chunked"})
    request.META |= {"CONTENT_LENGTH": "", "wsgi.input": io.BytesIO(b'{"a": 1}')}
    assert read_body(request, 100) == b'{"a": 1}'


def test_too_many_requests_are_told_when_to_come_again(key: str, settings: Any) -> None:
    settings.REGULARS_TRACKING_RATE = 2
    answers = [post("track", SONG | {"messageId": str(n)}, basic(key)) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "1"
    assert len(told()) == 2


def test_browsers_may_send_from_any_site(key: str) -> None:
    preflight = Client().options("/v1/batch", headers={"Origin": "https://shop.example"})
    assert (preflight.status_code, preflight["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Authorization" in preflight["Access-Control-Allow-Headers"]
    assert post("track", SONG, basic(key) | {"Origin": "https://shop.example"})["Access-Control-Allow-Origin"] == "*"


def test_other_methods_are_refused() -> None:
    answer = Client().get("/v1/track")
    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")


def test_a_post_needs_no_token_against_forgery(key: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/v1/track", json.dumps(SONG), "application/json", headers=basic(key)).status_code == 200


def test_a_character_no_database_keeps_is_left_out(key: str) -> None:
    body = b'{"userId": "1", "event": "a\\u0000b", "properties": {"path": "c\\\\u0000"}}'
    assert post("track", body, basic(key)).status_code == 200
    line = Interaction.objects.get(source="shop")
    assert (line.properties["event"], line.properties["path"]) == ("ab", "c\\u0000")


def test_the_ip_address_is_not_kept(key: str) -> None:
    post("track", SONG | {"context": {"ip": "8.8.8.8", "locale": "de"}}, basic(key))
    assert Interaction.objects.get(source="shop").properties["context"] == {"locale": "de"}
