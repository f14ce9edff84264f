"""What people wrote down as right: labels, sentences without one, and what the rules gave, as rows of files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

Row = TypeVar("Row")
PositionName = Literal["commits", "supports", "declines", "opposes", "unclear"]


class InvalidGold(Exception):
    """A file of labels is not what it should be; the message is one line with the place."""


@dataclass(frozen=True, slots=True)
class Label:
    """One stance that a careful reader finds in a sentence.

    ``positions`` are all that the reader accepts, the best first. Missing an ``optional`` one is no mistake, and
    finding it no merit. ``condition`` is None, or the sentence's own words.
    """

    file: str
    country: str
    positions: tuple[PositionName, ...]
    quote: str
    condition: str | None = None
    optional: bool = False

    @property
    def best(self) -> str:
        """The position that the reader would give."""
        return self.positions[0]


@dataclass(frozen=True, slots=True)
class Negative:
    """A sentence that names a country without a stance of it."""

    file: str
    country: str
    quote: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """One stance that the rules found, with the words and the rule that made it one."""

    file: str
    country: str
    position: str
    quote: str
    condition: str | None = None
    rule: str = ""
    cue: str = ""


def read_labels(path: Path) -> list[Label]:
    """Return the labels of a file of one JSON object a line, in its order.

    Raises:
        InvalidGold: The file cannot be read, is empty, or a line of it is no label.
    """
    labels = _rows(path, Label)
    for number, label in enumerate(labels, 1):
        if not label.positions:
            raise InvalidGold(f"{path}: label {number} accepts no position")
    return labels


def read_negatives(path: Path) -> list[Negative]:
    """Return the sentences without a stance of a file of one JSON object a line, in its order.

    Raises:
        InvalidGold: The file cannot be read, is empty, or a line of it is no such row.
    """
    return _rows(path, Negative)


def _rows(path: Path, kind: type[Row]) -> list[Row]:
    from pydantic import TypeAdapter, ValidationError  # other benchmarks need none of it

    adapter = TypeAdapter(kind)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidGold(f"{path}: cannot be read: {error}") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append(adapter.validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise InvalidGold(
                f"{path}:{number}: {where}: {first['msg']}" if where else f"{path}:{number}: {first['msg']}"
            ) from error
    if not rows:
        raise InvalidGold(f"{path}: holds no rows")
    return rows
