"""Customers in the admin: identity numbers are for who may read them."""

import pytest
from django.urls import reverse

from addresses.models import Customer


@pytest.mark.parametrize(("role", "sees"), [("Support", True), ("Finance", False)])
def test_identity_numbers_are_shown_and_found_by_who_may_read_them(desk_of, order, customer, role, sees):
    Customer.objects.update(document_id="X1234567L", document_id_type="02", document_id_country="ES")
    desk = desk_of(role)

    page = desk.get(reverse("admin:addresses_customer_change", args=[customer.pk])).content.decode()
    found = desk.get(reverse("admin:addresses_customer_changelist"), {"q": "X1234567L"}).context["cl"].result_list

    assert customer.email in page
    assert ("X1234567L" in page, "NIE" in page, len(found)) == (sees, sees, int(sees))
