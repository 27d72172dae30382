"""What a dialect is: a published order API, spoken word for word over the same order book."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from django.urls import re_path
from django.utils.module_loading import import_string

from dialects.common import outside

if TYPE_CHECKING:
    from dialects.common.views import DialectView

ANY_PATH = ""


@dataclass(frozen=True)
class Dialect:
    """A dialect as it is mounted: by path under its `name`, or at a host of its own.

    `urls` is its map (a module with `urlpatterns`), written as its document spells paths: `ends_in_slash` says whether
    they do. Either spelling is served, and one with the `ending` that the document's framework has for JSON. `view` is
    the base of its views, which answers wherever no view is reached.
    """

    name: str
    title: str
    urls: str
    view: str
    ends_in_slash: bool
    ending: str = ""

    @cached_property
    def base_view(self) -> type[DialectView]:
        """The base of its views."""
        found: type[DialectView] = import_string(self.view)
        return found

    @cached_property
    def urlconf(self) -> ModuleType:
        """Its map as Django takes it for `request.urlconf`, without any path of the service itself."""
        urlconf = ModuleType(f"{self.urls}.mounted")
        unknown = self.base_view.as_view(error=outside.NOTHING_HERE)
        urlconf.urlpatterns = [*import_module(self.urls).urlpatterns, re_path(ANY_PATH, unknown)]  # type: ignore[attr-defined]
        for status in (400, 403, 404, 500):
            setattr(urlconf, f"handler{status}", getattr(outside, f"answer_{status}"))
        return urlconf

    def spelled(self, path: str) -> str:
        """A path as its document spells it."""
        bare = path.rstrip("/").removesuffix(self.ending).rstrip("/")
        return f"{bare}/" if self.ends_in_slash or not bare else bare
