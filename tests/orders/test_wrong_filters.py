"""A list query that is not understood is refused, on its parameter."""

import pytest

from tests.answers import wrong


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ("statsu=SHIPPED", {"statsu": "unknown_parameter"}),
        ("Status=SHIPPED", {"Status": "unknown_parameter"}),
        ("status__in=SHIPPED", {"status__in": "unknown_parameter"}),
        ("status__exact=SHIPPED", {"status__exact": "unknown_parameter"}),
        ("total__contains=1", {"total__contains": "unknown_parameter"}),
        ("token_digest=0", {"token_digest": "unknown_parameter"}),
        ("customer__user__password=x", {"customer__user__password": "unknown_parameter"}),
        ("channel__clients=1", {"channel__clients": "unknown_parameter"}),
        ("status=SENT", {"status": "unknown_word"}),
        ("status=150", {"status": "unknown_word"}),
        ("status=", {"status": "unknown_word"}),
        ("status__gte=x", {"status__gte": "unknown_word"}),
        ("payment_status=free", {"payment_status": "unknown_word"}),
        ("shipping_status=lost", {"shipping_status": "unknown_word"}),
        ("cancel_status=no", {"cancel_status": "unknown_word"}),
        ("customer__gender=3", {"customer__gender": "unknown_word"}),
        ("customer__account_type=x", {"customer__account_type": "unknown_word"}),
        ("customer=1", {"customer": "invalid"}),
        ("customer=", {"customer": "invalid"}),
        ("has_gift_box=perhaps", {"has_gift_box": "invalid"}),
        ("paid_at__isnull=", {"paid_at__isnull": "invalid"}),
        ("total=1e3", {"total": "invalid"}),
        ("total=1.00001", {"total": "invalid"}),
        ("total=NaN", {"total": "invalid"}),
        ("total__gte=9999999999999", {"total__gte": "invalid"}),
        ("date_placed__gte=yesterday", {"date_placed__gte": "invalid"}),
        ("date_placed__gte=2026-02-30", {"date_placed__gte": "invalid"}),
        ("date_placed__date=2026-02-01T00:00:00Z", {"date_placed__date": "invalid"}),
        ("email=a%00b", {"email": "nul_character"}),
        ("number__contains=%00", {"number__contains": "nul_character"}),
        ("email=" + "x" * 201, {"email": "too_long"}),
        ("email=a&email=b", {"email": "repeated_parameter"}),
        ("total=1&total=2", {"total": "repeated_parameter"}),
        ("total=x&paid_at__gte=y", {"total": "invalid", "paid_at__gte": "invalid"}),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/orders/", "/api/v1/orders/all/"])
def test_what_is_not_understood_is_refused_on_its_parameter(staff_api, path, query, problems):
    assert wrong(staff_api.get(f"{path}?{query}")) == problems


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("statsu=SHIPPED", "Did you mean 'status'?"),
        ("date_place__gte=2026-01-01", "Did you mean 'date_placed__gte'?"),
        ("customer__fone=1", "Did you mean 'customer__phone'?"),
        ("limt=5", "Did you mean 'limit'?"),
        ("status=SHIPED", "Did you mean 'SHIPPED'?"),
        ("ordering=-totl", "Did you mean 'total'?"),
        ("expand=notez", "Did you mean 'notes'?"),
        ("fields=curency", "Did you mean 'currency'?"),
    ],
)
def test_the_nearest_name_is_told(api, query, nearest):
    [error] = api.get(f"/api/v1/orders/?{query}").json()["errors"]

    assert error["detail"].endswith(nearest)
