"""The claims of a library in the order in which they are shown, and the passages that their evidence stands in."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from index.models import ClaimStatus, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from index.storage import View

_STATUS_ORDER = {status: place for place, status in enumerate(ClaimStatus)}


class ClaimOrder:
    """Which claims have evidence in which passages, as people's reviews leave them, without what they say.

    Disputed, doubtful and differing claims come first, and what a person rejected last; else they come in the order
    in which they were given.
    """

    def __init__(self, view: View) -> None:
        reviewed = {claim.claim: claim for claim in view.reviewed_claims()}

        def rank(claim: tuple[str, str]) -> tuple[bool, int]:
            name, status = claim
            review = reviewed.get(name)
            if review is None:
                return False, _STATUS_ORDER[ClaimStatus(status)]
            return Verdict(review.verdict) is Verdict.REJECTED, _STATUS_ORDER[ClaimStatus(review.status)]

        self._ids = [name for name, _ in sorted(view.claim_statuses(), key=rank)]
        places = {name: place for place, name in enumerate(self._ids)}
        self._by_passage: dict[int, list[int]] = defaultdict(list)
        for passage, name in view.evidence_places():
            self._by_passage[passage].append(places[name])

    def among(self, passages: AbstractSet[int] | None) -> Sequence[str]:
        """Return the ids of the claims with evidence in these passages (all, for None), in order."""
        if passages is None:
            return self._ids
        found = passages & self._by_passage.keys()
        return [self._ids[place] for place in sorted({p for passage in found for p in self._by_passage[passage]})]
