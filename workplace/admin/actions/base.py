"""How staff change an order: an action is a form, a preview, and one call to a service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.callers import Caller
from cancellations.models import CancellationPlan
from common.actors import Actor
from common.errors import Refusal
from orders.models import Order, OrderItem, Shipment
from payments.models import Payment, Refund
from workplace.admin.actions.forms import ActionForm
from workplace.admin.page import OrderPage
from workplace.admin.sentences import refusal_text
from workplace.labels import Text

ROWS: Mapping[str, tuple[type[Model], str]] = {
    "items": (OrderItem, "order"),
    "shipments": (Shipment, "order"),
    "payments": (Payment, "order"),
    "refunds": (Refund, "payment__order"),
    "plans": (CancellationPlan, "order"),
}
"""Rows an action may apply to: their attribute on the page, their model, the lookup of their order."""


class Group(Enum):
    """What an action is about."""

    STATUS = _("Status")
    MONEY = _("Money")
    GOODS = _("Goods")
    CANCELLATION = _("Cancellations and returns")
    CONTACT = _("Customer and notes")


class Level(Enum):
    """The level of a message."""

    GOOD = "success"
    CARE = "warning"
    BAD = "error"


@dataclass(frozen=True, slots=True)
class ResultMessage:
    """The outcome of a command, for staff."""

    sentence: str
    level: Level = Level.GOOD


@dataclass(frozen=True, slots=True)
class Command:
    """What to do, by whom and when. A repeated command carries the same `key`."""

    order: Order
    row: Any
    data: Mapping[str, Any]
    actor: Actor
    at: datetime
    key: str = ""

    @property
    def context(self) -> dict[str, Any]:
        """The arguments of every service."""
        return {"actor": self.actor, "at": self.at}

    @property
    def keyed(self) -> dict[str, Any]:
        """The same for services that recognise a repeated command by its key."""
        return {**self.context, "key": self.key}


class Action:
    """Something that staff do to an order, or to one of its rows.

    `verb` is its name in URLs; `scope` is the API's, and implies the permission; `rows` are the page's rows that it is
    done to. `is_resumable` says that its service takes several transactions, because a gateway is asked in between.
    """

    verb: str
    title: Text
    scope: ClassVar[str]
    group: ClassVar[Group]
    explained: Text = ""
    done: Text = ""
    rows: str = ""
    form: type[ActionForm] = ActionForm
    is_resumable = False
    is_irreversible = False

    def refuse(self, page: OrderPage, row: Any) -> None:
        """Raises:
        Refusal: why it is unavailable. A quick check: only the preview is certain.
        """

    def warn(self, page: OrderPage) -> Text:
        """A warning above the form; empty without one."""
        return ""

    def do(self, command: Command) -> Any:
        """The one call to the service."""
        raise NotImplementedError

    def result_messages(self, outcome: Any, page: OrderPage) -> list[ResultMessage]:
        """What staff see afterwards."""
        return [ResultMessage(gettext(str(self.done)) if self.done else str(self.title))]

    def row_name(self, row: Any) -> str:
        """A label that distinguishes the rows."""
        return str(row)

    def row_hint(self, row: Any) -> Text:
        """A word next to a button whose title does not say what it is about."""
        return ""

    def why_not(self, page: OrderPage, row: Any = None) -> str:
        """Why it is not possible now, in a sentence; empty if nothing speaks against it."""
        try:
            self.refuse(page, row)
        except Refusal as refusal:
            return refusal_text(refusal)
        return ""

    def may(self, caller: Caller) -> bool:
        """Whether a member of staff has the permission."""
        return caller.may(self.scope)

    def rows_of(self, page: OrderPage) -> list[Any]:
        """The rows it could be done to; for the order itself one that is None."""
        return list(getattr(page, self.rows)) if self.rows else [None]

    def find(self, order: Order, row_id: UUID | None) -> Any:
        """The order's row of this id, None if it is the order itself.

        Raises:
            LookupError: the order has no such row.
        """
        if bool(self.rows) != bool(row_id):
            raise LookupError
        if not self.rows:
            return None
        model, way = ROWS[self.rows]
        row: Any = model._default_manager.filter(**{way: order}, pk=row_id).first()
        if row is None:
            raise LookupError
        if way == "order":
            row.order = order
        return row

    def url(self, order: Order, row: Any = None) -> str:
        """Where its form is."""
        where = [order.pk, *([row.pk] if row is not None else [])]
        return reverse(f"admin:orders_order_{self.verb}", args=where)


@dataclass(frozen=True, slots=True)
class ActionOption:
    """An action on a row of the page, and why it is unavailable, if it is."""

    action: Action
    order: Order
    row: Any
    reason: str

    @property
    def url(self) -> str:
        return self.action.url(self.order, self.row)

    @property
    def is_possible(self) -> bool:
        return not self.reason

    @property
    def name(self) -> str:
        """What it would be done to, where that must be said."""
        return self.action.row_name(self.row) if self.row is not None else ""

    @property
    def hint(self) -> Text:
        """What kind of row it would be done to, where the title does not say it."""
        return self.action.row_hint(self.row) if self.row is not None else ""


def action_option(action: Action, page: OrderPage, row: Any) -> ActionOption:
    """The option that an action is for a row of the page."""
    return ActionOption(action, page.order, row, action.why_not(page, row))
