"""The workplace of staff, and everything about orders to browse."""

from orders.admin import mail, order, plans, records

__all__ = ["mail", "order", "plans", "records"]
