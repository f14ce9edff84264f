"""Reviews laid over what the rules say: what stands for each stance and claim that people reviewed.

Of several people's labels the one that most of them give stands, of as many the latest. A person's review comes
before the rules even where these no longer say what he reviewed: what he said of the sentence then stands alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from index.models import Attribution, Label, Position, Span, Verdict
from index.reviews.places import Places
from index.reviews.standing import standing, states, when
from index.reviews.values import About, ClaimLabel, State
from index.storage import ReviewedClaim, ReviewedStance, added_key, passage_key, stance_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from index.models import ClaimRow
    from index.reviews.places import Stood
    from index.reviews.values import Review
    from index.storage import StanceRecord, View

RULE = "review"
"""The rule of a stance whose label is a person's."""

SHARED_EVIDENCE = 0.5
"""The share of its evidence that a claim has in common with the one that was reviewed, at least."""

_AFTER_THE_RULES = 1 << 30
"""The first ordinal of the stances that people added: of one sentence they come last."""


class Bearing(NamedTuple):
    """What became of a review, and the id of the stance or claim that it bears on, None where there is none."""

    state: State
    subject: str | None


@dataclass(frozen=True, slots=True)
class Overlay:
    """What people's reviews make of a library.

    ``stances`` are by key and ``claims`` by id. ``bearings`` are of all reviews, by id; ``opinions`` are each
    person's standing reviews by the id of the stance or claim.
    """

    stances: tuple[ReviewedStance, ...] = ()
    claims: tuple[ReviewedClaim, ...] = ()
    bearings: Mapping[str, Bearing] = field(default_factory=dict)
    opinions: Mapping[str, Mapping[str, Review]] = field(default_factory=dict)


@dataclass(slots=True)
class _Subject:
    """A stance that people may have reviewed; without a record it is theirs alone."""

    id: str
    stood: Stood | None
    span: Span
    label: Label
    record: StanceRecord | None = None
    ordinal: int = 0
    opinions: dict[str, Review] = field(default_factory=dict)


class _Verdict(NamedTuple):
    """What people together say: the label that stands, None for rejected, who gave it last, and who differs."""

    label: Label | ClaimLabel | None
    who: str
    reviewers: tuple[str, ...]
    disputed_by: tuple[str, ...]


def lay_over(reviews: Sequence[Review], view: View) -> Overlay:
    """Return what reviews make of the stances and claims that the rules found; the view's own reviews do not matter."""
    plain = view.without_reviews()
    stands = standing(reviews)
    places = Places((anchor for review in stands for anchor in review.anchors), plain)
    stances, stance_bearings, stance_opinions = _stances([r for r in stands if r.about is About.STANCE], places, plain)
    claims, claim_bearings, claim_opinions = _claims([r for r in stands if r.about is About.CLAIM], places, plain)
    bearings = {key: Bearing(state, None) for key, state in states(reviews).items()}
    return Overlay(
        stances=tuple(sorted(stances)),
        claims=tuple(sorted(claims)),
        bearings=bearings | stance_bearings | claim_bearings,
        opinions=stance_opinions | claim_opinions,
    )


def _stances(
    reviews: Sequence[Review], places: Places, plain: View
) -> tuple[list[ReviewedStance], dict[str, Bearing], dict[str, dict[str, Review]]]:
    stood = {review.id: found for review in reviews if (found := places.find(review.anchors[0]))}
    subjects = _subjects(plain, {found.article.id for found in stood.values()})
    bearings: dict[str, Bearing] = {}
    # What somebody added may be what others reviewed.
    for review in sorted(reviews, key=lambda r: (r.verdict is not Verdict.ADDED, when(r))):
        found = stood.get(review.id)
        if found is None:
            bearings[review.id] = Bearing(State.ORPHAN, None)
            continue
        own = subjects[found.article.id]
        subject = _meant(review, found.span, own)
        if subject is None and isinstance(review.label, Label):
            subject = _new_subject(review.label, found)
            own.append(subject)
        bearings[review.id] = Bearing(State.STANDS if subject else State.IDLE, subject.id if subject else None)
        if subject:
            _enter(review, subject.opinions, bearings)
    reviewed = [subject for own in subjects.values() for subject in own if subject.opinions]
    added = sorted((s for s in reviewed if s.record is None), key=lambda s: s.id)
    for ordinal, subject in enumerate(added, _AFTER_THE_RULES):
        subject.ordinal = ordinal
    return [_reviewed(subject) for subject in reviewed], bearings, {s.id: s.opinions for s in reviewed}


