"""Addresses of the settings."""

from __future__ import annotations

from django.urls import path

from regulars.web.settings import (
    api,
    appearance,
    audit,
    contact_rules,
    fields,
    invitations,
    keys,
    login,
    people,
    purposes,
    roles,
    teams,
    tokens,
)

app_name = "settings"
urlpatterns = [
    path("", appearance.start, name="start"),
    path("theme/", appearance.theme, name="theme"),
    path("login/", login.login, name="login"),
    path("login/end/", login.end, name="end_login"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.change, name="person"),
    path("people/<int:pk>/log-out/", people.log_out, name="log_out"),
    path("people/<int:pk>/unlock/", people.unlock, name="unlock"),
    path("invitations/<int:pk>/renew/", people.renew, name="renew_invitation"),
    path("invitations/<int:pk>/revoke/", invitations.revoke, name="revoke_invitation"),
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
    path("fields/", fields.fields, name="fields"),
    path("fields/new/", fields.new, name="new_field"),
    path("fields/<int:pk>/", fields.one, name="field"),
    path("fields/<int:pk>/move/", fields.move, name="move_field"),
    path("fields/<int:pk>/archive/", fields.archive, name="archive_field"),
    path("fields/<int:pk>/remove/", fields.remove, name="remove_field"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<int:pk>/revoke/", keys.revoke, name="revoke"),
    path("purposes/", purposes.new, name="purposes"),
    path("purposes/<int:pk>/", purposes.one, name="purpose"),
    path("purposes/<int:pk>/archive/", purposes.archive, name="archive_purpose"),
    path("contact/", contact_rules.contact_rules, name="contact_rules"),
    path("contact/quiet/", contact_rules.quiet, name="quiet"),
    path("contact/quiet/<int:pk>/end/", contact_rules.end_quiet, name="end_quiet"),
    path("contact/caps/", contact_rules.cap, name="cap"),
    path("contact/caps/<int:pk>/end/", contact_rules.end_cap, name="end_cap"),
    path("contact/stops/", contact_rules.stop, name="stop"),
    path("contact/stops/<int:pk>/end/", contact_rules.end_stop, name="end_stop"),
]
