"""All settings, in this order: project, applications, requests, databases, people and clients, staff's workplace, API,
limits, money, mail, webhooks, background work, static files, OpenAPI, operation. Every value that differs between
places comes from the environment (`.env.example` explains each)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from django.utils.translation import gettext_noop

from access.oauth_policy import OAUTH_POLICY
from orders_service.arriving import LONGEST_BODY
from orders_service.openapi import overview
from workplace import site as workplace

# --- project ---------------------------------------------------------------------------------------------------------

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
DEVELOPMENT_SECRET_KEY = "for-development-only-never-in-production-0123456789abcdef"
SECRET_KEY = env.str("SECRET_KEY", default="") or DEVELOPMENT_SECRET_KEY
PSEUDONYM_KEY = env.str("PSEUDONYM_KEY", default="") or SECRET_KEY
"""The key of pseudonyms: with it, the same person gets the same one; without it, nobody can link one to a person."""
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
DIALECTS = env.list("DIALECTS", default=[])
"""The published order APIs that are spoken below `/dialects/<name>/`."""
DIALECT_HOSTS = env.dict("DIALECT_HOSTS", default={})
"""Host names at which one dialect is spoken, and nothing else answers."""
ALLOWED_HOSTS += [host.partition(":")[0] for host in DIALECT_HOSTS]
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000").rstrip("/")
BIND = env.str("BIND", default="127.0.0.1:8000")
DEMO = env.bool("DEMO", default=False)
"""Whether the service may start although it is not safe: to be shown to people who know that."""
ROOT_URLCONF = "orders_service.urls"
WSGI_APPLICATION = "orders_service.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("tr", "Türkçe")]
FORMAT_MODULE_PATH = ["orders_service.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True

# --- applications ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "workplace",  # before unfold, whose templates it overrides
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "workplace.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "django_countries",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "oauth2_provider",
    "corsheaders",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_prometheus",
    "django_structlog",
    "common",
    "access",
    "events",
    "addresses",
    "payments",
    "cancellations",
    "orders",
    "dialects",
    "shopper",
    "orders_service",
]

# --- requests --------------------------------------------------------------------------------------------------------

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "orders_service.browsers.Files",
    "corsheaders.middleware.CorsMiddleware",
    "dialects.registry.MountedDialects",
    "common.api.paths.OptionalSlashMiddleware",
    "orders_service.request_log.RequestLogMiddleware",
    "orders_service.metrics.MetricsMiddleware",
    "orders.cached_response.CachedResponseMiddleware",
    "orders_service.browsers.Sessions",
    "common.api.language.PagesLanguageMiddleware",
    "orders_service.health.AnyHostForProbes",
    "orders_service.browsers.Forgeries",
    "orders_service.staff_time.StaffTimeMiddleware",
    "orders_service.browsers.Users",
    "orders_service.browsers.SecondFactors",
    "orders_service.browsers.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "orders_service.csp.PolicyMiddleware",
    "common.api.bodies.KnownLengthMiddleware",
    "axes.middleware.AxesMiddleware",
    "workplace.account.required.SecondFactorMiddleware",
]
CSRF_FAILURE_VIEW = "orders_service.errors.csrf_failure"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/(api|dialects)/.*$"
CORS_EXPOSE_HEADERS = ["ETag", "Location", "Idempotent-Replayed", "Preference-Applied", "Retry-After"]
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "prefer",
    "x-csrftoken",
    "x-order-token",
]

# --- databases -------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'orders.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["ENGINE"] = "common.postgresql"
    DATABASES["default"].setdefault("CONN_MAX_AGE", env.int("DATABASE_CONNECTION_SECONDS", default=600))
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    from common.prepared import PreparingCursor

    DATABASES["default"].setdefault("OPTIONS", {}).update(
        server_side_binding=True, cursor_factory=PreparingCursor, prepare_threshold=2**31
    )
SILENCED_SYSTEM_CHECKS = ["models.W040", "security.W003"]
"""SQLite has no covering indexes, and reads the rows of its few orders instead. Django knows its own protection against
forged requests by name only, not `orders_service.browsers.Forgeries`."""
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://?max_entries=100000")}

# --- people and clients ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "access.hashers.RandomSecretHasher",  # for the secrets of API clients
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_ENGINE = "access.sessions"
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=12 * 60 * 60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
"""Django's own choice, a cookie, would carry secrets that are shown once through every proxy and log on the way."""
AXES_VERBOSE = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "access.lockout.locked_out"
AXES_HANDLER = "access.guessing.GuessingHandler"
AXES_CLIENT_IP_CALLABLE = "access.client_ip.household_ip"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "proof"]
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=False)
"""Whether all staff need a second factor, superusers too; otherwise members of groups that require it do."""
OTP_TOTP_ISSUER = f"Orders Service ({urlsplit(PUBLIC_URL).hostname})"

