"""What `/metrics` counts of requests: django-prometheus' figures, each counter looked up once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django_prometheus.middleware import PrometheusAfterMiddleware


class MetricsMiddleware(PrometheusAfterMiddleware):  # type: ignore[misc]
    """django-prometheus' middleware, without looking up each counter by its labels every time. A request counts for its
    view also if no view has to answer it."""

    def process_view(self, *args: Any) -> None:
        """Wait for the answer."""

    def process_response(self, request: Any, response: Any) -> Any:
        if getattr(request, "resolver_match", None):
            super().process_view(request, None)
        return super().process_response(request, response)

    def label_metric(self, metric: Any, request: Any, response: Any = None, **labels: str) -> Any:
        return _labelled(metric, tuple(labels.items())) if labels else metric


@lru_cache(maxsize=4096)
def _labelled(metric: Any, labels: tuple[tuple[str, str], ...]) -> Any:
    return metric.labels(**dict(labels))
