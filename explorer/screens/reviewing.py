"""What the user decides about stances and claims, in place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from explorer.layout import Pane
from explorer.reading import claim_trail, stance_place
from explorer.screens.taking import TakingScreen
from explorer.telling import telling
from index.errors import InvalidReview

if TYPE_CHECKING:
    from explorer.desk import Desk
    from explorer.screens.review import Decided
    from index.models import ClaimRow, StanceRow
    from index.reviews.values import Review

NO_STANCE = "Review what? Choose a stance in the table, its evidence, or a claim."


class ReviewingScreen(TakingScreen):
    """Asks what the user says of the stance or claim that the focus is on, and writes it."""

    class Reviewed(Message):
        """A review was written or taken back; what is shown may be another now."""

    class Recalled(Message):
        """What people say of a stance or claim so far has come, oldest first."""

        def __init__(self, row: StanceRow | ClaimRow, said: tuple[Review, ...]) -> None:
            self.row = row
            self.said = said
            super().__init__()

    def under_review(self) -> StanceRow | ClaimRow | None:
        """Return the stance or claim that the focus is on: in a source, the one whose evidence is shown."""
        if self.pane is Pane.CLAIMS and self.claims.claims:
            return self.claims.claims[self.claims.cursor]
        own = (*self.behind.own, *self.behind.others) if self.behind else ()
        if self.pane is Pane.STANCES:
            return next(iter(self.behind.own), None) if self.behind else None
        place = self.reading.current
        if self.pane is not Pane.SOURCES or place is None or not place.label:
            return None
        stance = next((row for row in own if stance_place(row) == place), None)
        claims = (claim for claim in self.claims.claims if claim_trail(claim) == self.reading.trail)
        return stance or next(claims, None)

    def action_review(self) -> None:
        """Confirm, correct or reject what the focus is on."""
        from explorer.screens.review import ReviewScreen

        row = self.under_review()
        if row is None:
            self.notify(NO_STANCE, timeout=3)
            return
        self.app.push_screen(ReviewScreen(row), self._decided)
        if row.reviewers and self.desk is not None:
            self._recall(self.desk, row)

    @work(thread=True, exclusive=True, group="reviews")
    def _recall(self, desk: Desk, row: StanceRow | ClaimRow) -> None:
        with telling(self):
            self.post_message(self.Recalled(row, desk.reviews_of(row)))

    def on_reviewing_screen_recalled(self, event: Recalled) -> None:
        """Say beside what is under review what people say of it so far."""
        from explorer.screens.review import ReviewScreen

        if isinstance(self.app.screen, ReviewScreen) and self.app.screen.row is event.row:
            self.app.screen.tell(event.said)

    def _decided(self, decided: Decided | None) -> None:
        if decided is not None and self.desk is not None:
            self._review(self.desk, decided)

    @work(thread=True, group="review")
    def _review(self, desk: Desk, decided: Decided) -> None:
        from index.models import Label  # no frame needs it

        with telling(self):
            label = decided.label
            if isinstance(label, Label):
                label = replace(label, holder=_code(label.holder))
            desk.review(decided.row, decided.verdict, label, decided.why)
            self.app.notify(f"Reviewed: {decided.verdict.value}. u takes it back.", timeout=3, markup=False)
            self.post_message(self.Reviewed())

    def action_withdraw(self) -> None:
        """Take the user's last review back."""
        if self.desk is not None:
            self._withdraw(self.desk)

    @work(thread=True, group="review")
    def _withdraw(self, desk: Desk) -> None:
        with telling(self):
            desk.withdraw()
            self.app.notify("Your last review is taken back.", timeout=3)
            self.post_message(self.Reviewed())


def _code(holder: str) -> str:
    """Return the code of a country as a person writes it.

    Raises:
        InvalidReview: It is no country or bloc.
    """
    from index.analysis.countries import country_code  # its table is large

    code = country_code(holder)
    if code is None:
        raise InvalidReview(holder, "is no country or bloc")
    return code
