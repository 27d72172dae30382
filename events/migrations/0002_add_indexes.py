"""What lists, filters and searches read."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['transaction', 'position'], name='event_feed'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['channel', 'transaction', 'position'], name='event_feed_channel'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['type', 'transaction', 'position'], name='event_feed_type'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'sending'])), fields=['due_at', 'id'], name='message_due'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['state', 'created_at'], name='message_state_created'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['endpoint', 'id'], name='delivery_waiting'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['endpoint', 'created_at', 'id'], name='delivery_endpoint_created'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['state', 'created_at'], name='delivery_state_created'),
        ),
    ]
