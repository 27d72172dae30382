"""Refusals: why a command was not executed, with a stable code, a sentence and facts.

Each is defined next to the rule that raises it. Only `common/api/errors.py` knows which HTTP status each has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Sentence(str):
    """Words for people that know their `template` and the `words` filled in, so that another language can say the same.

    Templates are collected for translation wherever they are the first argument.
    """

    template: str
    words: Mapping[str, Any]

    def __new__(cls, template: str, /, **words: Any) -> Sentence:
        sentence = super().__new__(cls, template.format_map(words) if words else template)
        sentence.template, sentence.words = template, words
        return sentence


class Refusal(Exception):
    """The command is not possible in the present state.

    A subclass gives `code` (stable, for programs) and `sentence` (for people; may name facts in braces).
    """

    code: str = "refused"
    sentence: str = "This is not possible now."

    def __init__(self, sentence: str | None = None, **facts: Any) -> None:
        self.facts = facts
        self.detail = sentence if isinstance(sentence, Sentence) else Sentence(sentence or self.sentence, **facts)
        super().__init__(self.detail)


class VersionDiffers(Refusal):
    """The caller asked for a change to a version that is no longer the current one."""

    code = "version_differs"
    sentence = "The order is at version {current}, not at version {expected}. Read it again and repeat."


class PaymentDeclined(Refusal):
    """The gateway declined. Nothing was taken, and another method or card may be tried."""

    code = "payment_declined"
    sentence = "The payment was declined."


class OutcomeUnknown(Refusal):
    """The gateway did not answer, so the outcome is unknown. The service keeps checking."""

    code = "outcome_unknown"
    sentence = "The gateway did not answer. Repeat the request with the same Idempotency-Key to learn the outcome."


class InvalidInput(Exception):
    """The input breaks a rule; the fields are named.

    `errors` maps the path of a field in the request (`("items", 0, "sku")`) to a `(code, sentence)`.
    """

    code: str = "invalid_input"

    def __init__(self, errors: dict[tuple[str | int, ...], tuple[str, Sentence]], **facts: Any) -> None:
        self.errors = errors
        self.facts = facts
        super().__init__("; ".join(sentence for _, sentence in errors.values()))

    @classmethod
    def on(cls, *path: str | int, code: str, sentence: Sentence, **facts: Any) -> InvalidInput:
        """One wrong field, named by its path."""
        return cls({path: (code, sentence)}, **facts)
