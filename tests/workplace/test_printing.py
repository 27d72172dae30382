"""Who prints what, one by one and many at once."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from common.actors import SYSTEM
from orders.fulfilment.ship import ship_order
from tests.basket import fresh
from tests.workplace.papers import CONFIRMATION, NOTE, SLIP, pages, text
from workplace.admin.documents import documents_for
from workplace.documents.contents import size_of_packing_slips
from workplace.documents.printing import DocumentKind, print_document, print_packing_slips

pytestmark = pytest.mark.django_db

WHO = {
    SLIP: {"Support": 200, "Warehouse": 200, "Finance": 200},
    CONFIRMATION: {"Support": 200, "Warehouse": 200, "Finance": 200},
    NOTE: {"Support": 200, "Warehouse": 403, "Finance": 200},
}


@pytest.mark.parametrize("role", ["Support", "Warehouse", "Finance"])
def test_a_role_prints_what_its_permissions_open(client, person, refunded, role):
    person(role, client)

    for kind, allowed in WHO.items():
        answer = client.get(reverse("admin:orders_order_document", args=[refunded.pk, kind.value]))
        assert answer.status_code == allowed[role]
        if answer.status_code == 200:
            assert answer["Content-Type"] == "application/pdf"
            assert answer["Content-Disposition"] == f'inline; filename="{kind.value}-{refunded.ref}.pdf"'
            assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize("allowed", ["view_shipment", "change_shipment", "view_payment"])
def test_a_permission_to_print_without_one_to_see_orders_is_not_enough(client, person, refunded, allowed):
    printer = person("Warehouse", client)
    printer.groups.clear()
    printer.user_permissions.set(Permission.objects.filter(codename=allowed))

    for kind in DocumentKind:
        assert client.get(reverse("admin:orders_order_document", args=[refunded.pk, kind.value])).status_code == 403


def test_only_documents_that_can_be_printed_are_offered(rf, client, person, order, refunded):
    request = rf.get("/")
    request.user = person("Warehouse", client)
    assert [link.kind for link in documents_for(request, refunded)] == ["packing-slip", "confirmation"]

    request.user = person("Finance", client)
    assert [link.kind for link in documents_for(request, refunded)] == ["packing-slip", "confirmation", "refund-note"]
    assert [link.kind for link in documents_for(request, order)] == ["packing-slip", "confirmation"]


def test_what_does_not_exist_is_not_found(admin_client, order):
    for kind in ("refund-note", "invoice"):
        assert admin_client.get(f"/admin/orders/order/{order.pk}/documents/{kind}/").status_code == 404


def test_nobody_prints_without_signing_in(client, order):
    answer = client.get(reverse("admin:orders_order_document", args=[order.pk, "confirmation"]))

    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]


def test_several_slips_come_in_one_pdf_each_with_its_own_page_numbers(place):
    orders = [fresh(place()), fresh(place())]

    printed = pages(print_packing_slips(orders))

    assert len(printed) == 2
    for order, page in zip(orders, printed, strict=True):
        assert order.ref in page
        assert "Page 1 / 1" in page


def test_slips_of_the_chosen_orders_are_printed_from_the_list(client, person, place):
    chosen, other = place(), place()
    person("Warehouse", client)

    answer = client.post(
        reverse("admin:orders_order_changelist"),
        {"action": "print_packing_slips", "_selected_action": [str(chosen.pk)]},
    )

    assert answer["Content-Type"] == "application/pdf"
    assert chosen.ref in text(answer.content)
    assert other.ref not in text(answer.content)


@pytest.mark.parametrize(
    ("most", "sentence"),
    [
        ("MOST_LINES", "These orders have 2 shipments with 2 lines. At most 100 shipments with 1 lines altogether"),
        ("MOST_SHIPMENTS", "Choose at most 1 orders at once."),
    ],
)
def test_more_than_a_browser_waits_for_is_not_drawn(client, person, place, monkeypatch, most, sentence):
    chosen = [place(), place()]
    person("Warehouse", client)
    for module in ("admin.documents", "documents.printing"):
        monkeypatch.setattr(f"workplace.{module}.{most}", 1)
    monkeypatch.setattr("workplace.documents.printing.drawn", lambda *_: pytest.fail("It was drawn."))

    answer = client.post(
        reverse("admin:orders_order_changelist"),
        {"action": "print_packing_slips", "_selected_action": [str(order.pk) for order in chosen]},
        follow=True,
    )

    assert sentence in answer.content.decode()


def test_of_an_order_only_the_shipments_count_that_would_be_printed(place):
    order = place()
    ship_order(order, lines=[{"item": order.items.get().pk, "quantity": 1}], actor=SYSTEM, at=timezone.now())

    size = size_of_packing_slips([order, place()])

    assert (size.shipments, size.lines) == (2, 2)


def test_printing_changes_nothing(refunded):
    before = refunded.version

    for kind in DocumentKind:
        print_document(refunded, kind)

    assert fresh(refunded).version == before
