"""Rows of Akinon's lists."""


def units(seller, **query):
    return seller.get("/api/i1/order-items/", query).json()["results"]
