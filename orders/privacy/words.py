"""The words that identify a person, and removing them from texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from common.folding import folded
from common.phones import forms_of

SHORTEST = 2
SHORTEST_NAME = 4
SHORTEST_NUMBER = 6
"""The minimum lengths: shorter words occur in too many other texts."""

CODES = frozenset({"currency", "said_currency", "method"})
"""The keys of JSON under which codes of the service stand: a name such as Ron is a currency too."""


class Words:
    """A person's words, which `pseudonym` replaces."""

    def __init__(self, pseudonym: str) -> None:
        self.pseudonym = pseudonym
        self._words: set[str] = set()

    def add(self, texts: Iterable[str | None]) -> None:
        """Add names, e-mails, document numbers and address lines."""
        for text in texts:
            word = " ".join((text or "").split())
            if len(word) >= (SHORTEST_NUMBER if word.isdigit() else SHORTEST):
                self._words |= {word, folded(word)}

    def add_phones(self, phones: Iterable[str], country_code: str = "") -> None:
        """Add phone numbers, in every form in which people write them."""
        for phone in phones:
            self.add(forms_of(phone, country_code))

    def distinctive(self) -> list[str]:
        """The words that hardly mean anything else: with a digit, an @ or several parts."""
        return sorted(word for word in self._words if len(word) > SHORTEST_NUMBER and re.search(r"[\d@ ]", word))

    def names(self) -> list[str]:
        """These, and names that are long enough."""
        return sorted(word for word in self._words if len(word) >= SHORTEST_NAME)

    def taken_out(self, value: Any) -> Any:
        """A text or JSON with the pseudonym in place of every word."""
        if isinstance(value, str):
            return self._pattern.sub(self.pseudonym, value) if self._pattern else value
        if isinstance(value, dict):
            return {key: part if key in CODES else self.taken_out(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.taken_out(part) for part in value]
        return value

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        """Made when it is first needed; nothing is added after that. The longest come first: no name is taken out of
        an e-mail and leaves the rest."""
        longest_first = sorted(self._words, key=lambda word: (-len(word), word))
        either = "|".join(re.escape(word) for word in longest_first)
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE) if either else None
