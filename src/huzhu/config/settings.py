"""All settings, in one file, from the environment. Every variable begins with HUZHU_ (docs/install.md lists them)."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from huzhu.kept_keys import kept_key
from huzhu.translations import compiled

PACKAGE = Path(__file__).resolve().parent.parent


def _yes(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "").strip().lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


HUZHU_HOME = Path(os.environ.get("HUZHU_HOME", ".huzhu")).expanduser().resolve()
READINGS = HUZHU_HOME / "readings"
INBOX = HUZHU_HOME / "inbox"  # uploaded files that wait for their mapping


def _database(url: str) -> dict[str, object]:
    """`sqlite:///absolute/path` (or nothing) or `postgresql://user:password@host:port/name`."""
    if not url:
        HUZHU_HOME.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{HUZHU_HOME / 'huzhu.sqlite3'}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:] if parts.path.startswith("//") else parts.path),
            "OPTIONS": {
                # FULL, because NORMAL lost acknowledged commits when the power went; IMMEDIATE, because a transaction
                # that reads and then writes may otherwise fail at once with "database is locked".
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;",
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
            },
            "CONN_MAX_AGE": None,
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}},
        }
    raise ValueError(f"HUZHU_DATABASE_URL: {parts.scheme!r} is not known; use sqlite:/// or postgresql://")


SECRET_KEY = os.environ.get("HUZHU_SECRET_KEY") or kept_key(HUZHU_HOME / "secret-key")
PUSH_KEY = os.environ.get("HUZHU_PUSH_KEY", "")  # none: made when it is first needed, by notices/push.py
DEBUG = _yes("HUZHU_DEBUG")
ALLOWED_HOSTS = _list("HUZHU_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("HUZHU_ORIGINS")
BEHIND_TLS = _yes("HUZHU_TLS")

DATABASES = {"default": _database(os.environ.get("HUZHU_DATABASE_URL", ""))}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "ninja",  # for the static files of the API's description
    "huzhu",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huzhu.web.headers.content_security_policy",
    "huzhu.web.uploads.largest_upload",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "huzhu.web.looks.look",
    "huzhu.web.languages.reader_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "huzhu.web.policy.PolicyMiddleware",
    "huzhu.web.receipts.ReceiptMiddleware",
]

ROOT_URLCONF = "huzhu.config.urls"
WSGI_APPLICATION = "huzhu.config.asgi.wsgi_application"

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # a widget's template may stand in web/templates
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "huzhu.web.context.frame",
            ],
            "libraries": {"huzhu": "huzhu.web.templatetags.huzhu"},  # web is a room of the one app, not an app
        },
    }
]

AUTH_USER_MODEL = "huzhu.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "huzhu.web.accounts.ByInvitation"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/5m/key,50/5m/ip", "change_password": "5/m/user"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS  # passkeys on http://localhost
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if BEHIND_TLS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = os.environ.get("HUZHU_LANGUAGE", "zh-hans")
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [compiled(PACKAGE / "locale", HUZHU_HOME / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("HUZHU_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = HUZHU_HOME / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "huzhu.web.fonts.FontFinder",
]
WHITENOISE_USE_FINDERS = True  # serves what the packages carry, with no collecting step
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 24 * 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
LARGEST_UPLOAD = int(os.environ.get("HUZHU_LARGEST_UPLOAD", "536870912"))  # bytes

PUBLIC_URL = os.environ.get("HUZHU_URL", "").rstrip("/")  # how others reach these pages: stands in messages
MAIL_SERVICE = os.environ.get("HUZHU_MAIL", "")  # mailtos://user:password@host?from=…, as the library Apprise takes it
WEBHOOK_HOSTS = _list("HUZHU_WEBHOOK_HOSTS")  # "name:port" inside, to which webhooks may go all the same

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"huzhu": {"level": "INFO"}},
}
