from payments.models.gateway_check import GatewayCheck
from payments.models.gateway_event import GatewayEvent
from payments.models.payment import Payment
from payments.models.refund import Refund

__all__ = ["GatewayCheck", "GatewayEvent", "Payment", "Refund"]
