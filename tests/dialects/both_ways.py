"""Two ways to show an order: as plain data, and written by PostgreSQL. Both must say the same."""

import json
from functools import partial

import orjson
from django.db import connection

from tests.dialects.printed import differences


def check_both_ways(monkeypatch, rendering):
    """Fails the test in which PostgreSQL writes anything else than the dialect tells of the same orders."""
    if connection.vendor != "postgresql":
        return
    for name in [name for name in vars(rendering) if name.startswith("written")]:
        written, serialized = getattr(rendering, name), getattr(rendering, name.replace("written", "serialized"))
        monkeypatch.setattr(rendering, name, partial(_compared, written, serialized))


def _compared(written, serialized, *asked):
    """What was kept is compared as well: it must be what it would be if it were written now."""
    found = written(*asked)
    text = b"[" + b",".join(found) + b"]"
    assert differences(json.loads(text), json.loads(orjson.dumps(serialized(*asked)))) == []
    return found
