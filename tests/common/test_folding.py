"""Words as searches compare them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.folding import folded

WORDS = st.text(st.characters(max_codepoint=0x052F, exclude_categories=["M"]))
"""Of every alphabet up to Cyrillic, but for accents that stand alone."""


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("İbrahim Işık", "IBRAHIM ISIK"),
        ("ibrahim ışık", "IBRAHIM ISIK"),
        ("Şükrü Çağlar Öz", "SUKRU CAGLAR OZ"),
        ("Straße, STRAẞE", "STRASSE, STRASSE"),
        ("Søren Ærø", "SOREN AERO"),
        ("Łódź", "LODZ"),
        ("Þór Guðmundsson", "THOR GUDMUNDSSON"),
        ("Œuvre d’Anaïs", "OEUVRE D'ANAIS"),
        ("Đặng", "DANG"),
        ("Əliyev", "ELIYEV"),
        ("ΆΛΦΑ ς", "ΑΛΦΑ Σ"),
        ("Йогурт", "ИОГУРТ"),
        ("ﬁ № ²", "FI NO 2"),
        ("Zoe\N{COMBINING DIAERESIS}", "ZOE"),
        ("東京", "東京"),
        ("\u202aA\u2011\u200b1\u202c", "A-1"),
        ("co\u00adop \u2013 2", "COOP - 2"),
        ("می‌خواهم", "میخواهم"),
    ],
)
def test_words_are_folded_to_capitals_without_accents(written, plain):
    assert folded(written) == plain


@given(WORDS)
def test_the_case_of_a_word_makes_no_difference(word):
    assert folded(word) == folded(word.upper()) == folded(word.lower()) == folded(folded(word))


@given(st.text(), st.text())
def test_a_part_of_a_text_is_a_part_of_it_when_both_are_folded(one, other):
    assert folded(one + other) == folded(one) + folded(other)
