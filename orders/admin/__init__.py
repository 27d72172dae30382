"""The workplace of staff, and everything about orders to browse."""

from orders.admin import order, records

__all__ = ["order", "records"]
