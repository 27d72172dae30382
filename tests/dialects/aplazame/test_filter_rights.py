"""Nobody asks for what answers do not show them."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from access.callers import Caller, Rights
from dialects.aplazame.filter_kinds import right_to
from dialects.aplazame.filters import FILTERS, ORDERING, rights_asked

pytestmark = pytest.mark.django_db

NOON = datetime(2015, 7, 20, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    "asked", ["customer-document_id-number=X1", "customer-document_id-number-startswith=X", "document_id_type=02"]
)
def test_identity_numbers_are_asked_for_by_whoever_may_read_them(caller, caller_with, one, asked):
    assert caller.get(f"/orders?{asked}").status_code == 200
    assert caller_with("orders:read").get(f"/orders?{asked}").status_code == 403


CUSTOMERS = {"customer-created", "account-gender", "account-last_login", "account-date_joined"}

DOCUMENTS = {f"customer-document_id-{part}" for part in ("number", "type", "country")}


def test_every_filter_and_ordering_is_bound_to_the_right_of_its_field():
    bound = {name: known.right for name, known in FILTERS.items() if known.right}
    asked = QueryDict("account_gender=1&ordering=-account_last_login&document_id=X1&created-gt=2026-01-01&mid=1")

    assert bound == dict.fromkeys(CUSTOMERS, "customer") | dict.fromkeys(DOCUMENTS, "private")
    assert {right_to(path) for name, path in ORDERING.items() if name.startswith("account")} == {"customer"}
    assert list(rights_asked(asked)) == ["customer", "private"]
    assert list(rights_asked(QueryDict("ordering=account_last_login"))) == ["customer"]


@pytest.mark.parametrize("asked", ["account_gender=1", "account-last_login-isnull=yes", "ordering=account_created"])
def test_what_is_known_of_a_customer_is_asked_for_by_whoever_is_shown_it(caller, one, asked, monkeypatch):
    assert caller.get(f"/orders?{asked}").status_code == 200
    monkeypatch.setattr(Caller, "rights", Rights(private=True))
    assert caller.get(f"/orders?{asked}").status_code == 403
