"""The log knows one more kind of event: an e-mail sent once more."""

from django.db import migrations, models

from common.guards import NeverChanged, NeverDeleted


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_add_outbox'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='event',
            name='event_type_known',
        ),
        migrations.AlterField(
            model_name='event',
            name='type',
            field=models.CharField(choices=[('order.drafted', 'Order drafted'), ('order.placed', 'Order placed'), ('order.updated', 'Order changed'), ('order.status_changed', 'Order status changed'), ('order.paid', 'Order paid in full'), ('order.refunded', 'Order refunded in full'), ('order.expired', 'Unpaid order expired'), ('order.reminded', 'Customer reminded to pay'), ('note.added', 'Note added'), ('history.added', 'Customer history received'), ('item.packed', 'Item packed'), ('item.delivered', 'Item delivered'), ('item.rejected', 'Item rejected'), ('shipment.created', 'Shipment created'), ('shipment.changed', 'Shipment changed'), ('shipment.shipped', 'Shipment shipped'), ('shipment.delivered', 'Shipment delivered'), ('shipment.cancelled', 'Shipment cancelled'), ('payment.started', 'Payment started'), ('payment.processing', 'Payment with the gateway'), ('payment.authorized', 'Payment authorized'), ('payment.completed', 'Payment completed'), ('payment.failed', 'Payment failed'), ('payment.cancelled', 'Payment cancelled'), ('payment.unknown', 'Outcome of a payment unknown'), ('payment.disputed', 'Chargeback noted'), ('refund.reserved', 'Refund reserved'), ('refund.sent', 'Refund sent to the gateway'), ('refund.succeeded', 'Refund succeeded'), ('refund.failed', 'Refund failed'), ('refund.unknown', 'Outcome of a refund unknown'), ('plan.opened', 'Cancellation plan opened'), ('plan.moved', 'Cancellation plan moved on'), ('plan.approved', 'Cancellation plan approved'), ('plan.completed', 'Cancellation plan completed'), ('plan.rejected', 'Cancellation plan rejected'), ('plan.cancelled', 'Cancellation plan withdrawn'), ('plan.failed', 'Cancellation plan failed'), ('mail.failed', 'E-mail could not be sent'), ('mail.resent', 'E-mail sent once more')], max_length=40),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['order.drafted', 'order.placed', 'order.updated', 'order.status_changed', 'order.paid', 'order.refunded', 'order.expired', 'order.reminded', 'note.added', 'history.added', 'item.packed', 'item.delivered', 'item.rejected', 'shipment.created', 'shipment.changed', 'shipment.shipped', 'shipment.delivered', 'shipment.cancelled', 'payment.started', 'payment.processing', 'payment.authorized', 'payment.completed', 'payment.failed', 'payment.cancelled', 'payment.unknown', 'payment.disputed', 'refund.reserved', 'refund.sent', 'refund.succeeded', 'refund.failed', 'refund.unknown', 'plan.opened', 'plan.moved', 'plan.approved', 'plan.completed', 'plan.rejected', 'plan.cancelled', 'plan.failed', 'mail.failed', 'mail.resent'])), name='event_type_known'),
        ),
        NeverChanged("event"),
        NeverDeleted("event"),
    ]
