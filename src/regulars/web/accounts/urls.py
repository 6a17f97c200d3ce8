"""Getting in and out. Of allauth only what this program uses; there is no sign-up."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import path, re_path

from regulars.web.accounts import views
from regulars.web.accounts.late import late

urlpatterns = [
    path("login/", views.Login.as_view(), name="account_login"),
    path("login/passkey/", late("allauth.mfa.webauthn.views.login_webauthn"), name="mfa_login_webauthn"),
    path(
        "login/with/<str:provider_id>/", late("regulars.web.accounts.company_login.begin"), name="openid_connect_login"
    ),
    path(
        "login/with/<str:provider_id>/back/",
        late("regulars.web.accounts.company_login.back"),
        name="openid_connect_callback",
    ),
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
    path("second-factor/", views.second_factor, name="mfa_index"),
    path("second-factor/check/", late("allauth.mfa.base.views.authenticate"), name="mfa_authenticate"),
    path("second-factor/confirm/", late("allauth.mfa.base.views.reauthenticate"), name="mfa_reauthenticate"),
    path("second-factor/app/", late("regulars.web.accounts.factors.activate_app"), name="mfa_activate_totp"),
    path("second-factor/app/off/", late("allauth.mfa.totp.views.deactivate_totp"), name="mfa_deactivate_totp"),
    path("second-factor/codes/", late("regulars.web.accounts.factors.codes"), name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/",
        late("allauth.mfa.recovery_codes.views.generate_recovery_codes"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/codes/download/",
        late("allauth.mfa.recovery_codes.views.download_recovery_codes"),
        name="mfa_download_recovery_codes",
    ),
    path("second-factor/passkeys/", views.second_factor, name="mfa_list_webauthn"),
    path("second-factor/passkeys/add/", late("regulars.web.accounts.factors.add_passkey"), name="mfa_add_webauthn"),
    path(
        "second-factor/passkeys/confirm/",
        late("allauth.mfa.webauthn.views.reauthenticate_webauthn"),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "second-factor/passkeys/<int:pk>/remove/",
        late("regulars.web.accounts.factors.remove_passkey"),
        name="mfa_remove_webauthn",
    ),
    path(
        "second-factor/passkeys/<int:pk>/name/",
        late("allauth.mfa.webauthn.views.edit_webauthn"),
        name="mfa_edit_webauthn",
    ),
    path("setup/<str:token>", views.setup, name="setup"),
    path("join/<str:token>", views.join, name="join"),
    path("enter/<str:token>", views.enter, name="enter"),
]
