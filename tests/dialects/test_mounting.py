"""Where a dialect answers, and that nothing else of the service answers there."""

import re

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.urls import get_script_prefix, get_urlconf

from dialects.registry import DIALECTS

ERRORS = {
    "salesman": {"detail"},
    "sylius": {"code", "message"},
    "akinon": {"detail"},
    "lunasoft": {"errors"},
    "aplazame": {"error"},
}
"""The keys of an error, by dialect."""

SPEAKERS = pytest.mark.parametrize("name", DIALECTS)


@SPEAKERS
@pytest.mark.parametrize(
    "path",
    ["", "/", "/nowhere", "/nowhere/", "//nowhere//", "/admin/", "/health/live", "/api/schema/", "/oauth/token/"],
)
def test_an_unknown_path_is_not_found_in_the_dialects_own_form(name, path, nobody):
    answer = nobody(name).get(path)

    assert answer.status_code == 404
    assert set(answer.json()) == ERRORS[name]


@SPEAKERS
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_an_unknown_path_is_not_found_by_any_method(name, method, nobody):
    assert getattr(nobody(name), method)("/nowhere").status_code == 404


@SPEAKERS
def test_an_unknown_path_is_not_found_whatever_is_accepted(name, nobody):
    assert nobody(name).get("/nowhere", headers={"accept": "image/png"}).status_code == 404


@SPEAKERS
def test_a_body_that_is_too_long_is_refused_in_the_dialects_own_form(name, nobody, settings):
    answer = nobody(name).post("/nowhere", "x" * (settings.MAX_BODY_BYTES + 1), content_type="application/json")

    assert answer.status_code == 413
    assert set(answer.json()) == ERRORS[name]


@SPEAKERS
def test_a_body_of_unknown_length_is_refused_in_the_dialects_own_form(name, nobody):
    answer = nobody(name).post("/nowhere", headers={"transfer-encoding": "chunked"})

    assert answer.status_code == 411
    assert set(answer.json()) == ERRORS[name]


@SPEAKERS
def test_a_wrong_host_is_refused_in_the_dialects_own_form(name, nobody):
    answer = nobody(name).get("/nowhere", headers={"host": "bad host"})

    assert answer.status_code == 400
    assert set(answer.json()) == ERRORS[name]


@SPEAKERS
def test_answers_are_kept_by_no_cache(name, nobody):
    answer = nobody(name).get("/nowhere")

    assert {"private", "no-cache"} <= set(answer["Cache-Control"].split(", "))
    assert "Authorization" in answer["Vary"]


def test_a_dialect_that_is_switched_off_answers_nothing(guest, settings):
    settings.DIALECTS = ["akinon"]

    assert guest.get("/dialects/sylius/nowhere").json()["code"] == "not_found"


def test_at_its_own_host_a_dialect_is_all_there_is(guest, settings):
    settings.DIALECT_HOSTS = {"api.pay.example": "aplazame"}
    settings.ALLOWED_HOSTS = ["api.pay.example"]

    for path in ("/", "/api/v1/orders/", "/admin/", "/dialects/", "/dialects/akinon/nowhere", "/health/live"):
        answer = guest.get(path, headers={"host": "api.pay.example:8000"})
        assert (answer.status_code, set(answer.json())) == (404, ERRORS["aplazame"])


@pytest.mark.parametrize(("asked", "port"), [("", ""), (":8000", ":8000"), (":8001", "")])
def test_addresses_have_the_port_of_the_server_where_it_was_asked(asked, port, speaker, place, settings):
    place(), place()
    settings.DIALECT_HOSTS = {"i1.shop.example": "akinon"}
    settings.ALLOWED_HOSTS = ["i1.shop.example"]
    client = speaker("akinon").connection

    at = {"HTTP_HOST": f"i1.shop.example{asked}", "SERVER_PORT": "8000"}
    page = client.get("/api/i1/orders/?limit=1", content_type="application/json", **at)

    assert page.json()["next"] == f"http://i1.shop.example{port}/api/i1/orders/?limit=1&page=2"


@pytest.mark.parametrize("path", ["/nowhere", "/orders"])
def test_what_is_not_there_is_said_in_the_format_that_is_asked_for(path, nobody):
    answer = nobody("aplazame").post(path, headers={"accept": "application/vnd.aplazame.v1+yaml"})

    assert answer["Content-Type"] == "application/vnd.aplazame.v1+yaml"
    assert answer.content.startswith(b"error:")


def test_at_other_hosts_the_service_answers(guest, settings):
    settings.DIALECT_HOSTS = {"api.pay.example": "aplazame"}

    assert guest.get("/health/live").json() == {"status": "live"}


def test_a_request_to_a_dialect_leaves_nothing_behind(nobody):
    nobody("akinon").get("/nowhere")

    assert get_script_prefix() == "/"
    assert get_urlconf() is None


def test_a_dialect_that_there_is_not_cannot_be_switched_on(settings):
    settings.DIALECT_HOSTS = {"api.pay.example": "esperanto"}

    with pytest.raises(SystemCheckError, match="esperanto"):
        call_command("check")


def test_a_page_links_to_every_dialect(guest):
    page = guest.get("/dialects/").content.decode()

    assert all(f"/dialects/{name}/docs/" in page and f"/dialects/{name}/schema/" in page for name in DIALECTS)
    assert "http://testserver/dialects/sylius" in page


def test_what_is_switched_off_is_not_described(guest, settings):
    settings.DIALECTS = []

    assert guest.get("/dialects/sylius/docs/").status_code == 404
    assert guest.get("/dialects/sylius/schema/").status_code == 404
    assert "None is switched on" in guest.get("/dialects/").content.decode()


@SPEAKERS
def test_people_try_a_dialect_out_on_a_page(name, guest):
    page = guest.get(f"/dialects/{name}/docs/").content.decode()
    (script,) = re.findall(r'src="(/dialects/[^"]+)"', page)

    assert f"/dialects/{name}/schema/" in guest.get(script).content.decode()
