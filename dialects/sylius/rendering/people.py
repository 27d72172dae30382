"""Customers and addresses; the Python version is `dialects.sylius.reading.people`."""

from __future__ import annotations

from addresses.models import AccountType
from dialects.common.aliases import place_key_sql
from dialects.common.json_text import case, midnight, plain, quoted, some_text, sparse, text
from dialects.sylius.reading.page import ADDRESSES
from dialects.sylius.reading.people import GENDERS, UNKNOWN
from dialects.sylius.rendering.words import Words, link, written
from orders.models import ExternalKind


def customer(words: Words) -> str:
    """The customer, with their account if they have one."""
    number = words.number(ExternalKind.CUSTOMER, "u.id", "u.serial")
    shown = sparse(
        id=number,
        email=some_text("o.customer_email"),
        email_canonical=some_text("lower(o.customer_email)"),
        first_name=some_text("o.first_name"),
        last_name=some_text("o.last_name"),
        birthday=midnight("u.birthday", "c.time_zone"),
        gender=quoted(case("u.gender", {str(key): word for key, word in GENDERS.items()}, f"'{UNKNOWN}'")),
        user=_account(words),
        _links=sparse(self=link("customers", number)),
    )
    rows = '"addresses_customer" u LEFT JOIN "access_user" account ON account.id = u.user_id'
    return f"(SELECT {shown} FROM {rows} WHERE u.id = o.customer_id)"


def _account(words: Words) -> str:
    name = "COALESCE(account.username, u.email)"
    shown = sparse(
        id=words.number(ExternalKind.USER, "u.id", "u.serial"),
        username=text(name),
        username_canonical=text(f"lower({name})"),
        roles="""'["ROLE_USER"]'""",
        enabled=plain("COALESCE(account.is_active, TRUE)"),
    )
    return f"CASE WHEN account.id IS NOT NULL OR u.account_type <> '{AccountType.GUEST.value}' THEN {shown} END"


def address(role: str, words: Words) -> str:
    """The order's address in a role."""
    key = place_key_sql("o.id", ExternalKind.ADDRESS, f"'{role}'")
    shown = sparse(
        id=words.part(ExternalKind.ADDRESS, key, str(ADDRESSES.index(role))),
        first_name=some_text("a.first_name"),
        last_name=some_text("a.last_name"),
        phone_number=some_text("a.phone_number"),
        company=some_text("a.company_name"),
        country_code=some_text("a.country_code"),
        province_name=some_text("a.state"),
        street=some_text("concat_ws(', ', NULLIF(a.line, ''), NULLIF(a.line2, ''))"),
        city=some_text("a.city_name"),
        postcode=some_text("a.postcode"),
        created_at=written("a.created_at"),
        updated_at=written("a.updated_at"),
    )
    return f'(SELECT {shown} FROM "addresses_customeraddress" a WHERE a.id = o.{role}_id)'
