"""Who may call, and what is refused: always `errors`, and nothing is written."""

import pytest

from access.models import ApiClient
from events.models import Message
from orders.models import Channel, Order
from orders.statuses import OrderStatus
from tests.untouched import nothing_changes

ERROR = {"internal_message", "user_message", "code", "more_info"}


def errors(answer, status):
    assert answer.status_code == status, answer.content
    found = answer.json()["errors"]
    assert found
    assert all(set(error) == ERROR and all(type(text) is str for text in error.values()) for error in found)
    assert {error["code"] for error in found} == {str(status)}
    return found


def post(shop, order, **status):
    return shop.post(f"/orders/{order.serial}", {"status": status}, format="json")


# --- who calls -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["{key}", "Bearer {key}", "bearer {key}", "  {key} "])
def test_the_key_stands_in_the_header_itself_or_after_bearer(sample, header):
    key = sample.connection._credentials["HTTP_AUTHORIZATION"]
    sample.connection.credentials(HTTP_AUTHORIZATION=header.format(key=key))

    assert sample.get("/orders/54123").status_code == 200


@pytest.mark.parametrize("header", ["", "nonsense", "Bearer nonsense", "Bearer", "Basic bm9uZTpzZW5zZQ==", "Token x"])
@pytest.mark.parametrize(
    ("method", "path"), [("get", "/orders"), ("get", "/orders/1"), ("post", "/orders/1"), ("get", "/statuses")]
)
def test_without_a_key_nothing_is_told(nobody, db, header, method, path):
    answer = getattr(nobody("lunasoft"), method)(path, headers={"authorization": header} if header else {})

    errors(answer, 401)
    assert answer["WWW-Authenticate"]


def test_a_client_that_was_switched_off_is_nobody(shop, order):
    ApiClient.objects.update(enabled=False)

    errors(shop.get("/orders"), 401)


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [("orders:write", "get", "/orders"), ("orders:write", "get", "/statuses"), ("orders:read", "post", "/orders/{}")],
)
def test_a_key_without_the_scope_is_forbidden(speaker, order, scope, method, path):
    caller = speaker("lunasoft", scope)

    with nothing_changes():
        answer = getattr(caller, method)(path.format(order.serial))

    errors(answer, 403)


@pytest.mark.parametrize("name", ["Cancelled", "Refunded"])
def test_names_that_refund_need_the_scope_of_refunds(speaker, order, pay, name):
    pay(order)
    caller = speaker("lunasoft", "orders:read", "orders:write")

    with nothing_changes():
        answer = post(caller, order, status=name)

    errors(answer, 403)


def test_nobody_sees_orders_of_other_channels(speaker, other_channel, order):
    stranger = speaker("lunasoft", channels=[other_channel])

    assert stranger.get("/orders").json() == {"orders": [], "next_page": False}
    with nothing_changes():
        errors(stranger.get(f"/orders/{order.serial}"), 404)
        errors(post(stranger, order, status="Pending"), 404)


def test_payments_and_notes_for_staff_need_their_scopes(speaker, sample, demo):
    reader = speaker("lunasoft", "orders:read", channels=[demo.channel])

    shown = reader.get("/orders/54123").json()

    assert (shown["payment_option"], shown["card_last_4"], shown["transaction_id"]) == ("", "", "0")
    assert sample.get("/orders/54123").json()["card_last_4"] == "0027"


# --- what is not there -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ["0", "-1", "1.5", "abc", "999999999", "9" * 30, "%00", "1%2F2"])
def test_an_order_that_is_not_there_is_404(shop, order, id):
    errors(shop.get(f"/orders/{id}"), 404)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/orders", "/orders/1", "/statuses"])
def test_other_methods_are_not_allowed(shop, method, path):
    answer = getattr(shop, method)(path)

    errors(answer, 405)
    assert "GET" in answer["Allow"]


def test_only_orders_are_posted_to(shop):
    errors(shop.post("/orders", {}), 405)


def test_only_json_is_written(shop, order):
    errors(shop.get("/orders", headers={"accept": "text/csv"}), 406)


def test_only_json_and_forms_are_read(shop, order):
    with nothing_changes():
        answer = shop.post(f"/orders/{order.serial}", "<status/>", content_type="application/xml")

    errors(answer, 415)


def test_head_and_options_are_answered(shop, order):
    assert shop.head(f"/orders/{order.serial}").status_code == 200
    assert shop.options(f"/orders/{order.serial}").status_code == 204


