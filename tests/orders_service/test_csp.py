"""The content security policy is strict, but for pages that could not work under it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


def policy(response):
    return dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; ") if " " in part)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/login/", "/api/docs/", "/api/v1/countries/", "/nowhere"])
def test_forms_are_sent_to_this_service_alone(client, path):
    assert policy(client.get(path))["form-action"] == "'self'"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/countries/", "/health/live", "/nowhere"])
def test_nothing_inline_runs(client, path):
    assert policy(client.get(path))["script-src"] == "'self'"


EXCEPTIONS = {
    "/admin/login/": {"script-src": {"'unsafe-eval'"}, "style-src": {"'unsafe-inline'"}},
    "/api/docs/": {"style-src": {"'unsafe-inline'"}},
    "/api/redoc/": {"style-src": {"'unsafe-inline'"}, "worker-src": {"blob:"}},
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", EXCEPTIONS)
def test_pages_of_libraries_have_their_own_exceptions_and_no_other(client, path):
    strict = policy(client.get("/nowhere"))

    directives = policy(client.get(path))

    added = {name: set(directives[name].split()) - set(strict[name].split()) for name in strict}
    assert {name: sources for name, sources in added.items() if sources} == EXCEPTIONS[path]


def test_what_is_no_page_of_the_admin_has_no_exception(admin_client):
    assert policy(admin_client.get("/admin/jsi18n/"))["script-src"] == "'self'"


@pytest.mark.parametrize("path", ["/admin/", "/admin/orders/order/", "/api/docs/", "/api/redoc/", "/api/problems/"])
def test_no_page_has_a_script_in_it(admin_client, path):
    page = admin_client.get(path, headers={"Accept": "text/html"}).content.decode()

    assert "<script" in page or path == "/api/problems/"
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page) == []
    assert re.findall(r"<[^>]+\son[a-z]+=\"", page) == []


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/", "/admin/orders/order/", "/admin/password_change/"])
def test_the_admin_lets_nothing_come_from_or_go_to_another_host(admin_client, path):
    if path == "/admin/login/":
        admin_client.logout()
    directives = policy(admin_client.get(path))

    assert directives["default-src"] == "'self'"
    allowed = {source for sources in directives.values() for source in sources.split()}
    assert allowed <= {"'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "data:"}
    assert directives["frame-ancestors"] == "'none'"
    assert directives["base-uri"] == "'self'"
    assert directives["form-action"] == "'self'"


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/", "/admin/orders/order/", "/api/docs/", "/api/redoc/"])
def test_no_page_names_anything_of_another_host_to_load(admin_client, path):
    if path == "/admin/login/":
        admin_client.logout()
    page = admin_client.get(path).content.decode()

    assert re.findall(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=[\"']?(?:https?:)?//[^\"' >]+", page) == []


@pytest.mark.django_db
def test_the_page_of_problems_has_its_style_from_a_file(client):
    page = client.get("/api/problems/", headers={"Accept": "text/html"}).content.decode()

    assert "<style" not in page
    assert "orders_service/problems.css" in page


def test_in_production_cookies_travel_encrypted_only():
    completed = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c",
         "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"],
        env={**os.environ, "HTTPS_ONLY": "true", "DATABASE_URL": "sqlite://:memory:"},
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert completed.stdout.split() == ["True", "True"]
