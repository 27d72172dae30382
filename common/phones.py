"""Phone numbers in the forms in which people search for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse


def forms_of(phone: str, country_code: str = "") -> Iterator[str]:
    """A number as it is written, and its digits, with the country's code and without. `country_code` (ISO 3166) says
    how to read a number that is written without."""
    if not phone:
        return
    yield phone
    try:
        number = parse(phone, country_code or None)
    except NumberParseException:
        yield _digits(phone)
        return
    yield format_number(number, PhoneNumberFormat.E164)
    yield _digits(format_number(number, PhoneNumberFormat.NATIONAL))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
