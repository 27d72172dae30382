"""The admin site of staff."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from unfold.sites import UnfoldAdminSite


class StaffSite(UnfoldAdminSite):  # type: ignore[misc]
    """Asks for what somebody may do with each model only where a page lists that: the navigation does not."""

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        return cast(list[dict[str, Any]], SimpleLazyObject(partial(super().get_app_list, request, app_label)))
