"""Words as searches compare them, so that `isik` finds Işık: in capitals, without accents, in plain letters
and hyphens, without what nobody sees."""

from __future__ import annotations

from unicodedata import category, combining, normalize

from common.invisible import without_invisible

_PLAIN = str.maketrans(
    {"Æ": "AE", "Đ": "D", "Ð": "D", "Ə": "E", "Ħ": "H", "Ł": "L", "Ŋ": "N", "Ø": "O", "Œ": "OE", "ẞ": "SS", "Þ": "TH"}
    | {"Ŧ": "T", "\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{MODIFIER LETTER APOSTROPHE}": "'"}
)
"""What Unicode does not take apart into a plain letter and its accent."""


def folded(text: str) -> str:
    """The text as it is searched for and searched in. A part of a text, folded, is a part of the folded text."""
    if text.isascii():
        return text.upper()
    letters = (letter for letter in normalize("NFKD", without_invisible(text)) if not combining(letter))
    plain = "".join("-" if category(letter) == "Pd" else letter for letter in letters)
    return plain.upper().translate(_PLAIN)
