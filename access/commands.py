"""Decorators for view actions that change something: idempotency, rehearsal and `Prefer`, in one place.

    @action(detail=True, methods=["post"])
    @Operation(access=[InReach("payments:write")], takes=PayInput, gives=StartedPaymentSerializer)
    @resumable_command(key_required=True)
    def pay(self, request, ref): ...

`command` opens the one transaction of its action; `resumable_command` is for actions of several, which call a gateway
in between. Every write action has one of them (`is_command` marks it), and so understands:

* `Idempotency-Key`: repeated under the same key, the first answer comes again with `Idempotent-Replayed: true`. Stored
  are successes and the refusals 402 and 409; after any other refusal the key may be used again.
* `?dry_run=true`: the action runs, is rolled back, and answers what it would have done.
* `Prefer: return=minimal`: 204 instead of a body.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial, wraps
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import orjson
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from access.authentication import caller_of
from access.callers import Caller
from access.idempotency import LEASE, KeyedRequest, KeyMissing, claim, interrupt, release, store_answer
from access.models import IdempotencyKey, KeyState
from common.api.operations import operation_of
from common.api.parameters import InvalidParameters
from common.api.renderers import JsonRenderer
from common.api.serializers import NoInput
from common.payment_facts import without_payment_facts
from common.rehearsal import own_transaction, rehearse

Act = Callable[[], Response]
Run = Callable[[APIView, Act, KeyedRequest | None], HttpResponseBase]

STORED_REFUSALS = {402, 409}
STORED_HEADERS = ("Location", "ETag")
NO_PART_OF_IT = {"dry_run", "token"}
"""Parameters in which a repeated request may differ: the key's owner identifies the caller."""

VISIBLE_ASCII = re.compile(r"[!-~]{1,255}")


def command(action: Callable[..., Any] | None = None, *, key_required: bool = False) -> Any:
    """A write action of one transaction: what it writes and the answer stored under its key are committed together."""
    return _command(action, run=_in_one_transaction, key_required=key_required)


def resumable_command(action: Callable[..., Any] | None = None, *, key_required: bool = False) -> Any:
    """A write action of several transactions, whose service recognises a repetition by `request.command_key`.

    If the process dies or fails unexpectedly, the key stays bound to this request, since it is unknown how far it got.
    The same request may resume it, and reaches the service under the same `command_key`.
    """
    return _command(action, run=_in_several_transactions, key_required=key_required)


def is_rehearsal(request: Request) -> bool:
    """Whether this is a rehearsal (`?dry_run=true`).

    Raises:
        InvalidParameters: it is neither `true` nor `false`. Guessing would be dangerous either way.
    """
    given = request.query_params.getlist("dry_run", ["false"])
    if given not in (["true"], ["false"]):
        raise InvalidParameters.on("dry_run", code="invalid", sentence="Must be 'true' or 'false'.")
    return given == ["true"]


