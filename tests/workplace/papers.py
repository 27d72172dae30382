"""Printed documents: their names, their pages, and the text on them."""

from io import BytesIO

from pypdf import PdfReader

from workplace.documents.printing import DocumentKind

SLIP, CONFIRMATION, NOTE = DocumentKind.PACKING_SLIP, DocumentKind.CONFIRMATION, DocumentKind.REFUND_NOTE


def pages(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def text(pdf):
    return " ".join(pages(pdf))
