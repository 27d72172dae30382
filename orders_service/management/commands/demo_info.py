"""`manage.py demo_info`: print the demo's addresses and logins."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from dialects.registry import DIALECTS
from orders_service.demo.dialects import DEMO_CALLERS
from orders_service.demo.logins import ADMIN, CLIENTS, CUSTOMER, PASSWORD, STAFF, are_made, key_of, secret_of

_PLACES = """
  API     {url}/api/v1/orders/
  Docs    {url}/api/docs/  and  {url}/api/redoc/;  {url}/dialects/
  Admin   {url}/admin/
"""


class Command(BaseCommand):
    help = "Print the addresses of API, docs and admin, and the demo's logins if there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(_PLACES.format(url=settings.PUBLIC_URL))
        if are_made():
            self._print_logins()

    def _print_logins(self) -> None:
        names = [f"{ADMIN} (everything)", *(f"{name} ({group})" for name, group in STAFF.items()), CUSTOMER]
        self.stdout.write(f"  Sign in as {', '.join(names)}: password {PASSWORD}\n\n")
        for client_id, channels in CLIENTS.items():
            self.stdout.write(f"  Client {client_id} for {', '.join(channels)}")
            self.stdout.write(f"    secret  {secret_of(client_id)}")
            self.stdout.write(f"    API key {key_of(client_id)}\n")
        self._tell_dialects()

    def _tell_dialects(self) -> None:
        for caller in DEMO_CALLERS:
            if caller.dialect in settings.DIALECTS:
                self.stdout.write(f"\n  Dialect {DIALECTS[caller.dialect].title}: client {caller.client_id}")
                self.stdout.write(f"    secret  {caller.secret}")
                self.stdout.write(f"    token   {caller.token}")
                self.stdout.write(f"    {caller.curl(settings.PUBLIC_URL)}")
