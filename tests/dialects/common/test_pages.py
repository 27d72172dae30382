"""Pages of lists that are searched."""

import pytest
from django.db import connection

SEARCHES = {
    "sylius": "/api/v1/orders/?criteria[customer][value]=ana&sorting[total]=asc",
    "akinon": "/api/i1/orders/?number__contains=1",
    "aplazame": "/orders?account-first_name-icontains=ana",
}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite gives nothing up")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("dialect", SEARCHES)
def test_a_search_that_takes_too_long_is_refused(speaker, settings, dialect):
    settings.LIST_SECONDS = 0.05
    caller = speaker(dialect)

    def slowly(execute, sql, params, many, context):
        is_search = "search_text" in sql
        return execute(*(("SELECT pg_sleep(1)", None) if is_search else (sql, params)), many, context)

    with connection.execute_wrapper(slowly):
        answer = caller.get(SEARCHES[dialect], content_type="application/json")

    assert (answer.status_code, "stopped after 0.05 seconds" in answer.content.decode()) == (400, True)
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
