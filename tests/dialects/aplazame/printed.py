"""Reading the blocks of `printed.md`."""

import json
import re
from pathlib import Path
from typing import NamedTuple

TEXT = (Path(__file__).parent / "printed.md").read_text()


class Request(NamedTuple):
    method: str
    path: str
    headers: dict
    body: str


class Answer(NamedTuple):
    status: int
    headers: dict
    body: object


def _parts(block):
    head, _, body = block.partition("\n\n")
    first, *lines = head.splitlines()
    return first.split(), dict(line.split(": ", 1) for line in lines), body


def exchanges():
    """Every printed request with its printed answer."""
    blocks = re.findall(r"```http\n(.*?)\n```", TEXT, re.S)
    for asked, answered in zip(blocks[::2], blocks[1::2], strict=True):
        (method, path, _), headers, body = _parts(asked)
        (_, status, *_), expected, shown = _parts(answered)
        yield Request(method, path, headers, body), Answer(int(status), expected, json.loads(shown) if shown else None)


def curls():
    """Every printed curl line."""
    return re.findall(r"```shell\n\$ (curl .*?)\n```", TEXT, re.S)
