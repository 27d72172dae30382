"""The page on which a customer pays: choose a test card, pay, or walk away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from string import Template
from urllib.parse import parse_qs, urlencode

from payments.gateways.sandbox.books import Row
from payments.gateways.sandbox.cards import CARDS
from payments.gateways.sandbox.dashboard import Dashboard
from payments.gateways.sandbox.provider import Provider, Refused

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1d2430}
main{max-width:34rem;margin:8vh auto;padding:2rem;background:#fff;border:1px solid #dde1e7;border-radius:.5rem}
h1{font-size:1.25rem;margin:0 0 .25rem}.amount{font-size:2rem;font-weight:600;margin:.5rem 0 1rem}
label{display:block;margin:.35rem 0}input{margin-right:.6rem}small{color:#5a6472}
button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.35rem;background:#1f5fd0;color:#fff;cursor:pointer}
details{margin-top:2rem;border-top:1px solid #dde1e7;padding-top:1rem}details input{font:inherit}
button.quiet{background:none;color:#1f5fd0}p.said{padding:.75rem;background:#fdf3d8;border-radius:.35rem}
"""
PAGE = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox payment</title><style>$style</style></head>
<body><main><h1>Sandbox: no real money moves</h1><div>$description</div>
<div class="amount">$amount $currency</div>$said$form</main></body></html>
""")
FORM = Template("""<form method="post">$cards
<p><button name="do" value="pay">Pay</button> <button class="quiet" name="do" value="cancel">Cancel</button></p></form>
""")
DASHBOARD = Template("""<details><summary>The merchant's dashboard</summary><form method="post">
<p>Done here, past the service: it hears of it by webhooks, or asks for it.</p>
<label>Amount <input name="amount" value="$amount"></label>
<label>Currency <input name="currency" value="$currency"></label><p>$buttons</p></form>$rows</details>
""")
ROW = Template("""<form method="post"><input type="hidden" name="row" value="$row"><p>$shown $buttons</p></form>
""")
OFFERED = {
    "open": {"take": "Capture this amount and currency"},
    "authorized": {"capture": "Capture", "withdraw": "Cancel the payment", "take": "Capture this amount and currency"},
    "captured": {"refund": "Refund", "dispute": "Open a dispute", "withdraw": "Cancel the payment"},
}
"""What the dashboard offers for a payment of a status."""


def shown(provider: Provider, payment: Row, said: str = "") -> str:
    """The page of a payment as HTML."""
    form = FORM.substitute(cards="".join(_choices())) if payment["status"] == "open" else ""
    said = said or ("" if form else f"This payment is {payment['status']}.")
    return PAGE.substitute(
        style=STYLE,
        description=escape(payment["description"]),
        amount=escape(payment["amount"]),
        currency=escape(payment["currency"]),
        said=f'<p class="said">{escape(said)}</p>' if said else "",
        form=form + _dashboard(provider, payment),
    )


def _dashboard(provider: Provider, payment: Row) -> str:
    """What can be done with the payment at the gateway itself."""
    desk, rows = Dashboard(provider), []
    for refund in desk.refunds(payment["id"]):
        label = f"Refund of {refund['amount']}, {refund['status']}"
        turned = {"turn_refund": "Let it fail after all" if refund["status"] == "succeeded" else "Let it succeed"}
        rows.append(_row(refund, label, {} if refund["status"] == "pending" else turned))
    for dispute in desk.disputes(payment["id"]):
        label = f"Dispute about {dispute['amount']}, {dispute['status']}"
        decide = {"won": "The shop wins", "lost": "The shop loses"}
        rows.append(_row(dispute, label, decide if dispute["status"] == "open" else {}))
    offered = OFFERED.get(payment["status"], {})
    if not offered and not rows:
        return ""
    amount, currency = escape(payment["captured"] or payment["amount"]), escape(payment["currency"])
    return DASHBOARD.substitute(amount=amount, currency=currency, buttons=_buttons(offered), rows="".join(rows))


def _row(row: Row, label: str, offered: Mapping[str, str]) -> str:
    return ROW.substitute(row=escape(row["id"]), shown=escape(label), buttons=_buttons(offered))


def _buttons(offered: Mapping[str, str]) -> str:
    return " ".join(f'<button class="quiet" name="do" value="{name}">{text}</button>' for name, text in offered.items())


def _do_at_the_desk(provider: Provider, payment_id: str, fields: Mapping[str, list[str]]) -> bool:
    """Carry out a merchant's choice; False if the form is not the merchant's."""
    desk, what, row = Dashboard(provider), fields.get("do", [""])[0], fields.get("row", [""])[0]
    amount, currency = fields.get("amount", [""])[0], fields.get("currency", [""])[0]
    steps: dict[str, Callable[[], Row]] = {
        "capture": lambda: desk.capture(payment_id, amount),
        "withdraw": lambda: desk.cancel(payment_id),
        "take": lambda: desk.take(payment_id, amount, currency),
        "refund": lambda: desk.refund(payment_id, amount),
        "dispute": lambda: desk.dispute(payment_id, amount),
        "turn_refund": lambda: desk.turn_refund(row),
        "won": lambda: desk.close_dispute(row, "won"),
        "lost": lambda: desk.close_dispute(row, "lost"),
    }
    if what not in steps:
        return False
    steps[what]()
    return True


def answered(provider: Provider, payment_id: str, form: bytes) -> tuple[str, str]:
    """Carry out the customer's choice. Returns the address to go back to, or else the page to show."""
    fields = parse_qs(form.decode("utf-8", "replace"))
    try:
        if _do_at_the_desk(provider, payment_id, fields):
            return "", shown(provider, provider.look_up(payment_id), "Done.")
        if fields.get("do") == ["cancel"]:
            payment = provider.cancel(payment_id)
        else:
            payment = provider.pay(payment_id, fields.get("card", [""])[0])
    except Refused as refusal:
        return "", shown(provider, provider.look_up(payment_id), refusal.detail or "Refused.")
    if payment["status"] == "open":
        return "", shown(provider, payment, "The bank does not answer. Try another card, or come back later.")
    if not payment["return_url"]:
        return "", shown(provider, payment)
    joint = "&" if "?" in payment["return_url"] else "?"
    return f"{payment['return_url']}{joint}{urlencode({'payment': payment['status']})}", ""


def _choices() -> list[str]:
    checked = " checked"
    choices = []
    for card in CARDS.values():
        number = " ".join(card.number[place : place + 4] for place in range(0, 16, 4))
        choices.append(
            f'<label><input type="radio" name="card" value="{card.number}"{checked}>{number} '
            f"<small>{escape(card.meaning)}</small></label>"
        )
        checked = ""
    return choices
