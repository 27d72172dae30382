"""The one mechanism by which staff change an order: an action is a form, a rehearsal, and one call to a service."""

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
from workplace.admin.sentences import refusal_in_words
from workplace.labels import Text

ROWS: Mapping[str, tuple[type[Model], str]] = {
    "items": (OrderItem, "order"),
    "shipments": (Shipment, "order"),
    "payments": (Payment, "order"),
    "refunds": (Refund, "payment__order"),
    "plans": (CancellationPlan, "order"),
}
"""What an action may be done to beside the order: the page's name of the rows, their model, the way to the order."""


class Group(Enum):
    """What an action is about."""

    STATUS = _("Status")
    MONEY = _("Money")
    GOODS = _("Goods")
    CANCELLATION = _("Cancellations and returns")
    CONTACT = _("Customer and notes")


class Level(Enum):
    """How what was done is told."""

    GOOD = "success"
    CARE = "warning"
    BAD = "error"


@dataclass(frozen=True, slots=True)
class Told:
    """What has become of a command, in a sentence."""

    sentence: str
    level: Level = Level.GOOD


@dataclass(frozen=True, slots=True)
class Command:
    """What is to be done, by whom and when. A repetition carries the same `key`."""

    order: Order
    row: Any
    data: Mapping[str, Any]
    actor: Actor
    at: datetime
    key: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """What every service is told."""
        return {"actor": self.actor, "at": self.at}

    @property
    def keyed(self) -> dict[str, Any]:
        """What services are told that know a repetition by its key."""
        return {**self.told, "key": self.key}


class Action:
    """Something that staff do to an order, or to one of its rows.

    `verb` stands in the URL; `scope` is the API's, and stands for the permission; `rows` are the page's rows that it is
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
    is_grave = False

    def refuse(self, page: OrderPage, row: Any) -> None:
        """Raises:
        Refusal: why it is not possible now. That none is raised is no promise: the rehearsal tells for certain.
        """

    def warn(self, page: OrderPage) -> Text:
        """What somebody should know before they fill in the form; empty if it is what they expect."""
        return ""

    def do(self, command: Command) -> Any:
        """The one call to the service."""
        raise NotImplementedError

    def tell(self, outcome: Any, page: OrderPage) -> list[Told]:
        """What has become of it."""
        return [Told(gettext(str(self.done)) if self.done else str(self.title))]

    def row_name(self, row: Any) -> str:
        """What people call a row, where several could be meant."""
        return str(row)

    def row_hint(self, row: Any) -> Text:
        """A word that tells what a button is about, where its title does not."""
        return ""

    def why_not(self, page: OrderPage, row: Any = None) -> str:
        """Why it is not possible now, in a sentence; empty if nothing speaks against it."""
        try:
            self.refuse(page, row)
        except Refusal as refusal:
            return refusal_in_words(refusal)
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
class Possibility:
    """An action on a row of the page: possible, or why not."""

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


def possibility(action: Action, page: OrderPage, row: Any) -> Possibility:
    """Whether an action can be done to a row of the page."""
    return Possibility(action, page.order, row, action.why_not(page, row))
