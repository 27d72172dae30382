"""Renderers. JSON is the native form; XML, YAML and CSV have the same content and are never read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any
from xml.etree import ElementTree as ET

import yaml
from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer

from common.api import strict_json

Context = Mapping[str, Any] | None


class JsonRenderer(BaseRenderer):
    """JSON: decimals as strings, times in UTC with `Z`."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Context = None) -> bytes:
        return b"" if data is None else strict_json.write(data)


class XmlRenderer(BaseRenderer):
    """XML: an object's keys are elements, a list's values are elements named `item`, null is `null="true"`."""

    media_type = "application/xml"
    format = "xml"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Context = None) -> bytes:
        if data is None:
            return b""
        root = ET.Element("response")
        _fill(root, strict_json.plain(data))
        document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        return document


_ELEMENT_NAME = re.compile(r"(?!xml)[a-z_][a-z0-9_.-]*", re.IGNORECASE | re.ASCII)
_ILLEGAL_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _fill(element: ET.Element, value: Any) -> None:
    """Write a plain value into an element."""
    if isinstance(value, dict):
        for key, part in value.items():
            _fill(_child(element, key), part)
    elif isinstance(value, list):
        for part in value:
            _fill(ET.SubElement(element, "item"), part)
    elif value is None:
        element.set("null", "true")
    else:
        element.text = _legal(_text(value))


def _child(parent: ET.Element, key: str) -> ET.Element:
    """An element named by the key, or, where that is no name, `<entry name="the key">`."""
    if _ELEMENT_NAME.fullmatch(key):
        return ET.SubElement(parent, key)
    return ET.SubElement(parent, "entry", name=_legal(key))


def _legal(text: str) -> str:
    """The text with a replacement character for each one that XML has no way to write."""
    return _ILLEGAL_IN_XML.sub("\ufffd", text)


class YamlRenderer(BaseRenderer):
    """YAML, which every YAML 1.1 and 1.2 reader takes for the same values as the JSON."""

    media_type = "application/yaml"
    format = "yaml"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Context = None) -> bytes:
        if data is None:
            return b""
        text: str = yaml.dump(strict_json.plain(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False)
        return text.encode()


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """PyYAML's, in C where it is built so, and without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


# PyYAML knows YAML 1.1, to which these texts are no numbers; 1.2 would read them as such unless they are quoted.
_Dumper.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+"),
    list("-+.0123456789"),
)


class CsvRenderer(BaseRenderer):
    """CSV: one line per row. Long lists are better streamed with `csv_stream`."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Context = None) -> bytes:
        if data is None:
            return b""
        rows = data.get("results", [data]) if isinstance(data, Mapping) else data
        columns = list(rows[0]) if rows else []
        return "".join(_csv_chunks(columns, rows)).encode()


def csv_stream(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, filename: str) -> StreamingHttpResponse:
    """An answer that writes rows as CSV while they are read; a column that a row lacks stays empty."""
    return StreamingHttpResponse(
        _csv_chunks(columns, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


_CHUNK = 64 * 1024
_FORMULA = frozenset("=+-@\t\r\n")
_NEGATIVE_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?")


def _csv_chunks(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The header and the rows as text, many rows at a time."""
    chunk = StringIO()
    writer = csv.writer(chunk)
    writer.writerow(map(_cell, columns))
    for row in rows:
        cells = strict_json.plain(row)
        writer.writerow([_cell(cells.get(column)) for column in columns])
        if chunk.tell() > _CHUNK:
            yield chunk.getvalue()
            chunk.seek(0)
            chunk.truncate()
    yield chunk.getvalue()


def _cell(value: Any) -> str:
    """A value as a spreadsheet may have it. One that a spreadsheet would run as a formula starts with an apostrophe."""
    text = "" if value is None else _text(value)
    if text[:1] in _FORMULA and not _NEGATIVE_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _text(value: Any) -> str:
    """A plain value as text: a text as it is, everything else as in JSON."""
    return value if isinstance(value, str) else strict_json.write(value).decode()
