"""Suggestions for misspelt words."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_WORD = 60


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that suggests the nearest known word, with a space before it; empty if none is near."""
    nearest = get_close_matches(word[:LONGEST_WORD], sorted(known), n=1, cutoff=0.4)
    return f" Did you mean '{nearest[0]}'?" if nearest else ""


def quoted(word: str) -> str:
    """A word from the input, shortened to be quoted."""
    return f"'{word}'" if len(word) <= LONGEST_WORD else f"'{word[:LONGEST_WORD]}…'"


class UnknownKey(str):
    """The code of an unknown key. Finding the nearest known one takes time, and is left until it is shown."""

    _name: str
    _known: Iterable[str]

    def __new__(cls, name: str, known: Iterable[str]) -> UnknownKey:
        code = super().__new__(cls, "unknown_field")
        code._name, code._known = name, known
        return code

    @property
    def suggestion(self) -> str:
        """A sentence that names the known key that may be meant, with a space before it."""
        return did_you_mean(self._name, self._known)
