"""The page on which a customer pays: choose a test card, pay, or walk away."""

from __future__ import annotations

from html import escape
from string import Template
from urllib.parse import parse_qs, urlencode

from payments.gateways.sandbox.books import Row
from payments.gateways.sandbox.cards import CARDS
from payments.gateways.sandbox.provider import Provider, Refused

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1d2430}
main{max-width:34rem;margin:8vh auto;padding:2rem;background:#fff;border:1px solid #dde1e7;border-radius:.5rem}
h1{font-size:1.25rem;margin:0 0 .25rem}.amount{font-size:2rem;font-weight:600;margin:.5rem 0 1rem}
label{display:block;margin:.35rem 0}input{margin-right:.6rem}small{color:#5a6472}
button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.35rem;background:#1f5fd0;color:#fff;cursor:pointer}
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


def shown(payment: Row, said: str = "") -> str:
    """The page of a payment as HTML."""
    form = FORM.substitute(cards="".join(_choices())) if payment["status"] == "open" else ""
    said = said or ("" if form else f"This payment is {payment['status']}.")
    return PAGE.substitute(
        style=STYLE,
        description=escape(payment["description"]),
        amount=escape(payment["amount"]),
        currency=escape(payment["currency"]),
        said=f'<p class="said">{escape(said)}</p>' if said else "",
        form=form,
    )


def answered(provider: Provider, payment_id: str, form: bytes) -> tuple[str, str]:
    """Do what the customer chose: the address to go back to, or else the page to show."""
    fields = parse_qs(form.decode("utf-8", "replace"))
    try:
        if fields.get("do") == ["cancel"]:
            payment = provider.cancel(payment_id)
        else:
            payment = provider.pay(payment_id, fields.get("card", [""])[0])
    except Refused as refusal:
        return "", shown(provider.look_up(payment_id), refusal.detail)
    if payment["status"] == "open":
        return "", shown(payment, "The bank does not answer. Try another card, or come back later.")
    if not payment["return_url"]:
        return "", shown(payment)
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
