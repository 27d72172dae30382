"""The content security policy is strict, but for pages that could not work under it."""

import pytest


def policy(response):
    return dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; ") if " " in part)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/countries/", "/health/live", "/nowhere"])
def test_nothing_inline_runs(client, path):
    assert policy(client.get(path))["script-src"] == "'self'"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/login/", "/api/docs/", "/api/redoc/"])
def test_library_pages_may_run_their_own_scripts_and_nobody_elses(client, path):
    script_src = policy(client.get(path))["script-src"]

    assert set(script_src.split()) == {"'self'", "'unsafe-inline'", "'unsafe-eval'"}