SYLIUS_PASSWORD_GRANT = env.bool("SYLIUS_PASSWORD_GRANT", default=False)
"""Whether staff's names and passwords get tokens at Sylius' token endpoint."""
OAUTH2_PROVIDER_APPLICATION_MODEL = "access.ApiClient"
OAUTH2_PROVIDER = OAUTH_POLICY | {"ACCESS_TOKEN_EXPIRE_SECONDS": env.int("ACCESS_TOKEN_SECONDS", default=3600)}

# --- staff's workplace -----------------------------------------------------------------------------------------------

UNFOLD = workplace.UNFOLD
STAFF_TIME_ZONE = ZoneInfo(env.str("STAFF_TIME_ZONE", default="UTC"))

# --- API -------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "access.authentication.BearerAuthentication",
        "access.authentication.SignedInAuthentication",
        "access.authentication.OrderTokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["access.permissions.NobodyByDefault"],
    "DEFAULT_PARSER_CLASSES": ["common.api.parsers.JsonParser"],
    "DEFAULT_RENDERER_CLASSES": [
        "common.api.renderers.JsonRenderer",
        "common.api.renderers.XmlRenderer",
        "common.api.renderers.YamlRenderer",
    ],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "common.api.negotiation.FormatOrAccept",
    "DEFAULT_PAGINATION_CLASS": "common.api.pagination.PageOrCursorPagination",
    "DEFAULT_FILTER_BACKENDS": [
        "common.api.filters.StrictFilterBackend",
        "common.api.ordering.StrictOrderingBackend",
    ],
    "DEFAULT_SCHEMA_CLASS": "orders_service.openapi.operation.OperationSchema",
    "DEFAULT_THROTTLE_CLASSES": ["access.throttles.CallerThrottle"],
    "EXCEPTION_HANDLER": "orders_service.errors.answer_problem",
    "UNAUTHENTICATED_USER": None,
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
    "COERCE_DECIMAL_TO_STRING": True,
    "NUM_PROXIES": env.int("TRUSTED_PROXIES", default=0),
}

# --- limits ----------------------------------------------------------------------------------------------------------

MAX_BODY_BYTES = LONGEST_BODY
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
IDEMPOTENCY_HOURS = 24
THROTTLES = {
    "client": env.str("THROTTLE_CLIENT", default="6000/min"),
    "staff": env.str("THROTTLE_STAFF", default="3000/min"),
    "customer": env.str("THROTTLE_CUSTOMER", default="300/min"),
    "guest": env.str("THROTTLE_GUEST", default="120/min"),
    "unauthenticated": env.str("THROTTLE_UNAUTHENTICATED", default="240/min"),
}
COUNTING_APART = env.int("WEB_CONCURRENCY", default=1) if "locmem" in CACHES["default"]["BACKEND"] else 1
"""The number of processes that count requests separately; gunicorn sets it."""

TOKENS_REMEMBERED_SECONDS = env.float("TOKENS_REMEMBERED_SECONDS", default=0)
"""For how long a worker accepts a bearer token without looking it up again."""

LIST_SECONDS = env.float("LIST_SECONDS", default=2)
"""How long PostgreSQL may search for a page of a list; longer searches are refused."""

ANSWER_CACHE_MEGABYTES = env.int("ANSWER_CACHE_MEGABYTES", default=64)
"""The size of each worker's cache of rendered answers."""

# --- money -----------------------------------------------------------------------------------------------------------

