"""Two ways to show an order: as plain data, and written by PostgreSQL. Both must say the same."""

import json
from functools import partial

import orjson
from django.db import connection


def check_both_ways(monkeypatch, rendering):
    """Fails the test in which PostgreSQL writes anything else than the dialect tells of the same orders."""
    if connection.vendor != "postgresql":
        return
    for name in [name for name in vars(rendering) if name.startswith("written")]:
        written, told = getattr(rendering, name), getattr(rendering, name.replace("written", "told"))
        monkeypatch.setattr(rendering, name, partial(_compared, written, told))


def _compared(written, told, keys, caller):
    text = written(keys, caller)
    assert difference(json.loads(orjson.dumps(told(keys, caller))), json.loads(text)) is None
    return text


def difference(told, written, path=""):
    """Where two answers differ, the order of keys included; None if nowhere."""
    if isinstance(told, dict) and isinstance(written, dict) and list(told) == list(written):
        found = (difference(told[name], written[name], f"{path}/{name}") for name in told)
    elif isinstance(told, list) and isinstance(written, list) and len(told) == len(written):
        found = (difference(*pair, f"{path}/{place}") for place, pair in enumerate(zip(told, written, strict=True)))
    else:
        is_same = json.dumps(told) == json.dumps(written)
        found = iter([] if is_same else [f"{path}: told {told!r}, written {written!r}"])
    return next(filter(None, found), None)
