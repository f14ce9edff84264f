"""The tree of a query: what its words mean, the same for every engine.

The nodes are hand-made frozen values rather than dataclasses: making this many dataclasses takes
longer than all else that has to happen before the first key is read.
"""

from __future__ import annotations

from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Never, dataclass_transform

from index.text.terms import COUNTRY_STEM, stem

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.models import Position


class Within(StrEnum):
    """Which words a text leaf is compared with."""

    TEXT = "text"
    TITLE = "title"
    SOURCE = "source"


@dataclass_transform(frozen_default=True)
class Value:
    """A frozen, slotted value whose fields are its annotations, in order; it equals only its own class."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()
    _fields: Callable[[Value], object] = staticmethod(lambda _: ())
    _places: tuple[Callable[[Value, object], None], ...] = ()

    def __init_subclass__(cls) -> None:
        names = tuple(cls.__annotations__)
        type.__setattr__(cls, "__match_args__", names)
        if names:
            type.__setattr__(cls, "_fields", staticmethod(attrgetter(*names)))  # of one name its value, else a tuple
            type.__setattr__(cls, "_places", tuple(getattr(cls, name).__set__ for name in names))

    def __init__(self, *values: object, **named: object) -> None:
        names = self.__match_args__
        if named or len(values) != len(names):
            given = dict(zip(names, values, strict=False)) | named
            if len(given) != len(values) + len(named) or given.keys() != set(names):
                raise TypeError(f"{type(self).__name__} takes {', '.join(names) or 'nothing'}")
            values = tuple(given[name] for name in names)
        for put, value in zip(self._places, values, strict=True):
            put(self, value)

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError(f"{type(self).__name__}.{name} is frozen")

    def __delattr__(self, name: str) -> Never:
        raise AttributeError(f"{type(self).__name__}.{name} is frozen")

    def __eq__(self, other: object) -> bool:
        return self._fields(self) == other._fields(other) if isinstance(other, type(self)) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), self._fields(self)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(repr(field) for field in self._values())})"

    def __reduce__(self) -> tuple[type[Value], tuple[object, ...]]:
        return type(self), self._values()

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)


class Node(Value):
    """One node of the tree of a query."""

    __slots__ = ()


class Everything(Node):
    """Every passage: what a blank query means."""

    __slots__ = ()


class Word(Node):
    """One word in any of its inflections; ``text`` is lower-cased, but for the country ``US``.

    Within a source the word as it stands is meant: a name is not inflected.
    """

    __slots__ = ("text", "within")
    text: str
    within: Within

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems that the word matches: one, but for ``us``, which may be the pronoun or the country."""
        first = stem(self.text)
        return (first, COUNTRY_STEM) if first == COUNTRY_STEM.lower() else (first,)

    @property
    def surface(self) -> str:
        """The word in lower case."""
        return self.text.lower() if self.text == COUNTRY_STEM else self.text


class Phrase(Node):
    """Lower-cased words in this order, with at most ``slop`` other words among them, all gaps together."""

    __slots__ = ("slop", "within", "words")
    words: tuple[str, ...]
    slop: int
    within: Within


class Prefix(Node):
    """Every word that begins with ``text``, lower-cased."""

    __slots__ = ("text", "within")
    text: str
    within: Within


class Wildcard(Node):
    """Every word like ``pattern``, lower-cased: ``?`` is one character, ``*`` any number of them."""

    __slots__ = ("pattern", "within")
    pattern: str
    within: Within


class Fuzzy(Node):
    """Every word at most ``distance`` letters put in, left out or replaced from ``text``, lower-cased."""

    __slots__ = ("distance", "text", "within")
    text: str
    distance: int
    within: Within


class Country(Node):
    """Passages that mention a country, by its code."""

    __slots__ = ("code",)
    code: str


class Holder(Node):
    """Passages with a stance of that holder, by its code."""

    __slots__ = ("code",)
    code: str


class PositionIs(Node):
    """Passages with a stance of that position."""

    __slots__ = ("position",)
    position: Position


class Speaker(Node):
    """Passages with a stance whose speaker matches a text leaf; the leaf's ``within`` says nothing."""

    __slots__ = ("name",)
    name: Node


class Language(Node):
    """Passages of articles in a language, by its lower-case ISO 639 code."""

    __slots__ = ("code",)
    code: str


class Published(Node):
    """Passages of articles published from ``low`` to ``high``, ISO dates, both included; None is open.

    An article without a date is never among them.
    """

    __slots__ = ("high", "low")
    low: str | None
    high: str | None


class And(Node):
    """What all of the items match."""

    __slots__ = ("items",)
    items: tuple[Node, ...]


class Or(Node):
    """What any of the items matches."""

    __slots__ = ("items",)
    items: tuple[Node, ...]


class Not(Node):
    """What the item does not match."""

    __slots__ = ("item",)
    item: Node


class Among(Node):
    """The passages or targets with these record keys; what leaves about stances become, never typed."""

    __slots__ = ("keys",)
    keys: frozenset[int]


class Query(Value):
    """What a user typed, and what it means."""

    __slots__ = ("root", "text")
    text: str
    root: Node
