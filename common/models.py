"""The one table that belongs to no app above."""

from __future__ import annotations

from django.db import models


class SerialNumber(models.Model):
    """Hands out serials: one row a number. Taking one never waits for another transaction to be committed."""
