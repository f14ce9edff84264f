"""What a query brings back: hits, the stances that count and those that stand near, the table and the claims."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from index.highlight import highlighter
from index.library.grounding import Of
from index.models import Attribution, ClaimStatus, HitRow, Label, Position, StanceRow, Verdict
from index.query import Everything
from index.storage import stance_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from index.engines import Match, SearchEngine
    from index.library.grounding import Grounding
    from index.models import ClaimRow
    from index.query import Node
    from index.storage import ReviewedClaim, StanceRecord, View


class Matching(NamedTuple):
    """What matches a query, by record keys; None is everything.

    ``passages`` are those that match, ``counted`` the stances whose target does, but for those that a person rejected.
    """

    passages: frozenset[int] | None
    counted: frozenset[int] | None


def match(root: Node, grounding: Grounding, view: View, engine: SearchEngine) -> Matching:
    """Return the passages and the stances that match a query."""
    passages = grounding.ground(root, Of.PASSAGES)
    if isinstance(passages, Everything):
        return Matching(None, None)
    from index.engines import Part  # opening a library needs no engine

    return Matching(engine.matching(passages, Part.PASSAGES), counted_stances(root, grounding, view, engine))


def counted_stances(root: Node, grounding: Grounding, view: View, engine: SearchEngine) -> frozenset[int]:
    """Return the keys of the stances that a query counts: their targets match, as people's reviews leave them."""
    from index.engines import Part

    root = grounding.ground(root, Of.STANCES)
    found = engine.matching(root, Part.TARGETS)
    if amended := view.retargeted():
        from index.library.amending import holds  # most libraries have no such target

        found = (found - {target.key for target in amended}) | {t.key for t in amended if holds(root, t)}
    return found - view.rejected()


def hit_rows(root: Node, matches: Sequence[Match], view: View) -> tuple[HitRow, ...]:
    """Return rows for an engine's hits, in their order, highlighted; a passage that is gone since is left out."""
    texts = view.hits([(article, number) for article, number, _ in matches])
    found = [(match, text) for match, text in zip(matches, texts, strict=True) if text is not None]
    highlights = highlighter(root).spans_of([(text.text, match.number == 0) for match, text in found])
    rows = []
    for (match, passage), spans in zip(found, highlights, strict=True):
        article, number, score = match
        file, member, source, title, published, start, end, text, copy_of = passage
        row = (article, file, member, source, title, published, number, start, end, score, text, spans, copy_of)
        rows.append(HitRow._make(row))
    return tuple(rows)


def stance_rows(matching: Matching, topics: Mapping[str, Collection[int]], view: View) -> tuple[StanceRow, ...]:
    """Return the stances that a query counts and those that stand near, by file and place.

    What a person rejected stands near: it is shown, and not counted.

    Args:
        matching: What matches the query.
        topics: The keys of the stances that each topic counts, by the topic's id.
        view: The records.
    """
    if matching.passages is None or matching.counted is None:
        rejected = view.rejected()
        return tuple(
            _stance_row(record, near=record.key in rejected, topics=topics) for record in view.stance_records()
        )
    keys = view.stance_keys()
    chosen = [key for key, passage in keys.items() if key in matching.counted or passage in matching.passages]
    return tuple(
        _stance_row(record, near=record.key not in matching.counted, topics=topics)
        for record in view.stance_records(chosen)
    )


def evidence_rows(
    counted: Sequence[int], near: Sequence[int], topics: Mapping[str, Collection[int]], view: View
) -> tuple[StanceRow, ...]:
    """Return the stances with these keys, in the order given: counted ones, then near ones; those gone are left out."""
    records = {record.key: record for record in view.stance_records([*counted, *near])}
    sides = ((counted, False), (near, True))
    return tuple(
        _stance_row(records[key], near=beside, topics=topics)
        for keys, beside in sides
        for key in keys
        if key in records
    )


def claim_rows(ids: Sequence[str], view: View) -> tuple[ClaimRow, ...]:
    """Return the claims with these ids, in the order given; those that are gone are left out."""
    reviewed = {claim.claim: claim for claim in view.reviewed_claims()}
    rows = {row.id: row for row in view.claims(ids)}
    return tuple(
        _claim_row(row, reviewed[row.id]) if row.id in reviewed else row
        for row in map(rows.get, ids)
        if row is not None
    )


def _claim_row(row: ClaimRow, reviewed: ReviewedClaim) -> ClaimRow:
    return replace(
        row,
        status=ClaimStatus(reviewed.status),
        reviewed=True,
        verdict=Verdict(reviewed.verdict),
        reviewers=tuple(json.loads(reviewed.reviewers)),
        disputed_by=tuple(json.loads(reviewed.disputed_by)),
        was=ClaimStatus(reviewed.was),
    )


def _stance_row(record: StanceRecord, *, near: bool, topics: Mapping[str, Collection[int]]) -> StanceRow:
    from index.analysis.countries import country_name  # its table is not needed without stances

    row = StanceRow(
        article=record.article,
        file=record.file,
        member=record.member,
        source=record.source,
        title=record.title,
        published=record.published,
        passage=record.passage,
        country=record.holder,
        name=country_name(record.holder),
        position=Position(record.position),
        target=record.target,
        condition=record.condition,
        speaker=record.speaker,
        attribution=Attribution(record.attribution),
        quote=record.quote,
        start=record.start,
        end=record.end,
        labeller=record.labeller,
        rule=record.rule,
        cue=record.cue,
        topics=tuple(topic for topic, keys in topics.items() if record.key in keys),
        near=near,
        id=record.id or stance_id(record.article, record.start, record.end, record.holder, record.position),
    )
    return row if record.verdict is None else _reviewed_row(row, record, Verdict(record.verdict))


def _reviewed_row(row: StanceRow, record: StanceRecord, verdict: Verdict) -> StanceRow:
    was = json.loads(record.was) if record.was else None
    return replace(
        row,
        reviewed=True,
        verdict=verdict,
        reviewers=tuple(json.loads(record.reviewers or "[]")),
        disputed_by=tuple(json.loads(record.disputed_by or "[]")),
        was=Label(**{**was, "position": Position(was["position"])}) if was else None,
    )