PAYMENT_RETURN_URL = env.str("PAYMENT_RETURN_URL", default="{page}")
"""Where customers go after paying; `{page}` (the order's own), `{ref}`, `{number}` and `{hostname}` (the channel's)
are filled in."""
PAYMENT_GATEWAYS = {
    "bank-transfer": {"class": "payments.gateways.manual.ManualGateway", "label": gettext_noop("Bank transfer")},
    "cash-on-delivery": {"class": "payments.gateways.manual.ManualGateway", "label": gettext_noop("Cash on delivery")},
}
if env.bool("SANDBOX_GATEWAY", default=DEBUG):
    PAYMENT_GATEWAYS["sandbox-card"] = {
        "class": "payments.gateways.sandbox.gateway.SandboxCard",
        "label": gettext_noop("Card (sandbox)"),
        "secret": env.str("SANDBOX_SECRET", default="sandbox"),
        "url": env.str("SANDBOX_URL", default=""),
        "books": env.str("SANDBOX_BOOKS", default=str(BASE_DIR / "var" / "sandbox.sqlite3")),
        "page_url": env.str("SANDBOX_URL", default=f"{PUBLIC_URL}/sandbox"),
        "webhook_url": f"{PUBLIC_URL}/api/v1/payments/webhooks/sandbox-card/",
        "capture": env.str("SANDBOX_CAPTURE", default="automatic"),
    }
if STRIPE_API_KEY := env.str("STRIPE_API_KEY", default=""):
    PAYMENT_GATEWAYS["stripe"] = {
        "class": "payments.gateways.stripe_card.StripeCard",
        "label": gettext_noop("Card"),
        "api_key": STRIPE_API_KEY,
        "signing_secret": env.str("STRIPE_SIGNING_SECRET", default=""),
        "url": env.str("STRIPE_URL", default=""),
        "capture": env.str("STRIPE_CAPTURE", default="automatic"),
    }

# --- mail ------------------------------------------------------------------------------------------------------------

_MAIL = env.email("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = _MAIL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _MAIL["EMAIL_HOST"] or "localhost", _MAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_USER"] or "", _MAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.get("EMAIL_USE_TLS", False), _MAIL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = _MAIL["EMAIL_FILE_PATH"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", default="orders@localhost")

# --- webhooks --------------------------------------------------------------------------------------------------------

WEBHOOK_PRIVATE_NETWORKS = env.bool("WEBHOOK_PRIVATE_NETWORKS", default=False)
"""Whether webhooks may go by http and to private addresses."""

# --- background work -------------------------------------------------------------------------------------------------

WORKER_JOBS = {
    "access.services.delete_expired_keys": 3600,
    "access.services.delete_expired_customer_tokens": 3600,
    "access.services.delete_expired_access_tokens": 3600,
    "access.sessions.delete_expired_sessions": 3600,
    "orders.money.reconcile.reconcile_money": 30,
    "orders.cancelling.plan_execution.resume_plans": 30,
    "orders.cancelling.expire.expire_unpaid": 60,
    "orders.cancelling.withdrawal_plans.open_later_returns": 60,
    "orders.status.release.release_due": 60,
    "orders.privacy.retention.erase_due_guests": 600,
    "orders.cancelling.expire.remind_unpaid": 60,
    "workplace.daily_sums.take_daily_sums": 60,
    "orders.mail.send_mail_due": 1,
    "events.webhooks.delivery.deliver_due": 1,
    "events.webhooks.delivery.delete_old_deliveries": 3600,
}
"""What the worker does, and every how many seconds."""
WORKER_THREADS = {"events.webhooks.delivery.deliver_due": 4}
"""What it does in several threads at once, as several workers would."""

# --- static files ----------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static_root"
WHITENOISE_ROOT = BASE_DIR / "public"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_ROOT.is_dir()
"""Until `manage.py collectstatic` has run, static files are served from where they lie."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

# --- OpenAPI ---------------------------------------------------------------------------------------------------------

SPECTACULAR_SETTINGS = {**overview.SETTINGS, "SERVERS": [{"url": PUBLIC_URL}]}

# --- operation -------------------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = env.bool("HTTPS_ONLY", default=False)
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if REST_FRAMEWORK["NUM_PROXIES"] else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL, *env.list("CSRF_TRUSTED_ORIGINS", default=[])]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "worker-src": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "orders_service.logs.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False},
        "django.request": {"level": "ERROR"},
    },
}
