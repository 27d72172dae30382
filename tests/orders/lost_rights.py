"""How an API client loses the right to read an order, and what it is told then."""

from datetime import timedelta

import pytest
from django.utils import timezone

from access.models import ApiClient

LOST_RIGHTS = pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda client: ApiClient.objects.filter(pk=client.pk).update(enabled=False), 401),
        (lambda client: ApiClient.objects.filter(pk=client.pk).update(allowed_scopes=["events:read"]), 403),
        (lambda client: client.channels.clear(), 404),
        (lambda client: client.accesstoken_set.update(expires=timezone.now() - timedelta(seconds=1)), 401),
        (lambda client: client.accesstoken_set.all().delete(), 401),
    ],
    ids=["disabled", "scope taken", "channel taken", "ended", "revoked"],
)
