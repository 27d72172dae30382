"""Every column with text is known to the erasure: it is taken away, or kept without the person's words, or is a key."""

import pytest
from django.apps import apps
from django.db.models import CharField, DateField, GenericIPAddressField, JSONField, TextField

from addresses.models import Customer, CustomerAddress
from orders.models import CustomerHistoryEntry, Order, ShipmentLine
from orders.privacy.inventory import ADDRESS, CUSTOMER, OPAQUE_OF_ORDERS, ORDER, PARTS
from orders.update import ABOUT_THE_PERSON

OF_ORDERS = {"orders", "payments", "cancellations", "events"}
NOBODYS = {
    "Carrier", "Channel", "Reason", "ExternalId", "PaymentMethod", "ShippingMethod", "PrivacyEntry", "RefNumber",
    "GatewayCheck", "GatewayEvent", "MailText", "StorableType", "WebhookEndpoint",
}  # fmt: skip
"""Rows that are no person's, or that an erasure sees to one by one."""
GONE = {CustomerHistoryEntry}


def test_every_table_that_belongs_to_orders_is_in_the_inventory():
    found = {model for label in OF_ORDERS for model in apps.get_app_config(label).get_models()}
    texts = {model for model in found if any(isinstance(field, CharField | TextField) for field in model._meta.fields)}

    known = {table.model for table in PARTS} | GONE | {Order}
    assert {model.__name__ for model in texts - known} == NOBODYS & {model.__name__ for model in texts}
    assert ShipmentLine not in texts


@pytest.mark.parametrize("table", PARTS, ids=lambda table: table.model.__name__)
def test_the_inventory_names_columns_that_there_are(table):
    columns = {field.attname for field in table.model._meta.concrete_fields}

    assert set(table.erased) <= columns
    assert {name for name in table.opaque if not name.endswith("_key")} <= columns


@pytest.mark.parametrize(("model", "erased"), [(Customer, CUSTOMER), (CustomerAddress, ADDRESS.erased)])
def test_nothing_that_is_said_of_a_person_stays_but_a_country_and_a_language(model, erased):
    kinds = (CharField, TextField, JSONField, DateField, GenericIPAddressField)
    said = {field.attname for field in model._meta.concrete_fields if isinstance(field, kinds)}

    assert (
        said - set(erased)
        == {
            Customer: {"language_code", "account_type", "erased_at", "created_at", "updated_at"},
            CustomerAddress: {"country_code", "created_at", "updated_at"},
        }[model]
    )


def test_what_was_erased_of_an_order_is_not_written_anew():
    written = {name for name in ORDER if name not in {"customer_email", "customer_external_id", "created_ip"}}

    assert written - {"held_by", "hold_reason"} == ABOUT_THE_PERSON
    assert not OPAQUE_OF_ORDERS & set(ORDER)
