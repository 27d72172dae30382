"""Every dialect there is."""

from __future__ import annotations

from dialects.akinon.dialect import AKINON
from dialects.aplazame.dialect import APLAZAME
from dialects.common.mounting import DialectMiddleware
from dialects.lunasoft.dialect import LUNASOFT
from dialects.salesman.dialect import SALESMAN
from dialects.sylius.dialect import SYLIUS

DIALECTS = {dialect.name: dialect for dialect in (SALESMAN, SYLIUS, AKINON, LUNASOFT, APLAZAME)}


class MountedDialects(DialectMiddleware):
    """The middleware that serves those that are switched on (`DIALECTS`, `DIALECT_HOSTS`)."""

    dialects = DIALECTS
