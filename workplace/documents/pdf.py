"""From HTML to PDF, with fonts of our own and nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"


class PdfNotRendered(Exception):
    """A template says something that cannot be drawn: a mistake of ours."""


def drawn(html: str) -> bytes:
    """The PDF of an HTML document. Of files, it may read our fonts and nothing else."""
    from xhtml2pdf import pisa
    from xhtml2pdf.config.resources import ResourceAccessPolicy

    pdf = BytesIO()
    done = pisa.CreatePDF(
        html,
        dest=pdf,
        path=str(FONTS / "document.html"),
        link_callback=_font,
        resource_policy=ResourceAccessPolicy.server(FONTS, allow_remote=False),
    )
    if done.err:
        raise PdfNotRendered(str(done.log))
    return pdf.getvalue()


def joined(pdfs: Iterable[bytes]) -> bytes:
    """Several documents behind each other in one PDF."""
    from pypdf import PdfWriter

    together, pdf = PdfWriter(), BytesIO()
    for part in pdfs:
        together.append(BytesIO(part))
    together.compress_identical_objects()
    together.write(pdf)
    return pdf.getvalue()


def _font(name: str, _beside: str) -> str:
    """The file of a font. An address of anything else leads nowhere, unless the picture stands in it."""
    if name.startswith("data:image/png;base64,"):
        return name
    return str(FONTS / Path(name).name)
