"""``python -m benchmarks.quality [GOLD FOLDER | html FOLDER]``: what is found, beside what a person found."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import floors, pages, tables
from benchmarks.finding import find, reading_time
from benchmarks.gold import InvalidGold, read_labels, read_negatives
from benchmarks.scoring import fired, score
from index.errors import WhosaysError

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
GOLD = ROOT / "tests" / "gold" / "seeds.jsonl"
FLOORS = GOLD.with_name("floors.json")
PAGES = "html"
"""The first word that asks for web pages instead of stances."""

WORST = 20
"""How many errors are shown unless told otherwise."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line names and print the figures; return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == [PAGES]:
        return pages.main(words[1:])
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.gold and not given.folder:
        parser.error("labels need the FOLDER of their articles")
    if given.gold and (given.up or given.down):
        parser.error("the floors are those of the seeds: --raise and --lower take no GOLD")
    try:
        return _measure(given)
    except (InvalidGold, WhosaysError, floors.FloorsHeld) as error:
        print(f"quality: {error}", file=sys.stderr)
        return 1


def _measure(given: argparse.Namespace) -> int:
    labels = read_labels(given.gold or GOLD)
    negatives = read_negatives(given.negatives) if given.negatives else []
    found = find(given.folder or SEEDS)
    measured = score(labels, found.predictions)
    speed = found.words / max(reading_time(found.articles), sys.float_info.min)
    for lines in (
        (f"{len(found.articles)} articles, {found.words} words, read at {speed:,.0f} words/s on one core",),
        tables.figures(measured),
        tables.positions(measured.matching),
        tables.confusion(measured),
        tables.rules(measured.matching),
        tables.errors(measured.matching, given.errors),
        tables.negatives(negatives, fired(negatives, found.predictions)) if negatives else (),
    ):
        for line in lines:
            print(line)
    if given.up or given.down:
        gold = floors.digest_of(GOLD)
        figures = floors.figures_of(measured)
        floors.write_floors(FLOORS, floors.moved(floors.read_floors(FLOORS), figures, gold, lower=given.down))
        print(f"floors: {', '.join(f'{name} {figure}' for name, figure in figures.items())}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py quality",
        description="What the rules alone find, beside labels.",
        epilog="dev.py quality html FOLDER measures the text that is taken from web pages instead.",
    )
    parser.add_argument("gold", nargs="?", type=Path, metavar="GOLD", help="labels, one JSON object a line")
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="their articles; by default seeds/")
    parser.add_argument("--negatives", type=Path, metavar="FILE", help="sentences that hold no stance of a country")
    parser.add_argument("--errors", type=int, default=WORST, metavar="N", help=f"show the N worst errors ({WORST})")
    moving = parser.add_mutually_exclusive_group()
    moving.add_argument("--raise", dest="up", action="store_true", help="make today's figures the floors of the test")
    moving.add_argument("--lower", dest="down", action="store_true", help="the same, even where a floor sinks")
    return parser


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        # Whoever reads has seen enough; the interpreter would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
