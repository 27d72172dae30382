"""Customers and addresses."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from addresses.models import AccountType, Customer, CustomerAddress, Gender
from dialects.common.aliases import place_key
from dialects.common.ids import part_number
from dialects.sylius.reading.page import ADDRESSES, Page, present, written
from orders.models import ExternalKind, Order

GENDERS = {Gender.MALE: "m", Gender.FEMALE: "f"}
UNKNOWN = "u"


def customer_of(order: Order, page: Page) -> dict[str, Any]:
    """The customer as the order says, with their account if they have one."""
    customer = order.customer
    number = page.number(ExternalKind.CUSTOMER, customer.pk, customer.serial)
    return present(
        id=number,
        email=order.customer_email,
        email_canonical=order.customer_email.lower(),
        first_name=order.first_name,
        last_name=order.last_name,
        birthday=_birthday(order),
        gender=GENDERS.get(Gender(customer.gender), UNKNOWN),
        user=_account(customer, page),
        _links={"self": page.link(f"customers/{number}")},
    )


def _birthday(order: Order) -> str | None:
    """Midnight of the day, in the channel's zone."""
    birthday, zone = order.customer.birthday, ZoneInfo(order.channel.time_zone)
    return written(datetime.combine(birthday, time(), zone), order.channel) if birthday else None


def _account(customer: Customer, page: Page) -> dict[str, Any] | None:
    """The customer's account: one of this service, or one that the storefront named."""
    user = customer.user
    if user is None and customer.account_type == AccountType.GUEST:
        return None
    username = user.get_username() if user else customer.email
    return {
        "id": page.number(ExternalKind.USER, customer.pk, customer.serial),
        "username": username,
        "username_canonical": username.lower(),
        "roles": ["ROLE_USER"],
        "enabled": user.is_active if user else True,
    }


def address_of(order: Order, role: str, page: Page) -> dict[str, Any] | None:
    """The order's address in a role. Its number is that of the role: it stays when the address is corrected."""
    address: CustomerAddress | None = getattr(order, role)
    if address is None:
        return None
    key = place_key(order.pk, ExternalKind.ADDRESS, role)
    return present(
        id=page.number(ExternalKind.ADDRESS, key, part_number(order.serial, ADDRESSES.index(role))),
        first_name=address.first_name,
        last_name=address.last_name,
        phone_number=address.phone_number,
        company=address.company_name,
        country_code=address.country_code,
        province_name=address.state,
        street=", ".join(filter(None, (address.line, address.line2))),
        city=address.city_name,
        postcode=address.postcode,
        created_at=written(address.created_at, order.channel),
        updated_at=written(address.updated_at, order.channel),
    )
