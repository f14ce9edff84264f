"""What the source panes show: a trail of places, and which of them stand side by side.

Pure values: every key that moves between sources gives a new ``Reading``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explorer.render import fit, stance_words
from index.models import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from explorer.cells import Behind
    from index.models import Article, ClaimRow, EvidenceRow, HitRow, StanceRow

MOST = 4
"""The most sources side by side."""

LABEL = 200
"""Cells after which a place's label is cut, so that a long target cannot fill a screen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: an article, a passage of it, and the words that say it.

    ``span`` is in ``Article.text``; ``label`` says what it is evidence of, empty for a hit.
    Of an article's places the one with the lowest ``rank`` stands for it beside other sources.
    """

    article: str
    source: str
    passage: int
    span: Span
    label: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """An article with the spans that the present query matches in it, sorted."""

    article: Article
    highlights: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A trail of places and the ones that are shown.

    ``slots`` are indices into ``trail``, one for each source pane from left to
    right, never two of one article; ``active`` is the pane that the keys move.
    An empty trail has no slots.
    """

    trail: tuple[Place, ...] = ()
    slots: tuple[int, ...] = ()
    active: int = 0

    @classmethod
    def of(cls, trail: Sequence[Place], current: int, count: int) -> Reading:
        """Show the current place and, beside it, places of so many other sources.

        Args:
            trail: All places in the order in which ``n`` walks them.
            current: Index of the place to show first.
            count: How many sources to show; fewer when the trail has fewer.
        """
        if not trail:
            return cls()
        return cls(tuple(trail), (current,)).with_count(count)

    @property
    def current(self) -> Place | None:
        """The place in the active pane, None for an empty trail."""
        return self.trail[self.slots[self.active]] if self.slots else None

    @property
    def shown(self) -> tuple[Place, ...]:
        """The places in the panes, from left to right."""
        return tuple(self.trail[index] for index in self.slots)

    def with_count(self, count: int) -> Reading:
        """Show so many sources: the first of the trail that are not yet shown join, the last ones leave."""
        slots = list(self.slots)
        while len(slots) < min(count, MOST) and (more := self._unshown(slots)) is not None:
            slots.append(more)
        while len(slots) > max(count, 1):
            slots.pop(-1 if self.active < len(slots) - 1 else -2)
        active = slots.index(self.slots[self.active]) if self.slots else 0
        return replace(self, slots=tuple(slots), active=active)

    def step(self, by: int) -> Reading:
        """Move the active pane along the trail; the same reading at either end.

        A place of an article that another pane shows makes that pane the active one.
        """
        if not self.slots:
            return self
        target = self.slots[self.active] + by
        if not 0 <= target < len(self.trail):
            return self
        return self._put(target)

    def turn(self, by: int) -> Reading:
        """Show the next or previous source in the active pane, skipping those beside it; goes round."""
        firsts = self._firsts()
        here = self.current
        if here is None:
            return self
        beside = {place.article for index, place in enumerate(self.shown) if index != self.active}
        free = [index for index in firsts if self.trail[index].article not in beside]
        position = next(at for at, index in enumerate(free) if self.trail[index].article == here.article)
        return self._put(free[(position + by) % len(free)])

    def swap(self) -> Reading:
        """Exchange the active pane with the next one; what was being read stays active."""
        if len(self.slots) < 2:  # noqa: PLR2004  (one pane has nothing to change places with)
            return self
        other = (self.active + 1) % len(self.slots)
        slots = list(self.slots)
        slots[self.active], slots[other] = slots[other], slots[self.active]
        return replace(self, slots=tuple(slots), active=other)

    def activate(self, slot: int) -> Reading:
        """Make another pane the active one."""
        return replace(self, active=min(max(slot, 0), max(len(self.slots) - 1, 0)))

    def marks(self, article: str) -> tuple[Span, ...]:
        """Return the spans of all labelled places in an article: the evidence to mark, in order."""
        return tuple(sorted({place.span for place in self.trail if place.article == article and place.label}))

    def _put(self, target: int) -> Reading:
        article = self.trail[target].article
        slots = list(self.slots)
        active = next((at for at, index in enumerate(slots) if self.trail[index].article == article), self.active)
        slots[active] = target
        return replace(self, slots=tuple(slots), active=active)

    def _firsts(self) -> list[int]:
        """Return the place that stands for each article, in the order in which the articles appear."""
        best: dict[str, int] = {}
        for index, place in enumerate(self.trail):
            if place.article not in best or place.rank < self.trail[best[place.article]].rank:
                best[place.article] = index
        return list(best.values())

    def _unshown(self, slots: Sequence[int]) -> int | None:
        articles = {self.trail[index].article for index in slots}
        sources = {self.trail[index].source for index in slots}
        free = [index for index in self._firsts() if self.trail[index].article not in articles]
        other = [index for index in free if self.trail[index].source not in sources]
        return next(iter(other or free), None)


def hit_trail(hits: Iterable[HitRow]) -> tuple[Place, ...]:
    """Return the hits in reading order: articles as they first appear, passages from top to bottom.

    Args:
        hits: Best first; that order is the rank of their places.
    """
    by_article: dict[str, list[Place]] = {}
    for rank, hit in enumerate(hits):
        place = Place(hit.article, hit.source, hit.passage, Span(hit.start, hit.end), rank=rank)
        by_article.setdefault(hit.article, []).append(place)
    return tuple(place for places in by_article.values() for place in sorted(places, key=lambda place: place.passage))


def cell_trail(behind: Behind) -> tuple[Place, ...]:
    """Return what a cell says, most telling first, then what the row's other sources say.

    Empty when the cell says nothing.
    """
    if not behind.own:
        return ()
    own = set(behind.own)
    others = [stance for stance in behind.others if stance not in own]
    return tuple(stance_place(stance) for stance in (*behind.own, *others))


def claim_trail(claim: ClaimRow) -> tuple[Place, ...]:
    """Return a claim's evidence so that the first two places are of two sources, which disagree where any do.

    Sides part them before values do.
    """
    rows = list(claim.evidence)
    if not rows:
        return ()
    first = next((row for row in rows if row.says == "supports"), rows[0])
    others = [row for row in rows if row.source != first.source] or [row for row in rows if row is not first]
    others.sort(key=lambda row: (row.says == first.says, row.value == first.value))
    second = next(iter(others), None)
    ordered = [first, *([second] if second else [])]
    ordered += [row for row in rows if row not in ordered]
    return tuple(_evidence_place(claim, row) for row in ordered)


def stance_place(stance: StanceRow) -> Place:
    """Return where a stance stands, labelled with the holder and the stance in words."""
    near = "near: " if stance.near else ""
    label = fit(f"{near}{stance.name} {stance_words(stance)}", LABEL)
    return Place(stance.article, stance.source, stance.passage, Span(stance.start, stance.end), label)


def _evidence_place(claim: ClaimRow, row: EvidenceRow) -> Place:
    label = f"{claim.kind}: {row.says}" + (f" {row.value}" if row.value else "")
    return Place(row.article, row.source, row.passage, Span(row.start, row.end), label)
