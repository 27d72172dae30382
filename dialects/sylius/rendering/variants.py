"""Product variants as they were when they were ordered; the Python version is `dialects.sylius.reading.variants`."""

from __future__ import annotations

from common.fields import PLACES
from dialects.common.json_text import array, some_text, sparse, text
from dialects.sylius.reading.variants import PRICE
from dialects.sylius.rendering.words import minor, named_link

VARIANT = "i.variant"


def variant() -> str:
    """The variant of an item, as far as the storefront sent it."""
    return sparse(
        id=_id(VARIANT),
        code=f"COALESCE({_text(VARIANT, 'code')}, {_text('i.product', 'code')}, {some_text('i.sku')})",
        option_values=_options(),
        position=_scalar(VARIANT, "position"),
        translations=_translations(),
        on_hold=_scalar(VARIANT, "on_hold"),
        on_hand=_scalar(VARIANT, "on_hand"),
        tracked=_scalar(VARIANT, "tracked"),
        channel_pricings=_pricings(),
        _links=_if_both_are_known(sparse(self=_variant_link(), product=_product_link())),
    )


def variant_links() -> str:
    """Links to product and variant; NULL if the storefront did not name them."""
    return _if_both_are_known(sparse(product=_product_link(), variant=_variant_link()))


def _product_link() -> str:
    return named_link("'products/' || (i.product ->> 'id')")


def _variant_link() -> str:
    return named_link(f"'products/' || (i.product ->> 'id') || '/variants/' || ({VARIANT} ->> 'id')")


def _if_both_are_known(shown: str) -> str:
    given = " AND ".join(f"{_id(owner)} <> '0'" for owner in ("i.product", VARIANT))
    return f"CASE WHEN {given} THEN {shown} END"


def _options() -> str:
    given = sparse(name=_scalar("x.given", "name"), code=_scalar("x.given", "code"))
    return array(given, f"{_elements('options')} WHERE jsonb_typeof(x.given) = 'object'")


def _translations() -> str:
    names, name = f"({VARIANT} -> 'translations')", "NULLIF(i.product ->> 'name', '')"
    shown = sparse(locale=some_text("x.key"), id=_scalar("x.value", "id"), name=_scalar("x.value", "name"))
    each = f"string_agg({text('x.key')} || ':' || {shown}, ',')"
    rows = f"jsonb_each(CASE WHEN jsonb_typeof({names}) = 'object' THEN {names} END) x(key, value)"
    locale = text("COALESCE(NULLIF(o.language_code, ''), NULLIF(c.locale, ''), 'en_US')")
    alone = f"CASE WHEN {name} <> '' THEN {locale} || ':' || {sparse(locale=locale, name=text(name))} END"
    return f"'{{' || COALESCE((SELECT {each} FROM {rows}), {alone}, '') || '}}'"


def _pricings() -> str:
    decimals = "split_part(x.price, '.', 2)"
    like_thousands = f"length({decimals}) = 3 AND own.digits < 3"
    fits = f"length(rtrim({decimals}, '0')) <= own.digits AND NOT ({like_thousands})"
    given = "x.given -> 'price'"
    price = (
        f"CASE jsonb_typeof({given}) WHEN 'number' THEN trim_scale(({given})::numeric)::text "
        "ELSE x.given ->> 'price' END"
    )
    rows = f"(SELECT x.given, {price} AS price FROM {_elements('channel_prices')}) x"
    amount = minor(f"x.price::numeric * {10**PLACES}")
    shown = sparse(id=_id("x.given"), channel="c.shown", price=amount)
    return array(shown, f"{rows} WHERE x.price ~ '^({PRICE})$' AND {fits}")


def _elements(key: str) -> str:
    """The elements of a list that was sent of the variant, with their places."""
    given = f"{VARIANT} -> '{key}'"
    return f"jsonb_array_elements(CASE WHEN jsonb_typeof({given}) = 'array' THEN {given} END) x(given)"


def _id(owner: str) -> str:
    """An id that was sent: a text, or a whole number."""
    given = f"{owner} -> 'id'"
    return (
        f"CASE jsonb_typeof({given}) WHEN 'string' THEN NULLIF(({given})::text, '\"\"') "
        f"WHEN 'number' THEN CASE WHEN ({given})::text !~ '[.]' THEN ({given})::text END END"
    )


def _text(owner: str, key: str) -> str:
    """A text that was sent."""
    given = some_text(f"{owner} ->> '{key}'")
    return f"CASE WHEN jsonb_typeof({owner} -> '{key}') = 'string' THEN {given} END"


def _scalar(owner: str, key: str) -> str:
    """A text, a number or a truth value that was sent."""
    given = f"{owner} -> '{key}'"
    return (
        f"CASE WHEN jsonb_typeof({given}) NOT IN ('null', 'object', 'array') THEN NULLIF(({given})::text, '\"\"') END"
    )
