"""Addresses of what surrounds a customer."""

from __future__ import annotations

from django.urls import path

from regulars.web.around import care, days, fetching, mentions, noting, relating, tagging
from regulars.web.settings import day_kinds, relation_kinds, tags

app_name = "around"
urlpatterns = [
    path("customers/<int:pk>/tags/", tagging.change, name="tag"),
    path("customers/<int:pk>/care/", care.change, name="care"),
    path("customers/<int:pk>/relations/", relating.everybody, name="relations"),
    path("customers/<int:pk>/relations/add/", relating.relate, name="relate"),
    path("customers/<int:pk>/relations/<int:relation>/<str:what>/", relating.change, name="change_relation"),
    path("customers/<int:pk>/notes/", noting.more, name="notes"),
    path("customers/<int:pk>/notes/write/", noting.write, name="write"),
    path("customers/<int:pk>/notes/<int:note>/", noting.edit, name="edit_note"),
    path("customers/<int:pk>/notes/<int:note>/<str:what>/", noting.change, name="change_note"),
    path("customers/<int:pk>/files/<int:file>/<str:what>/", noting.change_file, name="change_file"),
    path("customers/<int:pk>/days/", days.remember, name="remember"),
    path("customers/<int:pk>/days/<int:occasion>/<str:what>/", days.change, name="change_day"),
    path("files/<int:pk>/", fetching.fetch, name="file"),
    path("customers/days/", days.ahead, name="days"),
    path("customers/mentions/", mentions.mentions, name="mentions"),
    path("customers/mentions/seen/", mentions.seen, name="seen"),
    path("customers/colleagues/", noting.colleagues, name="colleagues"),
    path("settings/tags/", tags.tags, name="tags"),
    path("settings/tags/<int:pk>/", tags.one, name="one_tag"),
    path("settings/tags/<int:pk>/merge/", tags.merge, name="merge_tag"),
    path("settings/tags/<int:pk>/remove/", tags.remove, name="remove_tag"),
    path("settings/relations/", relation_kinds.kinds, name="relation_kinds"),
    path("settings/relations/<int:pk>/", relation_kinds.change, name="relation_kind"),
    path("settings/days/", day_kinds.kinds, name="day_kinds"),
    path("settings/days/<int:pk>/", day_kinds.change, name="day_kind"),
]
