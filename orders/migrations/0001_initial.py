"""The tables."""

import orders.models.status_names
import common.fields
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
import django_fsm
import orders.models.channel
import uuid6
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('addresses', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RefNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=100)),
                ('hostname', models.CharField(blank=True, max_length=253)),
                ('default_currency', models.CharField(max_length=3, validators=[orders.models.channel.known_currency])),
                ('enabled', models.BooleanField(default=True)),
                ('payment_methods', models.JSONField(blank=True, help_text='Identifiers of the payment methods that are offered; null: all there are.', null=True)),
                ('customer_cancellation', models.CharField(choices=[('at_once', 'Cancel at once'), ('on_request', 'Ask for it; staff decide'), ('never', 'Not by themselves')], default='at_once', max_length=10)),
                ('return_days', models.PositiveIntegerField(blank=True, help_text='After delivery, in which customers may ask for a return; empty: not at all.', null=True)),
                ('page_days', models.PositiveIntegerField(blank=True, help_text='After which links to order pages end; empty: never.', null=True)),
                ('unpaid_reminder_minutes', models.PositiveIntegerField(blank=True, help_text='After which customers are reminded to pay; empty: never.', null=True)),
                ('unpaid_expiry_minutes', models.PositiveIntegerField(blank=True, help_text='After which unpaid orders are cancelled; empty: never.', null=True)),
                ('mail_from', models.CharField(blank=True, help_text="The sender of e-mails to customers; empty: the service's own.", max_length=254)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('color', models.CharField(blank=True, max_length=30)),
                ('description', models.TextField(blank=True, max_length=1000)),
                ('locale', models.CharField(blank=True, max_length=20)),
                ('serial', common.fields.SerialField(editable=False, taken_from='common.SerialNumber', unique=True)),
                ('status_names', models.JSONField(blank=True, help_text='What statuses are called here, and which names move an order; null: the usual ones.', null=True, validators=[orders.models.status_names.known_status_names])),
                ('tax_calculation_strategy', models.CharField(choices=[('order_items_based', 'Over a line of an order'), ('order_item_units_based', 'Over each unit')], default='order_items_based', max_length=30)),
                ('time_zone', models.CharField(default='UTC', max_length=64, validators=[orders.models.channel.known_time_zone])),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('customer_cancellation__in', ['at_once', 'on_request', 'never'])), name='channel_policy_known')],
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('status', django_fsm.FSMIntegerField(choices=[(10, 'New'), (100, 'Created'), (110, 'Hold'), (120, 'Failed'), (200, 'Processing'), (300, 'Package waiting'), (400, 'Packaged'), (500, 'Shipped'), (600, 'Completed'), (700, 'Cancellation waiting'), (800, 'Cancelled'), (850, 'Refunded'), (900, 'Rejected')], default=10, protected=True)),
                ('status_before_cancellation', models.SmallIntegerField(blank=True, choices=[(10, 'New'), (100, 'Created'), (110, 'Hold'), (120, 'Failed'), (200, 'Processing'), (300, 'Package waiting'), (400, 'Packaged'), (500, 'Shipped'), (600, 'Completed'), (700, 'Cancellation waiting'), (800, 'Cancelled'), (850, 'Refunded'), (900, 'Rejected')], editable=False, null=True)),
                ('payment_status', models.CharField(choices=[('awaiting_payment', 'Awaiting Payment'), ('authorized', 'Authorized'), ('partially_paid', 'Partially Paid'), ('paid', 'Paid'), ('partially_refunded', 'Partially Refunded'), ('refunded', 'Refunded'), ('cancelled', 'Cancelled')], default='awaiting_payment', max_length=20)),
                ('shipping_status', models.CharField(choices=[('ready', 'Ready'), ('partially_shipped', 'Partially Shipped'), ('shipped', 'Shipped'), ('delivered', 'Delivered'), ('cancelled', 'Cancelled')], default='ready', max_length=20)),
                ('cancel_status', models.CharField(blank=True, choices=[('waiting', 'Waiting'), ('confirmation_waiting', 'Confirmation Waiting'), ('confirmed', 'Confirmed'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('waiting_for_payment', 'Waiting For Payment'), ('manuel_refund_need', 'Manuel Refund Need'), ('completed', 'Completed')], max_length=20, null=True)),
                ('date_placed', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('paid_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('ref', models.CharField(max_length=20, unique=True)),
                ('number', models.CharField(max_length=64)),
                ('token', models.CharField(max_length=64)),
                ('token_digest', models.CharField(max_length=64, unique=True)),
                ('email', models.CharField(max_length=254)),
                ('currency', models.CharField(max_length=3)),
                ('language_code', models.CharField(blank=True, max_length=20)),
                ('item_count', models.PositiveIntegerField(default=0)),
                ('subtotal', common.fields.MoneyField(default=Decimal('0'))),
                ('discount_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('shipping_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('tax_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('adjustments_total', common.fields.MoneyField(default=Decimal('0'))),
                ('total', common.fields.MoneyField(default=Decimal('0'))),
                ('amount_paid', common.fields.MoneyField(default=Decimal('0'))),
                ('amount_refunded', common.fields.MoneyField(default=Decimal('0'))),
                ('amount_waived', common.fields.MoneyField(default=Decimal('0'), help_text='No longer asked for: its units were cancelled unpaid.')),
                ('amount_outstanding', common.fields.MoneyField(default=Decimal('0'))),
                ('is_paid', models.BooleanField(default=True)),
                ('refund_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('shipping_refund_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('discount_refund_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('shipping_interest_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('shipping_tax_rate', common.fields.RateField(blank=True, null=True)),
                ('invoice_number', models.CharField(blank=True, max_length=100)),
                ('invoice_date', models.DateTimeField(blank=True, null=True)),
                ('e_archive_url', models.CharField(blank=True, max_length=500)),
                ('tracking_number', models.CharField(blank=True, max_length=100)),
                ('shipping_company', models.CharField(blank=True, max_length=100)),
                ('cargo_company', models.CharField(blank=True, max_length=100)),
                ('has_gift_box', models.BooleanField(default=False)),
                ('gift_box_note', models.CharField(blank=True, max_length=500)),
                ('customer_note', models.TextField(blank=True, max_length=2000)),
                ('delivery_range', models.DateTimeField(blank=True, null=True)),
                ('shipping_option_slug', models.CharField(blank=True, max_length=100)),
                ('extra_field', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('web_order', models.BooleanField(default=True, help_text='Placed online; otherwise entered by staff.')),
                ('is_guest_checkout', models.BooleanField(default=False)),
                ('created_by', models.CharField(blank=True, editable=False, help_text='The kind and id of the caller.', max_length=100)),
                ('created_ip', models.GenericIPAddressField(blank=True, null=True)),
                ('marketing_source', models.CharField(blank=True, max_length=200)),
                ('reminded_at', models.DateTimeField(blank=True, editable=False, help_text='To pay.', null=True)),
                ('page_revision', models.PositiveIntegerField(default=0, editable=False, help_text='How often the link to its page was replaced.')),
                ('version', models.PositiveIntegerField(default=0)),
                ('event_count', models.PositiveIntegerField(default=0)),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('held_at', models.DateTimeField(blank=True, null=True)),
                ('held_by', models.CharField(blank=True, help_text='Who put it on hold.', max_length=150)),
                ('hold_reason', models.TextField(blank=True, max_length=2000)),
                ('hold_until', models.DateTimeField(blank=True, help_text='When it is released by itself.', null=True)),
                ('status_before_hold', models.SmallIntegerField(blank=True, choices=[(10, 'New'), (100, 'Created'), (110, 'Hold'), (120, 'Failed'), (200, 'Processing'), (300, 'Package waiting'), (400, 'Packaged'), (500, 'Shipped'), (600, 'Completed'), (700, 'Cancellation waiting'), (800, 'Cancelled'), (850, 'Refunded'), (900, 'Rejected')], editable=False, null=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('billing_address', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='addresses.customeraddress')),
                ('channel', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='orders.channel')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='addresses.customer')),
                ('shipping_address', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='addresses.customeraddress')),
                ('admin_created', models.BooleanField(default=False, help_text='Entered by staff, for whatever kind of sale.')),
                ('description', models.CharField(blank=True, max_length=500)),
                ('marketing_source_id', models.CharField(blank=True, max_length=50)),
                ('marketing_source_other', models.CharField(blank=True, help_text="In the customer's own words, where no choice fitted.", max_length=200)),
                ('modified_by', models.CharField(blank=True, editable=False, help_text='The kind and id of whoever changed it last.', max_length=100)),
                ('serial', common.fields.SerialField(editable=False, taken_from='orders.RefNumber', unique=True)),
                ('verified_at', models.DateTimeField(blank=True, help_text='The check passed: when it was approved, unless told otherwise.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor_kind', models.CharField(choices=[('staff', 'staff'), ('customer', 'customer'), ('client', 'client'), ('guest', 'guest'), ('gateway', 'gateway'), ('system', 'system')], max_length=10)),
                ('actor_name', models.CharField(max_length=150)),
                ('actor_id', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField()),
                ('message', models.TextField(max_length=5000)),
                ('public', models.BooleanField(default=False)),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='OrderItem',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('sku', models.CharField(blank=True, max_length=100)),
                ('product', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('quantity', models.PositiveIntegerField()),
                ('unit_price', common.fields.MoneyField()),
                ('retail_price', common.fields.MoneyField(blank=True, null=True)),
                ('tax_rate', common.fields.RateField(blank=True, null=True)),
                ('discount_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('adjustments_total', common.fields.MoneyField(default=Decimal('0'))),
                ('total', common.fields.MoneyField()),
                ('quantity_shipped', models.PositiveIntegerField(default=0)),
                ('quantity_delivered', models.PositiveIntegerField(default=0)),
                ('quantity_cancelled', models.PositiveIntegerField(default=0)),
                ('quantity_returned', models.PositiveIntegerField(default=0)),
                ('status', django_fsm.FSMIntegerField(choices=[(100, 'Pending'), (200, 'Approved'), (300, 'Package waiting'), (400, 'Packaged'), (500, 'Shipped'), (600, 'Delivered'), (700, 'Cancellation waiting'), (800, 'Cancelled'), (900, 'Rejected')], default=100, protected=True)),
                ('status_before_cancellation', models.SmallIntegerField(blank=True, choices=[(100, 'Pending'), (200, 'Approved'), (300, 'Package waiting'), (400, 'Packaged'), (500, 'Shipped'), (600, 'Delivered'), (700, 'Cancellation waiting'), (800, 'Cancelled'), (900, 'Rejected')], editable=False, null=True)),
                ('cancel_status', models.CharField(blank=True, choices=[('waiting', 'Waiting'), ('confirmation_waiting', 'Confirmation Waiting'), ('confirmed', 'Confirmed'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('waiting_for_payment', 'Waiting For Payment'), ('manuel_refund_need', 'Manuel Refund Need'), ('completed', 'Completed')], max_length=20, null=True)),
                ('extra_field', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('estimated_delivery_date', models.DateTimeField(blank=True, null=True)),
                ('shipped_date', models.DateTimeField(blank=True, null=True)),
                ('delivered_date', models.DateTimeField(blank=True, null=True)),
                ('invoice_number', models.CharField(blank=True, max_length=100)),
                ('invoice_date', models.DateTimeField(blank=True, null=True)),
                ('e_archive_url', models.CharField(blank=True, max_length=500)),
                ('tracking_number', models.CharField(blank=True, max_length=100)),
                ('shipping_company', models.CharField(blank=True, max_length=100)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='orders.order')),
            ],
            options={
                'verbose_name': 'order item',
            },
        ),
        migrations.CreateModel(
            name='Adjustment',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('type', models.CharField(choices=[('shipping', 'Shipping'), ('tax', 'Tax'), ('discount', 'Discount'), ('shipping_discount', 'Shipping Discount'), ('interest', 'Interest'), ('gift_box', 'Gift Box'), ('fee', 'Fee'), ('gift_certificate', 'Gift Certificate')], max_length=20)),
                ('label', models.CharField(blank=True, max_length=200)),
                ('code', models.CharField(blank=True, help_text='Of the coupon, rule or certificate behind it.', max_length=100)),
                ('info', models.CharField(blank=True, max_length=500)),
                ('amount', common.fields.MoneyField()),
                ('included', models.BooleanField(default=False)),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='orders.order')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='orders.orderitem')),
                ('extra', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('internal_info', models.CharField(blank=True, help_text='For staff only.', max_length=500)),
                ('origin', models.CharField(blank=True, choices=[('coupon', 'Coupon'), ('rule', 'Rule'), ('gift_certificate', 'Gift Certificate'), ('voucher', 'Voucher')], max_length=20)),
                ('reference', models.CharField(blank=True, help_text="The storefront's own id of the coupon, rule or certificate.", max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name='Shipment',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', django_fsm.FSMField(choices=[('ready', 'Ready'), ('shipped', 'Shipped'), ('delivered', 'Delivered'), ('cancelled', 'Cancelled')], default='ready', max_length=10, protected=True)),
                ('carrier', models.CharField(blank=True, max_length=100)),
                ('method', models.CharField(blank=True, max_length=100)),
                ('tracking_number', models.CharField(blank=True, max_length=100)),
                ('tracking_url', models.CharField(blank=True, max_length=500)),
                ('shipped_at', models.DateTimeField(blank=True, null=True)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shipments', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='ShipmentLine',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('quantity', models.PositiveIntegerField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shipment_lines', to='orders.orderitem')),
                ('shipment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='orders.shipment')),
            ],
        ),
        migrations.CreateModel(
            name='StatusChange',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor_kind', models.CharField(choices=[('staff', 'staff'), ('customer', 'customer'), ('client', 'client'), ('guest', 'guest'), ('gateway', 'gateway'), ('system', 'system')], max_length=10)),
                ('actor_name', models.CharField(max_length=150)),
                ('actor_id', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField()),
                ('from_status', models.SmallIntegerField(choices=[(10, 'New'), (100, 'Created'), (110, 'Hold'), (120, 'Failed'), (200, 'Processing'), (300, 'Package waiting'), (400, 'Packaged'), (500, 'Shipped'), (600, 'Completed'), (700, 'Cancellation waiting'), (800, 'Cancelled'), (850, 'Refunded'), (900, 'Rejected')], null=True)),
                ('to_status', models.SmallIntegerField(choices=[(10, 'New'), (100, 'Created'), (110, 'Hold'), (120, 'Failed'), (200, 'Processing'), (300, 'Package waiting'), (400, 'Packaged'), (500, 'Shipped'), (600, 'Completed'), (700, 'Cancellation waiting'), (800, 'Cancelled'), (850, 'Refunded'), (900, 'Rejected')])),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('notify_customer', models.BooleanField(default=False)),
                ('ip', models.GenericIPAddressField(null=True)),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='statuses', to='orders.order')),
                ('label', models.CharField(blank=True, help_text='The name that it was posted under.', max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name='CustomerHistoryEntry',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=100)),
                ('amount', common.fields.MoneyField()),
                ('due', common.fields.MoneyField(blank=True, null=True)),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('cancelled', 'Cancelled'), ('processing', 'Processing'), ('complete', 'Complete')], max_length=10)),
                ('type', models.CharField(max_length=50)),
                ('order_date', models.DateTimeField()),
                ('currency', models.CharField(max_length=3)),
                ('billing', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ('shipping', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='history', to='addresses.customer')),
            ],
            options={
                'verbose_name_plural': 'customer history entries',
                'constraints': [models.UniqueConstraint(fields=('customer', 'reference'), name='history_reference_once_a_customer'), models.CheckConstraint(condition=models.Q(('status__in', ['pending', 'cancelled', 'processing', 'complete'])), name='history_status_known')],
            },
        ),
        migrations.CreateModel(
            name='ExternalId',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('dialect', models.CharField(max_length=20)),
                ('kind', models.CharField(choices=[('order', 'Order'), ('item', 'Item'), ('unit', 'Unit'), ('adjustment', 'Adjustment'), ('payment', 'Payment'), ('shipment', 'Shipment'), ('plan', 'Plan'), ('status', 'Status'), ('note', 'Note'), ('address', 'Address'), ('customer', 'Customer'), ('user', 'User'), ('channel', 'Channel'), ('payment_method', 'Payment Method'), ('shipping_method', 'Shipping Method')], max_length=20)),
                ('value', models.CharField(max_length=100)),
                ('object_id', models.UUIDField(help_text='The primary key of the row.')),
            ],
            options={
                'verbose_name': 'external id',
            },
        ),
        migrations.CreateModel(
            name='PaymentMethod',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('serial', common.fields.SerialField(editable=False, taken_from='common.SerialNumber', unique=True)),
                ('code', models.CharField(max_length=100)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('enabled', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('channel', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='payment_method_rows', to='orders.channel')),
            ],
        ),
        migrations.CreateModel(
            name='ShippingMethod',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('serial', common.fields.SerialField(editable=False, taken_from='common.SerialNumber', unique=True)),
                ('code', models.CharField(max_length=100)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('enabled', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('category_requirement', models.PositiveSmallIntegerField(choices=[(0, 'None of them'), (1, 'Any of them'), (2, 'All of them')], default=1)),
                ('calculator', models.CharField(default='flat_rate', max_length=100)),
                ('configuration', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text="What the calculator needs, a channel's code a key.")),
                ('zone', models.CharField(blank=True, max_length=100)),
                ('channel', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='shipping_methods', to='orders.channel')),
            ],
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(fields=('channel', 'number'), name='order_number_once_a_channel'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', [10, 100, 110, 120, 200, 300, 400, 500, 600, 700, 800, 850, 900])), name='order_status_known'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('payment_status__in', ['awaiting_payment', 'authorized', 'partially_paid', 'paid', 'partially_refunded', 'refunded', 'cancelled'])), name='order_payment_status_known'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('shipping_status__in', ['ready', 'partially_shipped', 'shipped', 'delivered', 'cancelled'])), name='order_shipping_status_known'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('cancel_status__isnull', True), ('cancel_status__in', ['waiting', 'confirmation_waiting', 'confirmed', 'approved', 'rejected', 'waiting_for_payment', 'manuel_refund_need', 'completed']), _connector='OR'), name='order_cancel_status_known'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('total', django.db.models.expressions.CombinedExpression(models.F('subtotal'), '+', models.F('adjustments_total'))), ('total__gte', 0)), models.Q(('subtotal__lt', django.db.models.expressions.CombinedExpression(models.F('adjustments_total'), '*', models.Value(-1))), ('total', 0)), _connector='OR'), name='order_total_is_the_sum_of_its_parts'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('discount_amount__gte', 0), ('shipping_interest_amount__gte', 0), ('subtotal__gte', 0)), name='order_amounts_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('amount_refunded__gte', 0), ('amount_refunded__lte', models.F('amount_paid'))), name='order_refunded_within_paid'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('amount_outstanding', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('total'), '-', models.F('amount_waived')), '-', models.F('amount_paid')))), name='order_outstanding_is_total_less_waived_and_paid'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('amount_waived__gte', 0), ('amount_waived__lte', models.F('total'))), name='order_waived_within_total'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_outstanding__lte', 0), ('is_paid', True)), models.Q(('amount_outstanding__gt', 0), ('is_paid', False)), _connector='OR'), name='order_paid_means_nothing_outstanding'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('discount_refund_amount__gte', 0), ('refund_amount__gte', 0), ('shipping_refund_amount__gte', 0)), name='order_given_back_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('status', 10), ('date_placed__isnull', False), ('status', 800), _connector='OR'), name='order_placed_has_a_date'),
        ),
        migrations.AddConstraint(
            model_name='orderitem',
            constraint=models.UniqueConstraint(fields=('order', 'position'), name='item_position_once_an_order'),
        ),
        migrations.AddConstraint(
            model_name='orderitem',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', [100, 200, 300, 400, 500, 600, 700, 800, 900])), name='item_status_known'),
        ),
        migrations.AddConstraint(
            model_name='orderitem',
            constraint=models.CheckConstraint(condition=models.Q(('cancel_status__isnull', True), ('cancel_status__in', ['waiting', 'confirmation_waiting', 'confirmed', 'approved', 'rejected', 'waiting_for_payment', 'manuel_refund_need', 'completed']), _connector='OR'), name='item_cancel_status_known'),
        ),
        migrations.AddConstraint(
            model_name='orderitem',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='item_has_pieces'),
        ),
        migrations.AddConstraint(
            model_name='orderitem',
            constraint=models.CheckConstraint(condition=models.Q(('quantity_delivered__gte', 0), ('quantity_delivered__lte', models.F('quantity_shipped'))), name='item_delivered_within_shipped'),
        ),
        migrations.AddConstraint(
            model_name='orderitem',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', django.db.models.expressions.CombinedExpression(models.F('quantity_shipped'), '+', models.F('quantity_cancelled'))), ('quantity_cancelled__gte', 0)), name='item_shipped_and_cancelled_within_quantity'),
        ),
        migrations.AddConstraint(
            model_name='orderitem',
            constraint=models.CheckConstraint(condition=models.Q(('quantity_returned__gte', 0), ('quantity_returned__lte', models.F('quantity_shipped'))), name='item_returned_within_shipped'),
        ),
        migrations.AddConstraint(
            model_name='orderitem',
            constraint=models.CheckConstraint(condition=models.Q(('discount_amount__gte', 0), ('total__gte', 0), ('unit_price__gte', 0)), name='item_amounts_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='orderitem',
            constraint=models.CheckConstraint(condition=models.Q(('total', models.ExpressionWrapper(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('quantity'), '*', models.F('unit_price')), '-', models.F('discount_amount')), '+', models.F('adjustments_total')), output_field=common.fields.MoneyField()))), name='item_total_is_the_sum_of_its_parts'),
        ),
        migrations.AddConstraint(
            model_name='adjustment',
            constraint=models.UniqueConstraint(fields=('order', 'position'), name='adjustment_position_once_an_order'),
        ),
        migrations.AddConstraint(
            model_name='adjustment',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['shipping', 'tax', 'discount', 'shipping_discount', 'interest', 'gift_box', 'fee', 'gift_certificate'])), name='adjustment_type_known'),
        ),
        migrations.AddConstraint(
            model_name='shipment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ready', 'shipped', 'delivered', 'cancelled'])), name='shipment_state_known'),
        ),
        migrations.AddConstraint(
            model_name='shipmentline',
            constraint=models.UniqueConstraint(fields=('shipment', 'item'), name='shipment_line_once_an_item'),
        ),
        migrations.AddConstraint(
            model_name='shipmentline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='shipment_line_has_pieces'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(('to_status__in', [10, 100, 110, 120, 200, 300, 400, 500, 600, 700, 800, 850, 900])), name='status_change_to_known'),
        ),
