"""A process that is killed in the middle of a command, and what a repetition then finds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIClient

from access.idempotency import LEASE
from access.models import IdempotencyKey
from orders.models import Channel
from tests.access.urls import desk

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs a database that two processes share"),
]

PROCESS_THAT_DIES = """
import os, sys, django
django.setup()
from django.conf import settings
from rest_framework.test import APIClient
from orders.models import Channel
from tests.access.urls import desk

def die(request):
    with open(sys.argv[2], "a") as gateway:
        gateway.write(request.command_key + "\\n")
    Channel.objects.create(code="web", name="Web shop", default_currency="EUR")
    os._exit(9)

desk.act = die
settings.ROOT_URLCONF = "tests.access.urls"
settings.ALLOWED_HOSTS = ["testserver"]
APIClient().post(sys.argv[1], {"amount": "5.00"}, format="json", headers={"idempotency-key": "a-key"})
"""


@pytest.fixture
def gateway(tmp_path):
    """What the gateway was asked, kept where a killed process cannot take it along."""
    log = tmp_path / "gateway"
    log.touch()
    return log


@pytest.fixture
def killed(gateway):
    """Let another process send the command and die in its middle."""

    def kill(path):
        there = connection.get_connection_params()
        url = (
            f"postgres://{there['user']}:{there.get('password', '')}@{there['host']}:{there['port']}/{there['dbname']}"
        )
        environment = os.environ | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "PYTHONPATH": os.pathsep.join([str(Path(settings.BASE_DIR)), os.environ.get("PYTHONPATH", "")]),
        }
        command = [sys.executable, "-W", "ignore", "-c", PROCESS_THAT_DIES, path, str(gateway)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 9, done.stderr

    return kill


def repeat(path):
    return APIClient().post(path, {"amount": "5.00"}, format="json", headers={"idempotency-key": "a-key"})


def test_nothing_is_left_of_a_command_whose_process_died(killed):
    killed("/api/command/")

    assert not Channel.objects.exists()
    assert not IdempotencyKey.objects.exists()
    assert repeat("/api/command/").json() == {"done": True}


def test_a_resumable_command_is_carried_on_under_the_key_that_the_gateway_knows(killed, gateway):
    def carry_on(request):
        with gateway.open("a") as log:
            log.write(request.command_key + "\n")
        return Response({"payment": "charged"})

    killed("/api/resumable-command/")
    desk.act = carry_on

    assert Channel.objects.exists()
    assert repeat("/api/resumable-command/").json()["code"] == "command_still_running"
    with time_machine.travel(timezone.now() + LEASE, tick=False):
        assert repeat("/api/resumable-command/").json() == {"payment": "charged"}
        assert repeat("/api/resumable-command/")["Idempotent-Replayed"] == "true"
    first, second = gateway.read_text().split()
    assert first == second
