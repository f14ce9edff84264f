"""What to say of a stance or claim: confirm it, correct it, reject it, with a note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from explorer.keys import CLOSING
from explorer.render import REVIEWED, SYMBOLS, fit, flat, stance_words
from explorer.widgets.entries import Entries, Entry
from explorer.widgets.lines import Lines
from index.models import ClaimStatus, Label, Position, StanceRow, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from index.models import ClaimRow
    from index.reviews.values import Review

LONGEST = 400
"""Cells of the words under review that are shown."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What the user says of a row; ``label`` is what it should be, where it is corrected."""

    row: StanceRow | ClaimRow
    verdict: Verdict
    label: Label | ClaimStatus | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Choice:
    """One thing to say; ``asks`` names the part of a stance that is to be written."""

    entry: Entry
    verdict: Verdict
    label: Label | ClaimStatus | None = None
    asks: str = ""


class ReviewScreen(ModalScreen[Decided | None]):
    """A list of what can be said of one stance or claim, then a line for words or a note."""

    BINDINGS: ClassVar[list[BindingType]] = [*CLOSING]
    AUTO_FOCUS: ClassVar[str | None] = "#entries"

    def __init__(self, row: StanceRow | ClaimRow) -> None:
        super().__init__()
        self.row = row
        self.about = Static(classes="about", markup=False)
        self.choices = _stance_choices(row) if isinstance(row, StanceRow) else _claim_choices(row)
        self.choice: _Choice | None = None
        self.list = Entries([choice.entry for choice in self.choices], id="entries")
        self.line = Input(id="naming", compact=True)

    def compose(self) -> ComposeResult:
        """Yield the words under review, what can be said of them, and the line."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content("Review")
            dialog.border_subtitle = Content("Enter chooses · Esc closes")
            self.tell(())
            yield self.about
            yield self.list
            yield self.line

    def tell(self, said: Sequence[Review]) -> None:
        """Show the words under review, and below them what people have said of them."""
        lines = [*_words(self.row), *map(_opinion, said)]
        self.about.update(Content("\n".join(fit(line, LONGEST) for line in lines)))

    def on_mount(self) -> None:
        """Hide the line until it is wanted."""
        self.line.display = False

    @on(Lines.Chosen, "#entries")
    def _chosen(self, event: Lines.Chosen) -> None:
        self.choice = self.choices[event.item]
        self._ask(f"{self.choice.asks}, in the article's words" if self.choice.asks else _NOTE)

    @on(Input.Submitted, "#naming")
    def _written(self, event: Input.Submitted) -> None:
        choice = self.choice
        if choice is None:
            return
        if choice.asks:
            self.choice = _Choice(choice.entry, choice.verdict, self._corrected(choice.asks, event.value.strip()))
            self._ask(_NOTE)
            return
        self.dismiss(Decided(self.row, choice.verdict, choice.label, event.value.strip()))

    def _ask(self, for_what: str) -> None:
        self.line.value = ""
        self.line.placeholder = for_what
        self.line.display = True
        self.set_focus(self.line)

    def _corrected(self, part: str, words: str) -> Label | None:
        row = self.row
        if not isinstance(row, StanceRow):
            return None
        parts = {"holder": row.country, "target": row.target, "condition": row.condition} | {part: words or None}
        return Label(parts["holder"] or "", row.position, parts["target"], parts["condition"])

    def action_close(self) -> None:
        """Go back to the list, or close it."""
        if self.line.display:
            self.line.display = False
            self.choice = None
            self.set_focus(self.list)
        else:
            self.dismiss(None)


_NOTE = "a note, or nothing; Enter writes the review"


def _words(row: StanceRow | ClaimRow) -> list[str]:
    if not isinstance(row, StanceRow):
        return [f"{row.status.value}, {row.kind}: {flat(row.text)}"]
    return [f"{row.name} {stance_words(row)}", f"“{flat(row.quote)}”"]


def _opinion(review: Review) -> str:
    """Return what somebody said of the row, and when, in the time of this place."""
    when = datetime.fromisoformat(review.when).astimezone()
    why = f": {flat(review.why)}" if review.why else ""
    return f"{REVIEWED} {review.verdict.value} by {flat(review.who)}, {when:%Y-%m-%d %H:%M}{why}"


def _stance_choices(row: StanceRow) -> tuple[_Choice, ...]:
    others = [position for position in Position if position is not row.position]
    parts = (("holder", row.name), ("target", row.target or "none"), ("condition", row.condition or "none"))
    return (
        _Choice(Entry("confirm", "it is right as it stands"), Verdict.CONFIRMED),
        *(
            _Choice(
                Entry(f"{SYMBOLS[position]} {position.value}", "that is the position"),
                Verdict.CORRECTED,
                Label(row.country, position, row.target, row.condition),
            )
            for position in others
        ),
        *(_Choice(Entry(f"another {part}", f"than {value}"), Verdict.CORRECTED, asks=part) for part, value in parts),
        _Choice(Entry("reject", "this is no stance"), Verdict.REJECTED),
    )


def _claim_choices(row: ClaimRow) -> tuple[_Choice, ...]:
    others = [status for status in ClaimStatus if status is not row.status]
    return (
        _Choice(Entry("confirm", "it is right as it stands"), Verdict.CONFIRMED),
        *(
            _Choice(Entry(status.value, "that is how the sources stand"), Verdict.CORRECTED, status)
            for status in others
        ),
        _Choice(Entry("reject", "these do not belong together"), Verdict.REJECTED),
    )
