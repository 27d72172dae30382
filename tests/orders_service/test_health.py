"""What operators and their probes ask."""

import pytest
from django.db import DatabaseError, connection

from orders_service import health

pytestmark = pytest.mark.django_db


def test_a_process_lives_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


def test_it_is_ready_with_its_database_and_all_migrations(client):
    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_it_is_not_ready_while_a_migration_is_missing(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'orders'")

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert "not applied" in answer.json()["reason"]


def test_it_is_not_ready_while_the_database_is_silent(client, monkeypatch):
    def silent(connection):
        raise DatabaseError

    monkeypatch.setattr(health, "MigrationExecutor", silent)

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["reason"] == "The database does not answer."


def test_metrics_count_requests_and_queries(client):
    client.get("/health/live")

    text = client.get("/metrics").content.decode()

    assert "django_http_requests_total_by_method_total" in text
    assert "django_http_responses_total_by_status_total" in text
