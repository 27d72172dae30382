"""The workplace of staff, and everything about orders to browse."""

from workplace.admin import mail, order, plans, records

__all__ = ["mail", "order", "plans", "records"]
