"""The workplace of staff, and everything about orders to browse."""

from workplace.admin import customers, lists, mail, mail_texts, order, plans, records
from workplace.admin.badges import register_shown_columns

__all__ = ["customers", "lists", "mail", "mail_texts", "order", "plans", "records"]

register_shown_columns()
