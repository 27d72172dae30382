"""Payment methods without a provider: staff record when money has arrived, and refund it themselves."""

from __future__ import annotations

from payments.gateways.answers import Answer, Declined, Unknown, Waiting, Withdrawn
from payments.gateways.base import Charge, Gateway, RefundCall


class ManualGateway(Gateway):
    """Money that only a person can see arrive: a bank transfer, cash on delivery, a cheque."""

    asks_a_provider = False

    def start(self, charge: Charge) -> Answer:
        return Waiting()

    def capture(self, charge: Charge) -> Answer:
        return Declined(code="nothing_to_capture", detail="The money is not held anywhere.")

    def cancel(self, charge: Charge) -> Answer:
        return Withdrawn()

    def refund(self, call: RefundCall) -> Answer:
        return Unknown(detail="A person refunds it.")

    def look_up_payment(self, charge: Charge) -> Answer:
        return Waiting()

    def look_up_refund(self, call: RefundCall) -> Answer:
        return Unknown(detail="A person refunds it.")
