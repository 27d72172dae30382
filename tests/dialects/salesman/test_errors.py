"""What goes wrong, in REST framework's plain form."""

import pytest

from dialects.salesman.statuses import SalesmanStatus
from tests.untouched import nothing_changes

pytestmark = pytest.mark.django_db

STATUS = "/orders/{ref}/status/"
PAY = "/orders/{ref}/pay/"

METHODS = {
    "/orders/": "GET, HEAD, OPTIONS",
    "/orders/last/": "GET, HEAD, OPTIONS",
    "/orders/all/": "GET, HEAD, OPTIONS",
    "/orders/{ref}/": "GET, HEAD, OPTIONS",
    STATUS: "GET, PUT, HEAD, OPTIONS",
    PAY: "GET, POST, HEAD, OPTIONS",
    "/orders/{ref}/refund/": "POST, OPTIONS",
}


@pytest.mark.parametrize("path", METHODS)
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_a_method_that_there_is_not_is_refused_by_name(admin, order, path, method):
    if method.upper() in METHODS[path]:
        return
    with nothing_changes():
        answer = getattr(admin, method)(path.format(ref=order.ref), {}, format="json")

    assert (answer.status_code, answer.json()) == (405, {"detail": f'Method "{method.upper()}" not allowed.'})
    assert set(answer["Allow"].split(", ")) == set(METHODS[path].split(", "))


@pytest.mark.parametrize("path", METHODS)
def test_options_name_the_methods_and_head_says_what_get_says(admin, order, path):
    url = path.format(ref=order.ref)

    assert set(admin.options(url)["Allow"].split(", ")) == set(METHODS[path].split(", "))
    if "GET" in METHODS[path]:
        got, head = admin.get(url), admin.head(url)
        assert (head.status_code, head["Content-Type"]) == (got.status_code, "application/json")


BODIES = {
    '{"status": "BOGUS"}': {"status": ['"BOGUS" is not a valid choice.']},
    '{"status": "hold"}': {"status": ['"hold" is not a valid choice.']},
    '{"status": ""}': {"status": ['"" is not a valid choice.']},
    '{"status": 110}': {"status": ['"110" is not a valid choice.']},
    '{"status": ["HOLD"]}': {"status": ["\"['HOLD']\" is not a valid choice."]},
    '{"status": "PACKAGED"}': {"status": ['"PACKAGED" is not a valid choice.']},
    '{"status": null}': {"status": ["This field may not be null."]},
    '["HOLD"]': {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]},
    '"HOLD"': {"non_field_errors": ["Invalid data. Expected a dictionary, but got str."]},
    "null": {"non_field_errors": ["No data provided"]},
    '{"status": "SHIPPED"}': {"status": ["Can't change order with status 'Created' to 'Shipped'."]},
}


@pytest.mark.parametrize("body", BODIES)
def test_a_status_that_cannot_be_is_refused_on_its_field(admin, order, body):
    with nothing_changes():
        answer = admin.put(STATUS.format(ref=order.ref), body, content_type="application/json")

    assert (answer.status_code, answer.json()) == (400, BODIES[body])


@pytest.mark.parametrize("body", ['["HOLD"]', '"HOLD"', "null"])
def test_a_body_without_fields_is_refused_as_such(admin, order, body):
    for method, path in (("put", STATUS), ("post", PAY), ("post", "/orders/{ref}/refund/")):
        with nothing_changes():
            answer = getattr(admin, method)(path.format(ref=order.ref), body, content_type="application/json")
        assert (answer.status_code, answer.json()) == (400, BODIES[body])


