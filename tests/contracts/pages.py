"""Examples as the docs show them.

A page has a marker, `<!-- orders_create: Place an order -->`, and after it the example in a fence. With `| request` or
`| answer` before the marker's end, only that side is shown.

A new example is written on its page: the marker, and the request in the fence. Run as a program, this file adds it to
those that the tests send.
"""

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parent
WIDTH = 100
FENCED = re.compile(r"(<!-- (\w+): (.+?)(?: \| (request|answer))? -->\n)```http\n(.*?)```\n", re.DOTALL)


def with_examples(page):
    """The page with each of its examples written anew."""
    return FENCED.sub(lambda found: f"{found[1]}```http\n{shown(*found.groups()[1:4])}```\n", page)


def shown(operation, summary, side):
    example = next(each for each in examples(operation) if each["summary"] == summary)
    sides = {"request": asked(example["request"]), "answer": answered(example["answer"])}
    return sides[side] if side else "\n".join(sides.values())


def examples(operation):
    path = FOLDER / f"{operation}.json"
    return json.loads(path.read_text()) if path.exists() else []


def add_new_examples(page):
    """Take the requests that only the page has so far. Their answers are not known yet."""
    for _, operation, summary, _, text in FENCED.findall(page):
        known = examples(operation)
        if summary not in [example["summary"] for example in known]:
            new = {"summary": summary, "caller": "storefront", "request": request_in(text), "answer": {"status": 200}}
            written = json.dumps([*known, new], ensure_ascii=False, indent=2)
            (FOLDER / f"{operation}.json").write_text(f"{written}\n")


def request_in(text):
    """The request that a fence shows."""
    head, _, body = text.strip().partition("\n\n")
    start, *lines = head.splitlines()
    method, path = start.split()
    headers = dict(line.split(": ", 1) for line in lines)
    parts = {"headers": headers if headers else None, "body": json.loads(body) if body else None}
    return {"method": method, "path": path, **{name: part for name, part in parts.items() if part is not None}}


def asked(request):
    return message(f"{request['method']} {request['path']}", request)


def answered(answer):
    return message(str(answer["status"]), answer)


def message(start, parts):
    lines = [start, *(f"{name}: {value}" for name, value in parts.get("headers", {}).items())]
    if "body" in parts:
        lines += ["", json_text(parts["body"])]
    return "\n".join(lines) + "\n"


def json_text(value, indent=0):
    """JSON, a line for whatever fits into one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + indent <= WIDTH or not isinstance(value, dict | list):
        return line
    pad = " " * (indent + 2)
    if isinstance(value, list):
        parts = [f"{pad}{json_text(part, indent + 2)}" for part in value]
        return "[\n" + ",\n".join(parts) + f"\n{' ' * indent}]"
    parts = [f"{pad}{json.dumps(key)}: {json_text(part, indent + 2)}" for key, part in value.items()]
    return "{\n" + ",\n".join(parts) + f"\n{' ' * indent}}}"


if __name__ == "__main__":
    for page in Path("docs", "api").glob("*.md"):
        add_new_examples(page.read_text())
