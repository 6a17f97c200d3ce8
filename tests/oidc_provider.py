"""A company's own login to test against: a real OpenID Connect provider in a process and with a database of its own.

As a program (`python -m tests.oidc_provider FOLDER PORT REDIRECT...`) it serves allauth's provider on loopback with the
people below; `running` starts it and ends it.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CLIENT_ID, SECRET, PASSWORD = "regulars", "a secret between two servers", "known to the company"
# Address -> name, and whether the provider has verified the address.
PEOPLE = {
    "alice@unfold.example": ("Alice Amari", True),
    "bob@unfold.example": ("Bob Brandt", False),
    "charlie@unfold.example": ("Charlie Cole", True),
    "dora@unfold.example": ("Dora Dann", True),
    "eve@elsewhere.example": ("Eve Elsewhere", True),
}
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider that runs: its address is its issuer."""

    address: str

    @property
    def app(self) -> dict[str, Any]:
        """What allauth wants to know of it."""
        return {
            "provider_id": "company",
            "name": "Unfold's login",
            "client_id": CLIENT_ID,
            "secret": SECRET,
            "settings": {"server_url": self.address, "oauth_pkce_enabled": True},
        }


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(folder: Path, *redirects: str) -> Iterator[Provider]:
    """The provider on a free port, leading back only to `redirects`."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "provider.log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "tests.oidc_provider", str(folder), str(port), *redirects]
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=Path(__file__).parent.parent)
        try:
            provider = Provider(f"http://127.0.0.1:{port}")
            _wait(provider, process, log)
            yield provider
        finally:
            process.terminate()
            process.wait(20)


def _wait(provider: Provider, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{provider.address}/.well-known/openid-configuration", timeout=5) as answer:
                assert json.load(answer)["issuer"] == provider.address
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"no answer in {PATIENCE:g} s: {log.read_text()}")


def _key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _configure(folder: Path) -> None:
    from django.conf import settings

    settings.configure(
        SECRET_KEY="only for tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.oidc_provider_urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
            "allauth", "allauth.account", "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_SIGNUP_FIELDS=["email*", "password1*"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        LOGIN_URL="account_login",
        LOGIN_REDIRECT_URL="/",
        IDP_OIDC_PRIVATE_KEY=_key(),
        STATIC_URL="/static/",
    )  # fmt: skip


def _fill(redirects: list[str]) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for number, (email, (name, verified)) in enumerate(PEOPLE.items()):
        first, last = name.split()
        user = User.objects.create_user(f"user{number}", email, PASSWORD, first_name=first, last_name=last)
        EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    client = Client(id=CLIENT_ID, name="Regulars", secret=make_password(SECRET))
    client.set_scopes(["openid", "profile", "email"])
    client.set_redirect_uris(redirects)
    client.save()


def main(folder: str, port: str, *redirects: str) -> None:
    """Serve until ended."""
    _configure(Path(folder))
    import django

    django.setup()
    _fill(list(redirects))
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIServer, make_server

    from django.core.wsgi import get_wsgi_application

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    make_server("127.0.0.1", int(port), get_wsgi_application(), server_class=Server).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