@pytest.mark.parametrize("body", ["{", '{"status": HOLD}', "not json"])
def test_broken_json_is_refused_as_such(admin, order, body):
    for method, path in (("put", STATUS), ("post", PAY), ("post", "/orders/{ref}/refund/")):
        with nothing_changes():
            answer = getattr(admin, method)(path.format(ref=order.ref), body, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json()["detail"].startswith("JSON parse error - ")
        assert list(answer.json()) == ["detail"]


SPELLINGS = {
    "JSON": ('{"status": "HOLD"}', "application/json"),
    "a form": ("status=HOLD", "application/x-www-form-urlencoded"),
    "JSON that is called a form": ('{"status": "HOLD"}', "application/x-www-form-urlencoded"),
    "parts": ('--x\r\nContent-Disposition: form-data; name="status"\r\n\r\nHOLD\r\n--x--\r\n',
              "multipart/form-data; boundary=x"),
}  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_bodies_come_in_several_forms(admin, order, spelling):
    body, content_type = SPELLINGS[spelling]

    answer = admin.put(STATUS.format(ref=order.ref), body, content_type=content_type)

    assert (answer.status_code, answer.json()["status"]) == (200, "HOLD")


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", "application/yaml"])
def test_other_bodies_are_415(admin, order, kind):
    with nothing_changes():
        answer = admin.put(STATUS.format(ref=order.ref), "<status>HOLD</status>", content_type=kind)

    assert (answer.status_code, answer.json()) == (415, {"detail": f'Unsupported media type "{kind}" in request.'})


def test_other_answers_are_406(admin):
    answer = admin.get("/orders/", headers={"accept": "application/xml"})

    assert (answer.status_code, answer.json()) == (406, {"detail": "Could not satisfy the request Accept header."})


def test_a_version_that_has_passed_is_412(admin, order):
    with nothing_changes():
        answer = admin.put(
            STATUS.format(ref=order.ref), {"status": "HOLD"}, format="json", headers={"if-match": '"99"'}
        )

    assert (answer.status_code, list(answer.json())) == (412, ["detail"])


def test_the_same_key_gives_the_same_answer(admin, order):
    url, key = STATUS.format(ref=order.ref), {"idempotency-key": "once"}
    first = admin.put(url, {"status": "HOLD"}, format="json", headers=key)

    with nothing_changes():
        again = admin.put(url, {"status": "HOLD"}, format="json", headers=key)
        other = admin.put(url, {"status": "FAILED"}, format="json", headers=key)

    assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (200, first.json(), "true")
    assert list(other.json()) == ["detail"]


def test_a_rehearsal_changes_nothing(admin, order):
    with nothing_changes():
        answer = admin.put(STATUS.format(ref=order.ref) + "?dry_run=true", {"status": "HOLD"}, format="json")

    assert answer.json()["result"] == {"status": "HOLD", "status_display": "Hold"}


@pytest.mark.parametrize("path", ["/orders/", "/orders/{ref}/", "/orders/nothing/", "/nowhere/"])
def test_no_cache_keeps_an_answer(admin, order, path):
    kept = set(admin.get(path.format(ref=order.ref))["Cache-Control"].split(", "))

    assert {"max-age=0", "no-cache", "no-store", "must-revalidate", "private"} <= kept


@pytest.mark.parametrize("query", ["status=X", "ordering=total", "search=x", "page=9", "format=json", "limit=x"])
def test_unknown_parameters_are_passed_over(admin, order, query):
    assert [row["ref"] for row in admin.get(f"/orders/all/?{query}").json()] == [order.ref]


@pytest.mark.parametrize("path", ["/orders", "//orders//", "/orders/all", "/orders/all.json", "/orders/all.json/"])
def test_slashes_are_as_one_likes(admin, path):
    assert admin.get(path).status_code == 200


def test_a_path_may_end_in_json(admin, order):
    assert admin.get(f"/orders/{order.ref}.json").json() == admin.get(f"/orders/{order.ref}/").json()
    moved = admin.put(f"/orders/{order.ref}/status.json", {"status": "HOLD"}, format="json")
    assert moved.json() == {"status": "HOLD", "status_display": "Hold"}


@pytest.mark.parametrize("ref", ["A.B", "%00", "x" * 300, "ü", "a%2Fb"])
def test_strange_refs_are_not_found(admin, ref):
    assert admin.get(f"/orders/{ref}/").status_code == 404


def test_nine_statuses_are_salesmans():
    assert SalesmanStatus.values == [
        "NEW", "CREATED", "HOLD", "FAILED", "CANCELLED", "PROCESSING", "SHIPPED", "COMPLETED", "REFUNDED"
    ]  # fmt: skip
