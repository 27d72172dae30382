"""The money of orders: paying, giving back, and everything in between."""

from __future__ import annotations

from common.api.operations import Operation, Page
from common.errors import OutcomeUnknown, PaymentDeclined
from common.fsm import TransitionRefused
from orders.serializers.money import (
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
    StartedPaymentSerializer,
)
from orders.services.by_hand import RefundUnderWay
from orders.services.capture import GatewayRefused
from orders.services.complete import GatewayDecides
from orders.services.pay import AmountExceedsOutstanding, PaymentUnderWay
from orders.services.payment_methods import MethodUnusable, NothingToPay, OrderNotPayable
from orders.services.refund import NothingToRefund, RefundDeclined
from orders.services.refund_pieces import PiecesAlreadyRefunded
from payments.serializers import (
    PaymentResourceSerializer,
    PaymentSerializer,
    RefundResourceSerializer,
    RefundSerializer,
)
from payments.services.doors import PaymentBusy, RefundExceedsPaid

ASKING = [TransitionRefused, PaymentBusy, GatewayRefused, OutcomeUnknown]

MONEY = {
    "pay": Operation("List ways to pay", gives=PaymentMethodsSerializer),
    "start_payment": Operation(
        about="""
        The customer goes on at `url`. Several payments may share an order, each a row of its own; together they never
        claim more than is owed. Beginning again takes an unfinished attempt up, or puts another in its place.

        402 says that the gateway declined at once; 503 that it did not answer: repeat with the same `Idempotency-Key`.
        """,
        takes=PayInput,
        gives=StartedPaymentSerializer,
        headers=["Location"],
        refusals=[
            OrderNotPayable, NothingToPay, AmountExceedsOutstanding, MethodUnusable, PaymentUnderWay, PaymentDeclined,
            OutcomeUnknown,
        ],
    ),
    "refund": Operation("Read what can be given back", gives=RefundableSerializer),
    "give_back": Operation(
        about="""
        An amount, pieces of items, amounts of certain payments, or everything. An amount goes back to the payment that
        has exactly so much left, else to the newest first. 206 says that not everything has been given back: what is
        `failed` may be tried again, what is `unknown` will be found out, what is `by_hand` a person has to give back.
        A repetition never gives back twice.
        """,
        takes=RefundInput,
        gives=RefundOutcomeSerializer,
        or_status=206,
        refusals=[RefundExceedsPaid, NothingToRefund, PiecesAlreadyRefunded, RefundDeclined],
    ),
    "payments": Operation("List an order's payments", gives=Page(PaymentSerializer)),
    "complete_payment": Operation(
        about="For money that only people can see: a bank transfer, cash. Where a gateway knows better, it is asked.",
        takes=CompleteInput,
        gives=PaymentSerializer,
        refusals=[TransitionRefused, GatewayDecides, OutcomeUnknown],
    ),
    "capture_payment": Operation(gives=PaymentSerializer, refusals=ASKING),
    "cancel_payment": Operation(gives=PaymentSerializer, refusals=ASKING),
    "dispute_payment": Operation(
        about="The money is gone: it can no longer be given back, and is noted as a refund that the bank made.",
        takes=DisputeInput,
        gives=RefundSerializer,
        refusals=[RefundExceedsPaid],
    ),
    "confirm_refund": Operation(
        about="For refunds that wait for a person (`needs_human`).",
        takes=ConfirmRefundInput,
        gives=RefundSerializer,
        refusals=[TransitionRefused, RefundUnderWay],
    ),
    "give_up_refund": Operation(
        about="For refunds that wait for a person (`needs_human`). The money may then be given back another way.",
        takes=GiveUpRefundInput,
        gives=RefundSerializer,
        refusals=[TransitionRefused, RefundUnderWay],
    ),
    "balance": Operation("Read an order's balance", gives=BalanceSerializer),
}  # fmt: skip

PAYMENTS = {
    "list": Operation("List payments", gives=Page(PaymentResourceSerializer), filtered=True),
    "retrieve": Operation("Read a payment", gives=PaymentResourceSerializer),
}

REFUNDS = {
    "list": Operation("List refunds", gives=Page(RefundResourceSerializer), filtered=True),
    "retrieve": Operation("Read a refund", gives=RefundResourceSerializer),
}

CALL_BACKS = {
    "post": Operation(
        "Take a gateway's call-back",
        about="Only gateways call this. They prove by a signature who they are, in headers of their own.",
        takes={"type": "object", "additionalProperties": True, "description": "Whatever the gateway tells."},
        gives={
            "type": "object",
            "description": "Whether it was news.",
            "properties": {"acted": {"type": "boolean"}},
            "required": ["acted"],
        },
    ),
}
