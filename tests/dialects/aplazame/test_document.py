"""What the document prints is what happens: its requests as they stand there, and its curl lines as curl sends them."""

import subprocess

import pytest

from tests.dialects.aplazame.printed import curls, exchanges

pytestmark = pytest.mark.django_db

EXCHANGES = list(exchanges())
PLACEHOLDER = ":orderId"


def named(request):
    return f"{request.method} {request.path}"


def filled(text, order):
    return text.replace(PLACEHOLDER, order.id.hex)


def test_all_of_the_document_is_there():
    assert len(EXCHANGES) == 11
    assert len(curls()) == 11


@pytest.mark.parametrize(("asked", "printed"), EXCHANGES, ids=[named(asked) for asked, _ in EXCHANGES])
def test_a_printed_request_is_answered_as_printed(asked, printed, caller, sold, paid):
    order = paid() if "refund" in asked.path else sold()

    answer = caller.speaker.connection.generic(
        asked.method,
        f"/dialects/aplazame{filled(asked.path, order)}",
        asked.body,
        content_type="",
        headers={"accept": asked.headers["Accept"]},
    )

    assert answer.status_code == printed.status, answer.content
    assert answer["Content-Type"] == printed.headers["Content-Type"]
    if printed.body is None:
        assert answer.content == b""
    else:
        assert_shaped(answer.json(), printed.body, order)


def assert_shaped(actual, printed, order):
    """The same keys in the same order, and the same values where the document's do not stand for any."""
    if "id" in printed:
        assert (next(iter(actual)), actual["id"]) == ("id", order.id.hex)
    elif "remaining_amount" in printed:
        assert actual == ({"remaining_amount": 70070} if printed["remaining_amount"] == 70070 else printed)
    else:
        assert list(actual) == list(printed)
        assert [list(actual[name]) for name in ("cursor", "paging")] == [
            ["after", "before"],
            ["count", "next", "previous"],
        ]
        assert isinstance(actual["results"], list)


def test_a_page_in_the_middle_is_as_printed(caller, sold, monkeypatch):
    monkeypatch.setattr("dialects.aplazame.paging.PAGE_SIZE", 1)
    for _ in range(2):
        sold()

    answer = caller.get("/orders?param=value&page=2&q=calvin,watt")
    base = "http://testserver/dialects/aplazame/orders"

    assert answer.json()["paging"] == {"count": 2, "next": None, "previous": f"{base}?page=1&param=value&q=calvin,watt"}
    assert caller.get("/orders?page=2").json()["cursor"] == {"after": 3, "before": 1}
    assert caller.get("/orders?page=2").json()["paging"] == {
        "count": 3,
        "next": f"{base}?page=3",
        "previous": f"{base}?page=1",
    }


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("number", range(len(curls())))
def test_a_printed_curl_line_does_what_is_printed(number, live_server, shop, token, sold, paid, settings):
    settings.ALLOWED_HOSTS = ["*"]
    line = curls()[number]
    order = paid() if "refund" in line else sold()
    line = filled(line, order).replace("->AccessToken<-", token)
    line = line.replace("https://api.aplazame.com", f"{live_server.url}/dialects/aplazame")

    ran = subprocess.run(
        ["bash", "-c", f"{line} --silent --write-out ' %{{http_code}}'"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    body, _, status = ran.stdout.rpartition(" ")
    wants_no_body = any(word in line for word in ("/cancel", "/history", "-X PATCH", "-X PUT"))
    assert status == ("204" if wants_no_body else "200"), ran.stdout + ran.stderr
    assert bool(body) != wants_no_body
    if "-X POST" in line and "/refund" in line:
        assert body == '{"remaining_amount":60020}'
