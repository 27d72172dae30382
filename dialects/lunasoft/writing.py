"""What the body of a status update means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from common.errors import InvalidInput, Sentence

FIELDS = ("status", "notes", "notify_customer")
LONGEST_NAME, LONGEST_NOTES = 100, 2000
_YES_OR_NO = {True: True, False: False, "true": True, "false": False, "1": True, "0": False, "": False, None: False}


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """A name for the log, with notes, and whether the customer is notified."""

    status: str
    notes: str = ""
    notify_customer: bool = False


def status_update_in(body: Any) -> StatusUpdate:
    """The update that `{"status": {…}}` describes, or a form with `status[status]`.

    Raises:
        InvalidInput: what is missing, or means nothing.
    """
    entry = _entry(body)
    status, notes, notify = entry.get("status"), entry.get("notes"), entry.get("notify_customer")
    if not isinstance(status, str) or not status:
        raise _invalid("status", "required", Sentence("Say which status: the name of one of the shop's."))
    if len(status) > LONGEST_NAME:
        raise _invalid("status", "max_length", Sentence("At most {most} characters.", most=LONGEST_NAME))
    if notes is not None and not isinstance(notes, str):
        raise _invalid("notes", "invalid", Sentence("The notes are a text."))
    if len(notes or "") > LONGEST_NOTES:
        raise _invalid("notes", "max_length", Sentence("At most {most} characters.", most=LONGEST_NOTES))
    if not isinstance(notify, str | int | None) or notify not in _YES_OR_NO:
        raise _invalid("notify_customer", "invalid", Sentence("This is true or false."))
    return StatusUpdate(status, notes or "", _YES_OR_NO[notify])


def _entry(body: Any) -> Mapping[str, Any]:
    if isinstance(body, Mapping):
        if isinstance(body.get("status"), Mapping):
            return dict(body["status"])
        form = {name: body[f"status[{name}]"] for name in FIELDS if f"status[{name}]" in body}
        if form:
            return form
    raise InvalidInput.on("status", code="required", sentence=Sentence("Send a status object."))


def _invalid(field: str, code: str, sentence: Sentence) -> InvalidInput:
    return InvalidInput.on("status", field, code=code, sentence=sentence)
