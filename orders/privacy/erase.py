"""Erasing a person: a pseudonym replaces them, and what accounting needs stays. It cannot be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.db.models import Model

from access.models import CustomerToken
from addresses.emails import is_same_email
from addresses.models import Customer, CustomerAddress
from common.actors import Actor
from common.errors import Refusal
from common.transactions import joined
from common.writes import Writes
from events.models import Message, MessageState
from events.types import EventType
from orders.change import Change, changing
from orders.fulfilment.shipment_state import cancel_unshipped
from orders.models import (
    CustomerHistoryEntry,
    ExternalId,
    ExternalKind,
    Order,
    OrderItem,
    PrivacyEntry,
    PrivacyKind,
)
from orders.privacy.account import close_account
from orders.privacy.inventory import ADDRESS, CUSTOMER, OPAQUE_OF_ORDERS, ORDER, PARTS
from orders.privacy.mentions import forget_mentions
from orders.privacy.person import Person
from orders.privacy.replacing import replace_person
from orders.privacy.still_needed import refuse_needed
from orders.privacy_log import entry_of
from orders.querysets import token_digest
from orders.search import search_text
from orders.statuses import OrderStatus


class AlreadyErased(Refusal):
    """The person was erased before."""

    code = "already_erased"
    sentence = "The person was erased before."


class ErasedWithCustomer(Refusal):
    """The order belongs to a customer with an account, whose data is in all their orders and in the account. Erase the
    customer."""

    code = "erased_with_customer"
    sentence = "The order belongs to a customer with an account. Erase the customer instead."


def erase_customer(
    customer: Customer, *, actor: Actor, at: datetime, facts: Mapping[str, Any] | None = None
) -> PrivacyEntry:
    """Erase a customer: their account, addresses and orders. Drafts are cancelled. `facts` go into the privacy log.

    Raises:
        AlreadyErased: they were erased before.
        PersonStillNeeded: an order is open, or money waits.
    """
    with joined():
        locked = _locked(customer.pk)
        orders = _locked_orders(locked)
        entry = entry_of(PrivacyKind.CUSTOMER_ERASED, actor=actor, at=at, customer=locked)
        return _erase(Person(locked, orders), entry, facts or {}, actor=actor, at=at)


def erase_order(order: Order, *, actor: Actor, at: datetime) -> PrivacyEntry:
    """Erase a guest from one of their orders; with the last one, the guest. Other orders under the same e-mail stay:
    the guest has shown that this order is theirs, not that the e-mail is.

    Raises:
        AlreadyErased: it was erased before.
        ErasedWithCustomer: it is an account's.
        PersonStillNeeded: the order is open, or money waits.
    """
    with joined():
        refuse_unerasable(order)
        guest = _locked(order.customer_id)
        orders = [one for one in _locked_orders(guest) if one.pk == order.pk]
        if not orders:
            raise AlreadyErased
        orders[0].expected_version = order.expected_version
        is_last = not guest.orders.filter(erased_at=None).exclude(pk=order.pk).exists()
        entry = entry_of(PrivacyKind.ORDER_ERASED, actor=actor, at=at, customer=guest, order=orders[0])
        return _erase(Person(guest, orders, whole=is_last), entry, {}, actor=actor, at=at)


def refuse_unerasable(order: Order) -> None:
    """Raises:
    AlreadyErased, ErasedWithCustomer: as `erase_order`.
    """
    if not order.customer.is_guest:
        raise ErasedWithCustomer
    if order.erased_at:
        raise AlreadyErased


def _locked(customer_id: UUID) -> Customer:
    """The customer under a lock against new orders; their orders are locked first, always."""
    list(Order.objects.locked().filter(customer=customer_id).order_by("pk").values_list("pk"))
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    if customer.erased_at:
        raise AlreadyErased
    return customer


def _locked_orders(customer: Customer) -> list[Order]:
    """The customer's orders that are not erased yet, including those placed until the customer was locked."""
    rows = Order.objects.locked().filter(customer=customer, erased_at=None)
    return list(rows.select_related("channel").order_by("pk"))


