"""What lists, filters and searches read."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), include=('channel', 'currency', 'status', 'total', 'amount_outstanding', 'discount_amount', 'paid_at', 'approved_at', 'cancelled_at'), name='order_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('status'), models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), include=('channel', 'currency'), name='order_status_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('channel'), models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), name='order_channel_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('customer'), models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), name='order_customer_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('payment_status'), models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), name='order_payment_status_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('shipping_status'), models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), name='order_shipping_status_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('cancel_status'), models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('cancel_status__isnull', False)), name='order_cancel_status_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('currency'), models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), name='order_currency_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['status', 'id'], name='order_status_order'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['created_at', 'id'], name='order_created'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['updated_at', 'id'], name='order_updated'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['total', 'id'], include=('channel', 'currency', 'status', 'has_gift_box'), name='order_total'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['subtotal', 'id'], name='order_subtotal'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['discount_amount', 'id'], name='order_discount'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['shipping_amount', 'id'], name='order_shipping_amount'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['amount_paid', 'id'], name='order_amount_paid'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['amount_outstanding', 'id'], name='order_outstanding'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['number', 'id'], include=('channel', 'date_placed'), name='order_number'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['paid_at', 'id'], include=('channel', 'currency', 'status', 'has_gift_box'), name='order_paid_at'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['approved_at', 'id'], name='order_approved_at'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['cancelled_at', 'id'], name='order_cancelled_at'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(django.db.models.functions.text.Upper('email'), models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), name='order_email_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('phone', ''), _negated=True), fields=['phone', 'id'], name='order_phone'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('email', ''), ('first_name', ''), ('last_name', ''), _connector='OR'), fields=['number', 'id'], name='order_lacks_a_name'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('has_gift_box', True)), name='order_gift_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('shipping_status__in', ['ready', 'partially_shipped']), ('status__in', [200, 300, 400])), name='order_ready_to_ship_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('is_paid', True), ('shipping_status__in', ['ready', 'partially_shipped']), ('status__in', [200, 300, 400])), fields=['date_placed'], name='order_paid_and_unsent'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(fields=['order', 'id'], name='note_order'),
        ),
        migrations.AddIndex(
            model_name='orderitem',
            index=models.Index(fields=['sku', 'order'], name='item_sku'),
        ),
        migrations.AddIndex(
            model_name='orderitem',
            index=models.Index(fields=['status', 'id'], name='item_status'),
        ),
        migrations.AddIndex(
            model_name='orderitem',
            index=models.Index(fields=['unit_price', 'id'], name='item_unit_price'),
        ),
        migrations.AddIndex(
            model_name='orderitem',
            index=models.Index(fields=['retail_price', 'id'], name='item_retail_price'),
        ),
        migrations.AddIndex(
            model_name='orderitem',
            index=models.Index(fields=['discount_amount', 'id'], name='item_discount'),
        ),
        migrations.AddIndex(
            model_name='orderitem',
            index=models.Index(fields=['created_at', 'id'], name='item_created'),
        ),
        migrations.AddIndex(
            model_name='orderitem',
            index=models.Index(fields=['updated_at', 'id'], name='item_updated'),
        ),
        migrations.AddIndex(
            model_name='orderitem',
            index=models.Index(condition=models.Q(('quantity_cancelled__gt', 0), ('quantity_refunded_unsent__gt', 0), ('quantity_returned__gt', 0), _connector='OR'), fields=['created_at', 'id'], name='item_units_over'),
        ),
        migrations.AddIndex(
            model_name='orderitem',
            index=models.Index(condition=models.Q(('cancel_status__isnull', False)), fields=['cancel_status', 'id'], name='item_cancel_status'),
        ),
        migrations.AddIndex(
            model_name='shipment',
            index=models.Index(condition=models.Q(('tracking_number', ''), _negated=True), fields=['tracking_number', 'order'], name='shipment_tracking'),
        ),
        migrations.AddIndex(
            model_name='shipment',
            index=models.Index(fields=['state', 'created_at'], name='shipment_state_created'),
        ),
        migrations.AddIndex(
            model_name='shipment',
            index=models.Index(condition=models.Q(('shipped_at__isnull', False)), fields=['shipped_at', 'order'], name='shipment_shipped'),
        ),
        migrations.AddIndex(
            model_name='statuschange',
            index=models.Index(fields=['order', 'id'], name='status_change_order'),
        ),
        migrations.AddIndex(
            model_name='statuschange',
            index=models.Index(condition=models.Q(('to_status', 110)), fields=['created_at'], name='status_change_held'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['verified_at', 'id'], name='order_verified_at'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('channel'), models.OrderBy(models.F('serial'), descending=True), name='order_channel_serial'),
        ),
        migrations.AddIndex(
            model_name='externalid',
            index=models.Index(models.F('dialect'), models.F('kind'), django.db.models.functions.text.Length('value'), models.F('value'), name='external_id_by_number'),
        ),
    ]
