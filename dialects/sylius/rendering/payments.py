"""Payments, among them the one that nobody has begun yet; the Python version is `dialects.sylius.reading.payments`."""

from __future__ import annotations

from dialects.common.aliases import place_key_sql
from dialects.common.json_text import joined, one_of, quoted, some_text, sparse
from dialects.sylius.reading.payments import REFUNDED
from dialects.sylius.reading.state import CANCELLED, NEW
from dialects.sylius.rendering.words import Words, link, minor, named_link, part_number, written
from orders.models import ExternalKind
from orders.statuses import TERMINATED
from payments.statuses import OPEN_PAYMENTS, PaymentState

_TABLE = '"payments_payment"'
_BEGUN = f"""(
    SELECT count(*) AS rows,
        COALESCE(sum(amount) FILTER (WHERE status = '{PaymentState.COMPLETED.value}'), 0) AS paid,
        COALESCE(bool_or({one_of("status", OPEN_PAYMENTS)}), FALSE) AS is_open,
        (array_agg(status ORDER BY id DESC))[1] AS newest
    FROM {_TABLE} WHERE order_id = o.id
) begun"""
_HAS_ENDED = f"({one_of('o.status', TERMINATED)} OR own.state = '{CANCELLED}')"
_DUE = f"CASE WHEN {_HAS_ENDED} THEN o.total - begun.paid ELSE o.amount_outstanding END"
_GIVEN_UP = f"COALESCE({_HAS_ENDED} AND begun.newest = '{PaymentState.CANCELLED.value}', FALSE)"


def payments(words: Words) -> str:
    """The payments, oldest first; as the last one what is due and not begun."""
    if not words.sees_payments:
        return "'[]'"
    ranked = "*, row_number() OVER (ORDER BY id) - 1 AS place"
    shown = f"string_agg({_begun(words)}, ',')"
    rows = f"(SELECT {shown} FROM (SELECT {ranked} FROM {_TABLE} WHERE order_id = o.id ORDER BY id) p)"
    not_begun = f"CASE WHEN {_DUE} > 0 AND NOT {_GIVEN_UP} AND NOT begun.is_open THEN {_not_begun(words)} END"
    return f"(SELECT {joined(rows, not_begun)} FROM {_BEGUN})"


def _begun(words: Words) -> str:
    completed, processing = PaymentState.COMPLETED.value, PaymentState.PROCESSING.value
    state = (
        f"CASE WHEN p.status = '{completed}' AND p.refunded_amount = p.amount THEN '{REFUNDED}' "
        f"WHEN p.status = '{processing}' AND p.method = ANY(%(watched)s::text[]) THEN '{NEW}' ELSE p.status END"
    )
    number = words.number(ExternalKind.PAYMENT, "p.id", _number("p.place", words))
    return _payment(number, "p.method", words, amount=minor("p.amount"), state=state, times="p")


def _not_begun(words: Words) -> str:
    state = f"CASE WHEN {_HAS_ENDED} THEN '{CANCELLED}' ELSE '{NEW}' END"
    number = _number("begun.rows", words)
    return _payment(number, "c.by_hand", words, amount=minor(_DUE), state=state, times="o")


def _number(place: str, words: Words) -> str:
    key = place_key_sql("o.id", ExternalKind.PAYMENT, place)
    return words.number(ExternalKind.PAYMENT, key, part_number(place))


def _payment(number: str, method: str, words: Words, *, amount: str, state: str, times: str) -> str:
    code = f"replace({method}, '-', '_')"
    links = {"payment-method": _if_named(method, named_link(f"'payment-methods/' || {code}"))}
    return sparse(
        id=number,
        method=_if_named(method, _method(method, code, words)),
        amount=amount,
        state=quoted(state),
        created_at=written(f"{times}.created_at"),
        updated_at=written(f"{times}.updated_at"),
        _links=sparse(self=link("payments", number), **links, order="own.link"),
    )


def _if_named(method: str, shown: str) -> str:
    return f"CASE WHEN {method} <> '' THEN {shown} END"


def _method(method: str, code: str, words: Words) -> str:
    shown = sparse(
        id=words.number(ExternalKind.PAYMENT_METHOD, "m.id", "m.serial"),
        code=some_text("asked.code"),
        created_at=written("m.created_at"),
        updated_at=written("m.updated_at"),
        channels="'[' || c.shown || ']'",
        _links=sparse(self=named_link("'payment-methods/' || asked.code")),
    )
    named = f"m.channel_id = o.channel_id AND m.code IN ({method}, asked.code)"
    known = f'(SELECT * FROM "orders_paymentmethod" m WHERE {named} ORDER BY m.code = {method} DESC LIMIT 1)'
    return f"(SELECT {shown} FROM (SELECT {code} AS code) asked LEFT JOIN LATERAL {known} m ON TRUE)"