def _erase(
    person: Person, entry: PrivacyEntry, facts: Mapping[str, Any], *, actor: Actor, at: datetime
) -> PrivacyEntry:
    refuse_needed(person.orders, at=at)
    entry.about = {"pseudonym": person.pseudonym, "orders": len(person.orders), **facts, **_alike(person)}
    entry.is_running = True
    entry.save(force_insert=True)
    _forget_unsent(person)
    words = person.words
    forget_mentions(person, at=at)
    writes = Writes()
    for table in PARTS:
        for row in person.parts[table]:
            _write(writes, row, replace_person(row, table.erased, table.opaque, words))
    for address in person.addresses:
        _write(writes, address, replace_person(address, ADDRESS.erased, (), words))
    writes.send()
    for order in person.orders:
        _erase_order(order, person, actor=actor, at=at)
    if person.whole:
        _erase_customer(person, at=at)
    entry.is_running = False
    entry.save(update_fields=["is_running"])
    return entry


def _write(writes: Writes, row: Model, changed: Sequence[str]) -> None:
    if changed:
        writes.update(row, changed)


def _erase_order(order: Order, person: Person, *, actor: Actor, at: datetime) -> None:
    order.is_fresh = True
    own = {address.pk for address in person.addresses}
    with changing(order, actor=actor, at=at) as change:
        if order.status == OrderStatus.NEW:
            _give_up(change)
        replace_person(order, ORDER, OPAQUE_OF_ORDERS, person.words)
        for role in ("billing_address", "shipping_address"):
            address_id = getattr(order, f"{role}_id")
            if address_id and address_id not in own:
                setattr(order, role, _nowhere_in(address_id, person, at=at))
        order.token = token_urlsafe(32)
        order.token_digest = token_digest(order.token)
        order.page_revision += 1
        order.erased_at = at
        order.search_text = search_text(order, addresses=(), items=_items_of(order, person), tracking_numbers=())
        change.record(EventType.ORDER_ERASED, pseudonym=person.pseudonym)


def _give_up(change: Change) -> None:
    """Cancel a draft: nobody will place it."""
    change.move("cancel")
    cancel_unshipped(change)


def _nowhere_in(address_id: UUID, person: Person, *, at: datetime) -> CustomerAddress:
    """A new address with nothing but the country, to replace one that other people's orders have."""
    shared = CustomerAddress.objects.get(pk=address_id)
    return CustomerAddress.objects.create(
        channel_id=shared.channel_id,
        country_code=shared.country_code,
        country_id=shared.country_id,
        last_name=person.pseudonym,
        line=person.pseudonym,
        is_active=False,
        created_at=at,
        updated_at=at,
    )


def _items_of(order: Order, person: Person) -> Sequence[OrderItem]:
    return [
        row for rows in person.parts.values() for row in rows if isinstance(row, OrderItem) and row.order_id == order.pk
    ]


def _forget_unsent(person: Person) -> None:
    """Delete e-mails that were never sent: they are no record, and must not be sent."""
    ids = [order.pk for order in person.orders]
    Message.objects.filter(order__in=ids).exclude(state=MessageState.SENT).delete()


def _erase_customer(person: Person, *, at: datetime) -> None:
    customer = person.customer
    user_id = customer.user_id
    replace_person(customer, CUSTOMER, (), person.words)
    customer.erased_at = customer.updated_at = at
    customer.save()
    CustomerToken.objects.filter(customer=customer).delete()
    CustomerHistoryEntry.objects.filter(customer=customer).delete()
    named = [customer.pk, *(address.pk for address in person.addresses), *([user_id] if user_id else [])]
    kinds = (ExternalKind.CUSTOMER, ExternalKind.ADDRESS, ExternalKind.USER)
    ExternalId.objects.filter(kind__in=kinds, object_id__in=named).delete()
    if user_id:
        close_account(user_id)


def _alike(person: Person) -> dict[str, list[str]]:
    """Other customers of the channel with the same e-mail, who may be the same person: a person decides."""
    email = person.customer.email
    if not email:
        return {}
    others = Customer.objects.filter(channel=person.customer.channel_id, email__iexact=email)
    found = others.exclude(pk=person.customer.pk).order_by("pk").values_list("pk", "email")
    return {"same_email": [str(pk) for pk, known in found if is_same_email(known, email)]}
