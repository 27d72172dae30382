"""Single units of lines as JSON: written by PostgreSQL, by `items` elsewhere (ADR 65).

The units of a line are written together, each in a line of text: the three digits of its status, then its JSON. A page
takes from them what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from common.api.json_sql import literal
from common.prepared import PREPARED
from dialects.akinon.imported_ids import NAME
from dialects.akinon.items import ARRIVED, STATUSES, WAS_SENT, Slice, show_slices
from dialects.akinon.rendering.planned import HAS_ENDED, LEAVING, NAMED, PLACED, PLANNED, is_about
from dialects.akinon.rendering.words import CURRENCY, Words, amount, moment, rate, unit_id
from dialects.akinon.shipments import SENT
from dialects.common.aliases import AliasSql
from dialects.common.answer_cache import Sources, answers_by_key, is_written_by_database
from dialects.common.json_text import one_of, plain, quoted, some_text, text, whole
from orders.cancelling.plan_units import MIRRORED
from orders.models import ExternalKind
from orders.statuses import ItemStatus, ShipmentState
from orders.unit_states import UnitState

STATUS_DIGITS = 3
KEPT_UP_TO = 100
"""Lines of more units are not written as a whole."""
_NUMBERS = f"generate_series(0, LEAST(i.quantity, {KEPT_UP_TO}) - 1) g(n)"
UNITS = Sources(
    NAME,
    picked='JOIN "orders_orderitem" i ON i.id = picked.id JOIN "orders_order" o ON o.id = i.order_id',
    aliases=((ExternalKind.ORDER, "o.id"), (ExternalKind.UNIT, f"ANY(ARRAY(SELECT {unit_id('g.n')} FROM {_NUMBERS}))")),
)
SHIPMENT = f"""LEFT JOIN (
    SELECT s.tracking_number, s.carrier, s.shipped_at, s.delivered_at, line.quantity AS units,
        sum(line.quantity) OVER (
            ORDER BY s.state <> '{ShipmentState.DELIVERED.value}', s.shipped_at, s.id ROWS UNBOUNDED PRECEDING
        ) AS up_to
    FROM "orders_shipmentline" line JOIN "orders_shipment" s ON s.id = line.shipment_id
    WHERE i.quantity_shipped > 0 AND line.item_id = i.id AND {one_of("s.state", SENT)}
) shipment ON u.place < shipment.up_to AND u.place >= shipment.up_to - shipment.units"""
"""The shipment in which the unit `u` was sent; the Python version is `dialects.akinon.shipments`."""
WORDS = Words(AliasSql(NAME, frozenset(ExternalKind.values)))


def shown_units(slices: Sequence[Slice], code: int | None) -> list[Any]:
    """Units of lines, all that a line has or those at a status: JSON that PostgreSQL wrote, or plain data."""
    if is_written_by_database():
        return [*map(orjson.Fragment, written_units(slices, code))]
    return serialized_units(slices, code)


def serialized_units(slices: Sequence[Slice], code: int | None) -> list[dict[str, Any]]:
    """The units as plain data."""
    return show_slices(slices, code)


def written_units(slices: Sequence[Slice], code: int | None) -> list[bytes]:
    """The units as JSON by PostgreSQL. Those of a line of many are written as far as they are asked for."""
    short = [part.line for part in slices if part.quantity <= KEPT_UP_TO]
    lines = {key: _at(code, body.split(b"\n")) for key, body in answers_by_key(short, UNITS, _statement, {}).items()}
    units = {part.line.id: lines[part.line.id][part.first : part.end] for part in slices if part.line.id in lines}
    units |= _of_long([part for part in slices if part.quantity > KEPT_UP_TO], code)
    return [unit[STATUS_DIGITS:] for part in slices for unit in units.get(part.line.id, ())]


def _at(code: int | None, units: list[bytes]) -> list[bytes]:
    return units if code is None else [unit for unit in units if int(unit[:STATUS_DIGITS]) == code]


def _of_long(slices: Sequence[Slice], code: int | None) -> dict[UUID, list[bytes]]:
    if not slices:
        return {}
    values: dict[str, Any] = {
        "ids": [part.line.id for part in slices],
        "firsts": [part.first for part in slices],
        "ends": [part.end for part in slices],
        "code": code,
    }
    with connection.cursor() as cursor:
        cursor.execute(_of_all() if code is None else _of_status(), values)
        return {key: body.encode().split(b"\n") for key, body in cursor.fetchall() if body}


@lru_cache(maxsize=16)
def _statement(aliases: AliasSql) -> str:
    units = _units("0", "i.quantity - 1", Words(aliases))
    return UNITS.statement(aliases, "shown.body", joins=f"{CURRENCY} {units}")


@lru_cache(maxsize=1)
def _of_all() -> str:
    return _slices(_units("picked.first", 'picked."end" - 1', WORDS))


@lru_cache(maxsize=1)
def _of_status() -> str:
    asked = 'WHERE u.status = %(code)s::int ORDER BY u.n OFFSET picked.first LIMIT picked."end" - picked.first'
    return _slices(_units("0", "i.quantity - 1", WORDS, asked))


def _slices(units: str) -> str:
    picked = 'unnest(%(ids)s::uuid[], %(firsts)s::int[], %(ends)s::int[]) picked(id, first, "end")'
    return f"{PREPARED}SELECT picked.id, shown.body FROM {picked} {UNITS.picked} {CURRENCY} {units}"


def _units(first: str, last: str, words: Words, asked: str = "") -> str:
    """The units of the line `i` with these numbers and those between them, or `asked` ones of them, as `shown.body`."""
    numbered = f"generate_series({first}, {last}) g(n) CROSS JOIN {NAMED} CROSS JOIN LATERAL {PLACED}"
    newest = f"(array_agg(l.status ORDER BY {HAS_ENDED}, l.id DESC))[1]"
    units = (
        f"SELECT g.n, bool_or(l.rejects_items) AS is_rejected, bool_or(NOT {HAS_ENDED}) AS waits, {newest} AS newest, "
        f"min({_state()}) AS state, min(at.place) FILTER (WHERE NOT at.is_named) AS place "
        f"FROM {numbered} LEFT JOIN {PLANNED} ON {is_about()} GROUP BY g.n"
    )
    with_status = f"SELECT * FROM (SELECT *, {_status()} AS status FROM ({units}) u) u {asked}"
    body = f"string_agg(lpad(u.status::text, {STATUS_DIGITS}, '0') || {_unit(words)}, E'\\n' ORDER BY u.n)"
    return f"CROSS JOIN LATERAL (SELECT {body} AS body FROM ({with_status}) u {SHIPMENT}) shown"


def _state() -> str:
    """What `orders.unit_states` says of the unit at a place of those that no plan names."""
    returned = "i.quantity_returned"
    delivered = f"GREATEST({returned}, i.quantity_delivered)"
    cancelled = "GREATEST(0, i.quantity_cancelled - cardinality(named.numbers))"
    states = {
        "at.is_named": UnitState.CANCELLED,
        f"at.place < {returned}": UnitState.RETURNED,
        f"at.place < {delivered}": UnitState.DELIVERED,
        f"at.place < GREATEST({delivered}, i.quantity_shipped)": UnitState.SENT,
        f"at.place >= at.others - {cancelled}": UnitState.CANCELLED,
        f"at.place >= at.others - {cancelled} - {LEAVING}": UnitState.WAITING,
        f"at.place >= at.others - {cancelled} - {LEAVING} - i.quantity_refunded_unsent": UnitState.CANCELLED,
    }
    cases = " ".join(f"WHEN {condition} THEN '{state.value}'" for condition, state in states.items())
    return f"CASE {cases} ELSE '{UnitState.WAITING.value}' END"


def _status() -> str:
    own = " ".join(f"WHEN '{state.value}' THEN {status.value}" for state, status in STATUSES.items())
    waiting, rejected = ItemStatus.CANCELLATION_WAITING.value, ItemStatus.REJECTED.value
    return (
        f"CASE WHEN u.is_rejected THEN {rejected} WHEN u.waits THEN {waiting} "
        f"ELSE COALESCE(CASE u.state {own} END, i.status_before_cancellation, i.status) END"
    )


def _unit(words: Words) -> str:
    was_sent, has_arrived = (one_of("u.state", [state.value for state in states]) for states in (WAS_SENT, ARRIVED))
    mirrored = f"CASE u.newest {_mirrored()} ELSE u.newest END"
    return whole(
        id=words.id(ExternalKind.UNIT, unit_id("u.n")),
        order=words.id(ExternalKind.ORDER, "o.id"),
        sku=some_text("i.sku"),
        status=plain("u.status"),
        price_currency=quoted("lower(o.currency)"),
        price=amount("i.unit_price"),
        tax_rate=rate("i.tax_rate"),
        invoice_number=some_text("i.invoice_number"),
        invoice_date=moment("i.invoice_date"),
        e_archive_url=some_text("i.e_archive_url"),
        tracking_number=_if(was_sent, some_text(_of_shipment("tracking_number", "i.tracking_number"))),
        shipping_company=_if(was_sent, some_text(_of_shipment("carrier", "i.shipping_company"))),
        retail_price=amount("i.retail_price"),
        extra_field=plain("i.extra_field"),
        estimated_delivery_date=moment("i.estimated_delivery_date"),
        discount_amount=amount(_share("i.discount_amount", "i.quantity", "u.n")),
        shipped_date=_if(was_sent, moment("COALESCE(shipment.shipped_at, i.shipped_date)")),
        delivered_date=_if(has_arrived, moment("COALESCE(shipment.delivered_at, i.delivered_date)")),
        cancel_status=text(mirrored),
    )


def _mirrored() -> str:
    return " ".join(f"WHEN {literal(status)} THEN {literal(word)}" for status, word in MIRRORED.items())


def _of_shipment(column: str, of_line: str) -> str:
    return f"COALESCE(NULLIF(shipment.{column}, ''), {of_line})"


def _if(condition: str, value: str) -> str:
    return f"CASE WHEN {condition} THEN {value} END"


def _share(whole_amount: str, units: str, number: str) -> str:
    """The unit's share by largest remainder: of what is left over, the first units get one smallest unit each."""
    smallest = f"{whole_amount} / own.smallest"
    return f"({smallest} / {units} + CASE WHEN {number} < mod({smallest}, {units}) THEN 1 ELSE 0 END) * own.smallest"
