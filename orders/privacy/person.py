"""The rows of a person who is being erased, gathered and locked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model, Q

from addresses.models import Customer, CustomerAddress
from events.models import Message
from orders.models import Order
from orders.privacy.inventory import PARTS, Table
from orders.privacy.pseudonym import pseudonym_of
from orders.privacy.words import Words


@dataclass(frozen=True, eq=False)
class Person:
    """A customer with all their orders; or a guest in one of their orders, and in nothing else."""

    customer: Customer
    orders: Sequence[Order]
    whole: bool = True

    @cached_property
    def pseudonym(self) -> str:
        customer = self.customer
        said = [customer.email, *(order.email for order in self.orders)]
        return pseudonym_of(
            email=next((email for email in said if email), ""),
            external_id=customer.external_id,
            channel_id=customer.channel_id,
            customer_id=customer.pk,
        )

    @cached_property
    def parts(self) -> dict[Table, list[Any]]:
        """The rows that belong to the orders."""
        ids = [order.pk for order in self.orders]
        return {
            table: list(table.model._default_manager.filter(**{f"{table.path}__in": ids}).order_by("pk"))
            for table in PARTS
        }

    @cached_property
    def addresses(self) -> list[CustomerAddress]:
        """Their addresses, and addresses without a customer that their orders have or had, or that carry their e-mail.
        An address that orders of other people share is left to these."""
        known = list(CustomerAddress.objects.filter(customer=self.customer)) if self.whole else []
        ids = {address.pk for address in known} | self._addresses_of_orders()
        found = Q(pk__in=ids)
        if self.whole and (emails := self._emails()):
            found |= Q(channel=self.customer.channel_id, customer=None, email__in=emails)
        rows = list(CustomerAddress.objects.filter(found))
        rows = self._with_versions(rows)
        shared = self._shared({row.pk for row in rows})
        return [row for row in rows if row.pk not in shared]

    @cached_property
    def words(self) -> Words:
        """The words that identify them, from every row."""
        words = Words(self.pseudonym)
        if self.whole:
            words.add(_texts(self.customer, ("email", "external_id", "first_name", "last_name", "document_id")))
            words.add_phones([self.customer.phone])
        for order in self.orders:
            words.add(_texts(order, ("email", "customer_email", "customer_external_id", "first_name", "last_name")))
            words.add([order.full_name, order.created_ip])
            words.add_phones([order.phone])
        for row in self.addresses:
            words.add(_texts(row, ("email", "first_name", "last_name", "full_name", "company_name", "line", "line2")))
            words.add(_texts(row, ("tax_no", "identity_number")))
            words.add_phones([row.phone_number, row.alt_phone], row.country_code)
        words.add([*self._written_to(), self.customer.full_name if self.whole else ""])
        return words

    def _emails(self) -> set[str]:
        emails = {self.customer.email, *(order.email for order in self.orders), *self._written_to()}
        return emails - {""}

    def _written_to(self) -> list[str]:
        return [row.to for rows in self.parts.values() for row in rows if isinstance(row, Message)]

    def _addresses_of_orders(self) -> set[Any]:
        return {pk for order in self.orders for pk in (order.billing_address_id, order.shipping_address_id) if pk}

    def _with_versions(self, rows: list[CustomerAddress]) -> list[CustomerAddress]:
        """Addresses, and all that they replaced or were replaced by."""
        known = {row.pk: row for row in rows}
        newest = rows
        while newest:
            ids = [row.pk for row in newest]
            before = [row.replaces_id for row in newest if row.replaces_id]
            linked = CustomerAddress.objects.filter(Q(pk__in=before) | Q(replaces__in=ids)).exclude(pk__in=known)
            newest = list(linked)
            known |= {row.pk: row for row in newest}
        return list(known.values())

    def _shared(self, ids: Iterable[Any]) -> set[Any]:
        """The addresses that orders of other people have."""
        others = Order.objects.exclude(pk__in=[order.pk for order in self.orders])
        found: set[Any] = set()
        for role in ("billing_address", "shipping_address"):
            found |= set(others.filter(**{f"{role}__in": list(ids)}).values_list(f"{role}_id", flat=True))
        return found


def _texts(row: Model, names: Sequence[str]) -> list[str]:
    return [getattr(row, name) for name in names]
