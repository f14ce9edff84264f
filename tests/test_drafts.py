"""An analysis packs to text and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.analysis.drafts import ArticleAnalysis, Draft, Holder, Naming, Vote, pack, unpack
from index.models import Attribution, Position, Span

spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 9999), st.integers(1, 200))
maybe_spans = st.none() | spans
holders = st.builds(Holder, st.none(), st.text(min_size=1)) | st.builds(
    Holder, st.sampled_from(["NO", "X-ABC"]), st.none()
)
drafts = st.builds(
    Draft,
    passage=st.integers(0, 99),
    holder=holders,
    position=st.sampled_from(Position),
    attribution=st.sampled_from(Attribution),
    evidence=spans,
    cue=spans,
    rule=st.text(),
    target=maybe_spans,
    refers=maybe_spans,
    condition=maybe_spans,
    speaker=maybe_spans,
)
analyses = st.builds(
    ArticleAnalysis,
    drafts=st.lists(drafts, max_size=5).map(tuple),
    votes=st.lists(st.builds(Vote, st.text(), st.text(), st.text(), st.text(), st.booleans()), max_size=5).map(tuple),
    namings=st.lists(
        st.builds(Naming, st.integers(0, 9), st.none() | st.text(), st.none() | st.text()), max_size=5
    ).map(tuple),
)


@given(analyses)
def test_what_is_packed_comes_back_whole(analysis: ArticleAnalysis) -> None:
    assert unpack(pack(analysis)) == analysis
