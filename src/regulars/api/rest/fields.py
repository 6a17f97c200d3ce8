"""The business's own fields over the API: what a customer's `fields` may hold."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from regulars.api.rest import shapes
from regulars.api.rest.api import May, api
from regulars.know.fields.queries import fields_of


@api.get("/fields", auth=May("customers.see"), response=list[shapes.OwnField], tags=["fields"])
def list_fields(request: HttpRequest) -> list[dict[str, Any]]:
    """Every field in use that the token's colleague may see."""
    return [
        {
            "key": field.key, "label": field.label, "kind": field.kind, "of": field.of, "help": field.help,
            "required": field.required, "choices": field.choices or [],
        }
        for field in fields_of()
    ]  # fmt: skip
