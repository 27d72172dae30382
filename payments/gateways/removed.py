"""A gateway that is configured no more: it does not answer, and what is open there waits until it is back, or for a
person."""

from __future__ import annotations

from typing import Any, Never

from payments.gateways.base import Gateway, GatewayUnreachable


class RemovedGateway(Gateway):
    """Answers nothing."""

    def _stay_silent(self, *_: Any, **__: Any) -> Never:
        raise GatewayUnreachable(f"The payment method '{self.identifier}' is not configured any more.")

    start = capture = cancel = refund = look_up_payment = look_up_refund = _stay_silent
