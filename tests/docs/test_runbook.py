"""Whatever can wait for a person has an entry in the runbook."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from payments.statuses import Attention

TEXT = Path(settings.BASE_DIR, "docs", "runbook.md").read_text()
HEADINGS = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
ANCHORS = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in HEADINGS}


def entry(first_cell):
    """Where the row of a table leads that begins so."""
    row = re.search(rf"^\| [^|]*{re.escape(first_cell)}[^|]*\| ([^|]+) \|$", TEXT, re.MULTILINE)
    assert row, f"The runbook does not know {first_cell}."
    return re.findall(r"\(#([\w-]+)\)", row[1])


@pytest.mark.parametrize("reason", [reason for reason in Attention.values if reason])
def test_each_reason_to_look_at_money_leads_to_an_entry(reason):
    assert entry(f"`{reason}`")


def test_each_tile_of_the_home_page_leads_to_an_entry(desk_of):
    tasks = desk_of().get("/admin/").context["tasks"]

    assert len(tasks) > 8
    assert all(entry(str(task.title)) for task in tasks)


def test_every_link_within_the_runbook_leads_somewhere():
    assert set(re.findall(r"\(#([\w-]+)\)", TEXT)) <= ANCHORS
