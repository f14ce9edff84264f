"""A measurement as plain text: figures, positions, confusion, rules and the worst errors."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.scoring import match
from index.models import Position

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.gold import Label, Negative, Prediction
    from benchmarks.scoring import Figures, Matching, Score

MISSED = "missed"
UNLABELLED = "(none)"
QUOTE_WIDTH = 220

_NAMES = [position.value for position in Position]


def figures(score: Score) -> Iterator[str]:
    """Yield how much there was, precision, recall and F1 three ways, and those of the conditions."""
    matching = score.matching
    yield f"{len(matching.labels)} labels, {len(matching.required)} of them required"
    counts = f"{len(matching.right)} right, {len(matching.wrong)} wrong, {len(matching.neutral)} neutral"
    yield f"{len(matching.predictions)} stances: {counts}"
    yield ""
    ways: list[tuple[str, Figures]] = [("accepted", score.accepted), ("strict", score.strict), ("holder", score.holder)]
    rows = [[name, _share(f.precision), _share(f.recall), _share(f.f1)] for name, f in ways]
    rows.append(["conditions", _share(score.condition_precision), _share(score.condition_recall), ""])
    yield from _table(["", "precision", "recall", "F1"], rows)


def positions(matching: Matching) -> Iterator[str]:
    """Yield, for each position, the labels found with it as their best, and the stances given it that were right."""
    labelled = Counter(matching.labels[place].best for place in matching.required)
    met = Counter(matching.labels[place].best for place in matching.required if place in matching.found)
    right = Counter(matching.predictions[place].position for place in matching.right)
    wrong = Counter(matching.predictions[place].position for place in matching.wrong)
    rows = []
    for name in _NAMES:
        given = right[name] + wrong[name]
        rows.append([name, f"{met[name]}/{labelled[name]}", _ratio(met[name], labelled[name])])
        rows[-1] += [f"{right[name]}/{given}", _ratio(right[name], given)]
    yield from _table(["position", "found", "recall", "right", "precision"], rows)


def confusion(score: Score) -> Iterator[str]:
    """Yield required labels by their best position against what was found in their place, whatever its position.

    The last row are the stances that no label stands for at all.
    """
    matching = score.matching
    pairs = match(matching.labels, matching.predictions, lambda _label, _position: True)
    cells = Counter(
        (
            matching.labels[label].best,
            matching.predictions[pairs.found[label]].position if label in pairs.found else MISSED,
        )
        for label in matching.required
    )
    cells.update((UNLABELLED, matching.predictions[p].position) for p in matching.wrong if not matching.near[p])
    columns = [*_NAMES, MISSED]
    rows = [[name, *(str(cells[name, column] or "·") for column in columns)] for name in (*_NAMES, UNLABELLED)]
    yield from _table(["gold \\ found", *columns], rows)


def rules(matching: Matching) -> Iterator[str]:
    """Yield how often each rule was right, the most wrong first."""
    counts = {
        kind: Counter(matching.predictions[place].rule for place in places)
        for kind, places in (("right", matching.right), ("wrong", matching.wrong), ("neutral", matching.neutral))
    }
    names = {prediction.rule for prediction in matching.predictions}
    rows = [
        [name, *(str(count[name]) for count in counts.values())]
        for name in sorted(names, key=lambda name: (-counts["wrong"][name], -counts["right"][name], name))
    ]
    yield from _table(["rule", *counts], rows)


def errors(matching: Matching, most: int) -> Iterator[str]:
    """Yield the worst errors with their sentences, rules and cues.

    A stance on the wrong side is worst; then one that no label stands for, a label that was missed, and a wrong
    position on the right side.
    """
    found = [*_wrong(matching), *_missed(matching)]
    found.sort(key=lambda error: error[0])
    shown = found[:most]
    if shown:
        yield f"The worst {len(shown)} of {len(found)} errors"
    for _rank, what, quote in shown:
        yield f"- {what}"
        yield f"    {_cut(quote)}"
    if shown:
        yield ""


def negatives(all_of_them: Sequence[Negative], fired: Sequence[tuple[Negative, Prediction]]) -> Iterator[str]:
    """Yield how many sentences without a stance were given one, and which."""
    share = len(fired) / len(all_of_them)
    yield f"{len(fired)} of {len(all_of_them)} sentences without a stance fire ({share:.3f})"
    for negative, prediction in fired:
        yield f"- {negative.file} {_stance(prediction)}"
        yield f"    {_cut(negative.quote)}"


def _wrong(matching: Matching) -> Iterator[tuple[int, str, str]]:
    for place in matching.wrong:
        prediction = matching.predictions[place]
        labels = [matching.labels[label] for label in matching.near[place]]
        said = f"{prediction.file} {_stance(prediction)}"
        if not labels:
            yield 1, f"no such stance: {said}", prediction.quote
            continue
        sides = {Position(position).side for label in labels for position in label.positions}
        rank = 0 if Position(prediction.position).side not in sides else 3
        accepted = "; ".join(dict.fromkeys("/".join(label.positions) for label in labels))
        yield rank, f"wrong position, not {accepted}: {said}", prediction.quote


def _missed(matching: Matching) -> Iterator[tuple[int, str, str]]:
    met = {label for place in matching.wrong for label in matching.near[place]}
    for place in matching.missed:
        if place not in met:
            label = matching.labels[place]
            yield 2, f"missed: {label.file} {_label(label)}", label.quote


def _stance(prediction: Prediction) -> str:
    return f"{prediction.country} {prediction.position} [rule {prediction.rule}, cue “{prediction.cue}”]"


def _label(label: Label) -> str:
    condition = f" if “{label.condition}”" if label.condition else ""
    return f"{label.country} {'/'.join(label.positions)}{condition}"


def _cut(quote: str) -> str:
    text = " ".join(quote.split())
    return text if len(text) <= QUOTE_WIDTH else f"{text[: QUOTE_WIDTH - 1]}…"


def _share(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.3f}"


def _ratio(part: int, whole: int) -> str:
    return _share(part / whole if whole else None)


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows under their names and a blank line; the first column to the left, figures to the right."""
    widths = [max(len(row[column]) for row in (names, *rows)) for column in range(len(names))]
    for row in (names, *rows):
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join([first, *others]).rstrip()
    yield ""
