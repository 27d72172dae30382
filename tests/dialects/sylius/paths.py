"""The paths of Sylius' orders and of the commands on them."""

COMMANDS = ("cancel", "shipments/{shipment}/ship", "payments/{payment}/complete")


def path(order, command="", **numbers):
    number = order.serial if order else -1
    first = order.serial * 1_000_000 if order else -1
    filled = command.format(**{"shipment": first, "payment": first, **numbers})
    return f"/api/v1/orders/{number}/{filled}".rstrip("/")
