"""Addresses of coming in. Only those of allauth that this program uses; there is no sign-up."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import path, re_path

from regulars.web.accounts import views

urlpatterns = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("confirm/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/kept/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("setup/<str:token>", views.setup, name="setup"),
    path("join/<str:token>", views.join, name="join"),
    path("enter/<str:token>", views.enter, name="enter"),
]
