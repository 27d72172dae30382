"""Rows of the admin's pages, and what an answer tells of them."""

from django.contrib import admin

from events.models import MailText

PAGES = {page.model._meta.label_lower: page for page in admin.site._registry.values() if page.model is not MailText}
"""Texts of e-mails have no page of rows: `test_mail_texts.py`."""


NOWHERE = "0190b0a5-7c3e-7000-8000-000000000001"


def rows_of_pages():
    return {label: set(page.model._default_manager.values_list("pk", flat=True)) for label, page in PAGES.items()}


def leaked(answer, marks):
    """What of another channel an answer tells."""
    text = answer.getvalue().decode(errors="replace")
    return [mark for mark in marks if str(mark) in text]
