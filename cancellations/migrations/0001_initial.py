"""The tables."""

import common.fields
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
import django_fsm
import uuid6
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CancellationPlan',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('plan_type', models.CharField(choices=[('cancel', 'Cancellation of goods not yet sent'), ('refund', 'Return of goods that were sent')], max_length=6)),
                ('status', django_fsm.FSMField(choices=[('waiting', 'Waiting'), ('waiting_supplier', 'Waiting for the supplier'), ('confirmation_waiting', 'Waiting for confirmation'), ('confirmed', 'Confirmed'), ('approved', 'Approved'), ('waiting_for_payment', 'Refund pending'), ('manuel_refund_need', 'Manual refund needed'), ('failed', 'Failed'), ('completed', 'Completed'), ('rejected', 'Rejected'), ('cancelled', 'Withdrawn')], default='waiting', max_length=20, protected=True)),
                ('whole_order', models.BooleanField(default=False)),
                ('rejects_items', models.BooleanField(default=False, help_text='The seller cannot fulfil the items.')),
                ('shipping_rule', models.CharField(choices=[('with_the_last', 'When nothing of the order remains'), ('asked', 'It was asked for'), ('withheld', 'Not at all')], default='with_the_last', max_length=15)),
                ('takes_shipping', models.BooleanField(default=False, help_text='Shipping is refunded with this plan.')),
                ('refund_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('shipping_refund_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('discount_refund_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('waived_amount', common.fields.MoneyField(default=Decimal('0'), help_text='What was not paid yet, and is no longer asked for.')),
                ('payment_plan', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('invoice_number', models.CharField(blank=True, max_length=100)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('reason_code', models.CharField(blank=True, help_text='Of the offered reason that it is.', max_length=50)),
                ('notify_customer', models.BooleanField(default=False, help_text='Send an e-mail when it is completed.')),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='How often it was tried again.')),
                ('idempotency_key', models.CharField(editable=False, max_length=300, null=True, unique=True)),
                ('decision_key', models.CharField(blank=True, editable=False, help_text='The command that decided last.', max_length=300)),
                ('actor_kind', models.CharField(choices=[('staff', 'staff'), ('customer', 'customer'), ('client', 'client'), ('guest', 'guest'), ('gateway', 'gateway'), ('system', 'system')], max_length=10)),
                ('actor_name', models.CharField(max_length=150)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('completed_at', models.DateTimeField(blank=True, null=True)),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='cancellation_plans', to='orders.order')),
            ],
            options={
                'verbose_name': 'cancellation plan',
            },
        ),
        migrations.CreateModel(
            name='PlanLine',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('quantity', models.PositiveIntegerField()),
                ('unit_number', models.PositiveIntegerField(blank=True, null=True)),
                ('already_refunded', models.PositiveIntegerField(default=0, help_text='Units among them whose money went back before, by a refund.')),
                ('credit', common.fields.MoneyField(default=Decimal('0'), help_text='What had gone back for the other units before, by a refund in part.')),
                ('restock', models.BooleanField(default=True, help_text='The units go back on the shelf.')),
                ('refund_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('discount_refund_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('open', models.BooleanField(default=True)),
                ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='plan_lines', to='orders.orderitem')),
                ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='cancellations.cancellationplan')),
            ],
        ),
        migrations.AddConstraint(
            model_name='cancellationplan',
            constraint=models.CheckConstraint(condition=models.Q(('status__one_of', ['waiting', 'waiting_supplier', 'confirmation_waiting', 'confirmed', 'approved', 'waiting_for_payment', 'manuel_refund_need', 'failed', 'completed', 'rejected', 'cancelled'])), name='plan_status_known'),
        ),
        migrations.AddConstraint(
            model_name='cancellationplan',
            constraint=models.CheckConstraint(condition=models.Q(('plan_type__one_of', ['cancel', 'refund'])), name='plan_type_known'),
        ),
        migrations.AddConstraint(
            model_name='cancellationplan',
            constraint=models.CheckConstraint(condition=models.Q(('shipping_rule__one_of', ['with_the_last', 'asked', 'withheld'])), name='plan_shipping_rule_known'),
        ),
        migrations.AddConstraint(
            model_name='cancellationplan',
            constraint=models.CheckConstraint(condition=models.Q(('waived_amount__gte', 0), ('waived_amount__lte', django.db.models.expressions.CombinedExpression(models.F('refund_amount'), '+', models.F('shipping_refund_amount')))), name='plan_waives_no_more_than_it_is_about'),
        ),
        migrations.AddConstraint(
            model_name='cancellationplan',
            constraint=models.CheckConstraint(condition=models.Q(('discount_refund_amount__gte', 0), ('refund_amount__gte', 0), ('shipping_refund_amount__gte', 0)), name='plan_amounts_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.UniqueConstraint(fields=('plan', 'item'), name='plan_line_once_an_item'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.UniqueConstraint(condition=models.Q(('open', True)), fields=('item',), name='item_in_one_open_plan'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.UniqueConstraint(fields=('item', 'unit_number'), name='plan_line_names_a_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.CheckConstraint(condition=models.Q(('unit_number__isnull', True), ('quantity', 1), _connector='OR'), name='plan_line_names_one_unit'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.CheckConstraint(condition=models.Q(('already_refunded__lte', models.F('quantity')), ('quantity__gte', 1)), name='plan_line_has_units'),
        ),
        migrations.AddConstraint(
            model_name='planline',
            constraint=models.CheckConstraint(condition=models.Q(('credit__gte', 0), ('discount_refund_amount__gte', 0), ('refund_amount__gte', 0)), name='plan_line_amounts_not_negative'),
        ),
    ]
