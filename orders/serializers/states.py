"""The body of a state machine, as OpenAPI describes it."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_TEXTS = {"type": "array", "items": _TEXT}
_TRUTH_OR_NULL = {"type": ["boolean", "null"]}


def _object(description: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "description": description, "properties": properties, "required": list(properties)}


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_STATE = _object(
    "A state, as answers write it; `payable` and `open` are known of orders.",
    value=_TEXT,
    code={"type": ["integer", "null"]},
    label=_TEXT,
    meaning=_TEXT,
    payable=_TRUTH_OR_NULL,
    open=_TRUTH_OR_NULL,
)
_CONDITION = _object("What must hold, in the words that refuse when it does not.", code=_TEXT, sentence=_TEXT)
_MOVE = _object(
    "A move. `to` is null where it leads back to where a thing came from, which is one of `back_to`. A person may take "
    "it from the states in `manual`; from others, `instead` says what to do.",
    name=_TEXT,
    **{"from": _TEXTS},
    to=_TEXT_OR_NULL,
    back_to=_TEXTS,
    manual=_TEXTS,
    conditions=_array(_CONDITION),
    manual_conditions=_array(_CONDITION),
    instead=_TEXT,
    meaning=_TEXT,
)
MACHINE = _object(
    "A state machine. Nothing leads out of its `final` states.",
    name=_TEXT,
    label=_TEXT,
    initial=_TEXT,
    states=_array(_STATE),
    transitions=_array(_MOVE),
    final=_TEXTS,
)
