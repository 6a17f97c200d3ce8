"""Every setting of Regulars, for Django and for its own code.

Each can be given in the environment under its name, or as NAME_FILE pointing to a file that holds it.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

import platformdirs

from regulars.kit import database_url
from regulars.kit.environment import Setting, SettingError, flag, number, text, words

HOME = Setting("REGULARS_HOME", platformdirs.user_data_dir("regulars", appauthor=False), "Folder of all data.")
DATABASE = Setting(
    "DATABASE_URL", "", "postgresql://… to keep the operational data there; empty: SQLite in REGULARS_HOME."
)
SECRET = Setting(
    "REGULARS_SECRET_KEY", "", "Signs sessions and links; empty: made once and kept in REGULARS_HOME/secret_key."
)
SALT = Setting(
    "REGULARS_ERASURE_SALT",
    "",
    "Salts the hashes by which erased people stay erased; never change it. Empty: made once, in REGULARS_HOME/erasure_salt.",
)
DEBUGGING = Setting("REGULARS_DEBUG", "false", "Developer's pages on errors. Never on a server others can reach.")
HOSTS = Setting("REGULARS_HOSTS", "localhost,127.0.0.1,[::1]", "Host names under which the program may be reached.")
PUBLIC = Setting(
    "REGULARS_URL", "", "Address people use, such as https://crm.shop.example; empty: where serve listens."
)
ZONE = Setting("REGULARS_TIME_ZONE", "UTC", "Business time zone: days, months and cohorts follow it.")
MONEY = Setting("REGULARS_CURRENCY", "EUR", "Currency of amounts that come without one, and of the scoreboard.")
REGION = Setting("REGULARS_REGION", "", "Country (two letters) of phone numbers written without a country code.")
COMPANY = Setting("REGULARS_COMPANY", "Our company", "Name of the business, shown on pages and reports.")
ENGINE_NAME = Setting("REGULARS_ENGINE", "duckdb", "Engine of the numbers: duckdb or spark.")
MEMORY = Setting(
    "REGULARS_ENGINE_MEMORY", "1GB", "Memory the engine may take before it spills to disk, such as 512MB or 4GB."
)
THREADS = Setting("REGULARS_ENGINE_THREADS", "2", "Threads of the engine.")
CLUSTER = Setting(
    "REGULARS_SPARK_CLUSTER",
    "",
    "Spark cluster that computes, such as spark://10.0.0.5:7077; empty: Spark in the process.",
)
ADDRESS = Setting("REGULARS_SPARK_ADDRESS", "127.0.0.1", "Address at which the cluster's workers reach this machine.")
RATE = Setting("REGULARS_TRACKING_RATE", "1000", "Tracking requests a second a write key may make; 0: no limit.")
UPLOAD = Setting("REGULARS_UPLOAD_MB", "512", "Largest file the import wizard takes, in megabytes.")
ATTACHMENT = Setting("REGULARS_ATTACHMENT_MB", "20", "Largest file that is kept with a customer, in megabytes.")
SECURE = Setting(
    "REGULARS_HTTPS", "false", "true when people reach the program by https: cookies then travel only there."
)
PROXY = Setting(
    "REGULARS_BEHIND_PROXY", "false", "true when a proxy in front sets X-Forwarded-Proto and X-Forwarded-For."
)
PROCESSES = Setting(
    "REGULARS_PROCESSES",
    "1",
    "Server processes; serve --workers sets it. More than one share what each would remember.",
)
MAIL_HOST = Setting(
    "REGULARS_SMTP_HOST", "", "Mail server for invitations and password resets; empty: mails go to the terminal."
)
MAIL_PORT = Setting("REGULARS_SMTP_PORT", "587", "Its port.")
MAIL_USER = Setting("REGULARS_SMTP_USER", "", "User there.")
MAIL_PASSWORD = Setting("REGULARS_SMTP_PASSWORD", "", "Password there.")
MAIL_FROM = Setting("REGULARS_MAIL_FROM", "regulars@localhost", "Sender of the program's own mails.")
OIDC_ISSUER = Setting(
    "REGULARS_OIDC_ISSUER",
    "",
    "Address of the company's own login (OpenID Connect), exactly as it names itself; empty: none.",
)
OIDC_CLIENT = Setting("REGULARS_OIDC_CLIENT_ID", "", "What this program is called there.")
OIDC_SECRET = Setting("REGULARS_OIDC_CLIENT_SECRET", "", "The secret given for it there.")
OIDC_NAME = Setting("REGULARS_OIDC_NAME", "the company's login", "What the button on the login page calls it.")
OIDC_DOMAINS = Setting(
    "REGULARS_OIDC_DOMAINS", "", "Mail domains whose people may join by it without an invitation; empty: nobody."
)
OIDC_ROLE = Setting("REGULARS_OIDC_ROLE", "agent", "Role of those who join without an invitation.")

SETTINGS: tuple[Setting, ...] = (
    HOME, DATABASE, SECRET, SALT, DEBUGGING, HOSTS, PUBLIC, ZONE, MONEY, REGION, COMPANY, ENGINE_NAME, MEMORY, THREADS, CLUSTER,
    ADDRESS, RATE,
    UPLOAD, ATTACHMENT, SECURE, PROXY, PROCESSES, MAIL_HOST, MAIL_PORT, MAIL_USER, MAIL_PASSWORD, MAIL_FROM, OIDC_ISSUER,
    OIDC_CLIENT, OIDC_SECRET, OIDC_NAME, OIDC_DOMAINS, OIDC_ROLE,
)  # fmt: skip


def _kept_secret(setting: Setting, home: Path, name: str) -> str:
    """What the environment gives, else what was made once and lies in a file only its owner reads."""
    given = text(setting)
    if given:
        return given
    path = home / name
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        # Written aside and linked: two processes that start at once agree on one key, and it is never half there.
        draft = home / f"{name}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # the other process was first; its key is read below
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")


REGULARS_HOME = Path(text(HOME)).expanduser().resolve()
REGULARS_TIME_ZONE = text(ZONE)
REGULARS_CURRENCY = text(MONEY).upper()
REGULARS_REGION = text(REGION).upper()
REGULARS_COMPANY = text(COMPANY)
REGULARS_ENGINE = text(ENGINE_NAME)
REGULARS_ENGINE_MEMORY = text(MEMORY).upper()
REGULARS_ENGINE_THREADS = number(THREADS, least=1)
REGULARS_SPARK_CLUSTER = text(CLUSTER)
REGULARS_SPARK_ADDRESS = text(ADDRESS)
REGULARS_TRACKING_RATE = number(RATE)
REGULARS_UPLOAD_BYTES = number(UPLOAD, least=1) * 1024 * 1024
REGULARS_ATTACHMENT_BYTES = number(ATTACHMENT, least=1) * 1024 * 1024
REGULARS_URL = text(PUBLIC).rstrip("/")
REGULARS_OIDC_ISSUER = text(OIDC_ISSUER)
REGULARS_OIDC_NAME = text(OIDC_NAME)
REGULARS_OIDC_DOMAINS = [domain.lower().removeprefix("@") for domain in words(OIDC_DOMAINS)]
REGULARS_OIDC_ROLE = text(OIDC_ROLE).lower()
if REGULARS_OIDC_ISSUER and not (text(OIDC_CLIENT) and text(OIDC_SECRET)):
    raise SettingError(f"{OIDC_ISSUER.name} is set; set {OIDC_CLIENT.name} and {OIDC_SECRET.name} too")
if REGULARS_OIDC_ROLE not in {"owner", "manager", "agent", "marketer", "analyst", "auditor"}:
    raise SettingError(f"{OIDC_ROLE.name} is {REGULARS_OIDC_ROLE!r}; write the name of a role, such as agent")
if REGULARS_ENGINE not in {"duckdb", "spark"}:
    raise SettingError(f"{ENGINE_NAME.name} is {REGULARS_ENGINE!r}; write duckdb or spark")
if REGULARS_SPARK_CLUSTER and not re.fullmatch(r"spark://[^\s,/]+:\d+(,[^\s,/]+:\d+)*", REGULARS_SPARK_CLUSTER):
    raise SettingError(f"{CLUSTER.name} is {REGULARS_SPARK_CLUSTER!r}; write it like spark://10.0.0.5:7077")
if not re.fullmatch(r"[1-9]\d*[MG]B", REGULARS_ENGINE_MEMORY):
    raise SettingError(f"{MEMORY.name} is {text(MEMORY)!r}; write a number with MB or GB, such as 512MB")

SECRET_KEY = _kept_secret(SECRET, REGULARS_HOME, "secret_key")
REGULARS_ERASURE_SALT = _kept_secret(SALT, REGULARS_HOME, "erasure_salt")
DEBUG = flag(DEBUGGING)
ALLOWED_HOSTS = words(HOSTS)
CSRF_TRUSTED_ORIGINS = [REGULARS_URL] if REGULARS_URL else []
DATABASES = {"default": database_url.read(text(DATABASE), REGULARS_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "regulars.access.users",
    "regulars.access.links",
    "regulars.access.sessions",
    "regulars.access.tokens",
    "regulars.store.schedule",
    "regulars.timeline",
    "regulars.know.customers",
    "regulars.know.identities",
    "regulars.know.merges",
    "regulars.know.duplicates",
    "regulars.know.fields",
    "regulars.know.relations",
    "regulars.know.tags",
    "regulars.know.notes",
    "regulars.know.occasions",
    "regulars.know.views",
    "regulars.know.bulk",
    "regulars.know.consents",
    "regulars.know.requests",
    "regulars.know.search",
    "regulars.listen.tracking",
    "regulars.listen.imports",
    "regulars.understand.inputs",
    "regulars.understand.insights",
    "regulars.understand.segments",
    "regulars.understand.journeys",
    "regulars.understand.recommendations",
    "regulars.understand.scoreboard",
    "regulars.understand.targets",
    "regulars.understand.boards",
    "regulars.understand.digests",
    "regulars.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "regulars.web.acting.acting",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "regulars.web.urls"
WSGI_APPLICATION = "regulars.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
        },
    }
]

# One process remembers by itself. Several must not each remember on their own, or a log-out in one would not be one in
# the others, and a lock after wrong passwords would count in each anew.
# Room for many: with Django's 300, whoever tries 300 addresses would push out the counts of wrong passwords.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "regulars",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
    if number(PROCESSES, least=1) == 1
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": REGULARS_HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    }
}
# The session is kept in the process between requests, and in a table with what a person needs to know it again.
SESSION_ENGINE = "regulars.access.sessions.store"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = flag(SECURE)
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag(PROXY) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "regulars.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = bool(text(MAIL_HOST))
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Wrong passwords and codes: ten a minute from one network address, five in five minutes for one account.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag(PROXY) else 0

MFA_ADAPTER = "regulars.web.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# The code of half a minute ago still opens (see regulars.web.accounts.forms, which sees that none opens twice).
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "regulars.web.accounts.forms.CodeForm",
    "reauthenticate": "regulars.web.accounts.forms.CodeAgainForm",
    "authenticate_webauthn": "regulars.web.accounts.forms.PasskeyForm",
    "reauthenticate_webauthn": "regulars.web.accounts.forms.PasskeyAgainForm",
    "login_webauthn": "regulars.web.accounts.forms.PasskeyLoginForm",
}

SOCIALACCOUNT_ADAPTER = "regulars.web.accounts.company_policy.CompanyLoginAdapter"
# Begun by following a link: a form's redirects to foreign addresses would be stopped by the content policy.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "company",
                "name": REGULARS_OIDC_NAME,
                "client_id": text(OIDC_CLIENT),
                "secret": text(OIDC_SECRET),
                "settings": {"server_url": REGULARS_OIDC_ISSUER, "oauth_pkce_enabled": True},
            }
        ]
        if REGULARS_OIDC_ISSUER
        else [],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = REGULARS_HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": REGULARS_HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

EMAIL_HOST = text(MAIL_HOST)
EMAIL_PORT = number(MAIL_PORT)
EMAIL_HOST_USER = text(MAIL_USER)
EMAIL_HOST_PASSWORD = text(MAIL_PASSWORD)
EMAIL_TIMEOUT = 10
EMAIL_USE_TLS = bool(EMAIL_HOST) and EMAIL_PORT == 587
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = text(MAIL_FROM)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
}
