"""Baskets: the passages that a person keeps, with notes; ``baskets/NAME.jsonl``, one file a person, only added to.

Each line puts a passage in, changes the note of one (it names the line that it takes the place of), or takes one out
(it names one and has no anchor).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.reviews.files import append_line, file_name, lines_of
from index.reviews.values import annotated

if TYPE_CHECKING:
    from pathlib import Path

    from index.reviews.values import Anchor

FOLDER = "baskets"


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of a basket. ``anchor`` is None where a passage is taken out; ``supersedes`` is the line changed."""

    id: str
    when: str
    who: str
    anchor: Anchor | None
    note: str = ""
    supersedes: str | None = None


def read_basket(folder: Path, who: str) -> tuple[tuple[Kept, ...], tuple[str, ...]]:
    """Return what is in a person's basket, in the order in which it was put in, and what is wrong with other lines."""
    problems: list[str] = []
    standing: dict[str, Kept] = {}
    for place, line in lines_of(folder, FOLDER, problems, file_name(who)):
        from index.baskets.validation import BrokenLine, kept_of  # brings pydantic, and most baskets are empty

        try:
            kept = kept_of(line)
        except BrokenLine as error:
            problems.append(f"{place}: {error}")
            continue
        if kept.who != who:
            continue  # two people's names may make one file's name
        _take_over(standing, kept)
    return tuple(standing.values()), tuple(problems)


def write_kept(folder: Path, kept: Kept) -> Path:
    """Write a line behind a person's others, and return the file.

    Raises:
        LibraryError: It cannot be written.
    """
    record = {
        "id": kept.id,
        "when": kept.when,
        "who": kept.who,
        "supersedes": kept.supersedes,
        "note": kept.note,
        "anchor": annotated(kept.anchor) if kept.anchor else None,
    }
    return append_line(folder, kept.who, json.dumps(record, ensure_ascii=False) + "\n", under=FOLDER)


def _take_over(standing: dict[str, Kept], kept: Kept) -> None:
    """Bring what stands in a basket up to one more line of it; a changed passage keeps its place."""
    if kept.supersedes is None:
        standing[kept.id] = kept
        return
    items = list(standing.items())
    standing.clear()
    for key, before in items:
        if key != kept.supersedes:
            standing[key] = before
        elif kept.anchor is not None:
            standing[kept.id] = kept
