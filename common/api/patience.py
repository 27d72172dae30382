"""The time limit of list queries: PostgreSQL cancels longer ones, and the answer says what to narrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection

from common.api.parameters import InvalidParameters

CANCELLED = "57014"
"""PostgreSQL's code for a cancelled statement."""


@contextmanager
def searching(asked: Sequence[str]) -> Iterator[None]:
    """Limit the statements that find the rows of a list by these filters and orderings. Without any there is no need.

    Raises:
        InvalidParameters: on each of them, if a statement takes longer than `settings.LIST_SECONDS`.
    """
    if not asked or connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {round(settings.LIST_SECONDS * 1000)}")
        try:
            yield
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) == CANCELLED:
                raise _too_broad(asked) from error
            raise
        finally:
            cursor.execute("RESET statement_timeout")


def _too_broad(asked: Sequence[str]) -> InvalidParameters:
    sentence = (
        f"The search was stopped after {settings.LIST_SECONDS:g} seconds: too many rows have to be compared. "
        "Narrow it by time, channel or customer, or leave out the ordering."
    )
    return InvalidParameters(dict.fromkeys(asked, ("takes_too_long", sentence)))
