"""The requests that the five documents print, each as a curl line, with the answer that is printed for it."""

import json
import re
from pathlib import Path
from typing import NamedTuple

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
JSON = json.JSONDecoder()
REST_OF_LINE = r"(?:.*\\\n)*.*"
"""A line ends where no backslash joins it to the next one."""


class Printed(NamedTuple):
    """A request as a document prints it. `answer` is None where none is printed."""

    dialect: str
    name: str
    curl: str
    status: int
    answer: object

    @property
    def id(self):
        return f"{self.dialect} {self.name}"


def printed_requests():
    """All of them; none where the documents are not at hand."""
    if not REFERENCE.is_dir():
        return []
    return [request for read in (_salesman, _sylius, _akinon, _lunasoft, _aplazame) for request in read()]


def _text(dialect):
    return (REFERENCE / f"{dialect}-orders.txt").read_text()


def _first_json(text):
    return JSON.raw_decode(text[text.index("{") :])[0] if "{" in text else None


def _parts(pattern, text):
    """What follows each match up to the next, with the match."""
    matches = list(re.finditer(pattern, text))
    ends = [match.start() for match in matches[1:]] + [len(text)]
    return [(match, text[match.end() : end]) for match, end in zip(matches, ends, strict=True)]


def _salesman():
    bodies = {"status": '{"status": "PROCESSING"}', "pay": '{"payment_method": "credit-card"}'}
    token = re.search(r'"token": "(.*?)"', _text("salesman"))[1]
    for match, text in _parts(r"\.\. http:(\w+):: (\S+)", _text("salesman")):
        method, path = match[1].upper(), match[2]
        answer = _first_json(text) if "sourcecode" in text else None
        body = bodies.get(path.strip("/").rpartition("/")[2]) if method != "GET" else None
        sent = f" -H 'Content-Type: application/json' -d '{body}'" if body else ""
        asked = path.replace("(str:ref)", "ORDER")
        caller = f"-G -d token={token}" if path == "/orders/last/" else "-H 'Authorization: Bearer TOKEN'"
        curl = f"curl BASE{asked} -X {method} {caller}{sent}"
        yield Printed("salesman", f"{method} {path}", curl, 200, answer)


def _sylius():
    for match, text in _parts(r"(curl http://demo\.sylius\.orgg?(\S+)" + REST_OF_LINE + ")", _text("sylius")):
        status = int(re.search(r"STATUS: (\d+)", text)[1])
        answer = _first_json(text.partition("code-block:: json")[2]) if status == 200 else None
        curl = re.sub(r"http://demo\.sylius\.orgg?", "BASE", match[1]).replace("SampleToken", "TOKEN")
        yield Printed("sylius", _named(curl, match[2]), curl, status, answer)


def _akinon():
    for match, text in _parts(r"curl -X \w+ ['\"]https://example\.com(\S+)['\"]" + REST_OF_LINE, _text("akinon")):
        curl = (
            match[0]
            .replace("https://example.com", "BASE")
            .replace("{TOKEN}", "TOKEN")
            .replace("{orderitem_id}", "ORDER")
        )
        answer = _first_json(text.partition("Example Response")[2]) if "Example Response" in text else None
        status = int(re.search(r"- (\d+) ", text)[1])
        yield Printed("akinon", _named(curl, match[1]), curl, status, answer)


def _lunasoft():
    samples = _parts(r"Sample Response\n|Sample Request Body.*\n", _text("lunasoft"))
    listed, one, update = (text for _, text in samples)
    key = "-H 'Authorization: TOKEN'"
    yield Printed("lunasoft", "GET /orders", f"curl BASE/orders {key}", 200, _first_json(listed.replace(".......", "")))
    yield Printed("lunasoft", "GET /orders/[id]", f"curl BASE/orders/ORDER {key}", 200, _first_json(one))
    body = update[update.index("{") :].strip()
    yield Printed("lunasoft", "POST /orders/[id]", f"curl BASE/orders/ORDER {key} -d '{body}'", 200, None)


def _aplazame():
    text = _text("aplazame")
    blocks = re.findall(r"```http\n(.*?)\n```", text, re.DOTALL)
    shells = re.findall(r"```shell\n\$ (curl .*?)\n```", text, re.DOTALL)
    statuses = {}
    for asked, answered in zip(blocks[::2], blocks[1::2], strict=True):
        head, _, body = asked.partition("\n\n")
        method, path, _ = head.splitlines()[0].split()
        headers = [line for line in head.splitlines()[1:] if not line.startswith("Host")]
        sent = " ".join(f"-H '{header}'" for header in headers)
        data = f" -H 'Content-Type:' --data-binary '{body}'" if body else ""
        statuses[f"{method} {path}"] = status = int(answered.split()[1])
        answer = _first_json(answered) if status == 200 else None
        curl = f"curl 'BASE{path}' -X {method} {sent}{data}"
        yield Printed("aplazame", f"{method} {path}", _filled(curl), status, answer)
    for shell in shells:
        path = re.search(r"aplazame\.com([^\"]*)", shell)[1]
        name = _named(shell, path)
        yield Printed(
            "aplazame", f"curl {name}", _filled(shell.replace("https://api.aplazame.com", "BASE")), statuses[name], None
        )


def _filled(curl):
    return curl.replace("->AccessToken<-", "TOKEN").replace(":orderId", "ORDER")


def _named(curl, path):
    method = re.search(r"-X (\w+)", curl)
    return f"{method[1] if method else 'GET'} {path}"
