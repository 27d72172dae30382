"""What a request says of its charset changes nothing: it is in UTF-8."""

import json
from io import BytesIO
from urllib.parse import quote
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from dialects.registry import DIALECTS
from orders_service.wsgi import application

CODECS = "base64 hex idna latin-1 punycode rot13 undefined unicode_escape utf-7 utf-8-sig utf-16 zlib".split()
PARAMETERS = [
    *(f"charset={codec}" for codec in CODECS),
    'CHARSET = "base64"',
    "charset*=utf-8''base64",
    "charset*0=base; charset*1=64",
    'a="x;charset=base64"',
    'char;charset="x"set=base64',
    "x*=nothing''y",
    "x*=undefined''y",
    f"x*{'1' * 5000}*=y",
]
KINDS = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
PATHS = """
    /?a=1 /admin/login/?next=/admin/ /api/problems/ /api/v1/orders/?limit=1 /oauth/token/?a=1 /o/2026-00001/?token=x
    /dialects/salesman/orders/?token=x /dialects/sylius/api/v1/orders/?limit=1 /dialects/akinon/api/i1/orders/?limit=1
    /dialects/lunasoft/orders?id=1 /dialects/aplazame/orders?page=1
""".split()
TOKEN = "a" * 32
BROWSER = {"HTTP_COOKIE": f"csrftoken={TOKEN}"}
PART = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'

with_parameters = pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter[:30])


@pytest.fixture(autouse=True)
def every_dialect_is_spoken(db, settings):
    settings.DIALECTS = list(DIALECTS)


@pytest.fixture(autouse=True)
def the_connection_stays(db):
    """It is in the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(method, url, kind="", body=b"", **headers):
    """Status and body of the answer that a server gets."""
    path, _, query = url.partition("?")
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "CONTENT_TYPE": kind}
    environ |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body), **headers}
    setup_testing_defaults(environ)
    statuses = []
    answer = application(environ, lambda status, headers: statuses.append(int(status[:3])))
    said = b"".join(answer)
    answer.close()
    return statuses[0], said


@with_parameters
@pytest.mark.parametrize("kind", KINDS)
def test_no_parameter_of_a_content_type_is_an_error_of_ours(kind, parameter):
    body = PART % (b"a", b"1") + b"--x--\r\n" if "multipart" in kind else b"a=1"

    asked = {path: ask("GET", path, f"{kind}; {parameter}")[0] for path in PATHS}
    sent = {path: ask("POST", path, f"{kind}; {parameter}", body, **BROWSER)[0] for path in PATHS}

    assert max(*asked.values(), *sent.values()) < 500, (asked, sent)


@with_parameters
def test_none_of_a_wanted_type_is_either(parameter):
    statuses = {path: ask("GET", path, HTTP_ACCEPT=f"text/html;q=0.1; {parameter}, */*")[0] for path in PATHS}

    assert max(statuses.values()) < 500, statuses


@with_parameters
def test_the_url_is_read_all_the_same(order, parameter):
    wanted, other = (
        ask("GET", f"/api/v1/orders/?token={order.token}&number={quote(number)}", f"a/b; {parameter}")
        for number in (order.number, "ışık")
    )

    assert (wanted[0], json.loads(wanted[1])["count"]) == (200, 1)
    assert (other[0], json.loads(other[1])["count"]) == (200, 0)


@with_parameters
def test_a_form_is_read_all_the_same(django_user_model, parameter):
    django_user_model.objects.create_user("işık", password="a long password", is_staff=True, reaches_all_channels=True)
    fields = {"username": "işık", "password": "a long password", "csrfmiddlewaretoken": TOKEN}
    body = b"".join(PART % (name.encode(), value.encode()) for name, value in fields.items()) + b"--x--\r\n"

    kind = f"multipart/form-data; boundary=x; {parameter}"
    assert ask("POST", "/admin/login/", kind, body, **BROWSER)[0] == 302


@pytest.mark.timeout(30)
@pytest.mark.parametrize("header", ["CONTENT_TYPE", "HTTP_ACCEPT"])
@pytest.mark.parametrize("part", [" ", "*", " *", " * ;", "a=", "charset", "*=;"])
def test_long_parameters_hold_nobody_up(header, part):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/health/live", header: f"a/b;{part * 2_700}{' *x' * 2_700}"}
    setup_testing_defaults(environ)
    statuses = []

    application(environ, lambda status, _: statuses.append(status)).close()

    assert statuses == ["200 OK"]
