"""Addresses of the customer pages."""

from __future__ import annotations

from django.urls import path

from regulars.web.customers import consents, editing, listing, naming, one
from regulars.web.customers.panels import shown

app_name = "customers"
urlpatterns = [
    path("", listing.customers, name="list"),
    path("countries/", listing.countries, name="countries"),
    path("new/", editing.new, name="new"),
    path("options/", naming.options, name="options"),
    path("<int:pk>/", one.customer, name="one"),
    path("<int:pk>/timeline/", one.timeline, name="timeline"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/panels/", shown.panels, name="panels"),
    path("<int:pk>/consents/", consents.consents, name="consents"),
    path("<int:pk>/consents/stop/", consents.suppress, name="suppress"),
    path("<int:pk>/consents/lift/<int:stop>/", consents.lift_one, name="lift"),
    path("<int:pk>/consents/void/", consents.void_links, name="void_links"),
    path("<int:pk>/profile/", one.profile, name="profile"),
]
