"""Every state machine described from its code: as data, for Mermaid, as a picture, and as a page of the docs."""

from orders.states.description import MACHINES, Machine, State, Transition, machine_named
from orders.states.mermaid import mermaid
from orders.states.page import page
from orders.states.svg import svg

__all__ = ["MACHINES", "Machine", "State", "Transition", "machine_named", "mermaid", "page", "svg"]
