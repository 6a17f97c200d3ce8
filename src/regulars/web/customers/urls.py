"""Addresses of the customer pages."""

from __future__ import annotations

from django.urls import path

from regulars.web.customers import building, cards, cells, consents, editing, files, listing, many, naming, one, saved
from regulars.web.customers.panels import shown

app_name = "customers"
urlpatterns = [
    path("", listing.customers, name="list"),
    path("filter/", building.builder, name="filter"),
    path("columns/", saved.choose_columns, name="columns"),
    path("taken-out/<str:form>/", files.taken_out, name="take_out"),
    path("views/", saved.every, name="views"),
    path("views/new/", saved.new, name="view_new"),
    path("views/<int:pk>/", saved.edit, name="view_edit"),
    path("views/<int:pk>/move/", saved.move, name="view_move"),
    path("views/<int:pk>/remove/", saved.remove, name="view_remove"),
    path("changes/", many.every, name="changes"),
    path("changes/new/", many.new, name="change_new"),
    path("changes/preview/", many.preview, name="change_preview"),
    path("changes/<int:pk>/", many.one, name="change"),
    path("changes/<int:pk>/undo/", many.undo, name="change_undo"),
    path("new/", editing.new, name="new"),
    path("options/", naming.options, name="options"),
    path("<int:pk>/", one.customer, name="one"),
    path("<int:pk>/timeline/", one.timeline, name="timeline"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/cell/<str:key>/", cells.cell, name="cell"),
    path("<int:pk>/card.vcf", cards.card, name="card"),
    path("<int:pk>/panels/", shown.panels, name="panels"),
    path("<int:pk>/consents/", consents.consents, name="consents"),
    path("<int:pk>/consents/stop/", consents.suppress, name="suppress"),
    path("<int:pk>/consents/lift/<int:stop>/", consents.lift_one, name="lift"),
    path("<int:pk>/consents/void/", consents.void_links, name="void_links"),
    path("<int:pk>/profile/", one.profile, name="profile"),
]
