"""Suggestions for misspelt words."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from rest_framework.exceptions import ErrorDetail

LONGEST_WORD = 60


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that suggests the nearest known word, with a space before it; empty if none is near."""
    nearest = get_close_matches(word[:LONGEST_WORD], sorted(known), n=1, cutoff=0.4)
    return f" Did you mean '{nearest[0]}'?" if nearest else ""


def quoted(word: str) -> str:
    """A word from the input, shortened to be quoted."""
    return f"'{word}'" if len(word) <= LONGEST_WORD else f"'{word[:LONGEST_WORD]}…'"


class UnknownField(ErrorDetail):
    """A key that somebody sent and nobody knows. The nearest known one is looked for when it is told."""

    def __new__(cls, name: str, known: Iterable[str]) -> UnknownField:
        detail = super().__new__(cls, f"There is no {quoted(name)} here.", code="unknown_field")
        detail._name, detail._known = name, known
        return detail

    _name: str
    _known: Iterable[str]

    @property
    def with_suggestion(self) -> str:
        """The sentence, and which known key may be meant."""
        return f"{self}{did_you_mean(self._name, self._known)}"
