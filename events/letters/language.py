"""The language of e-mail texts.

    {{ number }}                                           a variable
    {% if note %}…{% else %}…{% endif %}                   if it is not empty; `if not` for the contrary
    {% for line in lines %}{{ line.name }}{% endfor %}     for each row

A text names documented variables and nothing else. It calls nothing, includes nothing, and has limits (ADR 80).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from common.errors import Sentence
from events.letters.variables import Kind, Variable, Variables

MOST_NESTED = 10
MOST_STEPS = 100_000
MOST_CHARACTERS = 500_000

_TAG = re.compile(r"(\{\{[^{}\n]*\}\}|\{%[^{}%\n]*%\})")
_SHOWN = re.compile(r"\{\{\s*(\S+)\s*\}\}")
_IF = re.compile(r"\{%\s*if\s+(not\s+)?(\S+)\s*%\}")
_FOR = re.compile(r"\{%\s*for\s+([a-z_]+)\s+in\s+(\S+)\s*%\}")
_WORD = re.compile(r"\{%\s*(else|endif|endfor)\s*%\}")
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}")
_ENDS = {"if": "endif", "for": "endfor"}


class TextUnusable(Exception):
    """A text cannot be used; `errors` say where and why."""

    def __init__(self, *errors: Sentence) -> None:
        self.errors = errors
        super().__init__(" ".join(errors))


class TextInvalid(TextUnusable):
    """It breaks the rules of its language."""


class TextTooLong(TextUnusable):
    """It became longer, with these values, than an e-mail may be."""


class NoSubject(TextUnusable):
    """The subject is empty with these values."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The value of a variable."""

    path: Sequence[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two parts, by whether a variable is empty."""

    path: Sequence[str]
    negated: bool
    then: list[Node] = field(default_factory=list)
    otherwise: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Loop:
    """A part for each row."""

    path: Sequence[str]
    name: str
    body: list[Node] = field(default_factory=list)


Node = str | Shown | Choice | Loop


_Names = Mapping[str, Variable | Variables]
"""Variables, and by the name that a loop gives it, those of a row."""


@dataclass(slots=True)
class _Open:
    """A tag that is not closed yet: its kind, its line, where what follows belongs, and what can be named there."""

    kind: str
    line: int
    into: list[Node]
    names: _Names
    node: Choice | Loop | None = None


class _Parser:
    def __init__(self, variables: Variables) -> None:
        self.errors: list[Sentence] = []
        self.nodes: list[Node] = []
        self._line = 1
        self._open = [_Open("", 0, self.nodes, variables)]

    def read(self, source: str) -> None:
        """Read a text to its end."""
        for number, part in enumerate(_TAG.split(source)):
            if number % 2:
                self._read_tag(part)
            elif part:
                self._read_words(part)
            self._line += part.count("\n")
        self.errors += [
            Sentence("Line {line}: {tag} has no {end}.", line=left.line, tag=left.kind, end=_ENDS[left.kind])
            for left in self._open[1:]
        ]

    def _read_words(self, part: str) -> None:
        if stray := _STRAY.search(part):
            line = self._line + part.count("\n", 0, stray.start())
            self.errors.append(Sentence("Line {line}: {mark} begins or ends nothing.", line=line, mark=stray[0]))
        self._open[-1].into.append(part)

    def _read_tag(self, tag: str) -> None:
        if shown := _SHOWN.fullmatch(tag):
            self._expect(shown[1], Kind.WORDS, Kind.LINK)
            self._open[-1].into.append(Shown(shown[1].split(".")))
        elif choice := _IF.fullmatch(tag):
            self._expect(choice[2], *Kind)
            self._enter("if", Choice(choice[2].split("."), negated=bool(choice[1])), self._open[-1].names)
        elif loop := _FOR.fullmatch(tag):
            self._enter_loop(*loop.groups())
        elif word := _WORD.fullmatch(tag):
            self._turn() if word[1] == "else" else self._leave(word[1])
        else:
            self.errors.append(Sentence("Line {line}: {tag} is not understood.", line=self._line, tag=tag))

    def _expect(self, written: str, *kinds: Kind) -> Variables:
        """Name a variable that must be one of these kinds; its parts."""
        name, _, part = written.partition(".")
        found = self._open[-1].names.get(name)
        if isinstance(found, Mapping):
            found = found.get(part)
        elif part:
            found = None
        if not isinstance(found, Variable):
            self.errors.append(
                Sentence("Line {line}: there is no variable {variable} here.", line=self._line, variable=written)
            )
            return {}
        if found.kind not in kinds:
            unusable = Sentence("Line {line}: {variable} cannot be used like this.", line=self._line, variable=written)
            self.errors.append(unusable)
        return found.parts

    def _enter_loop(self, name: str, written: str) -> None:
        parts, names = self._expect(written, Kind.ROWS), self._open[-1].names
        if name in names:
            taken = Sentence("Line {line}: {variable} is the name of another variable.", line=self._line, variable=name)
            self.errors.append(taken)
        self._enter("for", Loop(written.split("."), name), {**names, name: parts})

    def _enter(self, kind: str, node: Choice | Loop, names: _Names) -> None:
        self._open[-1].into.append(node)
        self._open.append(_Open(kind, self._line, node.then if isinstance(node, Choice) else node.body, names, node))
        if len(self._open) == MOST_NESTED + 2:
            self.errors.append(Sentence("Line {line}: this is nested too deeply.", line=self._line))

    def _turn(self) -> None:
        here = self._open[-1]
        if isinstance(here.node, Choice) and here.into is here.node.then:
            here.into = here.node.otherwise
        else:
            self._lost("else")

    def _leave(self, word: str) -> None:
        if _ENDS.get(self._open[-1].kind) == word:
            self._open.pop()
        else:
            self._lost(word)

    def _lost(self, word: str) -> None:
        self.errors.append(Sentence("Line {line}: {tag} belongs to nothing.", line=self._line, tag=word))


def parse(source: str, variables: Variables) -> list[Node]:
    """Read a text.

    Raises:
        TextInvalid: it breaks the rules, or names what is no variable.
    """
    parser = _Parser(variables)
    parser.read(source)
    if parser.errors:
        raise TextInvalid(*parser.errors)
    return parser.nodes


def fill(nodes: Sequence[Node], values: Mapping[str, Any], *, escape: Callable[[str], str] = str) -> str:
    """The text with its values.

    Raises:
        TextTooLong: it became too long, or took too many steps.
    """
    writer = _Writer(escape)
    writer.write(nodes, values)
    return "".join(writer.parts)


class _Writer:
    def __init__(self, escape: Callable[[str], str]) -> None:
        self.parts: list[str] = []
        self._escape = escape
        self._steps, self._characters = 0, 0

    def write(self, nodes: Sequence[Node], values: Mapping[str, Any]) -> None:
        for node in nodes:
            self._count()
            if isinstance(node, str):
                self._say(node)
            elif isinstance(node, Shown):
                self._say(self._escape(str(_value(node.path, values))))
            elif isinstance(node, Choice):
                self.write(node.otherwise if bool(_value(node.path, values)) == node.negated else node.then, values)
            else:
                for row in _value(node.path, values):
                    self._count()
                    self.write(node.body, {**values, node.name: row})

    def _say(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > MOST_CHARACTERS:
            raise TextTooLong(Sentence("The e-mail becomes too long with this order."))
        self.parts.append(text)

    def _count(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TextTooLong(Sentence("The e-mail becomes too long with this order."))


def _value(path: Sequence[str], values: Mapping[str, Any]) -> Any:
    name, *part = path
    return values[name][part[0]] if part else values[name]
