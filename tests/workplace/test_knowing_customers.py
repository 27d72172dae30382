"""The warehouse knows what is on a label: no e-mail address and no other orders, by no page and by no request."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from rest_framework.test import APIClient

from orders.models import Order
from tests.workplace.acting import Desk

LIST = reverse("admin:orders_order_changelist")
EMAIL = "shop@example.com"


@pytest.fixture
def warehouse(desk_of):
    return desk_of("Warehouse")


@pytest.fixture
def known(place):
    """An order with a name, an e-mail address everywhere, and another order of the same customer."""
    place()
    return place(shipping_address={"line": "1 Main St", "country_code": "US", "email": EMAIL, "first_name": "Joan"})


def text(answer):
    return answer.getvalue().decode(errors="replace")


def test_the_orders_page_and_list_show_names_alone(warehouse, known):
    other = Order.objects.exclude(pk=known.pk).get()
    page = text(Desk(warehouse).page(known))

    assert "John Doe" in page
    assert [part for part in (EMAIL, other.ref) if part in page] == []
    listed = text(warehouse.get(LIST))
    assert ("John Doe" in listed, EMAIL in listed) == (True, False)


def test_support_sees_them(desk_of, known):
    support = desk_of("Support")

    assert EMAIL in text(Desk(support).page(known))
    assert EMAIL in text(support.get(LIST))


def test_what_is_done_to_many_and_what_is_exported_names_no_address(warehouse, known):
    chosen = {"_selected_action": [str(known.pk)]}
    preview = warehouse.post(LIST, {"action": "ship", **chosen})
    csv = warehouse.post(LIST, {"action": "export-csv", **chosen})
    workbook = warehouse.post(LIST, {"action": "export-xlsx", **chosen})

    assert "John Doe" in text(preview)
    sheet = ZipFile(BytesIO(workbook.getvalue())).read("xl/worksheets/sheet1.xml").decode()
    for said in (text(preview), text(csv), sheet):
        assert (known.ref in said, EMAIL in said) == (True, False)


@pytest.mark.parametrize(("word", "finds"), [(EMAIL, False), ("shop@", False), ("example.co", False), ("doe", True)])
def test_no_address_is_guessed_by_searching(warehouse, known, word, finds):
    for found in (
        warehouse.get(LIST, {"q": word}).context["cl"].result_list,
        warehouse.get("/api/v1/orders/", {"q": word}).json()["results"],
    ):
        assert bool(found) == finds


def test_the_api_tells_them_no_more(warehouse, known):
    api = APIClient()
    api.force_login(warehouse.user)
    order = api.get(f"/api/v1/orders/{known.ref}/")

    assert (order.json()["email"], order.json()["customer"]["email"], order.json()["token"]) == ("", "", None)
    assert order.json()["customer"]["last_name"] == "Doe"
    assert EMAIL not in text(order)
    assert EMAIL not in text(api.get("/api/v1/orders/?expand=shipping_address,billing_address"))
    assert EMAIL not in text(api.get("/api/v1/orders/?format=csv"))
    assert api.get("/api/v1/customers/").json()["results"] == []
    assert api.get(f"/api/v1/customers/{known.customer_id}/").status_code == 404
    for asked in ({"email": EMAIL}, {"email__icontains": "shop"}, {"customer": known.customer_id}):
        assert api.get("/api/v1/orders/", asked).status_code == 403


def test_clients_guests_and_customers_see_what_they_saw(api, customer_api, known):
    guest = APIClient(headers={"x-order-token": known.token})

    for connection in (api, customer_api, guest):
        assert connection.get(f"/api/v1/orders/{known.ref}/").json()["email"] == EMAIL


def test_a_preview_tells_no_address_of_who_is_written_to(desk, staff, order):
    staff.user_permissions.remove(Permission.objects.get(codename="view_customer"))
    staff.user_permissions.add(Permission.objects.get(codename="view_message"))

    page = text(desk.preview(order, "hold", note="We check it", notify_customer="on"))

    assert (f"Your order {order.number}" in page, EMAIL in page) == (True, False)
