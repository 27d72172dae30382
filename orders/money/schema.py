"""The money of orders: operations and their documentation."""

from __future__ import annotations

from access.permissions import HasScope, InReach
from common.api.operations import Operation, Page
from common.errors import OutcomeUnknown, PaymentDeclined
from common.fsm import TransitionRefused
from orders.money.ask_gateway import GatewayRefused
from orders.money.complete import GatewayDecides
from orders.money.confirm import RefundUnderWay
from orders.money.pay import AmountExceedsOutstanding, PaymentUnderWay
from orders.money.pay_options import MethodUnusable, NothingToPay, OrderNotPayable
from orders.money.refund import NothingToRefund, RefundDeclined
from orders.money.refund_units import UnitsAlreadyRefunded
from orders.money.resolve import NothingToResolve
from orders.money.serializers import (
    BalanceSerializer,
    CompleteInput,
    ConfirmRefundInput,
    DisputeInput,
    GiveUpRefundInput,
    PayInput,
    PaymentMethodsSerializer,
    RefundableSerializer,
    RefundInput,
    RefundOutcomeSerializer,
    ResolvePaymentInput,
    StartedPaymentSerializer,
)
from payments.balance_updates import PaymentBusy, RefundExceedsPaid
from payments.serializers import (
    PaymentResourceSerializer,
    PaymentSerializer,
    RefundResourceSerializer,
    RefundSerializer,
)

READ = [HasScope("payments:read")]
WRITE = [HasScope("payments:write")]
REFUND = [HasScope("refunds:write")]

ASKING = [TransitionRefused, PaymentBusy, GatewayRefused, OutcomeUnknown]

MONEY = {
    "pay": Operation("List payment methods", access=READ, gives=PaymentMethodsSerializer),
    "start_payment": Operation(
        access=[InReach("payments:write")], about="""
        Send the customer to `url`. An order may have several payments; together they never exceed what is
        outstanding. Starting again resumes an unfinished attempt or replaces it.

        402: the gateway declined. 503: it did not answer; repeat with the same `Idempotency-Key`.
        """,
        takes=PayInput,
        gives=StartedPaymentSerializer,
        headers=["Location"],
        refusals=[
            OrderNotPayable, NothingToPay, AmountExceedsOutstanding, MethodUnusable, PaymentUnderWay, PaymentDeclined,
            OutcomeUnknown,
        ],
    ),
    "refund": Operation("Read the refundable amount", access=REFUND, gives=RefundableSerializer),
    "create_refund": Operation(
        access=REFUND,
        about="""
        An amount, units of items, amounts of certain payments, or everything. An amount is refunded to the payment
        with exactly that much left, otherwise to the newest first. 206 means that not everything was refunded:
        `failed` can be tried again, `unknown` is being checked, `by_hand` must be refunded by a person. A repeated
        request never refunds twice.
        """,
        takes=RefundInput,
        gives=RefundOutcomeSerializer,
        or_status=206,
        refusals=[RefundExceedsPaid, NothingToRefund, UnitsAlreadyRefunded, RefundDeclined],
    ),
    "payments": Operation("List an order's payments", access=READ, gives=Page(PaymentSerializer)),
    "complete_payment": Operation(
        access=WRITE,
        about="""
        For payments that no gateway reports: a bank transfer, cash. If a gateway can know, it is asked. Less than was
        expected leaves the rest to pay; more is reserved to be refunded by a person.
        """,
        takes=CompleteInput,
        gives=PaymentSerializer,
        refusals=[TransitionRefused, GatewayDecides, OutcomeUnknown],
    ),
    "capture_payment": Operation(access=WRITE, gives=PaymentSerializer, refusals=ASKING),
    "cancel_payment": Operation(access=WRITE, gives=PaymentSerializer, refusals=ASKING),
    "dispute_payment": Operation(
        access=REFUND,
        about="The amount can no longer be refunded; it is recorded as a refund made by the bank.",
        takes=DisputeInput,
        gives=RefundSerializer,
        refusals=[RefundExceedsPaid],
    ),
    "confirm_refund": Operation(
        access=REFUND,
        about="For refunds that wait for a person (`needs_human`).",
        takes=ConfirmRefundInput,
        gives=RefundSerializer,
        refusals=[TransitionRefused, RefundUnderWay],
    ),
    "give_up_refund": Operation(
        access=REFUND,
        about="For refunds that wait for a person (`needs_human`). The amount can then be refunded another way.",
        takes=GiveUpRefundInput,
        gives=RefundSerializer,
        refusals=[TransitionRefused, RefundUnderWay],
    ),
    "resolve_payment": Operation(
        access=REFUND,
        about="""
        For payments with `attention`. Money that is kept without being owed stays, by this decision; refund it another
        way instead with `POST refund/` and `"method": "manual"`.
        """,
        takes=ResolvePaymentInput,
        gives=PaymentSerializer,
        refusals=[NothingToResolve],
    ),
    "balance": Operation("Read an order's balance", access=READ, gives=BalanceSerializer),
}  # fmt: skip

PAYMENTS = {
    "list": Operation("List payments", access=READ, gives=Page(PaymentResourceSerializer), filtered=True),
    "retrieve": Operation("Read a payment", access=READ, gives=PaymentResourceSerializer),
}

REFUNDS = {
    "list": Operation("List refunds", access=READ, gives=Page(RefundResourceSerializer), filtered=True),
    "retrieve": Operation("Read a refund", access=READ, gives=RefundResourceSerializer),
}

GATEWAY_WEBHOOKS = {
    "post": Operation(
        "Receive a gateway's webhook",
        about="Only gateways call this. They are authenticated by a signature in headers of their own.",
        takes={"type": "object", "additionalProperties": True, "description": "Whatever the gateway tells."},
        gives={
            "type": "object",
            "description": "Whether it was news.",
            "properties": {"acted": {"type": "boolean"}},
            "required": ["acted"],
        },
    ),
}
