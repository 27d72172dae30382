"""From sheets to PDF, with fonts of our own and nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from common.api import strict_json

HERE = Path(__file__).parent
FONTS = HERE / "fonts"


def drawn(sheets: Sequence[dict[str, Any]], logos: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """The PDF of these sheets, each on pages of its own that are numbered from 1, with the logos of their channels."""
    import typst

    given = {"sheets": sheets, "logos": {channel: list(logo) for channel, logo in logos.items()}}
    inputs = {name: strict_json.write(value).decode() for name, value in given.items()}
    return typst.compile(HERE / "sheets.typ", root=HERE, font_paths=_fonts(), sys_inputs=inputs)


@cache
def _fonts() -> Any:
    """The fonts of this package alone, so that a document looks the same on every machine."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
