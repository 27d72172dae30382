"""The docs show examples that are executed, and their links lead somewhere."""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.contracts.pages import FENCED, asked, examples, request_in, with_examples

DOCS = Path(settings.BASE_DIR, "docs")
PAGES = [*sorted(DOCS.rglob("*.md")), Path(settings.BASE_DIR, "README.md"), Path(settings.BASE_DIR, "CONTRIBUTING.md")]


def named(path):
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", sorted((DOCS / "api").glob("*.md")), ids=named)
def test_a_page_shows_examples_as_they_are(path):
    page = path.read_text()
    if "REWRITE_EXAMPLES" in os.environ:
        path.write_text(with_examples(page))

    assert path.read_text() == with_examples(page), "Run `make examples`."
    assert page.count("```http") == len(FENCED.findall(page))


@pytest.mark.parametrize("operation", ["orders_create", "orders_ship", "orders_retrieve"])
def test_the_request_on_a_page_can_be_read_from_it(operation):
    for example in examples(operation):
        assert request_in(asked(example["request"])) == example["request"]


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_link_leads_to_a_page_and_a_heading(path):
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", path.read_text()):
        file, _, heading = target.partition("#")
        page = (path.parent / file).resolve() if file else path
        assert page.exists(), target
        assert not heading or heading in headings(page), target


def headings(path):
    """The anchors of a page's headings, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_the_index_names_every_page_of_the_api():
    index = (DOCS / "index.md").read_text()

    assert [path.name for path in (DOCS / "api").glob("*.md") if f"(api/{path.name})" not in index] == []
