"""Addresses of the pages about recommendations."""

from __future__ import annotations

from django.urls import path

from regulars.web.recommendations import alike, availability, products, quality

app_name = "recommendations"
urlpatterns = [
    path("", quality.quality, name="quality"),
    path("products/", products.products, name="products"),
    path("products/<int:pk>/", products.product, name="product"),
    path("products/<int:pk>/people/", products.people, name="people"),
    path("rules/", availability.rules, name="rules"),
    path("rules/<int:pk>/remove/", availability.remove, name="remove_rule"),
    path("rules/file/", availability.file, name="file"),
    path("alike/<int:pk>/", alike.alike, name="alike"),
]
