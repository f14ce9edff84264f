"""How far people agree: percent agreement and Cohen's kappa for each pair, label by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from index.models import Label, Position
from index.reviews.values import About, Agreement, ClaimLabel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.reviews.values import Review

REJECTED = "rejected"
"""What a person says of every label of what he rejects."""

Opinions = Sequence["Mapping[str, Review]"]
"""For each thing that was reviewed, what each person says of it."""

_STANCE_LABELS = ("holder", "position", "target", "condition")
_CLAIM_LABELS = ("status",)


def agreements(opinions: Opinions) -> tuple[Agreement, ...]:
    """Return how far each two people agree, by their names, on stances before claims, label by label.

    Only what both reviewed counts; two people who reviewed nothing in common are left out.
    """
    people = sorted({who for by_person in opinions for who in by_person})
    return tuple(row for one, other in combinations(people, 2) for row in _of_pair(one, other, opinions))


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of two people's labels, None where it is not defined.

    kappa = (po - pe) / (1 - pe), with po the share of equal pairs and pe the share to expect when each deals out his
    own labels by chance: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20 (1960), 37-46. Where both give one and the same label to all, pe is 1 and there is no kappa.
    """
    count = len(pairs)
    if not count:
        return None
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    # In whole numbers: a share of 1 must be told from nearly 1.
    expected = sum(ones[label] * others[label] for label in ones)
    if expected == count * count:
        return None
    observed = sum(one == other for one, other in pairs)
    return (observed * count - expected) / (count * count - expected)


def _of_pair(one: str, other: str, opinions: Opinions) -> Iterator[Agreement]:
    for about, names in ((About.STANCE, _STANCE_LABELS), (About.CLAIM, _CLAIM_LABELS)):
        both = [
            (by_person[one], by_person[other])
            for by_person in opinions
            if one in by_person and other in by_person and by_person[one].about is about
        ]
        if not both:
            continue
        for name in names:
            pairs = [(_says(first, name), _says(second, name)) for first, second in both]
            yield _agreement(one, other, about, name, pairs)
            if name == "position":
                yield from _each_position(one, other, pairs)


def _each_position(one: str, other: str, pairs: Sequence[tuple[str, str]]) -> Iterator[Agreement]:
    used = {label for pair in pairs for label in pair}
    for value in (*(position.value for position in Position), REJECTED):
        if value in used:
            against = [(str(first == value), str(second == value)) for first, second in pairs]
            yield _agreement(one, other, About.STANCE, f"position:{value}", against)


def _agreement(one: str, other: str, about: About, label: str, pairs: Sequence[tuple[str, str]]) -> Agreement:
    agreed = sum(first == second for first, second in pairs) / len(pairs)
    return Agreement(one, other, about, label, len(pairs), agreed, cohens_kappa(pairs))


def _says(review: Review, name: str) -> str:
    match review.label:
        case Label() | ClaimLabel() as label:
            value = getattr(label, name)
            return "" if value is None else " ".join(str(value).split())
        case _:
            return REJECTED
