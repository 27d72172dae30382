"""`GET /orders/{ref}/statuses/`: the status log."""

from tests.answers import wrong


def url(order, what="statuses"):
    return f"/api/v1/orders/{order.ref}/{what}/"


def move(connection, order, status, **more):
    answer = connection.put(url(order, "status"), {"status": status, **more}, format="json")
    assert answer.status_code == 200


def test_the_log_tells_every_move_newest_first(api, staff_api, order):
    move(api, order, "HOLD", notes="Waiting for the bank", notify_customer=True)
    move(staff_api, order, "PROCESSING")

    log = api.get(url(order)).json()["results"]

    entries = [(entry["from_status"], entry["to_status"], entry["note"], entry["notify_customer"]) for entry in log]
    assert entries == [
        ("HOLD", "PROCESSING", "", False),
        ("CREATED", "HOLD", "Waiting for the bank", True),
        (None, "CREATED", "", False),
    ]
    assert [(entry["actor_kind"], entry["actor_name"]) for entry in log] == [
        ("staff", "support-1"),
        ("client", "Storefront"),
        ("system", "Orders Service"),
    ]
    assert all(entry["created_at"].endswith("Z") for entry in log)


def test_addresses_on_the_net_are_for_who_sells(api, guest, order):
    move(api, order, "HOLD")

    assert api.get(url(order)).json()["results"][0]["ip"] == "127.0.0.1"
    assert "127.0.0.1" not in guest.get(url(order), {"token": order.token}).content.decode()


def test_a_move_that_changes_nothing_is_not_logged(api, order):
    move(api, order, "CREATED")

    assert api.get(url(order)).json()["count"] == 1


def test_the_log_is_in_the_order_too(api, order):
    move(api, order, "HOLD")

    assert api.get(f"/api/v1/orders/{order.ref}/").json()["statuses"] == api.get(url(order)).json()["results"]


def test_whoever_buys_reads_the_log(customer_api, guest, order):
    assert customer_api.get(url(order)).json()["count"] == 1
    assert guest.get(url(order), {"token": order.token}).json()["count"] == 1


def test_the_log_has_no_filters(api, order):
    assert wrong(api.get(url(order), {"to_status": "HOLD"})) == {"to_status": "unknown_parameter"}
