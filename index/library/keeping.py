"""A person's basket over a library: what is put in and taken out, and where its passages stand now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.baskets import Kept, read_basket, write_kept
from index.errors import InvalidReview

if TYPE_CHECKING:
    from pathlib import Path

    from index.models import Article, Span
    from index.storage import View


@dataclass(frozen=True, slots=True)
class BasketRow:
    """A passage in a basket, where it stands now.

    ``article`` and ``passage`` are None when the words are not found any more; ``quote`` is then what they once were.
    """

    id: str
    note: str
    quote: str
    file: str
    source: str
    article: str | None = None
    passage: int | None = None
    start: int | None = None
    end: int | None = None


def put(folder: Path, article: Article, span: Span, who: str, note: str = "") -> Kept:
    """Put a span of an article into a person's basket; what lies there already only gets the note.

    Raises:
        LibraryError: The file cannot be written.
    """
    from index.reviews.anchoring import anchor_of

    anchor = anchor_of(article, span)
    there = next((kept for kept in read_basket(folder, who)[0] if kept.anchor == anchor), None)
    return _written(folder, Kept("", "", who, anchor, note, there.id if there else None))


def take_out(folder: Path, key: str, who: str) -> Kept:
    """Take a passage out of a person's basket, by its id or a unique start of it, and return what lay there.

    Raises:
        InvalidReview: There is no such passage, or there are several.
        LibraryError: The file cannot be written.
    """
    found = [kept for kept in read_basket(folder, who)[0] if key and kept.id.startswith(key)]
    if len(found) != 1:
        raise InvalidReview(key, "names nothing in the basket" if not found else f"names {len(found)} passages")
    _written(folder, Kept("", "", who, None, "", found[0].id))
    return found[0]


def basket_rows(folder: Path, view: View, who: str) -> tuple[BasketRow, ...]:
    """Return what is in a person's basket, in the order in which it was put in."""
    kept, _ = read_basket(folder, who)
    if not kept:
        return ()
    from index.reviews.places import Places

    places = Places((one.anchor for one in kept if one.anchor), view)
    rows = []
    for one in kept:
        anchor = one.anchor
        if anchor is None:
            continue
        stood = places.find(anchor)
        if stood is None:
            rows.append(BasketRow(one.id, one.note, anchor.exact, anchor.file, anchor.file))
            continue
        article, span = stood.article, stood.span
        rows.append(
            BasketRow(
                one.id,
                one.note,
                span.of(article.text),
                article.file,
                article.source,
                article.id,
                stood.passage,
                span.start,
                span.end,
            )
        )
    return tuple(rows)


def _written(folder: Path, kept: Kept) -> Kept:
    from dataclasses import replace
    from datetime import UTC, datetime
    from secrets import token_hex

    from index.reviews.validation import utc

    kept = replace(kept, id=token_hex(8), when=utc(datetime.now(UTC)), note=" ".join(kept.note.split()))
    write_kept(folder, kept)
    return kept
