"""Many hands at the same moment, each with a database connection of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections

from common.errors import Refusal


def at_once(*acts):
    """Do them all at once: what each gave, or the refusal it met."""
    barrier = threading.Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait()
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refusals(ends):
    """The codes of those who were refused."""
    return [end.code for end in ends if isinstance(end, Refusal)]
