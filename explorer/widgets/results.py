"""The passages that match, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment

from explorer.keys import choosing
from explorer.render import COLUMN, NEW, excerpt, fit, segments
from explorer.widgets.lines import Lines

if TYPE_CHECKING:
    from textual.binding import BindingType

    from index.models import HitRow

SNIPPET = 2
"""Lines of a passage shown below its source."""


class Results(Lines):
    """Hits, each with its source, its number and the lines of it that match most.

    Articles that are all of one source are called by their titles.
    """

    BINDINGS: ClassVar[list[BindingType]] = [choosing("Source", "the passage in its source, highlighted")]

    BORDER_TITLE: ClassVar[str] = "1 Results"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self.hits: tuple[HitRow, ...] = ()
        self._sources: tuple[tuple[HitRow, ...], bool] = (), False
        self.new: frozenset[str] = frozenset()

    def show(self, hits: tuple[HitRow, ...], total: int) -> None:
        """Show the hits of another query from the first one on."""
        self.hits, self.total, self.cursor = hits, total, 0
        self.rebuild()
        self.scroll_to(y=0, animate=False)

    def replace(self, hits: tuple[HitRow, ...], total: int) -> None:
        """Show the same query's hits again and stay on the hit under the cursor while it is still there."""
        old = self.hits[self.cursor] if self.hits else None
        same = [at for at, hit in enumerate(hits) if old and (hit.article, hit.passage) == (old.article, old.passage)]
        self.hits, self.total = hits, total
        self.cursor = same[0] if same else self.cursor
        self.rebuild()

    def extend(self, hits: tuple[HitRow, ...]) -> None:
        """Add the next hits after the last one."""
        keep, alike = len(self.hits), self._alike()
        self.hits += hits
        self.rebuild(keep=keep if alike == self._alike() else 0)

    def place(self, article: str, passage: int) -> None:
        """Put the cursor on a hit, when it is among the hits; posts nothing."""
        for at, hit in enumerate(self.hits):
            if (hit.article, hit.passage) == (article, passage):
                self.go(at, post=False)
                return

    def items(self) -> int:
        """How many hits are shown."""
        return len(self.hits)

    def _alike(self) -> bool:
        """Say whether the source would not tell one hit's article from another's."""
        if self._sources[0] is not self.hits:
            articles = {hit.article: hit.source for hit in self.hits}
            self._sources = self.hits, len(articles) > 1 and len(set(articles.values())) == 1
        return self._sources[1]

    def build(self, item: int, width: int) -> list[list[Segment]]:
        """Return a hit's source, and its lines with highlights."""
        hit = self.hits[item]
        inner = min(width - 2, COLUMN)
        date = (hit.published or "")[:10]
        new = NEW if hit.article in self.new else ""
        mark = f" ¶{hit.passage}"  # a source's hits differ in nothing else: its name gives way
        room = inner - (cell_len(date) + 1 if date else 0)
        called = hit.title if hit.title and self._alike() else hit.source
        name = fit(f"{new}{called}", max(room - cell_len(mark), 1)) + mark
        gap = " " * (inner - cell_len(name) - cell_len(date))
        marks = [(span, self.look("highlight")) for span in hit.highlights]
        lines = excerpt(hit.text, hit.highlights, inner - 2, SNIPPET)
        head = [Segment(" "), Segment(name, self.look("strong")), Segment(gap), Segment(date, self.look("dim"))]
        body = [[Segment("   "), *segments(hit.text, line, marks)] for line in lines]
        if lines and lines[0].start > 0:
            body[0][0] = Segment(" … ", self.look("dim"))
        return [head, *body]
