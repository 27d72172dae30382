"""The receiver that the docs show takes what is sent, and nothing else."""

import re
from pathlib import Path

import pytest
from django.conf import settings

PAGE = Path(settings.BASE_DIR, "docs", "api", "webhook-endpoints.md")


@pytest.mark.usefixtures("feed_of_now")
def test_the_receiver_of_the_docs_takes_what_is_sent_and_nothing_else(endpoint, receiver, deliver, order, capsys):
    shown = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)[1]
    names = {"SECRET": endpoint.secret, "seen": set()}
    exec(shown, names)
    deliver()
    _path, headers, body = receiver.requests[0]
    headers = {name.lower(): value for name, value in headers.items()}

    answers = [names["receive"](body, headers) for _ in range(2)]
    forged = names["receive"](body.replace(b"23.50", b"0.50"), headers)

    assert (answers, forged) == ([204, 204], 401)
    assert capsys.readouterr().out == f"order.placed {order.id}\n"
