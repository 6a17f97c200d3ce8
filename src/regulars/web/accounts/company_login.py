"""Logging in at the company's own provider (OpenID Connect). Imported when somebody does so for the first time.

allauth speaks the protocol; here it is held to what the standard asks for: the issuer is the one that the operator
named, the id token's signature is verified with its keys, and what the provider tells is about the same person.
"""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from regulars.web.accounts.company_policy import OTHER_ISSUER, reason_of, refused


class _Talk(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # allauth carries no types
    """What is said between the two servers."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself; refused when it calls itself something else than the operator did."""
        config: dict[str, Any] = super().openid_config
        if str(config.get("issuer", "")).rstrip("/") != settings.REGULARS_OIDC_ISSUER.rstrip("/"):
            raise OAuth2Error(OTHER_ISSUER)
        return config

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who it is: the id token must be there and genuine, and the further details be about the same person."""
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("no id token")
        claims = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        details = self._fetch_user_info(token.token)
        if details.get("sub") != claims.get("sub"):
            raise OAuth2Error("details of another person")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": details, "id_token": claims})


class CompanyLogin(OpenIDConnectProvider):  # type: ignore[misc] # allauth carries no types
    """What is kept of a person there: which one it is, and no more."""

    oauth2_adapter_class = _Talk

    def extract_uid(self, data: dict[str, Any]) -> str:
        """One person of one provider. Should the operator name another provider, its people are others."""
        told = f"{settings.REGULARS_OIDC_ISSUER}\n{data['id_token']['sub']}"
        return hashlib.sha256(told.encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """The name, for whoever joins."""
        return {"name": str(data["userinfo"].get("name") or data["id_token"].get("name") or "")[:120]}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """The address. Some providers write whether it was verified as text; “false” is not true."""
        told = data["userinfo"] if data["userinfo"].get("email") else data["id_token"]
        verified = told.get("email_verified") in (True, "true")
        return [EmailAddress(email=told["email"], verified=verified, primary=True)] if told.get("email") else []


registry.register(CompanyLogin)


def _answered(request: HttpRequest, provider_id: str, kind: Any) -> HttpResponse:
    if not settings.REGULARS_OIDC_ISSUER or provider_id != "company":
        raise Http404
    try:
        answer: HttpResponse = kind.adapter_view(_Talk(request, provider_id))(request)
    except (OAuth2Error, RequestException, ValueError, KeyError) as error:
        return refused(request, reason_of(error))
    return answer


@never_cache
@require_safe
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider. Only our own pages begin it: another site's link does not log anybody in unasked."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return HttpResponseRedirect(reverse("account_login"))
    wanted = QueryDict(mutable=True)
    if next_page := request.GET.get("next"):
        wanted["next"] = next_page
    request.GET = wanted  # type: ignore[assignment] # nothing else of the address goes on to the provider
    return _answered(request, provider_id, OAuth2LoginView)


@never_cache
@require_safe
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider."""
    return _answered(request, provider_id, OAuth2CallbackView)
