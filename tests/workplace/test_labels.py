"""Everything that a row or an event may say has a word for staff."""

from cancellations.statuses import PlanStatus, PlanType
from events.mail import ALWAYS, CHOOSABLE, WHEN_ASKED
from events.models import MessageState
from events.types import EventType
from orders.models import AdjustmentType
from orders.statuses import ItemStatus, OrderStatus, PaymentStatus, ShipmentState, ShippingStatus
from payments.statuses import PaymentState, RefundState
from workplace import labels as words
from workplace.admin.sentences import SENTENCES


def test_every_word_of_the_vocabulary_has_a_sentence_or_a_word_for_staff():
    assert set(SENTENCES) <= set(EventType)
    assert set(words.MESSAGES) == {*WHEN_ASKED.values(), *ALWAYS.values(), *CHOOSABLE}
    assert set(words.ADJUSTMENTS) == set(AdjustmentType)
    assert set(words.PLAN_TYPES) == set(PlanType)
    for choices, known in [
        (OrderStatus, words.ORDER_STATUSES), (ItemStatus, words.ITEM_STATUSES), (PlanStatus, words.PLAN_STATUSES),
        (PaymentStatus, words.PAYMENT_STATUSES), (ShippingStatus, words.SHIPPING_STATUSES),
        (ShipmentState, words.SHIPMENT_STATES), (PaymentState, words.PAYMENT_STATES),
        (RefundState, words.REFUND_STATES), (MessageState, words.MESSAGE_STATES),
    ]:  # fmt: skip
        assert set(known) == set(choices)
