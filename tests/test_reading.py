"""What the source panes show, and where the keys that move between sources lead."""

from hypothesis import given
from hypothesis import strategies as st

from explorer.cells import Behind, CellPlace, TableOf
from explorer.reading import MOST, Place, Reading, cell_trail, claim_trail, hit_trail
from index.models import (
    Attribution,
    ClaimRow,
    ClaimStatus,
    EvidenceRow,
    HitRow,
    Position,
    Span,
    StanceRow,
)

PLACE = CellPlace(TableOf.SOURCES, "harbour", "NZ", None, "a")


def place(article, passage=1, source=None, label=""):
    return Place(article, source or article, passage, Span(passage * 10, passage * 10 + 5), label)


def hit(article, passage, score=1.0):
    return HitRow(
        article, f"{article}.txt", None, article, None, None, passage, passage * 10, passage * 10 + 5, score, "x"
    )


def stance(article, position, start):
    return StanceRow(
        article, f"{article}.txt", None, article, None, None, 1, "NZ", "New Zealand", position, None, None, None,
        Attribution.SAID, "words", start, start + 5, "rules", "rule", "cue",
    )  # fmt: skip


def evidence(source, says, start=0, value="12"):
    return EvidenceRow(source, f"{source}.txt", source, None, 1, start, start + 5, "words", says, value)


def claim(*rows):
    return ClaimRow("c1", "Twelve ships came.", ClaimStatus.DISPUTED, "quantity", ("NZ",), rows)


PLACES = st.lists(st.builds(place, st.sampled_from("abcde"), st.integers(1, 9)), min_size=1, max_size=12)


@given(PLACES, st.data())
def test_no_key_ever_shows_one_article_twice_or_leaves_the_trail(trail, data):
    reading = Reading.of(trail, data.draw(st.integers(0, len(trail) - 1)), data.draw(st.integers(1, MOST)))
    moves = [
        Reading.swap,
        *(lambda r, by=by: r.step(by) for by in (1, -1)),
        *(lambda r, by=by: r.turn(by) for by in (1, -1)),
    ]
    moves += [lambda r: r.with_count(len(r.slots) + 1), lambda r: r.with_count(len(r.slots) - 1)]
    for move in data.draw(st.lists(st.sampled_from(moves), max_size=12)):
        reading = move(reading)
        articles = [shown.article for shown in reading.shown]
        assert len(set(articles)) == len(articles)
        assert 0 <= reading.active < len(reading.slots) <= MOST
        assert reading.current in reading.trail


def test_the_second_pane_prefers_another_source():
    trail = [place("a", source="Lantern"), place("b", source="Lantern"), place("c", source="Beacon")]
    assert [shown.article for shown in Reading.of(trail, 0, 2).shown] == ["a", "c"]


def test_next_hit_walks_passages_then_articles():
    reading = Reading.of([place("a", 1), place("a", 4), place("b", 2)], 0, 1)
    walked = [reading.step(1).current, reading.step(1).step(1).current]
    assert [(at.article, at.passage) for at in walked] == [("a", 4), ("b", 2)]


def test_beyond_the_last_hit_nothing_moves():
    reading = Reading.of([place("a"), place("b")], 1, 1)
    assert reading.step(1) is reading
    assert Reading.of([place("a")], 0, 2).step(-1).slots == (0,)


def test_the_next_hit_in_a_source_beside_makes_that_pane_the_active_one():
    reading = Reading.of([place("a"), place("b", 1), place("b", 2)], 0, 2)
    moved = reading.step(1)
    assert (moved.active, moved.current.article) == (1, "b")
    assert moved.shown[0].article == "a"


def test_the_next_source_skips_the_one_beside_it_and_goes_round():
    reading = Reading.of([place("a"), place("b"), place("c")], 0, 2)
    assert [reading.turn(1).current.article, reading.turn(1).turn(1).current.article] == ["c", "a"]
    assert reading.turn(-1).current.article == "c"


def test_swapping_keeps_what_was_being_read_active():
    swapped = Reading.of([place("a"), place("b")], 0, 2).swap()
    assert [shown.article for shown in swapped.shown] == ["b", "a"]
    assert swapped.current.article == "a"


def test_fewer_sources_never_drop_the_one_being_read():
    reading = Reading.of([place("a"), place("b"), place("c")], 0, 3).activate(2)
    fewer = reading.with_count(2)
    assert fewer.current.article == "c"
    assert len(fewer.slots) == 2
    assert fewer.with_count(0).current.article == "c"


def test_an_empty_trail_shows_nothing_and_survives_every_key():
    reading = Reading.of([], 0, 2)
    assert reading.current is None
    assert reading.step(1).turn(1).swap().with_count(3).shown == ()


def test_hits_are_walked_article_by_article_from_top_to_bottom():
    trail = hit_trail([hit("b", 5), hit("a", 2), hit("b", 1)])
    assert [(at.article, at.passage) for at in trail] == [("b", 1), ("b", 5), ("a", 2)]
    assert Reading.of(trail, 0, 1).marks("b") == ()


def test_a_cell_leads_to_its_own_stances_then_to_the_other_sources():
    one, other = stance("a", Position.COMMITS, 0), stance("b", Position.OPPOSES, 0)
    best = stance("a", Position.COMMITS, 50)
    trail = cell_trail(Behind(PLACE, (best, one), (one, other)))
    assert [(at.article, at.span.start) for at in trail] == [("a", 50), ("a", 0), ("b", 0)]
    assert trail[0].label == "New Zealand commits"


def test_an_empty_cell_leads_nowhere():
    assert cell_trail(Behind(PLACE, (), (stance("b", Position.OPPOSES, 0),))) == ()


def test_a_claim_opens_on_two_sources_that_differ():
    trail = claim_trail(claim(evidence("a", "supports"), evidence("a", "supports", 30), evidence("b", "contradicts")))
    assert [at.source for at in trail[:2]] == ["a", "b"]
    assert len(trail) == 3


def test_where_no_side_parts_two_sources_a_claim_opens_on_their_values():
    rows = [evidence(source, "supports", value=value) for source, value in [("a", "30"), ("b", "30"), ("c", "27")]]
    assert [at.source for at in claim_trail(claim(*rows))[:2]] == ["a", "c"]


def test_a_claim_of_one_source_opens_on_it_alone():
    trail = claim_trail(claim(evidence("a", "supports"), evidence("a", "supports", 30)))
    assert len(Reading.of(trail, 0, 2).slots) == 1
    assert claim_trail(claim()) == ()
