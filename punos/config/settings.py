"""Settings, read from the environment (docs/operations.md lists them)."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from punos.config import urgent_numbers
from punos.config.data_folder import data_folder, secret_key
from punos.config.database import databases
from punos.config.logs import logging_settings

CHECKOUT = Path(__file__).resolve().parents[2]
ENV = os.environ.get("PUNOS_ENV", "demo")
PRODUCTION = ENV == "production"
DEMO_SIGN_IN = not PRODUCTION and os.environ.get("PUNOS_DEMO_SIGN_IN", "1") == "1"
if PRODUCTION and os.environ.get("PUNOS_DEMO_SIGN_IN") == "1":
    raise SystemExit("PUNOS_ENV=production refuses demo sign-in. Unset PUNOS_DEMO_SIGN_IN and start again.")

SECRET_KEY = secret_key()
DEBUG = os.environ.get("PUNOS_DEBUG") == "1" and not PRODUCTION
ALLOWED_HOSTS = os.environ.get("PUNOS_HOSTS", "127.0.0.1,localhost,testserver,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("PUNOS_ORIGINS", "").split(",") if origin]
DATABASES = databases()
PUNOS_DATA = data_folder()
PUNOS_MODEL = os.environ.get("PUNOS_MODEL", "case_manager")  # the operating model of contacts that are in no case yet
PUNOS_AUDIT_HEADS = os.environ.get("PUNOS_AUDIT_HEADS", str(PUNOS_DATA / "audit-heads.log"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# From the bottom up, as in docs/architecture.md; the pure packages are no Django applications.
LAYERS = ("design_system", "audit", "access", "accounts", "directory", "clients", "consent", "intake", "cases",
          "sharing", "team", "plan", "identification", "insight", "guide", "lead", "portal", "desk", "demo")
CONTEXTS = [context for context in LAYERS if (CHECKOUT / "punos" / context / "__init__.py").exists()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *(f"punos.{context}" for context in CONTEXTS),
    "punos.config.apps.Config",
]
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["punos.accounts.sign_in.PasswordBackend"]
if ENV == "test":  # a slow hash protects people; the cast has none to protect
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_FORMS = {"login": "punos.accounts.pages.forms.SignInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "punos.accounts.adapter.Adapter"
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Punos"
MFA_ADAPTER = "punos.accounts.adapter.CodeAdapter"
# In production a password alone opens nothing: a one-time code must be set up first (703/2023 8 §).
REQUIRE_ONE_TIME_CODE = os.environ.get("PUNOS_REQUIRE_CODE", "1" if PRODUCTION else "0") == "1"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "punos.design_system.plain_text.PlainTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "punos.accounts.middleware.ActorMiddleware",
    "punos.design_system.once.OnceMiddleware",
    "punos.design_system.finnish_only.FinnishOnlyMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "punos.config.urls"
WSGI_APPLICATION = "punos.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [CHECKOUT / "punos" / "design_system" / "templates",
                 *(CHECKOUT / "punos" / context / "pages" / "templates" for context in CONTEXTS)],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "punos.design_system.jinja.environment",
                    "context_processors": ["django.contrib.messages.context_processors.messages",
                                           "punos.config.chrome.chrome"]},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CHECKOUT / "punos" / "design_system" / "templates_django"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request",
                                           "django.contrib.auth.context_processors.auth",
                                           "django.contrib.messages.context_processors.messages"]},
    },
]

LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
LOCALE_PATHS = sorted((CHECKOUT / "punos").glob("*/locale"))
USE_I18N = True
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = PUNOS_DATA / "static"
STATICFILES_DIRS = [
    (name, folder) for name, folder in (
        ("hds-design-tokens", CHECKOUT / "node_modules" / "hds-design-tokens" / "lib"),
        ("source-sans-3", CHECKOUT / "node_modules" / "@fontsource-variable" / "source-sans-3"),
    ) if folder.is_dir()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if ENV == "test"
                    else "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = int(os.environ.get("PUNOS_SESSION_SECONDS", str(8 * 3600)))
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024  # 5 MB of text, percent-encoded: the form refuses it kindly
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": [NONE], "style-src": [SELF], "font-src": [SELF], "img-src": [SELF, "data:"],
    "script-src": [SELF], "connect-src": [SELF], "form-action": [SELF], "frame-ancestors": [NONE],
    "base-uri": [NONE], "manifest-src": [SELF],
}}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

# How "yli 75-vuotias" (1301/2014 36 § 2) is read (punos.lawfulness.clocks.Over75): the statute's words and older
# guidance differ, so the county decides.
PUNOS_OVER_75 = os.environ.get("PUNOS_OVER_75", "past")
if PUNOS_OVER_75 not in ("past", "reached", "whole_years"):
    raise SystemExit(f"PUNOS_OVER_75 is {PUNOS_OVER_75!r}; it can be past, reached or whole_years (docs/operations.md)")
PUNOS_PUBLISH_APART_DAYS = int(os.environ.get("PUNOS_PUBLISH_APART_DAYS", "20"))  # one window a month
PUNOS_WHATIF_DAYS = int(os.environ.get("PUNOS_WHATIF_DAYS", "400"))  # what-if looks back a year of months
PUNOS_ADDRESS_DAYS = int(os.environ.get("PUNOS_ADDRESS_DAYS", "90"))  # a task with a protected address, at most
PUNOS_UNMET_DAYS = int(os.environ.get("PUNOS_UNMET_DAYS", "2"))  # a person written down, without a contact
if PUNOS_UNMET_DAYS < 1:
    raise SystemExit("PUNOS_UNMET_DAYS is at least 1 (docs/operations.md)")
PUNOS_CONSENT_QUIET_DAYS = int(os.environ.get("PUNOS_CONSENT_QUIET_DAYS", "30"))  # after a no, nobody asks again
PUNOS_CONSENT_WITNESS = os.environ.get("PUNOS_CONSENT_WITNESS", "1") == "1"  # oral, from one who cannot sign
PUNOS_URGENT_NUMBERS = urgent_numbers.read(os.environ.get("PUNOS_URGENT_NUMBERS", ""))  # beside 112 and 116 117

LOGGING = logging_settings(os.environ.get("PUNOS_LOG", "WARNING"), debug=DEBUG)
