"""Asking a gateway. A provider is never asked inside a transaction or in a rehearsal; no answer is an unknown outcome.

A method without a provider answers by itself, wherever it is asked."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import connection

from common.money import format_amount
from common.rehearsal import Rehearsal, current_rehearsal
from payments.gateways.answers import Answer, Unknown
from payments.gateways.base import Charge, Gateway, GatewayUnreachable, Operation, RefundCall

log = structlog.get_logger(__name__)


def ask(gateway: Gateway, operation: Operation, subject: Charge | RefundCall) -> Answer:
    """Ask a gateway and return its answer, `Unknown` if there is none. A rehearsal records the question instead."""
    if not gateway.asks_a_provider:
        return _answer(gateway, operation, subject)
    rehearsal = current_rehearsal()
    if rehearsal is not None:
        _note(rehearsal, gateway, operation, subject)
        return gateway.expected(operation)
    _refuse_inside_a_transaction()
    facts = {"gateway": gateway.identifier, "operation": str(operation), "row": str(subject.id)}
    try:
        answer = _answer(gateway, operation, subject)
    except GatewayUnreachable as silence:
        log.warning("gateway_silent", detail=str(silence), **facts)
        return Unknown(detail=str(silence))
    log.info("gateway_answered", answer=type(answer).__name__, **facts)
    return answer


def _answer(gateway: Gateway, operation: Operation, subject: Charge | RefundCall) -> Answer:
    answer: Answer = getattr(gateway, operation)(subject)
    return answer


def _note(rehearsal: Rehearsal, gateway: Gateway, operation: Operation, subject: Charge | RefundCall) -> None:
    charge = subject.charge if isinstance(subject, RefundCall) else subject
    call: dict[str, Any] = {
        "gateway": gateway.identifier,
        "operation": str(operation),
        "amount": format_amount(subject.amount, charge.currency),
        "currency": charge.currency,
        "transaction_id": charge.transaction_id,
    }
    rehearsal.gateway_calls.append(call)


def _refuse_inside_a_transaction() -> None:
    """A lock held during the call would block the shop; a rollback afterwards would forget money that has moved.

    As Django's own check for durable blocks does, this looks through the transaction that a test is wrapped in.
    """
    blocks = connection.atomic_blocks
    if blocks and not blocks[-1]._from_testcase:  # type: ignore[attr-defined]
        raise RuntimeError("A gateway must not be asked inside a transaction.")
