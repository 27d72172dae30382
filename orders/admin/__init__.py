"""The workplace of staff, and everything about orders to browse."""

from orders.admin import order, plans, records

__all__ = ["order", "plans", "records"]
