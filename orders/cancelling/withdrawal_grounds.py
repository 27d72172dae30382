"""Grounds on which a plan of a withdrawal from the contract may end without being carried out (ADR 99)."""

from __future__ import annotations

from django.db.models import TextChoices

from cancellations.models import CancellationPlan
from cancellations.statuses import PlanType
from common.actors import BUYERS
from common.errors import InvalidInput, Refusal, Sentence
from orders.models import Withdrawal

_PREFIX = "withdrawal"


class WithdrawalGround(TextChoices):
    """Why a withdrawal has no effect on the units of a plan (Directive 2011/83/EU, Art. 2, 9 and 16), or another plan
    has to take its place."""

    EXCLUDED_GOODS = "excluded_goods"
    NO_CONSUMER = "no_consumer"
    DECLARED_LATE = "declared_late"
    ALREADY_SENT = "already_sent"
    TAKEN_BACK = "taken_back"


class WithdrawalStands(Refusal):
    """The plan carries out a withdrawal from the contract, which the shop may refuse on a legal ground only."""

    code = "withdrawal_stands"
    sentence = (
        "The customer withdrew from the contract, which is not the shop's to refuse. "
        "Approve the plan, or name the ground on which the withdrawal does not apply."
    )


def plan_key(withdrawal: Withdrawal, kind: str) -> str:
    """The idempotency key of a withdrawal's plan."""
    return f"{_PREFIX}:{withdrawal.pk}:{kind}"


def withdrawal_behind(plan: CancellationPlan) -> Withdrawal | None:
    """The withdrawal that a plan carries out; None for any other plan."""
    prefix, _, rest = (plan.idempotency_key or "").partition(":")
    return Withdrawal.objects.filter(pk=rest.partition(":")[0]).first() if prefix == _PREFIX else None


def possible_grounds(plan: CancellationPlan) -> list[WithdrawalGround]:
    """The grounds that may be named for a plan; none where it carries out no withdrawal. What customers declare is
    in time, or it would not have been taken."""
    withdrawal = withdrawal_behind(plan)
    if withdrawal is None:
        return []
    impossible = set()
    if withdrawal.actor_kind in BUYERS:
        impossible.add(WithdrawalGround.DECLARED_LATE)
    if plan.plan_type != PlanType.CANCEL:
        impossible.add(WithdrawalGround.ALREADY_SENT)
    return [ground for ground in WithdrawalGround if ground not in impossible]


def check_ground(plan: CancellationPlan, ground: str) -> None:
    """Let a plan end without being carried out.

    Raises:
        WithdrawalStands: it carries out a withdrawal, and no ground is named.
        InvalidInput: the ground does not apply to the plan.
    """
    possible = possible_grounds(plan)
    if possible and not ground:
        raise WithdrawalStands(grounds=[str(each) for each in possible])
    if ground and ground not in possible:
        sentence = Sentence("This ground does not apply to the plan.")
        raise InvalidInput.on("ground", code="ground_does_not_apply", sentence=sentence)
