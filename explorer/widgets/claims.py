"""Claims with how their sources stand to each other, disputed ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment

from explorer.keys import choosing
from explorer.render import COLUMN, NEW, fit, segments, wrap
from explorer.widgets.lines import Lines
from index.models import ClaimStatus, Span

if TYPE_CHECKING:
    from textual.binding import BindingType

    from index.models import ClaimRow

TEXT_LINES = 3
"""Lines of a claim's text; the sources show the whole of it."""

_LOOKS = {ClaimStatus.DISPUTED: "against", ClaimStatus.DOUBTFUL: "against", ClaimStatus.CORROBORATED: "for"}


class Claims(Lines):
    """Claims, each with its status, its kind, its text and what the sources give."""

    BINDINGS: ClassVar[list[BindingType]] = [choosing("Evidence", "two sources side by side, on their evidence")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self.claims: tuple[ClaimRow, ...] = ()
        self.new: frozenset[str] = frozenset()

    def show(self, claims: tuple[ClaimRow, ...], *, stay: bool = False) -> None:
        """Show claims from the first one on, or stay where the cursor is."""
        self.claims = claims
        self.cursor = self.cursor if stay else 0
        self.rebuild()
        if not stay:
            self.scroll_to(y=0, animate=False)

    def items(self) -> int:
        """How many claims are shown."""
        return len(self.claims)

    def build(self, item: int, width: int) -> list[list[Segment]]:
        """Return a claim's status line and its text."""
        claim = self.claims[item]
        inner = min(width - 2, COLUMN)
        sources = list(dict.fromkeys(row.source for row in claim.evidence))
        values = list(dict.fromkeys(row.value for row in claim.evidence if row.value))
        facts = [claim.kind, f"{len(sources)} source{'s' if len(sources) != 1 else ''}", ", ".join(values)]
        new = NEW if any(row.article in self.new for row in claim.evidence) else ""
        head = fit(f"{claim.status.value}  {new}" + " · ".join(fact for fact in facts if fact), inner)
        look = self.look(_LOOKS.get(claim.status, "strong"))
        status = Span(0, len(claim.status.value))
        parts = segments(head, Span(0, len(head)), [(status, look)], self.look("dim"))
        lines = wrap(claim.text, Span(0, len(claim.text)), inner - 2)
        body = [[Segment("   "), *segments(claim.text, line, [])] for line in lines[:TEXT_LINES]]
        if len(lines) > TEXT_LINES:
            body[-1].append(Segment(" …", self.look("dim")))
        return [[Segment(" "), *parts], *body]
