"""What the pages of orders write again and again: badges, amounts, and what can be done to a row."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common import countries
from common.preserved_filters import carrying
from orders.models import Adjustment, OrderItem
from orders.statuses import ItemStatus
from payments.models import Payment
from workplace import labels

if TYPE_CHECKING:
    # The admin cannot be imported before its templates are found.
    from workplace.admin.page import OrderPage

register = template.Library()

VOCABULARIES: Mapping[str, labels.Labels] = {
    "order": labels.ORDER_STATUSES,
    "item": labels.ITEM_STATUSES,
    "payment_status": labels.PAYMENT_STATUSES,
    "shipping_status": labels.SHIPPING_STATUSES,
    "shipment": labels.SHIPMENT_STATES,
    "payment": labels.PAYMENT_STATES,
    "refund": labels.REFUND_STATES,
    "plan": labels.PLAN_STATUSES,
    "message": labels.MESSAGE_STATES,
}


@register.simple_tag
def badge(vocabulary: str, value: Any) -> SafeString:
    """A state as a badge: `{% badge "order" order.status %}`."""
    return labels.badge(VOCABULARIES[vocabulary], value).html


@register.simple_tag
def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency: `{% money order.total order.currency %}`."""
    return labels.format_money(amount, currency)


@register.simple_tag
def plan_type(value: str) -> str:
    """What a cancellation plan is about."""
    return str(labels.PLAN_TYPES[value])


@register.filter
def mail_name(template: str) -> str:
    """The label of an e-mail's template."""
    return str(labels.MESSAGES.get(template, template))


@register.filter
def adjustment_name(adjustment: Adjustment) -> str:
    """What explains a part of a total."""
    return adjustment.label or str(labels.ADJUSTMENTS[adjustment.type])


@register.filter
def actor(row: Any) -> str:
    """Who did something."""
    return labels.actor_of(row)


@register.filter
def payment_name(payment: Payment) -> str:
    """A payment as people recognise it."""
    return labels.name_of(payment)


@register.simple_tag(takes_context=True)
def row_actions(context: Any, row: Any) -> SafeString:
    """What can be done to a row of the page, and why the rest cannot."""
    found = context["possible_for"].get(row.pk, [])
    if not found:
        return SafeString()
    possible = (each for each in found if each.is_possible)
    buttons = ((carrying(context["request"], each.url), each.action.title, each.name) for each in possible)
    reasons = tuple((each.action, each.reason) for each in found if not each.is_possible)
    rendered = context.render_context.setdefault("reasons", {})
    if reasons not in rendered:
        rendered[reasons] = render_to_string("admin/orders/order/reasons.html", {"reasons": reasons}) if reasons else ""
    return format_html(
        '<div class="os-row-actions">{}{}</div>',
        format_html_join(
            "", '<a class="os-button os-small" href="{}">{}<span class="os-hidden">: {}</span></a>', buttons
        ),
        rendered[reasons],
    )


@register.simple_tag
def stages(page: OrderPage, item: OrderItem) -> SafeString:
    """The units of an item by stage, a cell each."""
    counted = (
        (labels.STAGES["ordered"], item.quantity),
        (labels.STAGES["ready"], page.in_ready_shipments(item)),
        (labels.STAGES["shipped"], item.quantity_shipped),
        (labels.STAGES["delivered"], item.quantity_delivered),
        (labels.STAGES["cancelled"], item.quantity_cancelled),
        (labels.STAGES["refunded unsent"], item.quantity_refunded_unsent),
        (labels.STAGES["returned"], item.quantity_returned),
    )
    cells = ((" os-none" if not count else "", label, count) for label, count in counted)
    return format_html_join("", '<td class="os-num{}" data-label="{}">{}</td>', cells)


@register.filter
def country_name(code: str) -> str:
    """A country in the reader's language."""
    return countries.name_of(code)


@register.filter
def is_gone(item: OrderItem) -> bool:
    """Whether nothing of an item will be sent."""
    return item.status in (ItemStatus.CANCELLED, ItemStatus.REJECTED)
