"""What the sentences of an article have introduced so far, and one sentence with the states that it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from index.models import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.analysis.countries import Mention
    from index.analysis.drafts import Holder
    from index.analysis.organs import Organ
    from index.analysis.trees import Word


NEAR = 600
"""Characters within which "the government" takes up the state that acted last."""


class Actor(NamedTuple):
    """A holder and the words that name it; ``speaks`` when a person or spokesman is meant."""

    holder: Holder
    span: Span
    speaks: bool


@dataclass(slots=True)
class Discourse:
    """What the sentences read so far have introduced, newest only; headings do not feed it."""

    person: Actor | None = None
    actors: tuple[Actor, ...] = ()
    countries: tuple[str, ...] = ()
    met_at: int = 0
    quoted: tuple[Actor, ...] = ()
    told: tuple[Actor, ...] = ()
    told_at: int = 0
    target: Span | None = None
    inside_quote: bool = False
    narrator: Actor | None = None
    people: Mapping[str, str] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    home: str | None = None
    sides: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    titles: tuple[tuple[str, int, str], ...] = ()
    blocs: frozenset[str] = frozenset()
    organs: tuple[Organ, ...] = ()
    organ: str | None = None
    documents: dict[str, str] = field(default_factory=dict)

    def forget_speaker(self) -> None:
        """Forget who spoke last: somebody unknown speaks now."""
        self.person = None
        self.quoted = ()

    def meet(self, actors: Sequence[Actor], place: int) -> None:
        """Remember the actors of a main clause of the sentence that starts at an offset."""
        self.actors = tuple(actors)
        if len(actors) == 1 and actors[0].speaks:
            self.person = actors[0]
        codes = tuple(dict.fromkeys(a.holder.code for a in actors if a.holder.code))
        if codes:
            self.countries = codes
            self.met_at = place

    def last_state(self, place: int) -> str | None:
        """Return the one state that acted last, when that is not long before an offset, else the home state."""
        near = len(self.countries) == 1 and (self.home is None or place - self.met_at < NEAR)
        return self.countries[0] if near else self.home


@dataclass(slots=True)
class Sentence:
    """One parsed sentence: its tokens, where it starts in the article, the states it names by token.

    ``asking`` is set while it is looked up for whom one of its pronouns stands.
    """

    words: list[Word]
    start: int
    mentions: tuple[Mention, ...]
    discourse: Discourse
    pair: tuple[str, ...] = ()
    main: tuple[Actor, ...] | None = None
    quotes: tuple[Span, ...] = ()
    by_token: dict[int, Mention] = field(default_factory=dict)
    asking: bool = False

    def __post_init__(self) -> None:
        """Lay the mentions over the tokens."""
        place = 0
        for token in self.words:
            first, last = self.start + token.idx, self.start + token.idx + len(token.text)
            while place < len(self.mentions) and self.mentions[place].span.end <= first:
                place += 1
            if place < len(self.mentions) and self.mentions[place].span.start < last:
                self.by_token[token.i] = self.mentions[place]

    def span(self, first: int, last: int) -> Span:
        """Return the characters of tokens ``first`` up to but not including ``last``."""
        end = self.words[last - 1]
        return Span(self.start + self.words[first].idx, self.start + end.idx + len(end.text))

    def is_quoted(self, token: Word) -> bool:
        """Say whether a token stands within quotation marks."""
        return any(quote.start <= self.start + token.idx < quote.end for quote in self.quotes)

    def word(self, token: Word) -> Span:
        """Return the characters of one token."""
        return self.span(token.i, token.i + 1)
