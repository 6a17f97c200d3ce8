"""Addresses of the settings."""

from __future__ import annotations

from django.urls import path

from regulars.web.settings import api, appearance, audit, keys, people, roles, teams, tokens

app_name = "settings"
urlpatterns = [
    path("", appearance.start, name="start"),
    path("theme/", appearance.theme, name="theme"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.change, name="person"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:pk>/rename/", teams.rename, name="rename_team"),
    path("teams/<int:pk>/remove/", teams.remove, name="remove_team"),
    path("people/<int:pk>/teams/", teams.choose, name="choose_teams"),
    path("roles/", roles.roles, name="roles"),
    path("roles/<str:role>/", roles.change, name="role"),
    path("audit/", audit.audit, name="audit"),
    path("audit/audit.csv", audit.file, name="audit_file"),
    path("api/", api.api, name="api"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<int:pk>/revoke/", keys.revoke, name="revoke"),
]
