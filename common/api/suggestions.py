"""Suggestions for misspelt words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

LONGEST_WORD = 60


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that suggests the nearest known word, with a space before it; empty if none is near."""
    nearest = get_close_matches(word[:LONGEST_WORD], sorted(known), n=1, cutoff=0.5)
    return f" Did you mean '{nearest[0]}'?" if nearest else ""


def quoted(word: str) -> str:
    """A word from the input, shortened to be quoted."""
    return f"'{word}'" if len(word) <= LONGEST_WORD else f"'{word[:LONGEST_WORD]}…'"


class HintedCode(str):
    """The code of an error whose sentence gets a hint, which is looked for when the error is shown: it takes time."""

    _find: Callable[[], str]

    def __new__(cls, code: str, find: Callable[[], str]) -> HintedCode:
        hinted = super().__new__(cls, code)
        hinted._find = find
        return hinted

    @property
    def hint(self) -> str:
        """A sentence with a space before it; empty if there is none."""
        return self._find()
