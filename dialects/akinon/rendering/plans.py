"""Cancellation plans as JSON: written by PostgreSQL, by `plans` elsewhere (ADR 65)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import orjson
from django.db.models import Prefetch

from access.callers import Caller
from cancellations.models import CancellationPlan, PlanLine
from dialects.akinon.imported_ids import NAME
from dialects.akinon.plans import show_plans
from dialects.akinon.rendering.planned import NAMED, PLACED, PLANNED, is_about
from dialects.akinon.rendering.words import CURRENCY, Words, amount, unit_id
from dialects.common.aliases import AliasSql
from dialects.common.answer_cache import Seen, Sources, answers, is_written_by_database
from dialects.common.json_text import plain, some_text, text, whole
from orders.models import ExternalKind

_LINES = '"cancellations_planline" own_line JOIN "orders_orderitem" i ON i.id = own_line.item_id'
_NUMBERS = "generate_series(0, i.quantity - 1) g(n)"
PLANS = Sources(
    NAME,
    picked='JOIN "cancellations_cancellationplan" p ON p.id = picked.id JOIN "orders_order" o ON o.id = p.order_id',
    states=("o", "p"),
    aliases=(
        (ExternalKind.PLAN, "p.id"),
        (ExternalKind.ORDER, "o.id"),
        (
            ExternalKind.UNIT,
            f"ANY(ARRAY(SELECT {unit_id('g.n')} FROM {_LINES}, {_NUMBERS} WHERE own_line.plan_id = p.id))",
        ),
    ),
)


def shown_plans(rows: Sequence[Seen], caller: Caller) -> list[Any]:
    """These plans, in this order: JSON that PostgreSQL wrote, or plain data. They name payments only to callers who may
    see them."""
    if is_written_by_database():
        return [*map(orjson.Fragment, written_plans(rows, caller))]
    return serialized_plans(rows, caller)


def serialized_plans(rows: Sequence[Seen], caller: Caller) -> list[dict[str, Any]]:
    """These plans as plain data."""
    lines = Prefetch("lines", PlanLine.objects.order_by("id").select_related("item"))
    found = CancellationPlan.objects.select_related("order").prefetch_related(lines).in_bulk([row.id for row in rows])
    return show_plans([found[row.id] for row in rows], caller)


def written_plans(rows: Sequence[Seen], caller: Caller) -> list[bytes]:
    """These plans as JSON by PostgreSQL."""
    payment_plan = _PAYMENT_PLAN if caller.sees_payments else "'{}'"
    return answers(rows, PLANS, partial(_statement, payment_plan=payment_plan), {})


_PAYMENT_PLAN = "CASE WHEN p.payment_plan IN ('[]', 'null') THEN '{}' ELSE p.payment_plan END"


@lru_cache(maxsize=16)
def _statement(aliases: AliasSql, *, payment_plan: str) -> str:
    words = Words(aliases)
    shown = whole(
        id=words.id(ExternalKind.PLAN, "p.id"),
        shipping_refund_amount=amount("p.shipping_refund_amount"),
        refund_amount=amount("p.refund_amount"),
        discount_refund_amount=amount("p.discount_refund_amount"),
        status=text("p.status"),
        plan_type=text("p.plan_type"),
        invoice_number=some_text("p.invoice_number"),
        payment_plan=plain(payment_plan),
        order=words.id(ExternalKind.ORDER, "o.id"),
        order_items=_units(words),
    )
    return PLANS.statement(aliases, shown, joins=CURRENCY)


def _units(words: Words) -> str:
    """The ids of the units that the plan is about, line by line."""
    of_line = (
        f"{_NUMBERS} CROSS JOIN {NAMED} CROSS JOIN LATERAL {PLACED} "
        f"JOIN {PLANNED} ON {is_about()} WHERE l.plan_id = p.id"
    )
    ids = f"SELECT string_agg({words.id(ExternalKind.UNIT, unit_id('g.n'))}, ',' ORDER BY g.n) AS ids FROM {of_line}"
    each = f"SELECT string_agg(units.ids, ',' ORDER BY own_line.id) FROM {_LINES} CROSS JOIN LATERAL ({ids}) units"
    return f"'[' || COALESCE(({each} WHERE own_line.plan_id = p.id), '') || ']'"
