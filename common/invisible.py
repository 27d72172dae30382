"""Characters that nobody sees: texts that are copied from chats, spreadsheets and documents are full of them."""

from __future__ import annotations

from unicodedata import category, normalize


def without_invisible(text: str) -> str:
    """The text without marks of direction, joiners, soft hyphens and the like."""
    return text if text.isascii() else "".join(letter for letter in text if not _is_invisible(letter))


def in_one_line(text: str) -> str:
    """A number that was typed, scanned or pasted, without invisible characters and line ends."""
    return " ".join(without_invisible(text).split())


def in_plain_signs(text: str) -> str:
    """A number as keyboards write it: its digits, spaces and hyphens, of whatever width and length, in ASCII."""
    signs = normalize("NFKC", without_invisible(text))
    return "".join("-" if category(sign) == "Pd" or sign == "\N{MINUS SIGN}" else sign for sign in signs)


def _is_invisible(letter: str) -> bool:
    return category(letter) == "Cf" or "\N{VARIATION SELECTOR-1}" <= letter <= "\N{VARIATION SELECTOR-16}"
