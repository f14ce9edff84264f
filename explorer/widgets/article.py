"""One article: its passages wrapped, with highlights, evidence and a cursor on a passage."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from explorer.render import COLUMN, fit, flat, segments, strip, wrap
from explorer.ruler import NOTCHES, Notch, row_of, ruler
from explorer.widgets.lines import Lines, Spot
from index.models import PassageKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.reading import Page, Place
    from explorer.render import Mark

GUTTER = 2
"""Cells before the text: the cursor and the bar beside evidence."""

BORDER = 6
"""Cells of a border's corners and of the blanks beside a title in it."""

NARROWEST = 20
"""Cells of a view that has a ruler at its right edge, in the column that no line reaches."""

ABOVE = 3
"""One part in so many of the pane stays above the evidence that is scrolled to."""


class ArticleView(Lines):
    """A scrollable article; the pane's title names the source and the passage under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"article--now", "article--found", "article--bar", "article--parted"}

    def __init__(self, *, id: str | None = None, prefix: str = "") -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self.prefix = prefix
        self.page: Page | None = None
        self.place: Place | None = None
        self.evidence: tuple[Span, ...] = ()
        self.found: tuple[Span, ...] = ()
        self.parted: tuple[Span, ...] = ()
        self._goal: Place | None = None
        self._above = 0
        self._starts: dict[int, list[int]] = {}
        self._ruled: tuple[object, ...] = ()
        self._ruler: list[tuple[Notch, bool]] = []

    def show(self, page: Page, place: Place, evidence: Sequence[Span] = (), parted: Sequence[Span] = ()) -> None:
        """Show an article, scrolled to a place.

        Args:
            page: The article with its highlights.
            place: Its span is shown as the present evidence when it has a label, else as the present hit.
            evidence: Other spans to mark as evidence.
            parted: Where the place parts from what stands in the panes beside it.
        """
        self.page, self.place, self.evidence, self.found = page, place, tuple(evidence), ()
        self.parted = tuple(parted)
        self.cursor = self._index(place.passage)
        self._goal = place
        self.rebuild()
        self._entitle()
        self._seek()

    def clear(self, hint: str) -> None:
        """Show no article but a hint."""
        if self.page is None and hint == self.hint:
            return
        self.page = self.place = self._goal = None
        self.hint = hint
        self.rebuild()
        self._entitle()

    def find(self, spans: tuple[Span, ...]) -> None:
        """Mark what was found in the article."""
        self.found = spans
        self.rebuild()

    def part(self, spans: tuple[Span, ...]) -> None:
        """Mark where the place parts from what stands in the panes beside it now."""
        if spans != self.parted:
            self.parted = spans
            self.rebuild()

    def seek(self, place: Place) -> None:
        """Scroll to another place of the same article."""
        if self.page:
            self.show_kept(self.page, place)

    def show_kept(self, page: Page, place: Place) -> None:
        """Show a place of the article and keep the marks of what was found."""
        found = self.found
        self.show(page, place, self.evidence)
        self.find(found)

    @property
    def number(self) -> int:
        """The number of the passage under the cursor; 0 when there is none."""
        return self.page.article.passages[self.cursor].number if self.page and self.items() else 0

    def restore(self, spot: Spot) -> None:
        """Stand where the view stood, without scrolling to its evidence again."""
        self._goal = None
        super().restore(spot)
        self._entitle()

    def go(self, item: int, *, post: bool = True) -> None:
        """Move the cursor and name the passage in the pane's title."""
        super().go(item, post=post)
        self._entitle()

    def action_move(self, by: int) -> None:
        """Move by a passage, or by a line while a long passage reaches out of sight."""
        if not self.items():
            return
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.rows
        hidden = self.end_of(self.cursor) > bottom if by > 0 else self.top_of(self.cursor) < top
        if hidden and self.end_of(self.cursor) > top and self.top_of(self.cursor) < bottom:
            self.scroll_to(y=top + by, animate=False, force=True)
        else:
            super().action_move(by)

    def items(self) -> int:
        """How many passages the article has."""
        return len(self.page.article.passages) if self.page else 0

    def build(self, item: int, width: int) -> list[list[Segment]]:
        """Return a passage's lines, the facts about the article below its title, and a blank line."""
        if self.page is None:
            return []
        article = self.page.article
        passage = article.passages[item]
        inner = max(min(width - GUTTER - 1, COLUMN), 1)
        heading = passage.kind is not PassageKind.PARAGRAPH
        marks = self._marks(passage.span)
        bar = self._bar(passage.span)
        look = self.look("strong") if heading else Style()
        wrapped = wrap(article.text, passage.span, inner)
        self._starts[item] = [line.start for line in wrapped]
        lines = [[Segment(" "), bar, *segments(article.text, line, marks, look)] for line in wrapped]
        facts = self._facts(inner) if item == 0 else []
        title_first = passage.kind is PassageKind.TITLE
        if item == 0:
            self._above = 0 if title_first else len(facts)
        gap = [] if heading and not title_first else [[Segment("")]]
        return [*lines, *facts, *gap] if title_first else [*facts, *lines, *gap]

    def make_ready(self) -> None:
        """Work out the ruler as well."""
        super().make_ready()
        self._rule()

    def render_line(self, y: int) -> Strip:
        """Draw a line, and where the ruler has something there its notch in the last column."""
        line = super().render_line(y)
        notch, present = self._ruler[y] if y < len(self._ruler) else (Notch.NOTHING, False)
        if notch is Notch.NOTHING:
            return line
        look = self.ground + self.look("bar") + Style(reverse=present)
        return Strip([*line.crop(0, line.cell_length - 1), Segment(NOTCHES[notch], look)], line.cell_length)

    def draw(self, item: int, row: int, parts: Sequence[Segment], width: int) -> Strip:
        """Draw a line; the cursor shows only where the focus is."""
        if self.has_focus and item == self.cursor and row == (0 if item else self._above):
            parts = [Segment("▸", self.look("strong")), *parts[1:]]
        return strip(parts, width, self.ground).apply_style(self.ground)

    def look(self, name: str) -> Style:
        """Return one of the styles of this view, without its background."""
        if name in {"now", "found", "bar", "parted"}:
            return self.get_component_rich_style(f"article--{name}", partial=True)
        return super().look(name)

    def fit(self) -> None:
        """Build for the new width, stay at the evidence, and name it in as many cells as there are."""
        self._seek()
        super().fit()
        self._entitle()

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def _ensure(self, item: int = 0, line: int = 0) -> None:
        """Build all of the article: the ruler tells where in it something stands."""
        super()._ensure(max(item, self.items() - 1), line)

    def _marks(self, span: Span) -> list[Mark]:
        if self.page is None:
            return []
        marks = [(mark, self.look("evidence")) for mark in self.evidence if mark.meets(span)]
        if self.place and self.place.label and self.place.span.meets(span):
            marks.append((self.place.span, self.look("now")))
        marks += [(mark, self.look("highlight")) for mark in self.page.highlights if mark.meets(span)]
        marks += [(mark, self.look("parted")) for mark in self.parted if mark.meets(span)]
        return marks + [(mark, self.look("found")) for mark in self.found if mark.meets(span)]

    def _rule(self) -> None:
        """Work the ruler out again where the article, its marks or the size have changed."""
        self._ensure()
        lines, rows = self.virtual_size.height, self.scrollable_content_region.height
        state = (self.page, self.place, self.evidence, self.found, self._built_for, lines, rows)
        if len(state) == len(self._ruled) and all(a is b or a == b for a, b in zip(state, self._ruled, strict=True)):
            return
        self._ruled = state
        if self.page is None or self._built_for < NARROWEST:
            self._ruler = []
            return
        sets = ((self.page.highlights, Notch.HIT), (self.evidence, Notch.EVIDENCE), (self.found, Notch.FOUND))
        notches = ruler(((self._line_of(span.start), notch) for spans, notch in sets for span in spans), lines, rows)
        here = row_of(self._line_of(self.place.span.start), lines, rows) if self.place else -1
        if 0 <= here < rows:
            notches[here] = notches[here] or Notch.HIT
        self._ruler = [(notch, row == here) for row, notch in enumerate(notches)]

    def _line_of(self, offset: int) -> int:
        """Return the line of the view in which a character of the article stands."""
        passages = self.page.article.passages if self.page else ()
        item = max(bisect_right(passages, offset, key=lambda passage: passage.span.start) - 1, 0)
        row = max(bisect_right(self._starts.get(item, []), offset) - 1, 0)
        return self.top_of(item) + row + (0 if item else self._above)

    def _bar(self, span: Span) -> Segment:
        here = self.place is not None and self.place.span.meets(span)
        marked = here or any(mark.meets(span) for mark in self.evidence)
        return Segment("▌" if marked else " ", self.look("bar" if here else "dim"))

    def _facts(self, width: int) -> list[list[Segment]]:
        if self.page is None:
            return []
        article = self.page.article
        known = [article.publisher, article.author, article.published, article.file, article.member]
        text = flat(" · ".join(part for part in known if part))
        return [
            [Segment("  "), *segments(text, line, [], self.look("dim"))]
            for line in wrap(text, Span(0, len(text)), width)
        ]

    def _index(self, number: int) -> int:
        if self.page is None:
            return 0
        numbers = [passage.number for passage in self.page.article.passages]
        return numbers.index(number) if number in numbers else 0

    def _entitle(self) -> None:
        room = max(self.size.width - BORDER, 1)
        mark = f" ¶{self.number}"
        name = fit(self.page.article.source, max(room - cell_len(mark), 1)) + mark if self.page else ""
        title = " · ".join(part for part in (self.prefix, name) if part)
        if cell_len(title) > room:
            short = self.prefix[:1]
            title = f"{short} {fit(name, room)}" if short else name
        self.head(title)
        self.foot(fit(self.place.label, room) if self.place else "")

    def _seek(self) -> None:
        """Scroll to the goal once the lines are built: its passage's first line, or the span's own in a long one."""
        if self._goal is None or self.page is None or self.scrollable_content_region.width <= 0:
            return
        self._ensure()
        line = self._line_of(max(self._goal.span.start, self.page.article.passages[self.cursor].span.start))
        self.scroll_to(y=max(line - self.rows // ABOVE, 0), animate=False, force=True)
