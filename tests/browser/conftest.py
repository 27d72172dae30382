"""A real browser in front of a real server. Whatever page a test opens: a request to another host, an error in the
console or in a script fails it. Every test runs at the width of a desk and of a phone."""

import os
import shutil
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from django.core.signals import request_finished, request_started
from django.db import connection
from django.urls import reverse

from access.models import User

CHROMIUM = shutil.which("chromium")
SIZES = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
INSIDE = {"data", "blob", "chrome", "chrome-extension"}
"""Addresses within the browser; its own extension shows PDFs."""

PASSWORD = "a long password"
BROWSER = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            for mark in BROWSER:
                item.add_marker(mark)


@pytest.fixture(scope="session", autouse=True)
def chromium():
    """Debian's browser. Where there is none these tests are skipped, except by the build server."""
    if CHROMIUM is None and os.environ.get("CI"):
        pytest.fail("The browser tests need chromium.")
    if CHROMIUM is None:
        pytest.skip("The browser tests need chromium.")
    return CHROMIUM


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, chromium):
    return {**browser_type_launch_args, "executable_path": chromium}


@pytest.fixture(scope="session")
def first_rows(django_db_setup):
    """What migrations put into the database, as Django keeps it beside the connection."""
    return connection._test_serialized_contents


@pytest.fixture(scope="session", autouse=True)
def rows_while_the_browser_runs(chromium, first_rows, playwright):
    """Playwright drives the browser from an event loop of its own. Under it Django suspects asynchronous code, and
    gives the same thread another connection, which knows nothing of the first rows."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    connection._test_serialized_contents = first_rows
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(params=SIZES)
def size(request):
    return request.param


@pytest.fixture(autouse=True)
def requests_end(live_server):
    """The tables are emptied when the server has answered all that the browser, or a gateway, still asks of it."""
    running = set()

    def begin(**_):
        running.add(threading.get_ident())

    def end(**_):
        running.discard(threading.get_ident())

    request_started.connect(begin)
    request_finished.connect(end)
    yield
    until = time.monotonic() + 30
    while running and time.monotonic() < until:
        time.sleep(0.01)
    request_started.disconnect(begin)
    request_finished.disconnect(end)
    assert not running


@pytest.fixture
def browser_context_args(size, live_server):
    return {**SIZES[size], "base_url": live_server.url, "locale": "en-US", "reduced_motion": "reduce"}


class Watch:
    """What went wrong in the browser, but for what a test says must."""

    def __init__(self, context, home):
        self.home = urlsplit(home).netloc
        self.complaints = []
        self.expected = []
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))

    def expect(self, *parts):
        """Complaints with these words are what the test is about."""
        self.expected += parts

    @property
    def unexpected(self):
        return [said for said in self.complaints if not any(part in said for part in self.expected)]

    def _request(self, request):
        address = urlsplit(request.url)
        if address.scheme not in INSIDE and address.netloc != self.home:
            self.complaints.append(f"request: {request.url}")

    def _console(self, message):
        if message.type == "error":
            self.complaints.append(f"console: {message.text} {message.location.get('url', '')}")


@pytest.fixture
def watch(context, live_server):
    watch = Watch(context, live_server.url)
    yield watch
    assert watch.unexpected == []


@pytest.fixture
def page(watch, page):
    page.set_default_timeout(30_000)
    return page


@pytest.fixture
def person():
    """A member of staff of a role; of none: a superuser."""

    def person(role):
        name = f"{role.lower()}-1"
        user, made = User.objects.get_or_create(
            username=name, defaults={"is_staff": True, "reaches_all_channels": True}
        )
        if made:
            user.set_password(PASSWORD)
            user.is_superuser = role == "Admin"
            user.save()
            user.groups.set(Group.objects.filter(name=role))
        return user

    return person


@pytest.fixture
def signed_in(page, person):
    """Sign in at the login page as a member of a role ("Support", "Warehouse", "Finance", "Admin")."""

    def signed_in(role):
        user = person(role)
        page.goto(reverse("admin:login"))
        page.get_by_label("Username").fill(user.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/admin/")
        return page

    return signed_in


@pytest.fixture
def accessible():
    """Find no serious violation of accessibility on the page as it is."""

    def accessible(page):
        found = Axe().run(page).response["violations"]
        serious = [violation for violation in found if violation["impact"] in ("serious", "critical")]
        assert [
            (violation["id"], [node["html"][:300] for node in violation["nodes"][:5]]) for violation in serious
        ] == []

    return accessible
