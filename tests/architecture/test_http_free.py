"""Rules know nothing of HTTP: only modules whose name says so reach REST framework, however indirectly."""

import grimp
import pytest

APPS = ["orders", "payments", "cancellations", "addresses", "events", "common"]
HTTP = ["rest_framework", "django_filters", "drf_spectacular"]
FACES_HTTP = {
    "admin",
    "api",
    "export",
    "filters",
    "paging",
    "reading",
    "rendering",
    "cached_response",
    "schema",
    "serializers",
    "urls",
    "views",
}
MESSAGES_ARE_JSON = {"events.webhooks.delivery", "events.webhooks.endpoints", "events.webhooks.message"}
"""Webhooks send what the feed answers, and render it by the feed's serializer."""

GRAPH = grimp.build_graph(*APPS, "access", include_external_packages=True)
RULES = sorted(
    module
    for module in GRAPH.modules
    if module.split(".")[0] in APPS and not FACES_HTTP & set(module.split(".")) and module not in MESSAGES_ARE_JSON
)


@pytest.mark.parametrize("module", RULES)
def test_a_rule_does_not_reach_rest_framework(module):
    assert [target for target in HTTP if GRAPH.chain_exists(module, target)] == []
