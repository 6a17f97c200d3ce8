"""Cards written as JSON (RFC 7095) and as XML (RFC 6351), as the same content lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from regulars.know.cards.card import NoCards
from regulars.know.cards.lines import ContentLine, escape

_SPACE = "{urn:ietf:params:xml:ns:vcard-4.0}"
# The order in which structured values stand.
_COMPONENTS = {
    "n": ("surname", "given", "additional", "prefix", "suffix"),
    "adr": ("pobox", "ext", "street", "locality", "region", "code", "country"),
}


def lines_of_json(text: str) -> Iterator[ContentLine]:
    """The lines of one card or a list of cards."""
    try:
        told = json.loads(text)
        cards = [told] if told and told[0] == "vcard" else told
        for card in cards:
            yield ContentLine("BEGIN", "VCARD")
            for name, params, _, *values in card[1]:
                yield ContentLine(name.upper(), ",".join(_joined(value) for value in values), _params(params))
            yield ContentLine("END", "VCARD")
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, RecursionError) as error:
        raise NoCards(f"This JSON holds no cards (RFC 7095): {error}. Export it as .vcf instead.") from error


def _joined(value: Any) -> str:
    if not isinstance(value, list):
        return escape(str(value))
    return ";".join(
        ",".join(escape(str(v)) for v in part) if isinstance(part, list) else escape(str(part)) for part in value
    )


def _params(told: dict[str, Any]) -> dict[str, list[str]]:
    return {
        name.lower(): [str(value).lower() for value in (values if isinstance(values, list) else [values])]
        for name, values in told.items()
    }


def lines_of_xml(text: str) -> Iterator[ContentLine]:
    """The lines of all cards of a document."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise NoCards("This XML declares entities, which no address book writes. Export it as .vcf instead.")
    try:
        document = ET.fromstring(text)  # noqa: S314 -- without entities there is nothing to expand
    except ET.ParseError as error:
        raise NoCards(f"This XML cannot be read: {error}. Export it as .vcf instead.") from error
    for card in document.iter(f"{_SPACE}vcard"):
        yield ContentLine("BEGIN", "VCARD")
        for child in card:
            group = child.get("name", "") if child.tag == f"{_SPACE}group" else ""
            for prop in child if group else [child]:
                yield _xml_line(prop, group)
        yield ContentLine("END", "VCARD")


def _xml_line(prop: ET.Element, group: str) -> ContentLine:
    name = prop.tag.removeprefix(_SPACE)
    params: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {}
    for child in prop:
        if child.tag == f"{_SPACE}parameters":
            for param in child:
                values = [(value.text or "").lower() for value in param]
                params.setdefault(param.tag.removeprefix(_SPACE), []).extend(values)
        else:
            texts.setdefault(child.tag.removeprefix(_SPACE), []).append(escape((child.text or "").strip()))
    if parts := _COMPONENTS.get(name):
        value = ";".join(",".join(texts.get(part, [])) for part in parts)
    else:
        sign = ";" if name == "org" else ","
        value = sign.join(text for values in texts.values() for text in values)
    return ContentLine(name.upper(), value, params, group)
