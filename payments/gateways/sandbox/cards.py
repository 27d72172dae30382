"""The sandbox's test cards: each number always ends the same way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardBehaviour:
    """The behaviour of a card number.

    `refusal` is the answer to a payment; an `unfinished` one never gets an answer. `webhooks` is how webhooks are
    sent: once, late, twice, out of order or never. `tricks` are played once each when something is asked about the
    payment later; `refunds` is how its refunds end: well, later, never, or never in part.
    """

    number: str
    meaning: str
    brand: str = "visa"
    refusal: str = ""
    unfinished: bool = False
    webhooks: str = "once"
    tricks: tuple[tuple[str, str, float], ...] = ()
    refunds: str = "succeed"


CARDS = {
    card.number: card
    for card in (
        CardBehaviour("4242424242424242", "pays"),
        CardBehaviour("5555555555554444", "pays", brand="mastercard"),
        CardBehaviour("4000000000000002", "is declined", refusal="card_declined"),
        CardBehaviour("4000000000009995", "has too little money", refusal="insufficient_funds"),
        CardBehaviour("4000000000000119", "gets no answer: the page times out", unfinished=True),
        CardBehaviour("4000000000000010", "pays; the webhook comes ten seconds late", webhooks="late"),
        CardBehaviour("4000000000000028", "pays; every webhook comes twice", webhooks="twice"),
        CardBehaviour("4000000000000036", "pays; webhooks come in the wrong order", webhooks="reversed"),
        CardBehaviour("4000000000000044", "pays; no webhook ever comes", webhooks="never"),
        CardBehaviour(
            "4000000000000051",
            "pays; captures and refunds are done, but the connection is cut before the answer",
            tricks=(("capture", "cut_after", 0), ("refund", "cut_after", 0)),
        ),
        CardBehaviour(
            "4000000000000069",
            "pays; the first capture and refund meet an error of the server",
            tricks=(("capture", "error_before", 0), ("refund", "error_before", 0)),
        ),
        CardBehaviour(
            "4000000000000077",
            "pays; captures and refunds are answered after thirty seconds",
            tricks=(("capture", "slow", 30), ("refund", "slow", 30)),
        ),
        CardBehaviour("4000000000000085", "pays; refunds in part are refused", refunds="not_in_part"),
        CardBehaviour("4000000000000093", "pays; refunds are refused", refunds="never"),
        CardBehaviour("4000000000000101", "pays; refunds succeed only later", refunds="later"),
    )
}

DECLINED_AT_ONCE = 666_02
"""A payment of this many smallest units of the currency is declined before the customer sees a page."""

NOT_ANSWERED = 666_04
"""A payment of this many smallest units is begun, and the connection cut."""

SERVER_ERROR = 666_50
"""A payment of this many smallest units meets a server error."""
