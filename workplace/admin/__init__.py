"""The workplace of staff, and everything about orders to browse."""

from workplace.admin import customers, lists, mail, mail_texts, order, plans, records

__all__ = ["customers", "lists", "mail", "mail_texts", "order", "plans", "records"]
