"""`POST /v1/{identify,track,page,screen,group,alias,batch}`: the tracking API that existing clients speak."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from regulars.api.bodies import BodyTooLarge, BodyUnreadable, read_body
from regulars.kit import moments
from regulars.listen.tracking.actions import Receipt, note_use, receive
from regulars.listen.tracking.calls import LARGEST_BATCH, LARGEST_CALL, Problem, Unreadable
from regulars.listen.tracking.queries import Sender, find_sender
from regulars.listen.tracking.rate import Rates

# Any site that has a key may send from a browser; nothing here is read, and no cookie counts.
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding, X-Requested-With, X-Retry-Count",
    "Access-Control-Max-Age": "86400",
}
_NOTED_EVERY = 60.0

rates = Rates()
_noted: dict[int, float] = {}


class _KeyInBody(msgspec.Struct):
    writeKey: str | None = None  # noqa: N815 -- the name on the wire


_key_in_body = msgspec.json.Decoder(_KeyInBody)


@csrf_exempt
def tracking(request: HttpRequest, kind: str) -> HttpResponse:
    """Take in one call or a batch. Answers when every call it accepts is on disk."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_CORS)
    if request.method != "POST":
        return _refusal(405, "method_not_allowed", "Send a POST request.", headers={"Allow": "POST, OPTIONS"})
    most = LARGEST_BATCH if kind == "batch" else LARGEST_CALL
    try:
        body = read_body(request, most)
    except BodyTooLarge:
        return _refusal(413, "too_large", f"body: a {kind} request may have {most:,} bytes; send fewer calls at once.")
    except BodyUnreadable as error:
        return _refusal(400, "invalid_request", str(error))
    sender = _sender(request, body)
    if sender is None:
        message = "The write key is missing, unknown or revoked. Send it as the user of basic authentication."
        return _refusal(401, "invalid_write_key", message, headers={"WWW-Authenticate": 'Basic realm="Regulars"'})
    if wait := rates.wait(sender.key_id, settings.REGULARS_TRACKING_RATE):
        message = f"More than {settings.REGULARS_TRACKING_RATE} requests a second with this key."
        return _refusal(429, "too_many_requests", message, headers={"Retry-After": str(wait)})
    return _taken(body, kind, sender)


def _taken(body: bytes, kind: str, sender: Sender) -> HttpResponse:
    received = moments.now()
    try:
        receipt = receive(body, kind, sender.source, received)
    except Unreadable as error:
        receipt = Receipt(0, [error.problem])
    if received.timestamp() - _noted.get(sender.key_id, 0) >= _NOTED_EVERY:
        _noted[sender.key_id] = received.timestamp()
        note_use(sender.key_id, received)
    if not receipt.problems:
        return _answer(200, {"success": True})
    return _refusal(
        413 if all(problem.too_large for problem in receipt.problems) else 400,
        "invalid_request",
        _said(receipt.problems[0]),
        accepted=receipt.accepted,
        errors=receipt.problems,
    )


def _said(problem: Problem) -> str:
    place = "" if problem.index is None else f"batch[{problem.index}]."
    return f"{place}{problem.field}: {problem.message}"


def _sender(request: HttpRequest, body: bytes) -> Sender | None:
    token = _token_in_header(request.headers.get("Authorization", ""))
    if not token:
        try:
            token = _key_in_body.decode(body).writeKey or ""
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
    return find_sender(token) if token else None


def _token_in_header(header: str) -> str:
    scheme, _, value = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        user = base64.b64decode(value.strip(), validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return user.strip()


def _answer(status: int, said: dict[str, Any], headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        msgspec.json.encode(said), status=status, content_type="application/json", headers=_CORS | (headers or {})
    )


def _refusal(status: int, code: str, message: str, headers: dict[str, str] | None = None, **more: Any) -> HttpResponse:
    return _answer(status, {"success": False, "code": code, "message": message} | more, headers)
