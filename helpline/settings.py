"""Every setting, read from the environment; each also as `…_FILE`. A bad value stops the start with one sentence.

What the charity changes itself (texts, limits, opening hours) lives in the database, not here.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError, FileAwareEnv

from helpline.common.phone_number import dialled, is_dutch_free_number

BASE_DIR = Path(__file__).resolve().parent.parent
env = FileAwareEnv(prefix="HELPLINE_", strip_whitespace=True)


def required(name: str, say: str) -> str:
    """Return a setting that has no default; raise ImproperlyConfigured with the sentence that says what to set."""
    value: str = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set HELPLINE_{name} (or HELPLINE_{name}_FILE): {say}")
    return value


# --- who and where ----------------------------------------------------------
SECRET_KEY = required("SECRET_KEY", "at least 50 random characters, the same for every process.")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("HELPLINE_SECRET_KEY must have at least 50 random characters.")
PUBLIC_URL = required(
    "PUBLIC_URL", "the address people type, such as https://chat.example.org, without a path."
)
if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?", PUBLIC_URL):
    raise ImproperlyConfigured("HELPLINE_PUBLIC_URL must be https:// and a host name, without a path.")
_public = urlsplit(PUBLIC_URL)
_local = _public.hostname in {"localhost", "127.0.0.1"}
if _public.scheme == "http" and not _local:
    raise ImproperlyConfigured("HELPLINE_PUBLIC_URL must begin with https:// everywhere but on localhost.")
PUBLIC_URL = PUBLIC_URL.rstrip("/")
HELPLINE_NAME: str = env.str("NAME", "Helpline")
EXIT_URL: str = env.str("EXIT_URL", "https://www.wikipedia.org/")
if urlsplit(EXIT_URL).scheme != "https":
    raise ImproperlyConfigured(
        "HELPLINE_EXIT_URL must begin with https://: it is where the exit button leads."
    )
PHONE_DISPLAY: str = env.str("PHONE_DISPLAY", "")
if PHONE_DISPLAY and not re.fullmatch(r"[0-9+()\-– ]{3,24}", PHONE_DISPLAY):
    raise ImproperlyConfigured("HELPLINE_PHONE_DISPLAY may hold digits, spaces, + ( ) and dashes only.")
# The number that a tap dials: digits as dialled in the country itself, or E.164.
PHONE_HREF = f"tel:{dialled(PHONE_DISPLAY)}" if PHONE_DISPLAY else ""
# Pages say "free" beside a number only where that is known: some charities show one that people pay for.
PHONE_IS_FREE = is_dutch_free_number(PHONE_DISPLAY)
# This software does not answer telephones yet: the number leads to a line that is run elsewhere.
PHONE_IS_RUN_ELSEWHERE = True
# The public half of the charity's team key, 65 bytes uncompressed as base64url: with it only certified devices
# may hold a conversation. Empty: each device certifies itself and the pages say "unverified".
TEAM_KEY: str = env.str("TEAM_KEY", "")
if TEAM_KEY and not re.fullmatch(r"B[A-Za-z0-9_-]{86}", TEAM_KEY):
    raise ImproperlyConfigured(
        "HELPLINE_TEAM_KEY must be 65 bytes of an uncompressed P-256 point as base64url."
    )

DEBUG = False
ALLOWED_HOSTS = [_public.hostname]
# Passkeys refuse a bare address, so the demo is opened as localhost; 127.0.0.1 answers too.
if _local:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SOCKET_ORIGINS = [PUBLIC_URL]
if _local:
    _port = f":{_public.port}" if _public.port else ""
    SOCKET_ORIGINS = [f"{_public.scheme}://{host}{_port}" for host in ALLOWED_HOSTS]
SECURE = _public.scheme == "https"

# --- apps --------------------------------------------------------------------
INSTALLED_APPS = [
    "helpline",
    "helpline.common",
    "helpline.sweeps",
    "helpline.staff",
    "helpline.charity",
    "helpline.metrics",
    "scheduling",
    "chat",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "helpline.middleware.PublicPagesMiddleware",
    "helpline.middleware.PageHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "helpline.middleware.PinnedScriptsMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "helpline.staff.language.StaffLanguageMiddleware",
    "helpline.middleware.WrongMethodMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "helpline.urls"
ASGI_APPLICATION = "helpline.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "helpline.page_context.house",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# --- storage -----------------------------------------------------------------
VAR_DIR = BASE_DIR / "var"
try:
    DATABASES: dict[str, dict[str, Any]] = {
        "default": dict(env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'helpline.sqlite3'}"))
    }
except (EnvError, ValueError) as refused:
    raise ImproperlyConfigured(
        "HELPLINE_DATABASE_URL must look like postgres://name:word@host/database or sqlite:////path."
    ) from refused
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        # Writers queue at BEGIN instead of failing halfway through.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an ack promises that the frame is on the disk. secure_delete: erased rows are overwritten.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
        "PRAGMA foreign_keys=ON;",
    }
elif _database["ENGINE"].endswith("postgresql"):
    # Persistent connections under ASGI exhausted the server in trials: psycopg's pool instead.
    _database["CONN_MAX_AGE"] = 0
    _database.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 16, "timeout": 10}
else:
    raise ImproperlyConfigured("HELPLINE_DATABASE_URL must name PostgreSQL or SQLite.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = env.str("REDIS_URL", "")
if REDIS_URL and urlsplit(REDIS_URL).scheme not in {"redis", "rediss", "unix"}:
    raise ImproperlyConfigured(
        "HELPLINE_REDIS_URL must begin with redis://, rediss:// or unix://, or be empty."
    )
if REDIS_URL:
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {
                # socket_timeout None: with redis-py's default, idle consumers die after seconds.
                # max_connections: the default of 100 closed 400 of 500 sockets in a burst.
                "hosts": [{"address": REDIS_URL, "socket_timeout": None, "max_connections": 4000}],
                "capacity": 1000,
                "expiry": 60,
            },
        }
    }
    # A Redis that hangs must not hold up the thread that all sockets share.
    _cache: dict[str, Any] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": None},
    }
else:
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1000}}
    }
    _cache = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}
CACHES = {
    "default": {**_cache, "KEY_PREFIX": "helpline"},
    # The server's halves of the split keep: in memory or Redis without persistence, never in a database or backup.
    "shares": {**_cache, "KEY_PREFIX": "share", "TIMEOUT": None},
}
if not REDIS_URL:
    CACHES["default"]["LOCATION"] = "default"
    CACHES["shares"]["LOCATION"] = "shares"

FIELD_KEYS: list[str] = env.list("FIELD_KEYS", [])
if not FIELD_KEYS or not all(re.fullmatch(r"[A-Za-z0-9_-]{43}=", key) for key in FIELD_KEYS):
    raise ImproperlyConfigured(
        "Set HELPLINE_FIELD_KEYS (or HELPLINE_FIELD_KEYS_FILE): comma-separated 32-byte keys as url-safe base64, "
        "newest first. `helpline new-field-key` prints one."
    )

# --- mail: worded neutrally, from a neutral sender -----------------------------
NEUTRAL_NAME: str = env.str("NEUTRAL_NAME", "Agenda")
NEUTRAL_HOST: str = env.str("NEUTRAL_HOST", _public.hostname or "")
try:
    _mail = env.dj_email_url("EMAIL_URL", "console://")
except (EnvError, ValueError):
    _mail = {}
if "EMAIL_BACKEND" not in _mail:
    raise ImproperlyConfigured(
        "HELPLINE_EMAIL_URL must look like submission://name:word@mail.example.org:587."
    )
if SECURE and "console" in _mail["EMAIL_BACKEND"]:
    raise ImproperlyConfigured(
        "Set HELPLINE_EMAIL_URL (or HELPLINE_EMAIL_URL_FILE): printed mails would put invitations into the log."
    )
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = f"{NEUTRAL_NAME} <no-reply@{NEUTRAL_HOST}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# No error report leaves the machine.
ADMINS: list[tuple[str, str]] = []

# --- language and time -----------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
FORMAT_MODULE_PATH = None

# --- static files -------------------------------------------------------------------
STATIC_URL = "/static/"
BUNDLE_DIR = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BUNDLE_DIR]
# Files are served by their finders, so nothing is collected or renamed; the page pins each script by its hash.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

# --- headers ---------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen",
        "gamepad", "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment",
        "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
    )
}  # fmt: skip
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = SECURE
# The probes are asked by the machine itself, without the proxy.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_NAME = "__Host-staff" if SECURE else "staff"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if SECURE else "language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

# --- staff: begin
AUTH_USER_MODEL = "staff.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name", "working_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# In the session, not in a cookie of its own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "helpline.staff.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# The invitation went to the address: accepting it is the proof.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
# No mail to addresses without an account; all mail goes through a thread, so the answer takes as long either way.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# False: the cookie goes with the browser; on the server a sign-in ends after SESSION_COOKIE_AGE.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# A code to type, not a link: the mail names no host, and a link from a web mailbox would come without the cookie.
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
# By account (user) or by what was typed (key), never by address. None: the action is not there, or needs no limit
# because nothing can be guessed by it.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "10/10m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password": "5/h/key",
    "reset_password_from_key": None,
    "signup": None,
    "manage_email": None,
    "confirm_email": None,
    "request_login_code": None,
    "change_phone": None,
    "verify_phone": None,
}
ACCOUNT_FORMS = {
    "login": "helpline.staff.forms.SignInForm",
    "reset_password": "helpline.staff.forms.PasswordForgottenForm",
    "confirm_password_reset_code": "helpline.staff.forms.MailedCodeForm",
    "reset_password_from_key": "helpline.staff.forms.NewPasswordForm",
    "change_password": "helpline.staff.forms.ChangePasswordForm",
    "set_password": "helpline.staff.forms.FirstPasswordForm",
    "reauthenticate": "helpline.staff.forms.PasswordAgainForm",
}
MFA_ADAPTER = "helpline.staff.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# fido2 takes no http origin; only on localhost, where browsers allow passkeys without TLS, it is told to.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
# One step of 30 seconds either way: telephones' clocks are not exact.
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_FORMS = {
    "authenticate": "helpline.staff.forms.SecondFactorForm",
    "reauthenticate": "helpline.staff.forms.SecondFactorAgainForm",
    "activate_totp": "helpline.staff.forms.CodeAppForm",
    "add_webauthn": "helpline.staff.forms.PasskeyForm",
    "edit_webauthn": "helpline.staff.forms.PasskeyNameForm",
}
# --- staff: end

# --- the chat's own switches (constants of the build, not of the environment) ------------
SOCKET_MAX_BYTES = 16 * 1024
# Proof of work: key-derivation rounds a try, 256 to 1,023 tries; a third of a second on a laptop (docs/performance.md).
# The server does one try for each challenge, unasked for a proof: so many tries rather than dear ones.
PROOF_COST = 2_500
DEMO = False  # only helpline.demo.settings, which only `helpline demo` loads, says otherwise

# --- logs --------------------------------------------------------------------------------
LOGGING_CONFIG = "helpline.logs.configure"
# Not empty: Django skips the configuration of an empty one.
LOGGING: dict[str, Any] = {"version": 1}
