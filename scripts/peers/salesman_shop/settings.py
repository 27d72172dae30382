"""Staff sign in by token, pages have fifty orders, and the database is DATABASE_URL's server."""

import os
from urllib.parse import urlsplit

_SERVER = urlsplit(os.environ["DATABASE_URL"])

SECRET_KEY = "for the benchmark alone"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "salesman.urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
    "rest_framework.authtoken",
    "salesman.core",
    "salesman.basket",
    "salesman.checkout",
    "salesman.orders",
    "salesman_shop",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "salesman_shop",
        "USER": _SERVER.username,
        "PASSWORD": _SERVER.password,
        "HOST": _SERVER.hostname,
        "PORT": _SERVER.port,
        "CONN_MAX_AGE": 600,
    }
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
}
SALESMAN_PRODUCT_TYPES = {"salesman_shop.Product": "salesman_shop.selling.ProductSerializer"}
SALESMAN_PAYMENT_METHODS = ["salesman_shop.selling.OnDelivery"]
LOGGING = {"version": 1, "disable_existing_loggers": True}
