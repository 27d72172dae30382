"""The golden examples: each request is sent, and answered as it is written down.

Beside this file lies one `<operation>.json` for each operation of the API: a list of examples, each with `summary`,
`caller`, `request`, `answer`, and perhaps `before`, the requests that were sent earlier. The API's description and its
docs show them. `make examples` writes the answers anew.
"""

import json
import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
REWRITE = "REWRITE_EXAMPLES" in os.environ
TOLD = ("Location", "ETag", "Idempotent-Replayed", "Preference-Applied", "WWW-Authenticate", "Retry-After")
EXAMPLES = [
    pytest.param(path, index, id=f"{path.stem}: {example['summary']}")
    for path in sorted(FOLDER.glob("*.json"))
    for index, example in enumerate(json.loads(path.read_text()))
]


@pytest.mark.usefixtures("feed_of_now")
@pytest.mark.parametrize(("path", "index"), EXAMPLES)
def test_an_example_is_answered_as_it_is_written(path, index, callers, stand_ins):
    example = json.loads(path.read_text())[index]
    for earlier in example.get("before", []):
        done = answer_to(earlier["request"], callers[earlier.get("caller", example["caller"])], stand_ins)
        assert done["status"] < 400, done

    answer = answer_to(example["request"], callers[example["caller"]], stand_ins)

    if REWRITE:
        write(path, index, answer)
    assert answer == json.loads(path.read_text())[index]["answer"]


def answer_to(request, caller, stand_ins):
    """The answer to an example's request, as an example shows it."""
    meant = stand_ins.behind(request)
    body = json.dumps(meant["body"]) if "body" in meant else meant.get("text", "")
    answer = caller.generic(
        meant["method"],
        meant["path"],
        body,
        "application/json" if "body" in meant else "text/plain",
        headers=meant.get("headers"),
        SERVER_NAME="localhost",
        SERVER_PORT="8000",
    )
    headers = {name: stand_ins.instead_of(answer[name]) for name in TOLD if name in answer}
    shown = {"status": answer.status_code, **({"headers": headers} if headers else {})}
    if not answer.getvalue():
        return shown
    if not answer["Content-Type"].split(";")[0].endswith("json"):
        return {**shown, "text": stand_ins.instead_of(answer.getvalue().decode())}
    return {**shown, "body": stand_ins.instead_of_json(json.loads(answer.getvalue()))}


def write(path, index, answer):
    examples = json.loads(path.read_text())
    examples[index]["answer"] = answer
    path.write_text(json.dumps(examples, ensure_ascii=False, indent=2) + "\n")