def _command(action: Callable[..., Any] | None, *, run: Run, key_required: bool) -> Any:
    if action is None:
        return partial(_command, run=run, key_required=key_required)

    @wraps(action)
    def command_action(view: APIView, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        act = partial(action, view, request, *args, **kwargs)
        key = _given_key(request)
        _refuse_needless_body(view, request)
        if is_rehearsal(request):
            request.command_key = ""  # type: ignore[attr-defined]
            return _rehearsed(act, caller_of(request))
        if key is None and key_required:
            raise KeyMissing
        keyed = _keyed(request, key) if key is not None else None
        request.command_key = keyed.command_key if keyed else ""  # type: ignore[attr-defined]
        return _preferred(request, run(view, act, keyed))

    command_action.is_command = True  # type: ignore[attr-defined]
    command_action.key_required = key_required  # type: ignore[attr-defined]
    return command_action


# --- running ---------------------------------------------------------------------------------------------------------


def _in_one_transaction(view: APIView, act: Act, keyed: KeyedRequest | None) -> HttpResponseBase:
    if keyed is None:
        with transaction.atomic():
            return act()
    with transaction.atomic():
        claimed = claim(keyed, at=timezone.now())
        if claimed.state == KeyState.ANSWERED:
            return _replayed(claimed)
        try:
            response = act()
        except Exception as error:  # noqa: BLE001
            refusal = error
        else:
            if _is_stored(response):
                _store(claimed, response)
            else:
                transaction.set_rollback(True)
            return response
        transaction.set_rollback(True)
    return _refused(view, keyed, refusal)


def _refused(view: APIView, keyed: KeyedRequest, refusal: Exception) -> HttpResponseBase:
    """The answer to a refusal, stored under the key if it has to be. Other errors are raised again.

    The command was rolled back, and its claim with it: if the key was taken since, its answer goes.
    """
    response = view.handle_exception(refusal)
    if not _is_stored(response):
        return response
    with transaction.atomic():
        claimed = claim(keyed, at=timezone.now())
        if claimed.state == KeyState.ANSWERED:
            return _replayed(claimed)
        _store(claimed, response)
    return response


def _in_several_transactions(view: APIView, act: Act, keyed: KeyedRequest | None) -> HttpResponseBase:
    if keyed is None:
        return act()
    with own_transaction():
        claimed = claim(keyed, at=timezone.now(), lease=LEASE)
    if claimed.state == KeyState.ANSWERED:
        return _replayed(claimed)
    try:
        response = _answered(view, act)
    except BaseException:
        interrupt(claimed, at=timezone.now())
        raise
    if _is_stored(response):
        _store(claimed, response)
    elif response.status_code < 500:
        release(claimed)
    else:
        interrupt(claimed, at=timezone.now())
    return response


def _rehearsed(act: Act, caller: Caller) -> HttpResponseBase:
    with rehearse() as rehearsal:
        response = act()
    if response.status_code >= 400:
        return response
    return Response(
        {
            "dry_run": True,
            "status": response.status_code,
            "result": response.data,
            "events": [_as_shown(event, caller) for event in rehearsal.events],
            "gateway_calls": [_call_as_shown(call, caller) for call in rehearsal.gateway_calls],
            "emails": [_without_card_details(email, caller) for email in rehearsal.emails],
        }
    )


def _as_shown(event: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """An event as the feed would show it to the caller."""
    return event if caller.sees_payments else {**event, "data": without_payment_facts(event["type"], event["data"])}


def _call_as_shown(call: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """A gateway call; callers who may not see payments learn only that there is one."""
    return {name: value for name, value in call.items() if name == "operation" or caller.sees_payments}


def _without_card_details(email: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """An e-mail, without its text if that may name a card the caller may not see."""
    return {name: value for name, value in email.items() if name != "text" or caller.sees_payments}


def _answered(view: APIView, act: Act) -> Response:
    """The action's answer, refusals included. The view's exception handler raises other errors again."""
    try:
        return act()
    except Exception as error:  # noqa: BLE001
        return view.handle_exception(error)


# --- what the request asks for ---------------------------------------------------------------------------------------


def _refuse_needless_body(view: APIView, request: Request) -> None:
    """Refuse a body that would be ignored: a partial capture must not seem to be accepted."""
    operation = operation_of(view, getattr(view, "action", None) or "")
    if operation and operation.takes is None and request.method != "DELETE" and request.body.strip():
        NoInput.checked(request)


def _given_key(request: Request) -> str | None:
    key: str | None = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is not None and not VISIBLE_ASCII.fullmatch(key):
        sentence = "Must be 1 to 255 visible ASCII characters."
        raise InvalidParameters.on("Idempotency-Key", code="invalid", sentence=sentence)
    return key


def _keyed(request: Request, key: str) -> KeyedRequest:
    path = request.path.rstrip("/") + "/"
    parameters = sorted((name, values) for name, values in request.query_params.lists() if name not in NO_PART_OF_IT)
    written = f"{request.method}\n{path}\n{urlencode(parameters, doseq=True)}\n".encode()
    return KeyedRequest(
        owner=caller_of(request).key_owner,
        key=key,
        method=str(request.method),
        path=path,
        fingerprint=sha256(written + request.body).hexdigest(),
    )


def _preferred(request: Request, response: HttpResponseBase) -> HttpResponseBase:
    written = request.headers.get("Prefer", "").lower().replace(" ", "").replace('"', "")
    if not isinstance(response, Response) or response.status_code != 200:
        return response
    if "return=minimal" in re.split("[,;]", written):
        response.status_code, response.data = 204, None
        response["Preference-Applied"] = "return=minimal"
    return response


# --- the stored answer -----------------------------------------------------------------------------------------------


def _is_stored(response: HttpResponseBase) -> bool:
    return response.status_code < 300 or response.status_code in STORED_REFUSALS


def _store(claimed: IdempotencyKey, response: Any) -> None:
    names = STORED_HEADERS if isinstance(response, Response) else (*STORED_HEADERS, "Content-Type")
    store_answer(
        claimed,
        status=response.status_code,
        headers={name: response[name] for name in names if name in response},
        body="" if response.data is None else JsonRenderer().render(response.data).decode(),
    )


def _replayed(claimed: IdempotencyKey) -> HttpResponseBase:
    """The stored answer. One with a content type is a finished problem document."""
    headers = {**claimed.headers, "Idempotent-Replayed": "true"}
    if "Content-Type" in headers:
        return HttpResponse(claimed.body, status=claimed.status, headers=headers)
    return Response(orjson.loads(claimed.body) if claimed.body else None, status=claimed.status, headers=headers)
