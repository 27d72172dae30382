"""What can happen to an order from its placement on, in amounts without decimals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from cancellations.statuses import PlanType
from common.actors import Actor, ActorKind
from orders.cancelling.cancel import cancel_order
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan, reject_plan
from orders.cancelling.reject import reject_item
from orders.fulfilment.allocation import Lines
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking, deliver_shipment
from orders.models import Channel, Order
from orders.money.complete import complete_payment
from orders.money.confirm import confirm_refund
from orders.money.gateway_calls import settle
from orders.money.pay import start_payment
from orders.money.refund import RefundRequest, refund_order
from orders.notes import NewNote, add_notes
from orders.place import NewOrder, draft_order, place_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus, ShipmentState
from payments.gateways.answers import Card, Declined, Succeeded
from payments.gateways.registry import gateways
from payments.models import Payment
from payments.statuses import OPEN_PAYMENTS

BIRTH = datetime(2000, 1, 1, tzinfo=UTC)
"""When every order of a rehearsal is placed."""

EMAIL, NAME, PHONE = "person@rehearsal.example", ("Rehearsed", "Person"), "+0000000"
LINE, CITY, POSTCODE = "1 Rehearsal Street", "Nowhere", "NO-POSTCODE"
SKU, PRODUCT = "REHEARSED-{}", "Rehearsed product {}"
_HOW_MANY_ITEMS = (1, 1, 1, 2, 2, 3, 4)
MOST_ITEMS = max(_HOW_MANY_ITEMS)

LIVES = (
    (2, "draft"),
    (6, "placed"),
    (2, "placed hold"),
    (2, "placed card_declined"),
    (2, "placed begin_transfer"),
    (4, "placed cancel"),
    (1, "placed hold cancel_unpaid"),
    (6, "placed pay_by_card"),
    (3, "placed card_declined pay_by_card await_packaging"),
    (3, "placed pay_by_transfer pack"),
    (4, "placed pay_by_card await_packaging pack"),
    (3, "placed pay_by_card ship_first"),
    (8, "placed pay_by_card await_packaging pack ship"),
    (3, "placed approve ship"),
    (25, "placed pay_by_card await_packaging pack ship deliver"),
    (9, "placed pay_by_transfer pack ship deliver"),
    (4, "placed begin_transfer approve ship deliver pay_by_transfer"),
    (2, "placed pay_by_card ship deliver refund_part"),
    (2, "placed pay_by_transfer ship deliver note refund_all"),
    (2, "placed pay_by_card cancel"),
    (1, "placed pay_by_card ask_to_cancel"),
    (1, "placed pay_by_card pack ask_to_cancel refuse"),
    (1, "placed pay_by_card reject"),
    (1, "placed pay_by_card ship deliver ask_to_return"),
    (2, "placed pay_by_card ship deliver ask_to_return grant"),
    (1, "placed pay_by_transfer ship deliver ask_to_return grant"),
)
"""How many of a hundred orders live so, and what happens to them, one after the other."""

_CLIENT = Actor(ActorKind.CLIENT, "Storefront", "storefront")
_STAFF = Actor(ActorKind.STAFF, "Support 1", "support-1")
_GATEWAY = Actor(ActorKind.GATEWAY, "Gateway")


@dataclass
class Life:
    """One order, and how late it is."""

    channel: Channel
    chance: Random
    order: Order = None  # type: ignore[assignment]
    at: datetime = BIRTH

    def live(self, happenings: str) -> Order:
        """Let everything happen, one after the other, and give the order."""
        for happening in happenings.split():
            getattr(self, happening)()
            self.at += timedelta(seconds=self.chance.randrange(60, 50_000))
        return self.order

    def draft(self) -> None:
        self.order = draft_order(self._wanted(), actor=_STAFF, at=self.at)

    def placed(self) -> None:
        self.order = place_order(self._wanted(), actor=_CLIENT, at=self.at)

    def hold(self) -> None:
        self._move(OrderStatus.HOLD, note="The address is being checked.")

    def approve(self) -> None:
        self._move(OrderStatus.PROCESSING, note="Trusted to pay.")

    def await_packaging(self) -> None:
        self._move(OrderStatus.PACKAGE_WAITING)

    def pack(self) -> None:
        self._move(OrderStatus.PACKAGED)

    def cancel_unpaid(self) -> None:
        self._move(OrderStatus.CANCELLED, note="The customer changed their mind.", notify_customer=True)

    def ship(self) -> None:
        tracking = Tracking(carrier="DHL Express", tracking_number=f"TRACK-{self.order.ref}")
        ship_order(self.order, actor=_STAFF, at=self.at, tracking=tracking, notify_customer=True)

    def ship_first(self) -> None:
        first = self.order.items.get(position=0)
        tracking = Tracking(carrier="DHL Express", tracking_number=f"TRACK-{self.order.ref}-1")
        lines: Lines = [{"item": first.id, "quantity": 1}]
        ship_order(self.order, actor=_STAFF, at=self.at, lines=lines, tracking=tracking)

    def deliver(self) -> None:
        for shipment in self.order.shipments.filter(state=ShipmentState.SHIPPED):
            deliver_shipment(shipment, actor=_STAFF, at=self.at)

    def begin_transfer(self) -> None:
        start_payment(self.order, method="bank-transfer", actor=_CLIENT, at=self.at)

    def pay_by_transfer(self) -> None:
        payment = self._begun("bank-transfer")
        complete_payment(self.order, payment, actor=_STAFF, at=self.at, transaction_id=f"transfer-{self.order.ref}")

    def pay_by_card(self) -> None:
        card = Card(*self.chance.choice([("Visa", "4242"), ("Mastercard", "4444"), ("Amex", "0005")]))
        answer = Succeeded(transaction_id=f"card-{self.order.ref}", card=card)
        settle(self.order, self._begun(_card_method()), answer, actor=_GATEWAY, at=self.at)

    def card_declined(self) -> None:
        answer = Declined(code="card_declined", detail="The card was declined.")
        settle(self.order, self._begun(_card_method()), answer, actor=_GATEWAY, at=self.at)

    def cancel(self) -> None:
        cancel_order(self.order, actor=_CLIENT, at=self.at, reason="The customer changed their mind.")

    def ask_to_cancel(self) -> None:
        self._open(PlanType.CANCEL, "Ordered by mistake.")

    def ask_to_return(self) -> None:
        self._open(PlanType.REFUND, "It does not fit.")

    def refuse(self) -> None:
        reject_plan(self.order.cancellation_plans.get(), actor=_STAFF, at=self.at)

    def grant(self) -> None:
        approve_plan(self.order.cancellation_plans.get(), actor=_STAFF, at=self.at)

    def reject(self) -> None:
        for item in self.order.items.order_by("position"):
            reject_item(item, actor=_STAFF, at=self.at, reason="Sold out.")

    def refund_part(self) -> None:
        self._refund_money(RefundRequest(amount=self.order.total // 3, reason="Arrived late."))

    def refund_all(self) -> None:
        self._refund_money(RefundRequest(reason="The customer changed their mind."))

    def note(self) -> None:
        notes = [NewNote("The customer called."), NewNote("We are sorry for the delay.", public=True)]
        add_notes(self.order, notes, actor=_STAFF, at=self.at)

    def _move(self, status: OrderStatus, **said: Any) -> None:
        change_status(self.order, to=status, actor=_STAFF, at=self.at, **said)

    def _open(self, plan_type: PlanType, reason: str) -> None:
        open_plan(self.order, NewPlan(plan_type=plan_type, reason=reason), actor=_CLIENT, at=self.at)

    def _begun(self, method: str) -> Payment:
        """The payment that is under way, or one that begins."""
        under_way = self.order.payments.filter(status__in=OPEN_PAYMENTS).first()
        return under_way or start_payment(self.order, method=method, actor=_CLIENT, at=self.at)

    def _refund_money(self, request: RefundRequest) -> None:
        for refund in refund_order(self.order, request, actor=_STAFF, at=self.at).manual:
            self.at += timedelta(hours=5)
            confirm_refund(self.order, refund, actor=_STAFF, at=self.at)

    def _wanted(self) -> NewOrder:
        address = {"line": LINE, "city_name": CITY, "postcode": POSTCODE}
        return NewOrder(
            channel=self.channel,
            customer={"email": EMAIL, "first_name": NAME[0], "last_name": NAME[1], "phone": PHONE},
            currency="JPY",
            items=[self._item(number) for number in range(self.chance.choice(_HOW_MANY_ITEMS))],
            adjustments=self._adjustments(),
            billing_address=address,
            shipping_address=address,
            columns={"is_guest_checkout": self.chance.random() < 0.3, "has_gift_box": self.chance.random() < 0.1},
        )

    def _item(self, number: int) -> dict[str, Any]:
        price, quantity = Decimal(self.chance.randrange(100, 900)), self.chance.choice([1, 1, 1, 2, 3])
        return {
            "sku": SKU.format(number),
            "product": {"name": PRODUCT.format(number), "code": SKU.format(number)},
            "quantity": quantity,
            "unit_price": price,
            "retail_price": price + self.chance.randrange(50),
            "tax_rate": Decimal(20),
            "discount_amount": self.chance.choice([Decimal(0), Decimal(0), price // 10]),
        }

    def _adjustments(self) -> list[dict[str, Any]]:
        """Shipping for most, a coupon for some, and the tax that is inside the prices."""
        shipping = Decimal(self.chance.choice([0, 290, 350, 490]))
        adjustments = [{"type": "tax", "label": "VAT included", "amount": Decimal(150), "included": True}]
        if shipping:
            adjustments.append({"type": "shipping", "label": "DHL Express", "amount": shipping})
        if self.chance.random() < 0.2:
            adjustments.append({"type": "discount", "label": "Coupon", "code": "WELCOME", "amount": Decimal(-60)})
        return adjustments


def _card_method() -> str:
    """A gateway that asks a provider, if one is configured."""
    by_provider = (name for name, gateway in gateways().items() if gateway.asks_a_provider)
    return next(by_provider, "bank-transfer")
