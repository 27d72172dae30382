"""The content of each document, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.utils.translation import gettext

from access.callers import Caller
from orders.models import Order
from workplace.documents import contents
from workplace.documents.parts import (
    PAGE,
    Cell,
    Column,
    Part,
    Sum,
    address_lines,
    columns,
    day,
    heading,
    label,
    method,
    money,
    note,
    sums,
    table,
)


def packing_slip(order: Order, reader: Caller) -> list[Part]:
    """A page for each shipment, without prices."""
    found = contents.of_packing_slip(order)
    shipments, address = found["shipments"], found["address"]
    count = len(shipments)
    pages = [
        [*_parcel(order, address, shipment, f"{number}/{count}"), *_notes_for_packers(order)]
        for number, shipment in enumerate(shipments, start=1)
    ]
    return [*pages[0], *chain.from_iterable([PAGE, *page] for page in pages[1:])]


def _parcel(order: Order, address: Any, shipment: Any, place: str) -> Iterator[Part]:
    number, _slash, count = place.partition("/")
    parcel = gettext("Parcel %(number)s of %(count)s") % {"number": number, "count": count}
    yield heading(
        order,
        gettext("Packing slip"),
        aside=f"({order.ref})" if order.ref != order.number else "",
        facts=[parcel] if count != "1" else [],
        with_code=True,
    )
    to = [*address_lines(address), address.phone_number if address else ""]
    carrier = [f"{shipment.carrier} {shipment.method}".strip(), shipment.tracking_number]
    carried = [(gettext("Carrier"), [line for line in carrier if line])] if any(carrier) else []
    yield columns((gettext("Ship to"), [line for line in to if line]), *carried)
    if address and address.notes:
        yield note(address.notes)
    heads = [Column(gettext("SKU"), 24), Column(gettext("Item"), 56), Column(gettext("Units"), 20, number=True)]
    yield table(heads, [[line.item.sku, line.item.name, _units(line)] for line in shipment.sorted_lines])


def _units(line: Any) -> str:
    part: int = line.quantity
    return str(part) if part == line.item.quantity else f"{part} / {line.item.quantity}"


def _notes_for_packers(order: Order) -> Iterator[Part]:
    if order.has_gift_box:
        yield note(order.gift_box_note, about=gettext("Gift box"))
    if order.customer_note:
        yield note(order.customer_note, about=gettext("The customer's note"))


def confirmation(order: Order, reader: Caller) -> list[Part]:
    """What was ordered, what it costs and how it was paid."""
    found = contents.of_confirmation(order)
    shipped_to = found["shipping_address"]
    billed = [*address_lines(found["billing_address"] or shipped_to), *_email(order, reader)]
    to = [(gettext("Ship to"), address_lines(shipped_to))] if shipped_to else []
    parts = [
        heading(order, gettext("Order confirmation")),
        columns((gettext("Bill to"), billed), *to),
        _ordered(order, found["items"]),
        sums(_sums(order, found, reader)),
    ]
    return [*parts, note(order.customer_note, about=gettext("Your note"))] if order.customer_note else parts


def _email(order: Order, reader: Caller) -> list[str]:
    return [order.email] if reader.rights.contact else []


def _ordered(order: Order, items: list[Any]) -> Part:
    heads = [
        Column(gettext("SKU"), 18),
        Column(gettext("Item"), 34),
        Column(gettext("Units"), 10, number=True),
        Column(gettext("Price"), 19, number=True),
        Column(gettext("Amount"), 19, number=True),
    ]
    rows: list[list[str | Cell]] = []
    for item in items:
        off = f"{gettext('Discount')} −{money(order, item.discount_amount)}" if item.discount_amount else ""
        amounts = [str(item.quantity), money(order, item.unit_price), money(order, item.total)]
        rows.append([item.sku, Cell(item.name, off), *amounts])
    return table(heads, rows)


def _sums(order: Order, found: dict[str, Any], reader: Caller) -> Iterator[Sum]:
    yield Sum(gettext("Subtotal"), money(order, order.subtotal))
    for line in found["adjustments"]:
        yield Sum(line.label or str(line.get_type_display()), money(order, line.amount))
    yield Sum(gettext("Total"), money(order, order.total), strong=True)
    for line in found["included"]:
        name = line.label or line.get_type_display()
        yield Sum(f"{gettext('Included:')} {name}", money(order, line.amount), quiet=True)
    for payment in found["payments"] if reader.sees_payments else ():
        yield Sum(f"{gettext('Paid:')} {method(payment)}", money(order, payment.amount))
    if order.amount_outstanding > 0:
        yield Sum(gettext("To be paid"), money(order, order.amount_outstanding), strong=True)


def refund_note(order: Order, reader: Caller) -> list[Part]:
    """What went back, when, on which payment, and for what."""
    found = contents.of_refund_note(order)
    heads = [
        Column(gettext("Date"), 22),
        Column(gettext("Refunded to"), 54),
        Column(gettext("Amount"), 24, number=True),
    ]
    rows: list[list[str | Cell]] = [
        [
            day(refund.settled_at),
            Cell(method(refund.payment), gettext(refund.reason) if refund.reason else ""),
            money(order, refund.amount),
        ]
        for refund in found["refunds"]
    ]
    parts = [
        heading(order, gettext("Refund note")),
        columns(("", [*address_lines(found["address"]), *_email(order, reader)])),
        label(gettext("Refunds")),
        table(heads, rows),
        sums([Sum(gettext("Total"), money(order, found["total"]), strong=True)]),
    ]
    return [*parts, *_refunded_units(order, found["refunded_units"])]


def _refunded_units(order: Order, refunded: list[contents.Returned]) -> Iterator[Part]:
    if not refunded:
        return
    heads = [
        Column(gettext("SKU"), 22),
        Column(gettext("Item"), 44),
        Column(gettext("Units"), 10, number=True),
        Column(gettext("Amount"), 24, number=True),
    ]
    rows = [[line.item.sku, line.item.name, str(line.quantity), money(order, line.amount)] for line in refunded]
    yield label(gettext("For"))
    yield table(heads, rows)