@pytest.mark.parametrize("path", ["/orders/{}/", "//orders//{}", "/orders/{}?x=1"])
def test_other_spellings_of_the_path_mean_the_same(shop, order, path):
    assert shop.get(path.format(order.serial)).json() == shop.get(f"/orders/{order.serial}").json()


# --- bodies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ['{"status": {"status": "Shipped",}}', "{", "", "[]", '"Shipped"', '{"status": "Shipped"}', "null", "{}", "status"],
)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_a_body_that_is_no_status_object_is_refused(shop, order, text, kind):
    with nothing_changes():
        answer = shop.post(f"/orders/{order.serial}", text, content_type=kind)

    errors(answer, 400)


@pytest.mark.parametrize(
    "status",
    [
        {},
        {"status": ""},
        {"status": None},
        {"status": 5},
        {"status": "shipped"},
        {"status": " Shipped"},
        {"status": "Lost"},
        {"status": "x" * 101},
        {"status": "Pending", "notes": 5},
        {"status": "Pending", "notes": "x" * 2001},
        {"status": "Pending", "notify_customer": "perhaps"},
        {"status": "Pending", "notify_customer": []},
        {"status": "Pending", "notify_customer": 2},
    ],
    ids=str,
)
def test_a_status_that_means_nothing_leaves_the_order_as_it_is(shop, order, status):
    before = shop.get(f"/orders/{order.serial}").json()

    with nothing_changes():
        answer = shop.post(f"/orders/{order.serial}", {"status": status}, format="json")

    errors(answer, 400)
    assert {key: value for key, value in answer.json().items() if key != "errors"} == before


@pytest.mark.parametrize(
    ("wanted", "meant"), [(True, 1), (False, 0), ("true", 1), ("false", 0), (1, 1), (0, 0), (None, 0)]
)
def test_the_customer_is_told_only_if_asked_for(shop, order, wanted, meant):
    post(shop, order, status="Pending", notes="Soon", notify_customer=wanted)

    assert Message.objects.count() == meant


def test_a_form_may_describe_the_status(shop, order):
    form = "status[status]=On+Hold&status[notes]=Counting&status[notify_customer]=true"

    answer = shop.post(f"/orders/{order.serial}", form, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 200
    newest = answer.json()["statuses"][0]
    assert (newest["status"], newest["notes"], newest["notify_customer"]) == ("On Hold", "Counting", True)


# --- names -----------------------------------------------------------------------------------------------------------


def test_the_names_that_may_be_posted_are_listed(shop):
    assert shop.get("/statuses").json() == {
        "statuses": [
            {"status": name}
            for name in ("Pending", "Processing", "Shipped", "Complete", "Cancelled", "On Hold", "Refunded")
        ]
    }


def test_a_channel_may_have_names_of_its_own(shop, order):
    names = [
        {"name": "New", "shows": ["CREATED"]},
        {"name": "Sent", "move": "ship", "shows": ["SHIPPED"]},
        {"name": "Gift wrapped"},
    ]
    Channel.objects.update(status_names=names)

    assert shop.get(f"/orders/{order.serial}").json()["current_status"] == "New"
    errors(post(shop, order, status="Shipped"), 400)
    assert post(shop, order, status="Gift wrapped").json()["current_status"] == "Gift wrapped"
    assert post(shop, order, status="Sent").json()["current_status"] == "Sent"
    assert Order.objects.get(pk=order.pk).status == OrderStatus.SHIPPED


# --- what the API's own clients have ---------------------------------------------------------------------------------


def test_a_rehearsed_status_is_not_added(shop, order):
    with nothing_changes():
        answer = shop.post(f"/orders/{order.serial}?dry_run=true", {"status": {"status": "Shipped"}}, format="json")

    assert answer.json()["dry_run"] is True
    assert answer.json()["result"]["current_status"] == "Shipped"


def test_under_a_key_a_status_is_added_once(shop, order):
    for _ in range(2):
        answer = shop.post(
            f"/orders/{order.serial}",
            {"status": {"status": "On Hold"}},
            format="json",
            headers={"idempotency-key": "hold"},
        )
        assert answer.status_code == 200

    assert len(answer.json()["statuses"]) == 2


def test_a_version_that_differs_is_told(shop, order):
    tag = shop.get(f"/orders/{order.serial}")["ETag"]
    post(shop, order, status="On Hold")

    with nothing_changes():
        answer = shop.post(
            f"/orders/{order.serial}", {"status": {"status": "Shipped"}}, format="json", headers={"if-match": tag}
        )

    errors(answer, 412)
    assert shop.get(f"/orders/{order.serial}", headers={"if-none-match": tag}).status_code == 200
