"""Who buys, where, and what: made from a number, so that nobody has to be remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from addresses.models.place import country_id
from common.folding import folded
from events.mail import CHOOSABLE
from orders.models import Channel
from orders_service.seeding.forms import NULL, id_of_row


@dataclass(frozen=True, slots=True)
class Shop:
    """A channel, how many of a hundred people buy there, and where they live."""

    share: int
    code: str
    name: str
    currency: str
    digits: int
    country: str
    language: str
    cities: tuple[str, ...]


SHOPS = (
    Shop(35, "shop-us", "Shop US", "USD", 2, "US", "en", ("New York", "Chicago", "Seattle", "Austin")),
    Shop(25, "shop-de", "Shop DE", "EUR", 2, "DE", "de", ("Berlin", "Hamburg", "Leipzig")),
    Shop(15, "shop-tr", "Shop TR", "TRY", 2, "TR", "tr", ("Ankara", "Istanbul", "Izmir")),
    Shop(10, "shop-gb", "Shop GB", "GBP", 2, "GB", "en", ("London", "Leeds")),
    Shop(9, "shop-jp", "Shop JP", "JPY", 0, "JP", "ja", ("Tokyo", "Osaka")),
    Shop(6, "shop-kw", "Shop KW", "KWD", 3, "KW", "ar", ("Kuwait City",)),
)
_BY_CHANCE = tuple(shop for shop in SHOPS for _ in range(shop.share))


def channels() -> dict[str, Channel]:
    """The channels of all shops by code, made if they are not there yet."""
    found = {}
    for shop in SHOPS:
        wanted = {
            "name": shop.name,
            "default_currency": shop.currency,
            "hostname": f"{shop.code}.example.com",
            "locale": shop.language,
            "return_days": 30,
            "withdrawal_days": 14,
            "mails": list(CHOOSABLE),
        }
        found[shop.code], _ = Channel.objects.get_or_create(code=shop.code, defaults=wanted)
    return found


@dataclass(frozen=True, slots=True)
class Person:
    """The n-th customer, known since a time (UTC, without a zone); `chance` is a large number that is theirs alone."""

    number: int
    since: datetime
    chance: int

    @classmethod
    def numbered(cls, number: int, *, since: datetime, salt: str) -> Person:
        digest = blake2b(f"{salt}:{number}".encode(), digest_size=8).digest()
        return cls(number, since, int.from_bytes(digest, "big"))

    @property
    def shop(self) -> Shop:
        return _BY_CHANCE[self.chance % 100]

    @property
    def email(self) -> str:
        return f"customer-{self.number}@example.com"

    @property
    def external_id(self) -> str:
        return f"C{self.number:08d}"

    @property
    def is_guest(self) -> bool:
        return self.dice % 3 == 0

    @property
    def phone(self) -> str:
        return f"+1555{self.number:07d}"

    @property
    def phone_at_home(self) -> str:
        """As it is dialled within the country."""
        return self.phone.removeprefix("+1")

    @property
    def line(self) -> str:
        return f"{self.dice % 200 + 1} Example Street"

    @property
    def postcode(self) -> str:
        return f"{self.dice % 90_000 + 10_000}"

    @property
    def city(self) -> str:
        return self.shop.cities[self.dice % len(self.shop.cities)]

    @property
    def dice(self) -> int:
        """What is left of their chance once the shop is chosen."""
        return self.chance >> 8

    def on_orders(self) -> dict[str, str]:
        """What their orders say about them."""
        identity = ids(self.since, self.chance)
        return {
            "customer": id_of_row(0) % identity,
            "billing_address": id_of_row(1) % identity,
            "shipping_address": id_of_row(2) % identity,
            **self.contact(),
            "customer_email": self.email,
            "customer_external_id": self.external_id,
            "EMAIL": folded(self.email),
            "NAME": f"CUSTOMER {self.number}",
            "phone_at_home": self.phone_at_home,
            "LINE": folded(self.line),
            "CITY": folded(self.city),
            "postcode": self.postcode,
            "currency": self.shop.currency,
        }

    def contact(self) -> dict[str, str]:
        """What they say about themselves, which their orders repeat."""
        return {
            "email": self.email,
            "first_name": "Customer",
            "last_name": f"{self.number}",
            "phone": self.phone,
            "language_code": self.shop.language,
            "account_type": "guest" if self.is_guest else ("new", "existing")[self.dice % 2],
        }

    def details(self) -> dict[str, str]:
        """What fills their own form, but for the channel."""
        shop, dice = self.shop, self.dice
        joined = self.since - timedelta(days=dice % 900)
        has_document = dice % 5 == 0
        return ids(self.since, self.chance) | {
            "at0": f"{self.since}",
            **self.contact(),
            "external_id": self.external_id,
            "phone_number": self.phone,
            "gender": f"{(0, 1, 2, 9)[dice % 4]}",
            "date_joined": NULL if self.is_guest else f"{joined}",
            "last_login": NULL if self.is_guest else f"{joined + (self.since - joined) / 2:%Y-%m-%d %H:%M:%S}",
            "document_id": f"D{self.number:08d}" if has_document else "",
            "document_id_type": f"0{dice % 5 + 1}" if has_document else "",
            "document_id_country": shop.country if has_document else "",
            "line": self.line,
            "postcode": self.postcode,
            "city_name": self.city,
            "country": country_id(shop.country).hex,
            "country_code": shop.country,
        }


def ids(moment: datetime, chance: int) -> dict[str, str]:
    """The blanks of all ids in a form: the time, and the rest of a UUID of version 7."""
    time = f"{int((moment - _EPOCH).total_seconds() * 1000):012x}"
    rest = f"{chance & _CHANCE_BITS | _VARIANT:016x}"
    return {
        "time": time,
        "time_high": time[:8],
        "time_low": time[8:],
        "chance": rest,
        "chance_high": rest[:4],
        "chance_low": rest[4:],
    }


_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
_VARIANT, _CHANCE_BITS = 1 << 63, (1 << 62) - 1
