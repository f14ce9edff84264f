"""Predictions against labels: who meets whom, and what that makes in figures.

A prediction meets a label when file and country are the same and their quotes share a run of words: at least three,
and at least half of the shorter quote. It is right when its position is one that the label accepts. Labels and
predictions are paired one to one, required labels first, then best positions, then the longest shared runs, then the
order of the files.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.gold import Label, Negative, Prediction

LONGEST_QUOTE = 90
"""Words of a quote that still points at a sentence; a longer one meets nothing."""

SHORTEST_RUN = 3
"""Words that two quotes share at least; shorter quotes have to be the same."""

GOLD_CONDITION = 0.5
FOUND_CONDITION = 0.3
"""Shares of the words of a label's condition, and of the one that was found, that are the same in a right one."""

ANY_POSITION = "any"

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1, from 0 to 1; 0 where there is nothing to count."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Matching:
    """Labels and predictions paired under one idea of what is right.

    ``predictions`` are those counted: of several with the same file, country, position and words, the first. All else
    are indices: ``found`` of a label's prediction by the label; ``near`` the labels that each prediction meets,
    whatever its position; ``right`` predictions have a required label, ``neutral`` ones count neither way, ``wrong``
    ones are the rest.
    """

    labels: Sequence[Label]
    predictions: Sequence[Prediction]
    found: dict[int, int]
    near: Sequence[Sequence[int]]
    right: Sequence[int]
    neutral: Sequence[int]
    wrong: Sequence[int]

    @property
    def required(self) -> list[int]:
        """The labels that have to be found."""
        return [place for place, label in enumerate(self.labels) if not label.optional]

    @property
    def missed(self) -> list[int]:
        """The required labels that nothing was found for."""
        return [place for place in self.required if place not in self.found]

    @property
    def figures(self) -> Figures:
        """What the pairs come to."""
        counted, required = len(self.right) + len(self.wrong), len(self.required)
        precision = len(self.right) / counted if counted else 0.0
        recall = (required - len(self.missed)) / required if required else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return Figures(precision, recall, f1)


@dataclass(frozen=True, slots=True)
class Score:
    """All figures of one measurement.

    ``matching`` accepts every position that a label accepts; ``strict`` only the best one, ``holder`` any at all.
    Recall and precision of conditions are over the labels found; None where no label, or nothing found, has one.
    """

    matching: Matching
    strict: Figures
    holder: Figures
    condition_recall: float | None
    condition_precision: float | None

    @property
    def accepted(self) -> Figures:
        """The figures that count."""
        return self.matching.figures


def score(labels: Sequence[Label], predictions: Sequence[Prediction]) -> Score:
    """Return how well predictions meet labels."""
    matching = match(labels, predictions, lambda label, position: position in label.positions)
    strict = match(labels, predictions, lambda label, position: position == label.best)
    nameless = [replace(prediction, position=ANY_POSITION) for prediction in predictions]
    recall, precision = _conditions(matching)
    return Score(
        matching=matching,
        strict=strict.figures,
        holder=match(labels, nameless, lambda _label, _position: True).figures,
        condition_recall=recall,
        condition_precision=precision,
    )


def match(
    labels: Sequence[Label], predictions: Iterable[Prediction], accepts: Callable[[Label, str], bool]
) -> Matching:
    """Pair labels and predictions, one to one.

    Args:
        labels: What is right.
        predictions: What was found; what repeats another's file, country, position and words is left out.
        accepts: Whether a position is right for a label.
    """
    counted = _distinct(predictions)
    near = [_near(prediction, labels) for prediction in counted]
    found = _paired(labels, counted, near, accepts)
    used = {prediction: label for label, prediction in found.items()}
    right = [place for place in sorted(used) if not labels[used[place]].optional]
    fair = {
        place
        for place, prediction in enumerate(counted)
        if place in used or any(accepts(labels[label], prediction.position) for label in near[place])
    }
    return Matching(
        labels=labels,
        predictions=counted,
        found=found,
        near=[sorted(runs) for runs in near],
        right=right,
        neutral=sorted(fair.difference(right)),
        wrong=[place for place in range(len(counted)) if place not in fair],
    )


def fired(negatives: Sequence[Negative], predictions: Sequence[Prediction]) -> list[tuple[Negative, Prediction]]:
    """Return the sentences without a stance for which one was found all the same, each with the first that was."""
    return [
        (negative, first)
        for negative in negatives
        if (
            first := next(
                (p for p in predictions if _same_place(negative, p) and shared_run(negative.quote, p.quote)), None
            )
        )
    ]


def shared_run(one: str, other: str) -> int:
    """Return how many words in a row two quotes share; 0 when they are too few to point at the same sentence."""
    short, long = sorted((_words(one), _words(other)), key=len)
    if len(short) < SHORTEST_RUN:
        return len(short) if short == long else 0
    run = SequenceMatcher(None, short, long, autojunk=False).find_longest_match().size
    return run if run >= max(SHORTEST_RUN, len(short) / 2) else 0


def same_condition(gold: str, found: str) -> bool:
    """Say whether two conditions are the same: at least half of the label's words, and not lost among others."""
    wanted, given = Counter(_words(gold)), Counter(_words(found))
    if not (wanted and given):
        return False
    shared = (wanted & given).total()
    return shared / wanted.total() >= GOLD_CONDITION and shared / given.total() >= FOUND_CONDITION


@lru_cache(1 << 14)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower().replace("u.s.", "us")))


def _distinct(predictions: Iterable[Prediction]) -> list[Prediction]:
    kept: dict[tuple[str, str, str, tuple[str, ...]], Prediction] = {}
    for prediction in predictions:
        kept.setdefault(
            (prediction.file, prediction.country, prediction.position, _words(prediction.quote)), prediction
        )
    return list(kept.values())


def _same_place(one: Label | Negative, other: Prediction) -> bool:
    return (one.file, one.country) == (other.file, other.country)


def _near(prediction: Prediction, labels: Sequence[Label]) -> dict[int, int]:
    """Return the labels that a prediction meets, with the length of the run that they share."""
    if len(_words(prediction.quote)) > LONGEST_QUOTE:
        return {}
    runs = {
        place: shared_run(label.quote, prediction.quote)
        for place, label in enumerate(labels)
        if _same_place(label, prediction)
    }
    return {place: run for place, run in runs.items() if run}


def _paired(
    labels: Sequence[Label],
    predictions: Sequence[Prediction],
    near: Sequence[dict[int, int]],
    accepts: Callable[[Label, str], bool],
) -> dict[int, int]:
    """Return each label's prediction, the best pairs first; labels and predictions without one are left out."""
    pairs = sorted(
        (labels[label].optional, labels[label].best != prediction.position, -run, label, place)
        for place, prediction in enumerate(predictions)
        for label, run in near[place].items()
        if accepts(labels[label], prediction.position)
    )
    found: dict[int, int] = {}
    used: set[int] = set()
    for *_, label, place in pairs:
        if label not in found and place not in used:
            found[label] = place
            used.add(place)
    return found


def _conditions(matching: Matching) -> tuple[float | None, float | None]:
    """Return recall and precision of the conditions of the required labels that were found."""
    wanted = given = right = 0
    for place in matching.required:
        if place in matching.found:
            gold = matching.labels[place].condition
            found = matching.predictions[matching.found[place]].condition
            wanted += bool(gold)
            given += bool(found)
            right += bool(gold and found and same_condition(gold, found))
    return right / wanted if wanted else None, right / given if given else None
