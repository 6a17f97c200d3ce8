"""All addresses of the REST API: loading a module of them adds its own."""

from __future__ import annotations

from regulars.api.rest import consents, customers, fields, metrics, recommendations, segments
from regulars.api.rest.api import api

__all__ = ["MODULES", "api", "urls"]
MODULES = (customers, fields, consents, metrics, recommendations, segments)
urls = api.urls
