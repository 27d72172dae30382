"""The log of names; the Python version is `dialects.lunasoft.reading.statuses`."""

from __future__ import annotations

from dialects.common.json_text import array, plain, quoted, text, whole
from dialects.lunasoft.rendering.words import ACTOR, Words, written
from orders.models import ExternalKind
from orders.statuses import OrderStatus

_TABLE = '"orders_statuschange"'

NAMES = """(
    SELECT %(labels)s::jsonb || COALESCE(jsonb_object_agg(%(codes)s::jsonb ->> shown.status, e.entry ->> 'name'), '{}')
    FROM jsonb_array_elements(COALESCE(c.status_names, %(default_names)s::jsonb)) e(entry)
    CROSS JOIN LATERAL jsonb_array_elements_text(
        CASE WHEN jsonb_typeof(e.entry -> 'shows') = 'array' THEN e.entry -> 'shows' END
    ) shown(status)
)"""
"""What each status is called in the channel `c`, a status in digits a key."""


def current_status(words: Words) -> str:
    """The newest name."""
    newest = (
        f"SELECT {_name()} FROM {_TABLE} s WHERE s.order_id = o.id AND {_is_shown(words)} ORDER BY s.id DESC LIMIT 1"
    )
    return text(f"COALESCE(({newest}), {_called('o.status')})")


def statuses(words: Words) -> str:
    """The log, newest first."""
    user = words.user(f"({ACTOR})")
    shown = whole(
        id=words.part(ExternalKind.STATUS, "s.id", "s.place"),
        status=text(_name()),
        notes=text("s.note"),
        notify_customer=plain("s.notify_customer"),
        created=written("s.created_at"),
        created_ip=quoted("COALESCE(host(s.ip), '')"),
        created_user_id=user,
        modified=quoted("''"),
        modified_user_id="NULL",
    )
    ranked = f"SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM {_TABLE} WHERE order_id = o.id"
    return array(shown, f"(SELECT * FROM ({ranked}) s WHERE {_is_shown(words)} ORDER BY s.id DESC) s")


def _name() -> str:
    waiting = OrderStatus.CANCELLATION_WAITING.value
    status = f"CASE s.to_status WHEN {waiting} THEN COALESCE(s.from_status, s.to_status) ELSE s.to_status END"
    return f"COALESCE(NULLIF(s.label, ''), {_called(status)})"


def _called(status: str) -> str:
    return f"(c.names ->> ({status})::text)"


def _is_shown(words: Words) -> str:
    posted = f"SELECT 1 FROM {_TABLE} b WHERE b.order_id = o.id AND b.label <> '' AND b.created_at = s.created_at"
    came_from_there = words.aliases.exists(ExternalKind.ORDER, "o.id")
    return f"(s.label <> '' OR NOT (EXISTS ({posted}) OR ({came_from_there} AND s.from_status IS NULL)))"
