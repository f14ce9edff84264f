"""A line of somebody's basket -> ``Kept``, or what is wrong with it."""

from __future__ import annotations

from pydantic import AwareDatetime, model_validator

from index.baskets import Kept
from index.reviews.validation import AnchorModel, BrokenLine, Named, Part, Shown, model_of, utc

__all__ = ["BrokenLine", "kept_of"]


class _Kept(Part):
    id: Named
    when: AwareDatetime
    who: Named
    supersedes: Shown | None = None
    note: Shown = ""
    anchor: AnchorModel | None = None

    @model_validator(mode="after")
    def _says_something(self) -> _Kept:
        if self.anchor is None and self.supersedes is None:
            raise ValueError("a line without an anchor must name the one that it takes out in supersedes")
        return self


def kept_of(line: bytes) -> Kept:
    """Return what a line of a basket says.

    Raises:
        BrokenLine: It is not UTF-8, not JSON, lacks a field, or says what cannot be.
    """
    found = model_of(line, _Kept)
    anchor = found.anchor.value() if found.anchor else None
    return Kept(found.id, utc(found.when), found.who, anchor, found.note, found.supersedes)
