"""Content lines of vCard 2.1, 3.0 and 4.0 (RFC 2425, 2426, 6350): unfolding, parameters, encodings, escapes."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_END = re.compile(rb"\r\n|\n|\r")
_HEAD = re.compile(r'(?:([\w.-]+)\.)?([\w-]+)((?:;(?:[^";:]|"[^"]*")*)*):', re.ASCII)
_PARAM = re.compile(r';((?:[^";]|"[^"]*")*)')
_LIST = re.compile(r'"[^"]*"|[^,"]+')
_QUOTED = re.compile(rb"ENCODING=QUOTED-PRINTABLE|;QUOTED-PRINTABLE[;:]", re.IGNORECASE)
_ENCODINGS = {"quoted-printable", "base64", "b", "7bit", "8bit"}
_CARETS = {"^n": "\n", "^'": '"', "^^": "^"}


@dataclass(frozen=True, slots=True)
class ContentLine:
    """`name` in capitals; `params` by small name, values small too; `value` decoded, its escapes still in it."""

    name: str
    value: str
    params: dict[str, list[str]] = field(default_factory=dict)
    group: str = ""
    binary: bool = False

    def types(self) -> set[str]:
        """What kind of address or number it is: home, work, cell, fax, pref..."""
        return set(self.params.get("type", []))

    def preferred(self) -> bool:
        """Whether it comes before others of its name."""
        return "pref" in self.types() or self.params.get("pref", [""])[0] == "1"

    def text(self) -> str:
        """The value as one text."""
        return unescape(self.value).strip()

    def parts(self) -> list[str]:
        """The components of a structured value, each as one text; several values of one are parted by blanks."""
        return [" ".join(filter(None, map(str.strip, values))) for values in self.lists()]

    def lists(self) -> list[list[str]]:
        """The components of a structured value with the values of each."""
        return [[unescape(value) for value in split_at(part, ",")] for part in split_at(self.value, ";")]


def content_lines(data: bytes) -> Iterator[ContentLine]:
    """The lines of a file. What is no line of a card at all is passed over: exports hold stray ones."""
    for raw in _unfolded(data):
        if line := _parsed(raw):
            yield line


def _unfolded(data: bytes) -> Iterator[bytes]:
    held = b""
    for line in _END.split(data):
        if line[:1] in (b" ", b"\t") and held:
            held += line[1:]
        elif held.endswith(b"=") and _QUOTED.search(held.partition(b":")[0] + b":"):
            held = held[:-1] + line
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _parsed(raw: bytes) -> ContentLine | None:
    text = _decoded(raw, "")
    head = _HEAD.match(text)
    if head is None:
        return None
    params = _params(head[3])
    encoding = next((value for value in params.get("encoding", []) if value in _ENCODINGS), "")
    if encoding in ("base64", "b"):
        return ContentLine(head[2].upper(), "", params, head[1] or "", binary=True)
    charset = params.get("charset", [""])[0]
    value = raw.partition(b":")[2] if '"' not in head[0] else text[head.end() :].encode()
    if encoding == "quoted-printable":
        return ContentLine(head[2].upper(), _decoded(quopri.decodestring(value), charset), params, head[1] or "")
    told = text[head.end() :] if '"' in head[0] else _decoded(value, charset)
    return ContentLine(head[2].upper(), told, params, head[1] or "", binary=told.startswith("data:"))


def _decoded(raw: bytes, charset: str) -> str:
    for name in filter(None, (charset, "utf-8")):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", "replace")


def _params(told: str) -> dict[str, list[str]]:
    params: dict[str, list[str]] = {}
    for part in _PARAM.findall(told):
        name, sign, values = part.partition("=")
        if not sign:
            # vCard 2.1 names types and encodings without saying so.
            name, values = ("encoding" if part.lower() in _ENCODINGS else "type"), part
        for value in _LIST.findall(values):
            plain = re.sub(r"\^[n'^]", lambda sign: _CARETS[sign[0]], value.strip('"'))
            params.setdefault(name.strip().lower(), []).extend(one.strip().lower() for one in plain.split(","))
    return params


def split_at(text: str, sign: str) -> list[str]:
    """The text's parts at a sign that is not escaped."""
    parts, begun, at = [], 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if text[at] == sign:
            parts.append(text[begun:at])
            begun = at + 1
        at += 1
    return [*parts, text[begun:]]


def unescape(text: str) -> str:
    """`a\\, b\\nc` as it was meant."""
    meant = re.sub(r"\\(.)", lambda sign: "\n" if sign[1] in "nN" else sign[1], text, flags=re.DOTALL)
    return meant.replace("\r\n", "\n")


def escape(text: str) -> str:
    """A text as a value: the other way round."""
    told = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return told.replace("\r\n", "\n").replace("\n", "\\n")


def fold_line(line: str) -> str:
    """A line of at most 75 bytes and its continuations, none of which breaks a sign in two."""
    pieces, held, room = [], "", 75
    for sign in line:
        if len((held + sign).encode()) > room:
            pieces.append(held)
            held, room = "", 74
        held += sign
    return "\r\n ".join([*pieces, held]) + "\r\n"


def is_binary(text: str) -> bool:
    """Whether a text is a picture or key written as letters."""
    try:
        return len(text) > 200 and bool(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return False
