"""Words as searches compare them, so that `isik` finds Işık: in capitals, without accents, in plain letters."""

from __future__ import annotations

from unicodedata import combining, normalize

_PLAIN = str.maketrans(
    {"Æ": "AE", "Đ": "D", "Ð": "D", "Ə": "E", "Ħ": "H", "Ł": "L", "Ŋ": "N", "Ø": "O", "Œ": "OE", "ẞ": "SS", "Þ": "TH"}
    | {"Ŧ": "T", "\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{MODIFIER LETTER APOSTROPHE}": "'"}
)
"""What Unicode does not take apart into a plain letter and its accent."""


def folded(text: str) -> str:
    """The text as it is searched for and searched in. A part of a text, folded, is a part of the folded text."""
    if text.isascii():
        return text.upper()
    plain = "".join(letter for letter in normalize("NFKD", text) if not combining(letter))
    return plain.upper().translate(_PLAIN)
