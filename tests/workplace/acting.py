"""A member of staff at an action: opens its form, looks at the rehearsal, confirms what was rehearsed."""

from django.urls import reverse


class Desk:
    """One person's browser."""

    def __init__(self, client):
        self.client = client

    def url(self, order, verb, row=None):
        return reverse(f"admin:orders_order_{verb}", args=[order.pk, *([row.pk] if row else [])])

    def page(self, order):
        return self.client.get(reverse("admin:orders_order_change", args=[order.pk]))

    def open(self, order, verb, row=None):
        return self.client.get(self.url(order, verb, row))

    def preview(self, order, verb, row=None, **fields):
        """The rehearsal; with no fields, of what the form is filled in with."""
        return self.client.post(
            self.url(order, verb, row), {**self.filled_in(order, verb, row), **fields, "preview": "1"}
        )

    def filled_in(self, order, verb, row=None):
        form = self.open(order, verb, row).context["form"]
        values = {name: form[name].value() for name in form.fields}
        return {name: value for name, value in values.items() if value not in (None, False)}

    def confirmation(self, rehearsed):
        """What the browser sends when the button under a rehearsal is pressed."""
        assert rehearsed.context["result"], rehearsed.context["refusal"] or rehearsed.context["form"].errors
        fields = {}
        for name, value in rehearsed.context["rehearsed_fields"]:
            fields.setdefault(name, []).append(value)
        key = {
            "rehearsed_version": rehearsed.context["rehearsed_version"],
            "command_key": rehearsed.context["command_key"],
        }
        return {**fields, **key, "confirm": "1"}

    def confirm(self, rehearsed):
        return self.client.post(rehearsed.request["PATH_INFO"], self.confirmation(rehearsed))

    def do(self, order, verb, row=None, **fields):
        """From the form to what is said on the order's page."""
        answer = self.confirm(self.preview(order, verb, row, **fields))
        assert answer.status_code == 302, answer.context["refusal"] or answer.context["form"].errors
        assert answer["Location"] == reverse("admin:orders_order_change", args=[order.pk])
        return said(self.page(order))


def said(page):
    """The messages at the head of a page."""
    return [str(message) for message in page.context["messages"]]


def refusal(page):
    """Why not, as it stands beside the form."""
    return page.context["refusal"]
