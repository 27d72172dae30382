"""Shipments and the ways to send them; the Python version is `dialects.sylius.reading.shipments`."""

from __future__ import annotations

from dialects.common.json_text import array, case, plain, quoted, some_text, sparse, text
from dialects.sylius.reading.shipments import STATES
from dialects.sylius.reading.state import CANCELLED
from dialects.sylius.rendering.words import Words, link, named_link, written
from orders.models import ExternalKind
from orders.statuses import ShipmentState


def shipments(words: Words) -> str:
    """The shipments, oldest first."""
    number = words.part(ExternalKind.SHIPMENT, "s.id", "s.place")
    links = sparse(
        self=link("shipments", number),
        method=_if_named(named_link("'shipping-methods/' || s.method")),
        order="own.link",
    )
    shown = sparse(
        id=number,
        state=quoted(_state()),
        method=_if_named(_method(words)),
        tracking=some_text("s.tracking_number"),
        created_at=written("s.created_at"),
        updated_at=written("s.updated_at"),
        _links=links,
    )
    ranked = "*, row_number() OVER (ORDER BY id) - 1 AS place"
    return array(shown, f'(SELECT {ranked} FROM "orders_shipment" WHERE order_id = o.id ORDER BY id) s')


def _if_named(shown: str) -> str:
    return f"CASE WHEN s.method <> '' THEN {shown} END"


def _method(words: Words) -> str:
    known = sparse(
        id=words.number(ExternalKind.SHIPPING_METHOD, "m.id", "m.serial"),
        code=some_text("m.code"),
        category_requirement=plain("m.category_requirement"),
        calculator=some_text("m.calculator"),
        configuration=plain("m.configuration"),
        created_at=written("m.created_at"),
        updated_at=written("m.updated_at"),
        enabled=plain("m.enabled"),
        _links=sparse(
            self=named_link("'shipping-methods/' || m.code"),
            zone="CASE WHEN m.zone <> '' THEN " + named_link("'zones/' || m.zone") + " END",
        ),
    )
    unknown = sparse(code=text("s.method"), _links=sparse(self=named_link("'shipping-methods/' || s.method")))
    found = f'SELECT {known} FROM "orders_shippingmethod" m WHERE m.channel_id = o.channel_id AND m.code = s.method'
    return f"COALESCE(({found}), {unknown})"


def _state() -> str:
    ready, known = ShipmentState.READY.value, {state.value: word for state, word in STATES.items()}
    is_off = f"s.state = '{ready}' AND own.state = '{CANCELLED}'"
    return f"CASE WHEN {is_off} THEN '{CANCELLED}' ELSE {case('s.state', known, 's.state')} END"
