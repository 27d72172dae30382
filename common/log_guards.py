"""Guards of rows that are written once, which let an erasure of a person through (ADR 87)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from common.guards import THIS_TRANSACTION, Guard, Trigger


class OnlyEnded(Guard):
    """Rows never change, once the column that marks them as running is false."""

    def __init__(self, model_name: str, running: str) -> None:
        super().__init__(model_name)
        self.running = running

    def describe(self) -> str:
        return f"Never change a {self.model_name} that is ended"

    def trigger(self, model: Any) -> Trigger:
        table, column = model._meta.db_table, model._meta.get_field(self.running).column
        sentence = f"{table}: rows are never changed."
        return Trigger(table, f"{table}_never_changed", "BEFORE UPDATE", sentence, when=f'NOT OLD."{column}"')


class OnlyErased(Guard):
    """Rows of orders never change, except these columns while the privacy log (`orders.PrivacyEntry`) says that this
    very transaction is erasing the order's customer (ADR 87)."""

    def __init__(self, model_name: str, columns: Sequence[str]) -> None:
        super().__init__(model_name)
        self.columns = columns

    def describe(self) -> str:
        return f"Never change a {self.model_name}, but for an erasure"

    def trigger(self, model: Any) -> Trigger:
        table = model._meta.db_table
        others = [field.column for field in model._meta.concrete_fields if field.name not in self.columns]
        unchanged = " AND ".join(f'OLD."{column}" IS NOT DISTINCT FROM NEW."{column}"' for column in others)
        sentence = f"{table}: rows are never changed."
        unless = f"{_BEING_ERASED} AND {unchanged}"
        return Trigger(table, f"{table}_never_changed", "BEFORE UPDATE", sentence, unless=unless)


_BEING_ERASED = f"""EXISTS (
    SELECT 1 FROM "orders_privacyentry" entry JOIN "orders_order" o ON o."customer_id" = entry."customer_id"
    WHERE o."id" = OLD."order_id" AND entry."is_running" AND entry."transaction" = {THIS_TRANSACTION}
      AND (entry."order_id" IS NULL OR entry."order_id" = o."id")
)"""  # noqa: S608
