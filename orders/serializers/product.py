"""The product snapshot of an item: its documented keys and their types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field

from common.api.fields import BoundedJsonField

Check = Callable[[Any], bool]


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_id(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def is_object(value: Any) -> bool:
    return isinstance(value, dict)


KEYS: Mapping[str, tuple[Check, str]] = {
    "type": (is_text, "a text"),
    "id": (is_id, "a text or a whole number"),
    "name": (is_text, "a text"),
    "code": (is_text, "a text"),
    "model": (is_text, "a text"),
    "description": (is_text, "a text"),
    "url": (is_text, "a text"),
    "image_url": (is_text, "a text"),
    "variant": (is_object, "an object"),
    "gift_certificate": (is_object, "an object"),
}
"""The documented keys (`docs/api/product.md`); null means absent. Other keys are kept as they are."""

_DOCUMENTED: Mapping[str, Mapping[str, Any]] = {
    "text": {"type": ["string", "null"]},
    "object": {"type": ["object", "null"], "additionalProperties": True},
}
_SHAPES: Mapping[Check, Mapping[str, Any]] = {
    is_text: _DOCUMENTED["text"],
    is_id: {"type": ["string", "integer", "null"]},
    is_object: _DOCUMENTED["object"],
}


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": True,
        "properties": {name: dict(_SHAPES[check]) for name, (check, _) in KEYS.items()},
    }
)
class ProductField(BoundedJsonField):
    """A product snapshot. Documented keys must hold values of the documented type."""

    default_error_messages = {"wrong_key": "'{name}' must be {wanted}."}

    def __init__(self, **options: Any) -> None:
        super().__init__(max_bytes=16_384, **options)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        product = super().to_internal_value(data)
        for key, (check, wanted) in KEYS.items():
            if product.get(key) is not None and not check(product[key]):
                self.fail("wrong_key", name=key, wanted=wanted)
        return product
