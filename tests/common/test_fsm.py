"""A lamp: it is switched on and off, covered and uncovered, and once broken it stays so."""

import pytest
from django.db import models
from django_fsm import RETURN_VALUE, FSMIntegerField, TransitionNotAllowed, transition

from common import fsm
from common.fsm import ProtectedState, TransitionRefused, condition, manual, not_manual


class State(models.IntegerChoices):
    OFF = 1, "Off"
    ON = 2, "On"
    COVERED = 3, "Covered"
    BROKEN = 4, "Broken"


class Lamp(ProtectedState):
    status = FSMIntegerField(choices=State.choices, default=State.OFF, protected=True)
    before = models.SmallIntegerField(null=True)

    has_current = True
    is_within_reach = True

    class Meta:
        app_label = "lamps"
        verbose_name = "lamp"

    @condition(otherwise="The plug is out.", code="no_current")
    def is_plugged_in(self):
        return self.has_current

    @condition(otherwise="The lamp hangs too high.", code="too_high")
    def can_be_reached(self):
        return self.is_within_reach

    @transition(
        "status",
        source=State.OFF,
        target=State.ON,
        conditions=[is_plugged_in],
        custom=manual(conditions=[can_be_reached]),
    )
    def switch_on(self):
        """Light."""

    @transition("status", source=State.ON, target=State.OFF, custom=manual())
    def switch_off(self):
        """Darkness."""

    @transition(
        "status",
        source=[State.OFF, State.ON],
        target=State.COVERED,
        custom=manual(sources=[State.OFF], instead="Switch it off first."),
    )
    def cover(self, *, at):
        self.before, self.covered_at = self.status, at

    @transition(
        "status",
        source=State.COVERED,
        target=RETURN_VALUE(State.OFF, State.ON),
        custom=not_manual("Take the cover away."),
    )
    def uncover(self):
        return self.before

    @transition("status", source=[State.OFF, State.ON], target=State.BROKEN, custom=not_manual("Drop it."))
    def shatter(self):
        """Shards."""


def edge(name):
    return next(edge for edge in fsm.edges(Lamp) if edge.name == name)


def said(refusal):
    return None if refusal is None else (str(refusal), refusal.code)


def test_the_edges_of_a_machine_come_in_the_order_in_which_they_are_written():
    assert [edge.name for edge in fsm.edges(Lamp)] == ["switch_on", "switch_off", "cover", "uncover", "shatter"]


def test_an_edge_knows_where_it_leads_from_and_to():
    assert (edge("cover").sources, edge("cover").target) == ((State.OFF, State.ON), State.COVERED)
    assert (edge("uncover").target, edge("uncover").targets) == (None, (State.OFF, State.ON))
    assert edge("switch_on").meaning == "Light."
    assert fsm.sources_of(Lamp, "shatter") == (State.OFF, State.ON)


def test_the_moves_of_a_machine_are_all_pairs_that_may_follow_each_other():
    assert fsm.moves(Lamp) == {(1, 2), (2, 1), (1, 3), (2, 3), (3, 1), (3, 2), (1, 4), (2, 4)}


def test_a_transition_is_taken_by_its_name_with_what_it_needs():
    lamp = Lamp(status=State.ON)

    fsm.move(lamp, "cover", at="noon")
    assert (lamp.status, lamp.covered_at) == (State.COVERED, "noon")

    fsm.move(lamp, "uncover")
    assert lamp.status == State.ON


def test_where_there_is_no_edge_the_refusal_names_both_states():
    lamp = Lamp(status=State.BROKEN)

    with pytest.raises(TransitionRefused) as refused:
        fsm.move(lamp, "switch_on")

    assert said(refused.value) == ("Can't change lamp with status 'Broken' to 'On'.", "transition_not_allowed")
    assert lamp.status == State.BROKEN


def test_an_unmet_condition_speaks_for_itself():
    lamp = Lamp()
    lamp.has_current = False

    with pytest.raises(TransitionRefused) as refused:
        fsm.move(lamp, "switch_on")

    assert said(refused.value) == ("The plug is out.", "no_current")
    assert TransitionRefused.code == "transition_not_allowed"
    assert lamp.status == State.OFF


def test_what_may_be_taken_meets_no_refusal():
    assert fsm.why_not(Lamp(), edge("switch_on")) is None


def test_going_back_is_refused_where_there_is_nothing_to_go_back_from():
    refusal = fsm.why_not(Lamp(), edge("uncover"))

    assert str(refusal) == "Can't change lamp with status 'Off' to 'where it came from'."


@pytest.mark.parametrize(
    ("source", "target", "refusal"),
    [
        (State.OFF, State.ON, None),
        (State.OFF, State.OFF, None),
        (State.BROKEN, State.BROKEN, None),
        (State.OFF, State.COVERED, None),
        (State.ON, State.COVERED, "Switch it off first."),
        (State.OFF, State.BROKEN, "Drop it."),
        (State.COVERED, State.OFF, "Take the cover away."),
        (State.COVERED, State.BROKEN, "Can't change lamp with status 'Covered' to 'Broken'."),
        (State.BROKEN, State.OFF, "Can't change lamp with status 'Broken' to 'Off'."),
    ],
)
def test_by_hand_only_some_moves_are_allowed_and_the_others_say_what_to_do(source, target, refusal):
    found = fsm.why_not_manually(Lamp(status=source), target)

    assert (None if found is None else str(found)) == refusal


def test_a_hand_move_may_have_conditions_of_its_own_after_the_others():
    lamp = Lamp()
    lamp.is_within_reach = False
    assert said(fsm.why_not_manually(lamp, State.ON)) == ("The lamp hangs too high.", "too_high")
    assert fsm.why_not(lamp, edge("switch_on")) is None

    lamp.has_current = False
    assert said(fsm.why_not_manually(lamp, State.ON)) == ("The plug is out.", "no_current")


def test_a_protected_state_cannot_be_assigned():
    with pytest.raises(AttributeError):
        Lamp().status = State.ON


def test_a_row_with_a_protected_state_is_not_read_again_in_place():
    lamp = Lamp(pk=1)

    with pytest.raises(TypeError, match="with a query"):
        lamp.refresh_from_db()
    with pytest.raises(AttributeError):
        lamp.status = State.ON


def test_the_machine_itself_refuses_as_well():
    with pytest.raises(TransitionNotAllowed):
        Lamp(status=State.BROKEN).switch_on()
