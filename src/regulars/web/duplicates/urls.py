"""Addresses of the pages about duplicates."""

from __future__ import annotations

from django.urls import path

from regulars.web.duplicates import explained, judging, queue

app_name = "duplicates"
urlpatterns = [
    path("", queue.pairs, name="queue"),
    path("from/", judging.from_score, name="from"),
    path("how/", explained.how, name="how"),
    path("<int:pk>/", queue.one, name="one"),
    path("<int:pk>/<str:verdict>/", judging.judge, name="judge"),
]
