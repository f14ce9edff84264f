"""Several articles side by side, or one above the other where that reads better."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container

from explorer.keys import choosing
from explorer.layout import side_by_side
from explorer.reading import MOST, Reading
from explorer.widgets.article import ArticleView
from explorer.widgets.covered import Covered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from explorer.reading import Page, Place
    from explorer.widgets.lines import Spot
    from index.models import Span

NOWHERE: Mapping[Place, tuple[Span, ...]] = MappingProxyType({})

HINT = "Nothing chosen yet. Enter on a result, a stance or a claim shows its evidence here."


class SourceView(ArticleView):
    """An article in one of the source panes."""

    BINDINGS: ClassVar[list[BindingType]] = [choosing("Whole article", "the whole article, at this paragraph")]


class Sources(Covered, Container):
    """The source panes; which place stands in which is a ``Reading``."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self.reading = Reading()
        self.views = tuple(SourceView(id=f"source{slot}", prefix="" if slot else "4 Sources") for slot in range(MOST))

    def compose(self) -> ComposeResult:
        """Yield the panes; those without a place stay hidden."""
        yield from self.views

    def on_mount(self) -> None:
        """Start with one empty pane that says what it is for."""
        self.show(Reading(), {})

    def show(
        self, reading: Reading, pages: Mapping[str, Page], differing: Mapping[Place, tuple[Span, ...]] = NOWHERE
    ) -> None:
        """Show the places of a reading.

        Args:
            reading: What to show; empty shows a hint.
            pages: The articles of its shown places, by id; a place without one is left blank.
            differing: Where what stands at a place parts from the places beside it.
        """
        self.reading = reading
        for slot, view in enumerate(self.views):
            place = reading.shown[slot] if slot < len(reading.slots) else None
            page = pages.get(place.article) if place else None
            view.display = place is not None or slot == 0
            if place is None or page is None:
                view.clear(HINT if place is None else "")
                continue
            evidence, parted = reading.marks(place.article), differing.get(place, ())
            if (view.page, view.place, view.evidence) != (page, place, evidence):
                view.show(page, place, evidence, parted)
            else:
                view.part(parted)
        self._lay_out()

    @property
    def active(self) -> SourceView:
        """The pane that the keys move."""
        return self.views[self.reading.active]

    def spots(self) -> tuple[Spot, ...]:
        """Return where each pane stands."""
        return tuple(view.spot for view in self.views)

    def restore(self, spots: Sequence[Spot]) -> None:
        """Stand where each pane stood."""
        for view, spot in zip(self.views, spots, strict=True):
            if view.page:
                view.restore(spot)

    def on_resize(self) -> None:
        """Choose between columns and rows again."""
        self._lay_out()

    def _lay_out(self) -> None:
        count = max(len(self.reading.slots), 1)
        beside = side_by_side(self.size.width, self.size.height, count)
        self.styles.layout = "horizontal" if beside else "vertical"
