"""Customers: found, created and changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from addresses.models import Customer
from common.errors import InvalidInput, Refusal, Sentence


class CustomerExists(Refusal):
    """The channel knows another customer by this e-mail or this external id."""

    code = "customer_exists"
    sentence = "The channel already has a customer with this e-mail or external id."


def create_customer(channel: Any, *, at: datetime, **columns: Any) -> Customer:
    """Add a customer to a channel.

    Raises:
        CustomerExists: the channel knows the e-mail or the external id.
    """
    try:
        with transaction.atomic():
            return Customer.objects.create(channel=channel, created_at=at, updated_at=at, **columns)
    except IntegrityError as error:
        raise CustomerExists from error


def update_customer(customer: Customer, *, at: datetime, changes: Mapping[str, Any]) -> Customer:
    """Change what is known about a customer.

    Raises:
        CustomerExists: another customer of the channel has the e-mail or the external id.
    """
    with transaction.atomic():
        locked = Customer.objects.select_for_update().get(pk=customer.pk)
        return _written(locked, changes, at=at)


def customer_for(channel: Any, wanted: UUID | Mapping[str, Any], *, at: datetime) -> Customer:
    """The customer an order is for: one of the channel's by id, or the one with the e-mail, made if there is none.

    What a storefront tells about a known customer replaces what was known.

    Raises:
        InvalidInput: no customer of the channel has the id.
        CustomerExists: another customer of the channel has the external id.
    """
    if isinstance(wanted, UUID):
        return customer_in(channel, wanted)
    known = Customer.objects.filter(channel=channel, email__iexact=wanted["email"]).first()
    if known:
        return _written(known, wanted, at=at)
    try:
        return create_customer(channel, at=at, **wanted)
    except CustomerExists:
        known = Customer.objects.filter(channel=channel, email__iexact=wanted["email"]).first()
        if known:
            return known
        raise


def customer_in(channel: Any, customer_id: UUID) -> Customer:
    """The channel's customer with this id.

    Raises:
        InvalidInput: there is none.
    """
    customer = Customer.objects.filter(channel=channel, pk=customer_id).first()
    if customer is None:
        sentence = Sentence("The channel has no such customer.")
        raise InvalidInput.on("customer", code="unknown_customer", sentence=sentence)
    return customer


def _written(customer: Customer, changes: Mapping[str, Any], *, at: datetime) -> Customer:
    changed = [name for name, value in changes.items() if getattr(customer, name) != value]
    if changed:
        for name in changed:
            setattr(customer, name, changes[name])
        customer.updated_at = at
        try:
            with transaction.atomic():
                customer.save(update_fields=[*changed, "updated_at"])
        except IntegrityError as error:
            raise CustomerExists from error
    return customer
