"""What an example shows in the place of what differs each time that it is executed."""

import json
import re
from itertools import count

IDS_AND_REFS = re.compile(
    r"(?P<id>[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})|(?P<ref>\b20\d\d-0\d{4}\b)"
)
CURSOR = re.compile(r"(?<=cursor=)[\w-]{8,}")
PAGE = re.compile(r"(?<=/o/)[\w.-]{20,}")
STYLES = {"id": "0190b0a5-7c3e-7000-8000-{:012d}", "ref": "2026-{:05d}"}
SECRETS = {"token", "access_token", "secret"}
SECRET = "shown-only-to-those-entitled"


class StandIns:
    """Ids and refs are numbered in the order in which they are met; secrets are not shown at all."""

    def __init__(self):
        self.shown = {"id": {}, "ref": {}}
        self.numbers = {"id": count(1), "ref": count(1)}

    def call(self, thing, stand_in):
        """This is shown as the test says, and takes no number."""
        self.shown["id"][str(thing)] = stand_in

    def meet(self, *things):
        """These are numbered first, in this order."""
        for thing in things:
            self.instead_of(str(thing))

    def instead_of(self, text):
        """The text as an example shows it."""
        text = PAGE.sub("the-customers-secret", CURSOR.sub("where-the-page-ended", text))
        return IDS_AND_REFS.sub(self._number, text)

    def instead_of_json(self, document):
        """JSON as an example shows it."""
        return json.loads(self.instead_of(json.dumps(document, ensure_ascii=False)), object_hook=without_secrets)

    def behind(self, document):
        """The JSON of an example as it is meant today."""
        text = json.dumps(document, ensure_ascii=False)
        for shown in self.shown.values():
            for real, stand_in in shown.items():
                text = text.replace(stand_in, f"<{real}>")
        return json.loads(re.sub("[<>]", "", text))

    def _number(self, found):
        kind, text = found.lastgroup, found[0]
        if text not in self.shown[kind]:
            self.shown[kind][text] = STYLES[kind].format(next(self.numbers[kind]))
        return self.shown[kind][text]


def without_secrets(document):
    return {name: SECRET if name in SECRETS and value else value for name, value in document.items()}
