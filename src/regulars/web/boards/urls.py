"""Addresses of boards."""

from __future__ import annotations

from django.urls import path

from regulars.web.boards import composing, views

app_name = "boards"
urlpatterns = [
    path("", views.all_boards, name="all"),
    path("new/", composing.new, name="new"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/compose/", composing.compose, name="compose"),
    path("<int:pk>/change/", composing.change, name="change"),
    path("<int:pk>/remove/", composing.remove, name="remove"),
    path("<int:pk>/order/", composing.order, name="order"),
    path("<int:pk>/tiles/new/", composing.new_tile, name="new_tile"),
    path("tiles/<int:pk>/", views.tile, name="tile"),
    path("tiles/<int:pk>/change/", composing.change_tile, name="change_tile"),
    path("tiles/<int:pk>/move/", composing.move_tile, name="move_tile"),
    path("tiles/<int:pk>/remove/", composing.remove_tile, name="remove_tile"),
]
