"""What the HTML of an e-mail may consist of: elements that look like something and do nothing.

It is read more strictly than by any browser, so that both see the same elements. Variables are between elements,
escaped, or are the whole address of a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from common.errors import Sentence
from events.letters.variables import Kind, Variables

ELEMENTS = frozenset(
    {"a", "b", "blockquote", "br", "center", "code", "div", "em", "font", "h1", "h2", "h3", "h4", "hr", "i", "img"}
    | {"li", "ol", "p", "pre", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead"}
    | {"tr", "u", "ul"}
)
ATTRIBUTES = frozenset(
    {"align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "color", "colspan", "dir", "face", "height"}
    | {"href", "lang", "role", "rowspan", "size", "src", "style", "title", "valign", "width"}
)

_ELEMENT = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+="[^"<>]*")*)\s*/?>')
_ATTRIBUTE = re.compile(r'([a-zA-Z-]+)="([^"<>]*)"')
_VARIABLE = re.compile(r"\{\{\s*([a-z_.]+)\s*\}\}")
_ADDRESS = {"href": re.compile(r"https?://|mailto:|tel:", re.IGNORECASE), "src": re.compile("https://", re.IGNORECASE)}
_LOADING = re.compile(r"url|image|expression|import|[@&\\]|/\*", re.IGNORECASE)
"""What makes a style load something, or hides that it does."""


def markup_errors(html: str, variables: Variables) -> list[Sentence]:
    """What is not allowed in a piece of HTML."""
    errors: list[Sentence] = []
    line, end = 1, 0
    for element in _ELEMENT.finditer(html):
        errors += _stray(html[end : element.start()], line)
        line += html.count("\n", end, element.start())
        errors += _of_element(element, line, variables)
        line += element[0].count("\n")
        end = element.end()
    return errors + list(_stray(html[end:], line))


def _stray(between: str, line: int) -> Iterator[Sentence]:
    if found := re.search("[<>]", between):
        where = line + between.count("\n", 0, found.start())
        yield Sentence(
            'Line {line}: {mark} belongs to no element. Attributes look like name="value"; the sign itself is {sign}.',
            line=where,
            mark=found[0],
            sign="&lt;" if found[0] == "<" else "&gt;",
        )


def _of_element(element: re.Match[str], line: int, variables: Variables) -> Iterator[Sentence]:
    is_end, name, attributes = element.groups()
    if name.lower() not in ELEMENTS:
        yield Sentence("Line {line}: the element {element} is not allowed.", line=line, element=name)
    if is_end and attributes:
        yield Sentence("Line {line}: the end of an element has no attributes.", line=line)
    for attribute, value in _ATTRIBUTE.findall(attributes):
        if attribute.lower() not in ATTRIBUTES:
            yield Sentence("Line {line}: the attribute {attribute} is not allowed.", line=line, attribute=attribute)
        elif not _is_harmless(attribute.lower(), value, _links(variables)):
            yield Sentence(
                "Line {line}: this value of {attribute} is not allowed: {value}",
                line=line,
                attribute=attribute,
                value=value,
            )


def _is_harmless(attribute: str, value: str, links: frozenset[str]) -> bool:
    variable = _VARIABLE.fullmatch(value)
    if variable is not None:
        return attribute == "href" and variable[1].rpartition(".")[2] in links
    if "{{" in value or "{%" in value:
        return False
    if attribute in _ADDRESS:
        return bool(_ADDRESS[attribute].match(value))
    return attribute != "style" or not _LOADING.search(value)


def _links(variables: Variables) -> frozenset[str]:
    """The names of variables that are addresses, also in rows."""
    return frozenset(_named_links(variables))


def _named_links(variables: Variables) -> Iterator[str]:
    for name, variable in variables.items():
        if variable.kind is Kind.LINK:
            yield name
        yield from _named_links(variable.parts)
