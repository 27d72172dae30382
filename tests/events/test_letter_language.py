"""The language of e-mail texts: what it says, and everything that it refuses."""

import pytest

from events.letters.language import MOST_CHARACTERS, MOST_STEPS, TextInvalid, TextTooLong, fill, parse
from events.letters.markup import markup_errors
from events.letters.variables import variables_of

SHIPPED = variables_of("shipped")
LINES = [{"name": "Mug", "quantity": "2", "again": ""}, {"name": "Plate", "quantity": "1", "again": "1"}]
VALUES = {
    "number": "1254", "ref": "", "customer_name": "", "shop": "Web Store", "shop_url": "", "page_url": "",
    "shipments": [{"carrier": "DHL", "tracking_number": "", "tracking_url": "", "lines": LINES}],
}  # fmt: skip


def said(text, **values):
    return fill(parse(text, SHIPPED), {**VALUES, **values})


def errors(text):
    with pytest.raises(TextInvalid) as refused:
        parse(text, SHIPPED)
    return [str(error) for error in refused.value.errors]


def test_variables_conditions_and_rows_are_filled_in():
    text = (
        "{{ number }}{% if customer_name %} for {{ customer_name }}{% else %}!{% endif %}"
        "{%if not ref%} {{shop}}{%endif%}"
        "{% for parcel in shipments %} {{ parcel.carrier }}:"
        "{% for line in parcel.lines %} {{ line.quantity }} {{ line.name }}{% if line.again %}*{% endif %}{% endfor %}"
        "{% endfor %}"
    )

    assert said(text) == "1254! Web Store DHL: 2 Mug 1 Plate*"
    assert said(text, customer_name="John") == "1254 for John Web Store DHL: 2 Mug 1 Plate*"


def test_braces_that_mean_nothing_are_text():
    assert said("a { b } % c {x} 100 %") == "a { b } % c {x} 100 %"


@pytest.mark.parametrize(
    "name",
    [
        "nothing", "number.upper", "shipments.0", "shipments.lines", "shipments.append", "number.__class__",
        "customer_name.format", "settings", "request", "line.name", "Number", "shop.number",
    ],
)  # fmt: skip
def test_what_is_no_variable_is_named_with_its_line(name):
    assert errors(f"Hello\n\n{{% if {name} %}}x{{% endif %}}") == [f"Line 3: there is no variable {name} here."]


