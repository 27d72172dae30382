"""Logos: small pictures that people upload."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO

from common.errors import InvalidInput

LARGEST_FILE = 256 * 1024
LARGEST_SIDE = 2000


def checked_logo(file: bytes) -> bytes:
    """A PNG or JPEG, written anew as PNG, so that nothing but the picture is kept.

    Raises:
        InvalidInput: it is something else, or too large.
    """
    from PIL import Image, UnidentifiedImageError

    if len(file) > LARGEST_FILE:
        raise _refused(f"A logo has at most {LARGEST_FILE // 1024} KiB.")
    try:
        with Image.open(BytesIO(file), formats=["PNG", "JPEG"]) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise _refused(f"A logo has at most {LARGEST_SIDE} × {LARGEST_SIDE} pixels.")
            png = BytesIO()
            picture.convert("RGBA").save(png, "PNG", optimize=True)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise _refused("A logo is a PNG or JPEG picture.") from error
    return png.getvalue()


def inlined(logo: bytes) -> str:
    """The address of a logo that stands inside a page."""
    return f"data:image/png;base64,{b64encode(logo).decode()}"


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput.on("logo", code="invalid", sentence=sentence)
