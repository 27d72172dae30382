"""Logos: small pictures that people upload."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO

from common.errors import InvalidInput, Sentence

LARGEST_FILE = 256 * 1024
LARGEST_SIDE = 2000
PRINTED_SIZE = (1000, 250)
"""Width and height of what is kept: it prints sharply, and stays small in every document."""


def checked_logo(file: bytes) -> bytes:
    """A PNG or JPEG, re-encoded as a PNG of the printed size, so that nothing but the picture is stored.

    Raises:
        InvalidInput: it is something else, or too large.
    """
    from PIL import Image

    if len(file) > LARGEST_FILE:
        raise _refused(Sentence("A logo has at most 256 KiB."))
    try:
        with Image.open(BytesIO(file), formats=["PNG", "JPEG"]) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise _refused(Sentence("A logo has at most 2000 × 2000 pixels."))
            printed = picture.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused(Sentence("A logo has at most 2000 × 2000 pixels.")) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _refused(Sentence("A logo is a PNG or JPEG picture.")) from error
    printed.thumbnail(PRINTED_SIZE)
    png = BytesIO()
    printed.save(png, "PNG", optimize=True)
    return png.getvalue()


def inlined(logo: bytes) -> str:
    """A logo as a `data:` URL."""
    return f"data:image/png;base64,{b64encode(logo).decode()}"


def _refused(sentence: Sentence) -> InvalidInput:
    return InvalidInput.on("logo", code="invalid", sentence=sentence)