@pytest.mark.parametrize(
    "tag",
    [
        "{% include 'mail/en/placed.txt' %}", "{% load i18n %}", "{% debug %}", "{% extends 'x' %}", "{% csrf_token %}",
        "{{ number|safe }}", "{{ number.__class__.__mro__ }}", "{{ 7*7 }}", "{{ ''.join }}", "{{ number() }}",
        "{{ lipsum.__globals__ }}", "{# comment #}{% comment %}", "{% if number == ref %}", "{% with a=number %}",
        "{% for a in 'abc' %}", "{{ self }}{{ }}", "{% elif number %}", "{{ _number }}{{ number[0] }}",
    ],
)  # fmt: skip
def test_nothing_is_called_included_or_computed(tag):
    assert errors(tag)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a\n{{ number", "Line 2: {{ begins or ends nothing."),
        ("a }} b", "Line 1: }} begins or ends nothing."),
        ("{% if ref %}\n\nx", "Line 1: if has no endif."),
        ("\n{% endfor %}", "Line 2: endfor belongs to nothing."),
        ("{% if ref %}{% endfor %}{% endif %}", "Line 1: endfor belongs to nothing."),
        ("{% if ref %}{% else %}{% else %}{% endif %}", "Line 1: else belongs to nothing."),
        ("{% for line in shipments %}{% else %}{% endfor %}", "Line 1: else belongs to nothing."),
        ("{{ shipments }}", "Line 1: shipments cannot be used like this."),
        ("{% for a in number %}{% endfor %}", "Line 1: number cannot be used like this."),
        ("{% for number in shipments %}{% endfor %}", "Line 1: number is the name of another variable."),
        ("{% if ref %}" * 11 + "{% endif %}" * 11, "Line 1: this is nested too deeply."),
        ("{% for a in shipments %}{{ a }}{% endfor %}", "Line 1: there is no variable a here."),
        ("{% for a in shipments %}{% endfor %}{{ a.carrier }}", "Line 1: there is no variable a.carrier here."),
    ],
)
def test_what_is_wrong_is_said(text, error):
    assert errors(text) == [error]


def test_every_error_is_said_at_once():
    assert errors("{{ a }}\n{{ b }}\n{% if ref %}") == [
        "Line 1: there is no variable a here.",
        "Line 2: there is no variable b here.",
        "Line 3: if has no endif.",
    ]


class TestLimits:
    def test_rows_within_rows_end(self):
        loops = "".join(f"{{% for {name} in shipments %}}" for name in "abcdefgh")
        nodes = parse(loops + "{{ number }}" + "{% endfor %}" * 8, SHIPPED)

        with pytest.raises(TextTooLong):
            fill(nodes, {**VALUES, "shipments": VALUES["shipments"] * 30})

    def test_a_text_that_says_nothing_ends_too(self):
        nodes = parse("{% for a in shipments %}{% endfor %}", SHIPPED)

        with pytest.raises(TextTooLong):
            fill(nodes, {**VALUES, "shipments": [{}] * (MOST_STEPS + 1)})

    def test_long_values_end(self):
        with pytest.raises(TextTooLong):
            said("{{ customer_name }}" * 20, customer_name="x" * (MOST_CHARACTERS // 10))

    @pytest.mark.timeout(5)
    @pytest.mark.parametrize(
        "part", ["{{", "{%", "{{ ", "{% if ", "<a ", "< ", "{{number", '<a href="', "<a" + " " * 50]
    )
    def test_a_text_made_to_be_slow_is_read_at_once(self, part):
        text = part * (40_000 // len(part))

        with pytest.raises(TextInvalid):
            parse(text + "{{ x }}", SHIPPED)
        assert markup_errors(text + "<x>", SHIPPED)
        assert markup_errors("<a" + " " * 40_000, SHIPPED)


class TestMarkup:
    @pytest.mark.parametrize(
        "html",
        [
            '<p style="color:#111">Hello {{ customer_name }}<br/></p>',
            '<a href="{{ page_url }}">Order</a> <a href="https://shop.example/?a=1">Shop</a>',
            '{% for s in shipments %}<a href="{{ s.tracking_url }}">{{ s.carrier }}</a>{% endfor %}',
            '<img src="https://shop.example/logo.png" alt="Web Store" width="120">',
            '<TABLE width="100%" cellpadding="0"><tr>\n<td align="left">1 &lt; 2</td></tr></TABLE>',
        ],
    )
    def test_what_only_looks_like_something_is_allowed(self, html):
        assert markup_errors(html, SHIPPED) == []

    @pytest.mark.parametrize(
        "html",
        [
            "<script>alert(1)</script>", "<iframe src='https://x.example'></iframe>", "<svg/onload=alert(1)>",
            '<p onclick="x()">', '<a href="javascript:alert(1)">', '<a href=" javascript:alert(1)">',
            '<a href="&#106;avascript:alert(1)">', '<a href="data:text/html,x">', '<a href="//evil.example">',
            "<a href={{ customer_name }}>", '<a href="{{ customer_name }}">', '<a href="https://x/{{ number }}">',
            '<p title="{{ customer_name }}">', '<p style="color:{{ number }}">', '<p style="background:url(https://x)">',
            '<p style="background:u\\72l(x)">', '<p style="background:u&#114;l(x)">', "<!-- {{ number }} -->",
            "<style>p{}</style>", "<form>", '<input name="a">', '<meta http-equiv="refresh" content="0;https://x">',
            '<base href="https://x">', "<p {% if ref %}title{% endif %}>", "<p", "a > b", "<{{ number }}>", "</p id>",
            '<img src="http://x.example/a.png">', '<a href="https://x" href="javascript:x">', "<p\x00>",
        ],
    )  # fmt: skip
    def test_what_does_something_is_refused(self, html):
        assert markup_errors(html, SHIPPED)

    def test_the_line_is_named(self):
        assert markup_errors("<p>\n</p>\n<b>\n <script>", SHIPPED) == ["Line 4: the element script is not allowed."]