def _subjects(plain: View, articles: set[str]) -> dict[str, list[_Subject]]:
    """Return the stances of the rules in these articles, in their order."""
    subjects: dict[str, list[_Subject]] = {article: [] for article in articles}
    for record in plain.stance_records(articles=articles) if articles else ():
        own = subjects[record.article]
        own.append(
            _Subject(
                id=stance_id(record.article, record.start, record.end, record.holder, record.position),
                stood=None,
                span=Span(record.start, record.end),
                label=label_of(record),
                record=record,
                ordinal=len(own),
            )
        )
    return subjects


def label_of(record: StanceRecord) -> Label:
    """Return what the rules say of a stance."""
    position = Position(record.position)
    return Label(record.holder, position, record.target, record.condition, record.labeller)


def _new_subject(label: Label, found: Stood) -> _Subject:
    span = found.span
    name = stance_id(found.article.id, span.start, span.end, label.holder, label.position.value)
    return _Subject(name, found, span, label)


def _meant(review: Review, span: Span, subjects: Iterable[_Subject]) -> _Subject | None:
    """Return the stance of a sentence that a review is of: labelled as it was then, else as the person says."""
    subjects = list(subjects)
    for label in (review.was, review.label):
        if not isinstance(label, Label):
            continue
        same = [
            subject
            for subject in subjects
            if (subject.label.holder, subject.label.position) == (label.holder, label.position)
            and subject.span.meets(span)
        ]
        if same:
            return max(same, key=lambda s: min(s.span.end, span.end) - max(s.span.start, span.start))
    return None


def _enter(review: Review, opinions: dict[str, Review], bearings: dict[str, Bearing]) -> None:
    """Keep a person's latest review of a thing; an earlier one that it does not name is superseded all the same."""
    before = opinions.get(review.who)
    if before is None or when(before) < when(review):
        opinions[review.who] = review
        review, before = before or review, review
    if before is not None and review is not before:
        bearings[review.id] = Bearing(State.SUPERSEDED, bearings[review.id].subject)


def _together(opinions: Mapping[str, Review], same: Callable[[Review], object]) -> _Verdict:
    groups: dict[object, list[Review]] = defaultdict(list)
    for review in opinions.values():
        groups[same(review)].append(review)
    group = max(groups.values(), key=lambda some: (len(some), max(map(when, some))))
    last = max(group, key=when)
    agreeing = {review.who for review in group}
    return _Verdict(last.label, last.who, tuple(sorted(opinions)), tuple(sorted(opinions.keys() - agreeing)))


def _stance_said(review: Review) -> object:
    label = review.label
    if not isinstance(label, Label):
        return None
    return label.holder, label.position, _flat(label.target), _flat(label.condition)


def _reviewed(subject: _Subject) -> ReviewedStance:
    verdict = _together(subject.opinions, _stance_said)
    record = subject.record
    said = verdict.label if isinstance(verdict.label, Label) else None
    label = said or subject.label
    target, condition = (
        _own_words(label.target, subject.label.target),
        _own_words(label.condition, subject.label.condition),
    )
    changed = said is not None and _facts(said) != _facts(subject.label)
    if record is None:
        became = Verdict.ADDED if said else Verdict.REJECTED
    else:
        became = (Verdict.CORRECTED if changed else Verdict.CONFIRMED) if said else Verdict.REJECTED
    labeller = f"person {verdict.who}" if said else _first_labeller(subject)
    base = _base(subject)
    return base._replace(
        holder=label.holder,
        position=label.position.value,
        target=target,
        condition=condition,
        labeller=labeller,
        rule=RULE if changed or record is None else base.rule,
        verdict=became.value,
        retargeted=record is None or _flat(target) != _flat(record.target),
        reviewers=_json(verdict.reviewers),
        disputed_by=_json(verdict.disputed_by),
        was=_json(asdict(subject.label)) if record else None,
    )


def _first_labeller(subject: _Subject) -> str:
    if subject.record is not None:
        return subject.record.labeller
    said = [review for review in subject.opinions.values() if review.label is not None]
    return f"person {min(said, key=when).who}" if said else ""


