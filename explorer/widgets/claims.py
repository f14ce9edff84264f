"""Claims with how their sources stand to each other, disputed ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment

from explorer.keys import choosing
from explorer.output import counted
from explorer.render import COLUMN, NEW, REVIEWED, fit, judged, pad, segments, wrap
from explorer.widgets.lines import Lines
from index.models import ClaimStatus, Span

if TYPE_CHECKING:
    from textual.binding import BindingType

    from index.models import ClaimRow

TEXT_LINES = 3
"""Lines of a claim's text; the sources show the whole of it."""

SOURCE_LINES = 6
"""Sources named below a claim; the source panes turn to the others."""

NAMES = 40
"""How much of a line, in hundredths, the names of sources may take from what they say."""

CONTRADICTS = "contradicts"
"""As evidence that speaks against its claim says."""

_LOOKS = {ClaimStatus.DISPUTED: "against", ClaimStatus.DOUBTFUL: "against", ClaimStatus.CORROBORATED: "for"}


class Claims(Lines):
    """Claims, each with its status, its kind, its text and a line for each source with what it says."""

    BORDER_TITLE: ClassVar[str] = "3 Claims"
    BINDINGS: ClassVar[list[BindingType]] = [choosing("Evidence", "two sources side by side, on their evidence")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self.claims: tuple[ClaimRow, ...] = ()
        self.new: frozenset[str] = frozenset()

    def show(self, claims: tuple[ClaimRow, ...], total: int, *, stay: bool = False) -> None:
        """Show the first of so many claims from the first one on, or stay where the cursor is."""
        self.claims, self.total = claims, total
        self.cursor = self.cursor if stay else 0
        self.rebuild()
        if not stay:
            self.scroll_to(y=0, animate=False)

    def extend(self, claims: tuple[ClaimRow, ...]) -> None:
        """Add the next claims after the last one."""
        keep = len(self.claims)
        self.claims += claims
        self.rebuild(keep=keep)

    def items(self) -> int:
        """How many claims are shown."""
        return len(self.claims)

    def build(self, item: int, width: int) -> list[list[Segment]]:
        """Return a claim's status line, its text, and its sources with what each says."""
        claim = self.claims[item]
        inner = min(width - 2, COLUMN)
        said = said_by_source(claim)
        new = NEW if any(row.article in self.new for row in claim.evidence) else ""
        facts = f"{claim.kind} · {counted(len(said), 'source')}"
        by = f" · {judged(claim)}" if claim.reviewed else ""
        head = fit(f"{claim.status.value}{REVIEWED if by else ''}  {new}{facts}{by}", inner)
        look = self.look(_LOOKS.get(claim.status, "strong"))
        status = Span(0, len(claim.status.value))
        parts = segments(head, Span(0, len(head)), [(status, look)], self.look("dim"))
        lines = wrap(claim.text, Span(0, len(claim.text)), inner - 2)
        body = [[Segment("   "), *segments(claim.text, line, [])] for line in lines[:TEXT_LINES]]
        if len(lines) > TEXT_LINES:
            body[-1].append(Segment(" …", self.look("dim")))
        return [[Segment(" "), *parts], *body, *self._sources(said, inner - 2)]

    def _sources(self, said: dict[str, str], width: int) -> list[list[Segment]]:
        """Return a line for each source; the names stand in one column, so that what they say does too."""
        names = list(said)[:SOURCE_LINES]
        column = min(max((cell_len(name) for name in names), default=0) + 2, max(width * NAMES // 100, 3))
        lines = []
        for name in names:
            words = fit(said[name], max(width - column, 1))
            look = self.look("against") if CONTRADICTS in said[name] else self.look("dim")
            title = pad(fit(name, max(column - 2, 1)), column)
            lines.append([Segment("   "), Segment(title, self.look("dim")), Segment(words, look)])
        if len(said) > SOURCE_LINES:
            lines.append([Segment(f"   and {len(said) - SOURCE_LINES} more", self.look("dim"))])
        return lines


def said_by_source(claim: ClaimRow) -> dict[str, str]:
    """Return in a few words what each source of a claim says: ``30``, ``contradicts 27``, ``supports``.

    In the order of the evidence; who supports a claim with a value says that value.
    """
    values: dict[str, dict[str, list[str]]] = {}
    for row in claim.evidence:
        known = values.setdefault(row.source, {}).setdefault(row.says, [])
        if row.value and row.value not in known:
            known.append(row.value)
    return {
        source: "; ".join(
            ", ".join(known) if known and says != CONTRADICTS else f"{says} {', '.join(known)}".strip()
            for says, known in sides.items()
        )
        for source, sides in values.items()
    }
