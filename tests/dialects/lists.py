"""The list of orders of each dialect."""

LISTS = {
    "salesman": "/orders/all/?limit=20",
    "sylius": "/api/v1/orders/?limit=20",
    "akinon": "/api/i1/orders/?limit=20",
    "lunasoft": "/orders",
    "aplazame": "/orders",
}
