"""Filling in forms: any number of orders, always the same ones from the same seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import accumulate
from math import ceil
from random import Random

from django.db.models import Model

from orders_service.seeding.forms import Form
from orders_service.seeding.lives import MOST_ITEMS
from orders_service.seeding.people import Person, ids
from orders_service.seeding.rehearsed import Rehearsed

PRODUCTS = 5_000
LONGEST = timedelta(days=30)
"""The longest life."""
ORDERS_A_PERSON = 2.5
CHUNK = 5_000

Chunk = Mapping[type[Model], str]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many orders, from which seed, the number of the first, and the serial of the first customer: seeding again
    goes on from there. They are placed one after the other between two times (UTC, without a zone), and nothing happens
    to them later."""

    orders: int
    seed: int
    first_number: int
    first_customer: int
    since: datetime
    until: datetime

    @property
    def salt(self) -> str:
        return f"{self.seed}:{self.first_number}"


class Copies:
    """The orders of a plan, with their customers."""

    def __init__(self, plan: Plan, book: Rehearsed, channel_ids: Mapping[str, str]) -> None:
        self.plan = plan
        self.book = book
        self.channel_ids = channel_ids
        self.chance = Random(plan.salt)  # noqa: S311
        self.shares = list(accumulate(book.shares))
        self.between = (plan.until - plan.since) / plan.orders

    def chunks(self) -> Iterator[tuple[int, Chunk]]:
        """The lines of all tables, a number of orders at a time, and that number. While the database takes some,
        the next ones are made."""
        written = self._chunks()
        with ThreadPoolExecutor(1) as aside:
            upcoming = aside.submit(next, written, None)
            while chunk := upcoming.result():
                upcoming = aside.submit(next, written, None)
                yield chunk

    def _chunks(self) -> Iterator[tuple[int, Chunk]]:
        for start in range(0, self.plan.orders, CHUNK):
            numbers = range(start, min(start + CHUNK, self.plan.orders))
            lines: defaultdict[type[Model], list[str]] = defaultdict(list)
            for number in numbers:
                self._order(number, lines)
            yield len(numbers), {table: "".join(parts) for table, parts in lines.items()}

    def _order(self, number: int, lines: Mapping[type[Model], list[str]]) -> None:
        known, known_before = people_of(number), people_of(number - 1)
        if known > known_before:
            person = self._person(known - 1)
            own = {"channel": self.channel_ids[person.shop.code], "serial": f"{self.plan.first_customer + known - 1}"}
            _fill(self.book.person, person.details() | own, lines)
        else:
            person = self._person(int(known * self.chance.random()))
        form = self._life(until_end=self.between * (self.plan.orders - number - 1))
        _fill(form, self._values(number, form, person), lines)

    def _life(self, *, until_end: timedelta) -> Form:
        """One of the lives, as often as its share, among those that fit into the remaining time."""
        while True:
            form: Form = self.chance.choices(self.book.orders, cum_weights=self.shares)[0]
            if until_end >= LONGEST or max(form.delays) <= until_end:
                return form

    def _person(self, number: int) -> Person:
        """A customer, known since their first order."""
        first_order = ceil(number * ORDERS_A_PERSON)
        since = _whole_second(self.plan.since + self.between * first_order)
        return Person.numbered(self.plan.first_number + number, since=since, salt=self.plan.salt)

    def _values(self, number: int, form: Form, person: Person) -> dict[str, str]:
        chance, shop = self.chance, person.shop
        placed = _whole_second(self.plan.since + self.between * (number + chance.random()))
        token = f"{chance.getrandbits(172):043x}"
        values = person.on_orders() | ids(placed, chance.getrandbits(64))
        values["channel"] = self.channel_ids[shop.code]
        values["serial"] = f"{self.plan.first_number + number}"
        values["ref"] = f"{placed.year}-{self.plan.first_number + number:05d}"
        values["token"] = token
        values["token_digest"] = sha256(token.encode()).hexdigest()
        self._choose_products(values)
        for index, delay in enumerate(form.delays):
            values[f"at{index}"] = f"{placed + delay}"
        _price(values, form, times=chance.randint(1, 40), digits=shop.digits)
        return values

    def _choose_products(self, values: dict[str, str]) -> None:
        """Different ones; some sell better than others."""
        favourite, apart = int(PRODUCTS * self.chance.random() ** 3), self.chance.randint(1, PRODUCTS // MOST_ITEMS - 1)
        for index in range(MOST_ITEMS):
            product = (favourite + index * apart) % PRODUCTS + 1
            values[f"sku{index}"] = f"SKU-{product:05d}"
            values[f"product{index}"] = f"Product {product}"
            values[f"PRODUCT{index}"] = f"PRODUCT {product}"


def people_of(number: int) -> int:
    """How many customers there are when this order is placed."""
    return 1 + int(number / ORDERS_A_PERSON) if number >= 0 else 0


def _fill(form: Form, values: Mapping[str, str], lines: Mapping[type[Model], list[str]]) -> None:
    for table, text in form.lines.items():
        lines[table].append(text % values)


def _price(values: dict[str, str], form: Form, *, times: int, digits: int) -> None:
    """Fill in the amounts: multiples of the form's, in the smallest unit of a currency with `digits` digits."""
    stored = times * 10 ** (4 - digits)
    for index, amount in enumerate(form.raw):
        values[f"raw{index}"] = f"{amount * stored}"
    for index, amount in enumerate(form.formatted):
        values[f"formatted{index}"] = _written(amount * times, digits)


def _written(units: int, digits: int) -> str:
    """A number of smallest units, with a point before the last digits."""
    if not digits:
        return f"{units}"
    text = f"{abs(units):0{digits + 1}d}"
    return f"{'-' if units < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def _whole_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
