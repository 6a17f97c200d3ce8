"""Reading a request's body within a bound, gzipped or not, however large it claims to be or unpacks to."""

from __future__ import annotations

import zlib

from django.http import HttpRequest

_EITHER_HEADER = zlib.MAX_WBITS | 32


class BodyTooLarge(ValueError):
    """The body is larger than the bound."""


class BodyUnreadable(ValueError):
    """The body cannot be unpacked; the text says why."""


def read_body(request: HttpRequest, most: int) -> bytes:
    """The body, unpacked when Content-Encoding says so. Raises BodyTooLarge and BodyUnreadable.

    Never holds more than `most` bytes and one: what is longer is not read to its end, what unpacks to more not unpacked.
    """
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise BodyUnreadable(f"Content-Encoding: {encoding!r} is not understood; send gzip or none")
    raw = _raw(request, most)
    return raw if encoding in {"", "identity"} else _unpacked(raw, most)


def _raw(request: HttpRequest, most: int) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdigit() and int(length) > most:
        raise BodyTooLarge
    # A chunked body has no length, and Django takes it for empty: it is read from the server itself.
    chunked = not length and "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    raw: bytes = (request.META["wsgi.input"] if chunked else request).read(most + 1)
    if len(raw) > most:
        raise BodyTooLarge
    return raw


def _unpacked(raw: bytes, most: int) -> bytes:
    unpacking = zlib.decompressobj(_EITHER_HEADER)
    try:
        body = unpacking.decompress(raw, most + 1)
    except zlib.error as error:
        raise BodyUnreadable(f"body: is not what Content-Encoding says: {error}") from error
    if len(body) > most:
        raise BodyTooLarge
    if not unpacking.eof:
        raise BodyUnreadable("body: the packed body ends too early")
    return body
