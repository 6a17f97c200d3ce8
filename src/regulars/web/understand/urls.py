"""Addresses of the pages about many."""

from __future__ import annotations

from django.urls import path

from regulars.web.understand import alerts, inputs, measured, predictions, targets, views

app_name = "understand"
urlpatterns = [
    path("", views.scoreboard, name="scoreboard"),
    path("how/<slug:key>/", views.how, name="how"),
    path("people/<slug:key>/", views.people, name="people"),
    path("predictions/", predictions.predictions, name="predictions"),
    path("cooling/", predictions.quieter, name="cooling"),
    path("catalogue/", measured.catalogue, name="catalogue"),
    path("catalogue/<slug:key>/", measured.metric, name="measured"),
    path("catalogue/<slug:key>/trend/", measured.metric_trend, name="metric_trend"),
    path("catalogue/<slug:key>/people/", measured.metric_people, name="metric_people"),
    path("inputs/", inputs.figures, name="inputs"),
    path("inputs/enter/", inputs.enter_one, name="enter_figure"),
    path("inputs/file/", inputs.bring_file, name="bring_figures"),
    path("inputs/template/", inputs.template_file, name="figures_template"),
    path("inputs/<int:pk>/remove/", inputs.remove_one, name="remove_figure"),
    path("targets/", targets.all_targets, name="targets"),
    path("targets/new/", targets.new, name="new_target"),
    path("targets/<int:pk>/", targets.one, name="target"),
    path("targets/<int:pk>/remove/", targets.remove, name="remove_target"),
    path("alerts/", alerts.all_alerts, name="alerts"),
    path("alerts/<int:pk>/put-aside/", alerts.aside, name="put_aside"),
]
