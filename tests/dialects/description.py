"""Whether a dialect answers as its OpenAPI description says."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

import jsonschema_rs
import yaml

DIALECTS = Path(__file__).parents[2] / "dialects"


@cache
def description_of(dialect):
    document = yaml.safe_load((DIALECTS / dialect / "openapi.yaml").read_text())
    extended = set(_extended(document))
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema and f"#/components/schemas/{name}" not in extended:
            schema.setdefault("additionalProperties", False)
    return document


def _extended(part):
    """The schemas to which others add properties."""
    if isinstance(part, dict):
        yield from (schema["$ref"] for schema in part.get("allOf", ()) if "$ref" in schema)
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _extended(inner)


def check_described(dialect, answer):
    """Raises `AssertionError` for a status that the operation does not have, or a body of another shape. JSON may be
    called by another name, and what is no JSON may have any shape, if the request asks for it."""
    request = answer.wsgi_request
    operation, pointer = _operation(dialect, request.path_info, request.method.lower())
    if operation is None or answer.status_code in (405, 411):
        return
    label = f"{request.method} {request.path_info} → {answer.status_code}"
    described = operation["responses"].get(str(answer.status_code))
    assert described is not None, f"{label} is not described"
    pointer = described.get("$ref", f"{pointer}/responses/{answer.status_code}")
    content = _at(dialect, pointer).get("content", {})
    if not content:
        assert answer.content == b"", f"{label} has a body"
        return
    sent = answer["Content-Type"].split(";")[0]
    spelled = sent if sent in content else next(iter(content))
    assert spelled == sent or sent in answer.wsgi_request.headers["Accept"], f"{label}: {sent}"
    if not sent.endswith("json"):
        return
    validator = _validator(dialect, f"{pointer}/content/{spelled.replace('/', '~1')}/schema")
    errors = [f"{list(error.instance_path)}: {error.message[:300]}" for error in validator.iter_errors(answer.json())]
    assert not errors, "\n".join([f"{label} is not as described:", *errors])


def _operation(dialect, path, method):
    bare = path.rstrip("/")
    for template, operations in description_of(dialect)["paths"].items():
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template.rstrip("/")))
        if re.fullmatch(pattern, bare) and method in operations:
            return operations[method], f"#/paths/{template.replace('~', '~0').replace('/', '~1')}/{method}"
    return None, ""


def _at(dialect, pointer):
    part = description_of(dialect)
    for key in pointer.removeprefix("#/").split("/"):
        part = part[key.replace("~1", "/").replace("~0", "~")]
    return part


@cache
def _validator(dialect, pointer):
    document = jsonschema_rs.Registry([(f"urn:{dialect}", description_of(dialect))], draft=jsonschema_rs.Draft202012)
    schema = {"$ref": f"urn:{dialect}{quote(pointer, safe='#/~')}"}
    return jsonschema_rs.Draft202012Validator(schema, registry=document)
