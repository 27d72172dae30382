"""The carrier of a shipment: one that is offered, by its code or name, or other words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from common.folding import folded
from common.invisible import in_one_line
from common.rows import fetch
from orders.models import Carrier, Shipment


class OfferedCarriers:
    """The carriers that are offered."""

    def __init__(self) -> None:
        self.rows = fetch(Carrier, is_active=True, order_by="name")

    def named(self, said: str) -> Carrier | None:
        """The carrier that a code or a name means; a code comes before a name."""
        wanted = folded(said.strip())
        by_code = (row for row in self.rows if wanted and folded(row.code) == wanted)
        by_name = (row for row in self.rows if wanted and folded(row.name) == wanted)
        return next(by_code, None) or next(by_name, None)

    def with_id(self, carrier_id: UUID | None) -> Carrier | None:
        return next((row for row in self.rows if row.pk == carrier_id), None)


def carrier_name(said: str) -> str:
    """The name of the offered carrier that is meant, or the words themselves."""
    carrier = OfferedCarriers().named(said) if said else None
    return carrier.name if carrier else said


def tracking_of(shipment: Shipment, given: Mapping[str, str], *, default: UUID | None = None) -> dict[str, str]:
    """What is written about a shipment's carrier and tracking when this is given: an offered carrier by its name, and
    where it tracks the shipment, unless an address is given or was written otherwise; nothing of what is pasted along
    with numbers. `default` is the carrier where none is named."""
    given = {name: in_one_line(value) for name, value in given.items()}
    said = given.get("carrier", shipment.carrier)
    if not (said or default or shipment.tracking_url):
        return given
    offered = OfferedCarriers()
    carrier = offered.named(said) if said or "carrier" in given else offered.with_id(default)
    written: dict[str, Any] = {**given, **({"carrier": carrier.name} if carrier else {})}
    if "tracking_url" not in given:
        before = offered.named(shipment.carrier)
        derived = before.url_for(shipment.tracking_number) if before else ""
        if shipment.tracking_url in ("", derived):
            number = given.get("tracking_number", shipment.tracking_number)
            written["tracking_url"] = carrier.url_for(number) if carrier else ""
    return written
