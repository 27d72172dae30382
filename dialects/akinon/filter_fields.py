"""The values of Akinon's filters, and what each means in the order book."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import ExpressionWrapper, F, Q, Value
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from addresses.models.address import NOTES_INDEXED
from common.api.filter_fields import AmountField, IdField, JsonField, MomentField, StrictField, TextField
from common.api.parameters import whole_number
from common.fields import MoneyField
from common.money import ZERO
from dialects.akinon.imported_ids import key_of_id
from dialects.akinon.planned import lines_about, numbers_in
from dialects.common.times import as_compared
from dialects.common.units import unit_key
from orders.models import ExternalKind, OrderItem
from orders.statuses import CancelStatus


class ItemCodeField(StrictField):
    """A status of a unit."""

    expected = "a status code"

    def read(self, text: str) -> Any:
        code = whole_number(text)
        if code is None or code > 999:
            raise ValueError
        return code


class AkinonCodeField(ItemCodeField):
    """A status, in hundreds: it matches all statuses that are shown as it."""

    def read(self, text: str) -> Any:
        code = super().read(text)
        return (code, code + 99) if code % 100 == 0 else (-1, -1)


class CancelStatusField(StrictField):
    expected = "a cancel status"

    def read(self, text: str) -> str:
        return CancelStatus(text).value


class UpperField(TextField):
    def read(self, text: str) -> str:
        return text.upper()


class WordField(StrictField):
    """A word of a list."""

    expected = "one of the published words"

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        super().__init__()

    def read(self, text: str) -> str:
        if text not in self.words:
            raise ValueError
        return text


class PaymentPlanField(JsonField):
    """JSON. An empty object means no payment plan, as in answers."""

    def read(self, text: str) -> Any:
        return super().read(text) or []


class ImportedIdField(IdField):
    """The id of a row: one that was imported with it, or its own."""

    def __init__(self, kind: ExternalKind) -> None:
        self.kind = kind
        super().__init__()

    def read(self, text: str) -> UUID:
        return key_of_id(self.kind, super().read(text))


class UnitField(ImportedIdField):
    """An order item: the plans that are about it."""

    def read(self, text: str) -> Any:
        id = super().read(text)
        key = unit_key(id)
        named = Q(order__serial=key.serial, position=key.position) if key else Q(pk=id)
        item = OrderItem.objects.filter(named).first()
        if item is None:
            return []
        about = numbers_in(lines_about([item.pk]).get(item.pk, ()), item.quantity)
        return [plan.pk for plan, numbers in about if (key.number if key else 0) in numbers]


class NotesField(TextField):
    """Notes, whose beginnings an index has."""

    def read(self, text: str) -> Any:
        return Q(notes=text) & Q(Exact(Left("notes", NOTES_INDEXED), text[:NOTES_INDEXED]))


class UnitAmountField(AmountField):
    """An amount of one unit, as the line has it for all of them. None is below zero, and a line has a unit at least."""

    def __init__(self, lookup: str) -> None:
        self.lookup = lookup
        super().__init__()

    def read(self, text: str) -> Any:
        amount = super().read(text)
        of_line = ExpressionWrapper(F("quantity") * Value(amount, output_field=MoneyField()), output_field=MoneyField())
        found = Q((f"discount_amount__{self.lookup}", of_line))
        if self.lookup in ("gt", "gte"):
            return found & Q(discount_amount__gte=max(amount, ZERO))
        return Q(pk__in=[]) if amount < 0 or (amount == 0 and self.lookup == "lt") else found


class ShownMomentField(MomentField):
    """A time that rows show in whole seconds."""

    def __init__(self, column: str, lookup: str) -> None:
        self.column, self.lookup = column, lookup
        super().__init__()

    def read(self, text: str) -> Any:
        lookup, moment = as_compared(self.lookup, super().read(text))
        return Q((f"{self.column}__{lookup}", moment))
