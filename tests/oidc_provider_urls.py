"""Addresses of the provider in tests/oidc_provider.py."""

from __future__ import annotations

import json
from functools import cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path


@cache
def _stranger() -> dict[str, str]:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from jwt.algorithms import RSAAlgorithm

    public = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return dict(json.loads(RSAAlgorithm.to_jwk(public)))


def other_keys(request: HttpRequest) -> HttpResponse:
    """The provider's keys as a forger would have them: the same names, another key."""
    from allauth.idp.oidc.views import jwks

    known = json.loads(jwks(request).content)["keys"]
    return JsonResponse({"keys": [key | {"n": _stranger()["n"]} for key in known]})


def home(request: HttpRequest) -> HttpResponse:
    """Where one lands who comes for nothing."""
    return HttpResponse("The company's login")


urlpatterns = [
    path("", home),
    path("other-keys.json", other_keys),
    path("accounts/", include("allauth.account.urls")),
    path("", include("allauth.idp.urls")),
]
