"""A gateway that is configured no more: it does not answer, and what is open there waits until it is back, or for a
person."""

from __future__ import annotations

from typing import Never

from payments.gateways.base import Charge, Gateway, GatewayUnreachable, RefundCall


class RemovedGateway(Gateway):
    """Silent about everything."""

    def start(self, charge: Charge) -> Never:
        self._stay_silent()

    def capture(self, charge: Charge) -> Never:
        self._stay_silent()

    def cancel(self, charge: Charge) -> Never:
        self._stay_silent()

    def refund(self, call: RefundCall) -> Never:
        self._stay_silent()

    def look_up_payment(self, charge: Charge) -> Never:
        self._stay_silent()

    def look_up_refund(self, call: RefundCall) -> Never:
        self._stay_silent()

    def _stay_silent(self) -> Never:
        raise GatewayUnreachable(f"The payment method '{self.identifier}' is not configured any more.")
