"""The scan finds words wherever the database's catalogue lists texts, in whatever way they are written there."""

from io import StringIO

import pytest
from django.core.management import call_command

from orders.models import Order
from orders.privacy.scan import find_words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("word", ["zebedée", "ZEBEDÉE", "Zebedée"])
@pytest.mark.parametrize(
    "columns", [{"description": "For Zebedée!"}, {"extra_field": {"to": ["Zebedée"]}}, {"search_text": "ZEBEDEE"}]
)
def test_a_word_is_found_in_any_case_in_texts_and_json(order, word, columns):
    Order.objects.filter(pk=order.pk).update(**columns)

    assert [(found.table, found.column, found.rows) for found in find_words([word])] == [
        ("orders_order", next(iter(columns)), 1)
    ]


def test_signs_that_stand_for_any_other_are_meant_as_they_are(order):
    Order.objects.filter(pk=order.pk).update(description="50% off_!")

    assert len(list(find_words(["50% off_!"]))) == 1
    assert list(find_words(["5_% off"])) == []
    assert list(find_words([" "])) == []


def test_the_command_reads_words_from_its_input(order, monkeypatch):
    Order.objects.filter(pk=order.pk).update(description="For Quixworth")
    said = StringIO()
    monkeypatch.setattr("sys.stdin", StringIO("quixworth\n\n"))

    with pytest.raises(SystemExit):
        call_command("find_words", stdout=said)

    assert "orders_order.description: 1 rows" in said.getvalue()
    monkeypatch.setattr("sys.stdin", StringIO("nobody-by-this-name\n"))
    call_command("find_words", stdout=said)
