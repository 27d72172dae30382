"""A machine as a picture: a row for each state, a column for each transition, from its dots to its bar."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from django.utils.translation import gettext

from orders.states.description import WHERE_IT_CAME_FROM, Machine, State, Transition

ROW, COLUMN, MARGIN = 34, 46, 24
LETTER = 7.4
"""The approximate width of a letter of the labels."""
SLOPE = 0.71
"""How far a letter of a head extends to the right, and up: heads are turned by 45 degrees."""

_STYLE = """
.states {
  --paper: #fff; --ink: #1c2330; --soft: #667085; --line: #e4e7ec; --box: #f5f6f8;
  --move: #3b5bdb; --lit: #fff3c4; --edge: #b7791f;
  font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  .states {
    --paper: #12161f; --ink: #e6e9ef; --soft: #98a2b3; --line: #2b3342; --box: #1c2330;
    --move: #91a7ff; --lit: #4a3b0b; --edge: #f6c453;
  }
}
.states text { fill: var(--ink) }
.states .soft { fill: var(--soft) }
.states .paper { fill: var(--paper) }
.states .lane { stroke: var(--line) }
.states .box { fill: var(--box); stroke: var(--line) }
.states .final .box { stroke-dasharray: 3 3 }
.states .lit .box { fill: var(--lit); stroke: var(--edge); stroke-width: 2 }
.states .lit .lane { stroke: var(--edge); stroke-width: 2 }
.states .lit text { font-weight: 600 }
.states .move text { fill: var(--move) }
.states .move line, .states .move path { stroke: var(--move); stroke-width: 2; fill: none; stroke-linecap: round }
.states .move .bar { stroke-width: 4 }
.states .move .back { stroke-dasharray: 5 4 }
.states .dot { fill: var(--move); stroke: var(--move); stroke-width: 2 }
.states .ring { fill: var(--paper) }
.states .dim { opacity: .3 }
"""


def svg(machine: Machine, *, highlight: str | None = None) -> str:
    """The machine as an SVG document. With `highlight`, a state's value, that state and the ways out of it are lit."""
    return "".join(_Drawing(machine, highlight).parts())


class _Drawing:
    """The coordinates, and the elements drawn so far."""

    def __init__(self, machine: Machine, highlight: str | None) -> None:
        self.machine = machine
        self.highlight = highlight
        self.label_of = {state.value: gettext(state.label) for state in machine.states}
        self.code_width = 40 if machine.states[0].code is not None else 0
        self.box_width = 24 + LETTER * max(map(len, self.label_of.values()))
        self.left = MARGIN + self.code_width + self.box_width + COLUMN / 2
        heads = [LETTER * len(gettext(transition.label)) * SLOPE for transition in machine.transitions]
        self.top = MARGIN + max(heads)
        self.right = self.left + COLUMN * (len(heads) - 0.5)
        self.width = max(self.left + COLUMN * index + head for index, head in enumerate(heads)) + MARGIN
        self.bottom = self.top + ROW * len(machine.states)
        self.height = self.bottom + ROW + MARGIN / 2
        self.row = {state.value: self.top + ROW * (index + 0.5) for index, state in enumerate(machine.states)}

    def parts(self) -> Iterator[str]:
        width, height = f"{self.width:.0f}", f"{self.height:.0f}"
        title, description = f"states-{self.machine.name}-title", f"states-{self.machine.name}-description"
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="states" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-labelledby="{title} {description}">'
        )
        named = gettext("States of: {machine}").format(machine=gettext(self.machine.label))
        yield f'<title id="{title}">{escape(named)}</title>'
        yield f'<desc id="{description}">{escape(self._description())}</desc><style>{_STYLE}</style>'
        yield f'<rect class="paper" width="{width}" height="{height}" rx="8"/>'
        for state in self.machine.states:
            yield from self._state(state)
        for index, transition in enumerate(self.machine.transitions):
            yield from self._move(transition, self.left + COLUMN * index)
        yield from self._legend()
        yield "</svg>\n"

    def _description(self) -> str:
        """The picture as text, for screen readers."""
        now = gettext("Now: {state}.").format(state=self.label_of[self.highlight]) + " " if self.highlight else ""
        return now + " ".join(self._sentence(transition) for transition in self.machine.transitions)

    def _sentence(self, transition: Transition) -> str:
        sources = ", ".join(self.label_of[source] for source in transition.sources)
        target = self.label_of[transition.to] if transition.to else gettext(WHERE_IT_CAME_FROM)
        sentence = gettext("{move}: from {sources} to {target}.")
        return sentence.format(move=gettext(transition.label).capitalize(), sources=sources, target=target)

    def _state(self, state: State) -> Iterator[str]:
        y = self.row[state.value]
        kinds = ["final"] if state.value in self.machine.final else []
        kinds += ["lit"] if state.value == self.highlight else []
        box = MARGIN + self.code_width
        yield f'<g class="{" ".join(kinds)}"><title>{escape(gettext(state.meaning or state.label))}</title>'
        yield f'<line class="lane" x1="{box}" y1="{y}" x2="{self.right}" y2="{y}"/>'
        if state.code is not None:
            yield f'<text class="soft" x="{box - 10}" y="{y + 4.5}" text-anchor="end">{state.code}</text>'
        yield f'<rect class="box" x="{box}" y="{y - 12}" width="{self.box_width:.1f}" height="24" rx="12"/>'
        yield f'<text x="{box + 12}" y="{y + 4.5}">{escape(self.label_of[state.value])}</text></g>'

    def _move(self, transition: Transition, x: float) -> Iterator[str]:
        dim = self.highlight and self.highlight not in transition.sources
        yield f'<g class="move{" dim" if dim else ""}"><title>{escape(self._sentence(transition))}</title>'
        yield f'<text transform="translate({x + 4} {self.top}) rotate(-45)">{escape(gettext(transition.label))}</text>'
        starts = [self.row[source] for source in transition.sources]
        for target in transition.targets:
            yield from self._arrows(x, starts, self.row[target], goes_back=transition.to is None)
        for source in transition.sources:
            ring = "" if source in transition.manual or not self._has_hand_moves else " ring"
            yield f'<circle class="dot{ring}" cx="{x}" cy="{self.row[source]}" r="5"/>'
        yield "</g>"

    def _arrows(self, x: float, starts: list[float], end: float, *, goes_back: bool) -> Iterator[str]:
        """From the furthest dots above and below to the bar between them."""
        back = ' class="back"' if goes_back else ""
        yield f'<line class="bar" x1="{x - 8}" y1="{end}" x2="{x + 8}" y2="{end}"/>'
        for start, side in ((min(starts), -1), (max(starts), 1)):
            if (start - end) * side > 0:
                tip = end + 4 * side
                yield f'<line{back} x1="{x}" y1="{start}" x2="{x}" y2="{tip}"/>'
                yield f'<path d="M{x - 5} {tip + 7 * side}L{x} {tip}L{x + 5} {tip + 7 * side}"/>'

    def _legend(self) -> Iterator[str]:
        hand = [gettext("● from here manually"), gettext("○ by a command only")]
        signs = [*(hand if self._has_hand_moves else [gettext("● from here")]), gettext("▬ where it leads")]
        if any(transition.back_to for transition in self.machine.transitions):
            signs += [gettext("dashed: back to where it came from")]
        text = "\u2003".join(signs)
        yield f'<text class="soft" x="{MARGIN}" y="{self.bottom + ROW * 0.75}">{text}</text>'

    @property
    def _has_hand_moves(self) -> bool:
        return any(transition.manual for transition in self.machine.transitions)
