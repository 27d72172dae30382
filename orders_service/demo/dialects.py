"""A caller of each dialect, with the credentials that its document prints, if it prints any."""

from __future__ import annotations

from dataclasses import dataclass

from access.tokens import API_KEY_PREFIX

BEARER = "Authorization: Bearer {token}"


@dataclass(frozen=True, slots=True)
class DemoCaller:
    """A client of one dialect. `path` and `headers` make a request that works."""

    dialect: str
    channel: str
    path: str
    client_id: str
    secret: str
    token: str
    headers: tuple[str, ...] = (BEARER,)

    def curl(self, url: str) -> str:
        """The request as people type it."""
        sent = " ".join(f"-H '{header.format(token=self.token)}'" for header in self.headers)
        return f"curl {url}/dialects/{self.dialect}{self.path} {sent}"


def _caller(dialect: str, path: str, headers: tuple[str, ...] = (BEARER,)) -> DemoCaller:
    client_id = f"demo-{dialect}"
    return DemoCaller(dialect, dialect, path, client_id, f"{client_id}-secret", f"{API_KEY_PREFIX}{client_id}", headers)


DEMO_CALLERS = (
    _caller("salesman", "/orders/all/"),
    DemoCaller("sylius", "US_WEB", "/api/v1/orders/21", "demo_client", "secret_demo_client", "SampleToken"),
    _caller("akinon", "/api/i1/orders/", ("Authentication: Bearer {token}",)),
    _caller("lunasoft", "/orders", ("Authorization: {token}",)),
    _caller("aplazame", "/orders", ("Accept: application/vnd.aplazame.v1+json", BEARER)),
)