<<<<<<< HEAD
        migrations.AddConstraint(
            model_name='adjustment',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['', 'coupon', 'rule', 'gift_certificate', 'voucher'])), name='adjustment_origin_known'),
=======
        migrations.CreateModel(
            name='ExternalId',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('dialect', models.CharField(max_length=20)),
                ('kind', models.CharField(choices=[('order', 'Order'), ('item', 'Item'), ('unit', 'Unit'), ('adjustment', 'Adjustment'), ('payment', 'Payment'), ('shipment', 'Shipment'), ('plan', 'Plan'), ('status', 'Status'), ('note', 'Note'), ('address', 'Address'), ('customer', 'Customer'), ('user', 'User'), ('channel', 'Channel'), ('country', 'Country'), ('payment_method', 'Payment Method'), ('shipping_method', 'Shipping Method')], max_length=20)),
                ('value', models.CharField(max_length=100)),
                ('object_id', models.UUIDField(help_text='The primary key of the row.')),
            ],
            options={
                'verbose_name': 'external id',
            },
>>>>>>> 2a44ce5 (Name the unit of a plan line in a column)
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(('serial__gte', 1), ('serial__lt', 1099511627776)), name='channel_serial_in_range'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(('tax_calculation_strategy__in', ['order_items_based', 'order_item_units_based'])), name='channel_tax_calculation_known'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('serial__gte', 1), ('serial__lt', 1099511627776)), name='order_serial_in_range'),
        ),
        migrations.AddConstraint(
            model_name='externalid',
            constraint=models.UniqueConstraint(fields=('dialect', 'kind', 'value'), name='external_id_means_one_row'),
        ),
        migrations.AddConstraint(
            model_name='externalid',
            constraint=models.UniqueConstraint(fields=('dialect', 'kind', 'object_id'), name='external_id_once_a_row'),
        ),
        migrations.AddConstraint(
            model_name='externalid',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['order', 'item', 'unit', 'adjustment', 'payment', 'shipment', 'plan', 'status', 'note', 'address', 'customer', 'user', 'channel', 'country', 'payment_method', 'shipping_method'])), name='external_id_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='externalid',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('value', ''), _negated=True), models.Q(('dialect', ''), _negated=True)), name='external_id_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='paymentmethod',
            constraint=models.CheckConstraint(condition=models.Q(('serial__gte', 1), ('serial__lt', 1099511627776)), name='payment_method_serial_in_range'),
        ),
        migrations.AddConstraint(
            model_name='paymentmethod',
            constraint=models.UniqueConstraint(fields=('channel', 'code'), name='payment_method_once_a_channel'),
        ),
        migrations.AddConstraint(
            model_name='shippingmethod',
            constraint=models.CheckConstraint(condition=models.Q(('serial__gte', 1), ('serial__lt', 1099511627776)), name='shipping_method_serial_in_range'),
        ),
        migrations.AddConstraint(
            model_name='shippingmethod',
            constraint=models.UniqueConstraint(fields=('channel', 'code'), name='shipping_method_once_a_channel'),
        ),
        migrations.AddConstraint(
            model_name='shippingmethod',
            constraint=models.CheckConstraint(condition=models.Q(('category_requirement__in', [0, 1, 2])), name='shipping_method_requirement_known'),
        ),
    ]
