"""Every address of the program."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("regulars.api.urls")),
    path("", include("regulars.web.shell.urls")),
    path("", include("regulars.web.accounts.urls")),
    path("customers/duplicates/", include("regulars.web.duplicates.urls")),
    path("", include("regulars.web.around.urls")),
    path("", include("regulars.web.merges.urls")),
    path("customers/", include("regulars.web.customers.urls")),
    path("rules/", include("regulars.web.rules.urls")),
    path("imports/", include("regulars.web.imports.urls")),
    path("understand/recommendations/", include("regulars.web.recommendations.urls")),
    path("understand/segments/", include("regulars.web.segments.urls")),
    path("understand/journeys/", include("regulars.web.journeys.urls")),
    path("understand/boards/", include("regulars.web.boards.urls")),
    path("understand/", include("regulars.web.understand.urls")),
    path("settings/", include("regulars.web.settings.urls")),
    path("preferences/", include("regulars.web.preferences.urls")),
    path("settings/privacy/", include("regulars.web.privacy.urls")),
    path("patterns/", include("regulars.web.patterns.urls")),
]