def _base(subject: _Subject) -> ReviewedStance:
    """Return the row of a stance as it was first labelled."""
    record, stood, label = subject.record, subject.stood, subject.label
    if record is not None:
        return _row(
            subject, record.key, record.article, record.passage, record.attribution, record.rule, record.quote
        )._replace(cue=record.cue, speaker=record.speaker)
    if stood is None:
        raise TypeError(f"{label} stands nowhere")
    attribution = Attribution.NARRATED if stood.passage else Attribution.HEADLINE
    quote = subject.span.of(stood.article.text)
    return _row(subject, added_key(subject.id), stood.article.id, stood.passage, attribution.value, RULE, quote)


def _row(
    subject: _Subject, key: int, article: str, passage: int, attribution: str, rule: str, quote: str
) -> ReviewedStance:
    label = subject.label
    return ReviewedStance(
        key=key,
        article=article,
        ordinal=subject.ordinal,
        passage=passage,
        passage_key=passage_key(article, passage),
        holder=label.holder,
        position=label.position.value,
        attribution=attribution,
        rule=rule,
        labeller=label.labeller,
        evidence_start=subject.span.start,
        evidence_end=subject.span.end,
        evidence=quote,
        cue="",
        target=label.target,
        condition=label.condition,
        speaker=None,
        id=subject.id,
        verdict="",
        retargeted=False,
        reviewers="",
        disputed_by="",
        was=None,
    )


def _claims(
    reviews: Sequence[Review], places: Places, plain: View
) -> tuple[list[ReviewedClaim], dict[str, Bearing], dict[str, dict[str, Review]]]:
    rows = plain.claims() if reviews else ()
    bearings: dict[str, Bearing] = {}
    opinions: dict[str, dict[str, Review]] = {}
    for review in reviews:
        found = [stood for anchor in review.anchors if (stood := places.find(anchor))]
        if len(found) < SHARED_EVIDENCE * len(review.anchors):
            bearings[review.id] = Bearing(State.ORPHAN, None)
            continue
        row = _claim_meant(review, found, rows)
        bearings[review.id] = Bearing(State.STANDS if row else State.IDLE, row.id if row else None)
        if row:
            _enter(review, opinions.setdefault(row.id, {}), bearings)
    by_id = {row.id: row for row in rows}
    return [_reviewed_claim(by_id[key], by_person) for key, by_person in opinions.items()], bearings, opinions


def _claim_meant(review: Review, found: Sequence[Stood], rows: Sequence[ClaimRow]) -> ClaimRow | None:
    """Return the claim of the same kind that has most of the evidence, if it has enough of it."""
    first = review.was or review.label
    kind = first.kind if isinstance(first, ClaimLabel) else None
    best: tuple[float, ClaimRow | None] = (0.0, None)
    for row in rows:
        if row.kind == kind:
            shared = sum(
                any(e.article == s.article.id and e.start < s.span.end and s.span.start < e.end for s in found)
                for e in row.evidence
            )
            share = shared / max(len(row.evidence), len(review.anchors))
            best = max(best, (share, row), key=lambda scored: scored[0])
    return best[1] if best[0] >= SHARED_EVIDENCE else None


def _reviewed_claim(row: ClaimRow, opinions: Mapping[str, Review]) -> ReviewedClaim:
    verdict = _together(opinions, lambda review: getattr(review.label, "status", None))
    became, status = Verdict.REJECTED, row.status
    if isinstance(verdict.label, ClaimLabel):
        status = verdict.label.status
        became = Verdict.CONFIRMED if status is row.status else Verdict.CORRECTED
    return ReviewedClaim(
        row.id, status.value, became.value, _json(verdict.reviewers), _json(verdict.disputed_by), row.status.value
    )


def _facts(label: Label) -> tuple[str, str, str | None, str | None]:
    return label.holder, label.position.value, _flat(label.target), _flat(label.condition)


def _own_words(said: str | None, extracted: str | None) -> str | None:
    """Return a person's words as the article breaks them into lines, where they are the ones that the rules found."""
    return extracted if _flat(said) == _flat(extracted) else said


def _flat(words: str | None) -> str | None:
    return " ".join(words.split()) if words else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
