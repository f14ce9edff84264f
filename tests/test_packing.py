"""A ledger packed in the records gives the tables that the stances themselves give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.ledger import NO_PLACES, Ledger
from index.analysis.table import Chosen, Spread, TableArticle, stance_table
from index.library import Library, sync
from index.library.packing import keep_ledger
from index.models import Attribution, Label, Position, StanceEntry, Verdict
from index.storage import Records

QUIET = "A Quiet Day\n\nNobody in Norway said anything of note about the harbour on that long and quiet day.\n"
QUERIES = ("", "troops", "position:opposes", "NOT holder:US", "the OR security")

SAID = st.lists(
    st.builds(
        StanceEntry,
        st.integers(1, 2**63 - 1),
        st.integers(1, 2**63 - 1),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["PE", "CL", "X-REEF"]),
        st.sampled_from([position.value for position in Position]),
        st.sampled_from([attribution.value for attribution in Attribution]),
        speaker=st.sampled_from([None, "Ode Brask", "a spokesman"]),
        target=st.sampled_from([None, "", "the fishing treaty", "any treaty on fishing", "Peru", "of it"]),
        conditional=st.booleans(),
    ),
    max_size=12,
)


def tables(ledger):
    places = np.arange(len(ledger))
    articles = [TableArticle(name, name) for name in "abc"]
    return [
        stance_table(Spread(ledger, axis, Chosen(places, NO_PLACES)), articles)
        for axis in (ledger.holders, ledger.speakers)
    ]


@given(SAID, st.dictionaries(st.sampled_from("abc"), st.dates().map(lambda day: day.isoformat())))
def test_a_ledger_is_the_same_when_it_was_packed(said, dates):
    ledger = Ledger.of(said, dates)
    again = Ledger.unpacked(ledger.packed())
    assert tables(again) == tables(ledger)
    assert [column.tolist() for column in again.facts] == [column.tolist() for column in ledger.facts]
    assert again.packed() == ledger.packed()


@given(SAID, SAID, SAID, st.data())
def test_a_ledger_in_which_some_stances_give_way_to_others_is_that_of_what_is_left(said, some, more, data):
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(said))] * 2)))
    packed = Ledger.unpacked(Ledger.of(said).packed())
    amended = packed.amended([(slice(first, last), some), (slice(len(said), len(said)), more)], {})
    expected = Ledger.of([*said[:first], *some, *said[last:], *more])
    assert tables(amended) == tables(expected)
    assert amended.facts.key.tolist() == expected.facts.key.tolist()


def answers(folder):
    """Return all tables and what stands behind some of their cells."""
    with Library.open(folder) as library:
        for query in QUERIES:
            table = library.search(query).table
            yield table
            yield library.speaker_table(query)
            for row in table.rows[:3]:
                yield library.behind(query, row_of(row))
        yield library.topic_table()


def row_of(row):
    from index.analysis.ledger import Party

    return Party(row.holder, row.speaker)


def keep(folder):
    with Records.open(folder / ".whosays" / "records.sqlite") as records:
        keep_ledger(records)


def kept(folder):
    with Records.open(folder / ".whosays" / "records.sqlite") as records, records.reading() as view:
        return view.ledger() is not None


def test_tables_of_a_packed_ledger_show_what_people_decided_since(seeds):
    plain = list(answers(seeds))
    (seeds / "000_quiet.txt").write_text(QUIET, encoding="utf-8")
    (seeds / "zzz_quiet.txt").write_text(QUIET.replace("Norway", "Sweden"), encoding="utf-8")
    with Library.open(seeds) as library:
        library.sync(analysis=False)
        rows = library.stances()
        for number, row in enumerate(rows[3:30:4]):
            verdict = (Verdict.CONFIRMED, Verdict.REJECTED, Verdict.CORRECTED)[number % 3]
            label = Label("NO", Position.UNCLEAR) if verdict is Verdict.CORRECTED else None
            library.review(row, verdict, label=label, who="Ane")
        library.review(rows[3], Verdict.REJECTED, who="Bodil")
        for name in ("000_quiet.txt", "zzz_quiet.txt"):
            text = library.article(name).text
            start = text.index("Nobody")
            library.add_stance(name, start, text.index(".") + 1, Label("NO", Position.SUPPORTS), who="Ane")
    reviewed = list(answers(seeds))
    assert reviewed != plain
    keep(seeds)
    assert kept(seeds)
    assert list(answers(seeds)) == reviewed


def test_a_sync_packs_the_ledger_of_a_large_library_once_more_when_it_has_changed(seeds, monkeypatch):
    monkeypatch.setattr(sync, "PACKED_FROM", 1)
    with Library.open(seeds) as library:
        library.sync()
        assert kept(seeds)
        (seeds / "quiet.txt").write_text(QUIET, encoding="utf-8")
        library.sync(analysis=False)
        assert not kept(seeds)
        monkeypatch.setattr(sync, "PACKED_FROM", 1_000_000)
        library.sync()
        assert not kept(seeds)


@pytest.mark.parametrize("wanted", [frozenset(), frozenset({7, 9, 4})])
def test_keys_that_are_not_there_have_no_place(wanted):
    ledger = Ledger.of(StanceEntry(key, key + 10, "a", "PE", "supports", "said") for key in (9, 3, 7))
    assert ledger.at_keys(wanted).tolist() == ([0, 2] if wanted else [])
    assert ledger.at_passages({17, 13, 5}, np.array([0, 2])).tolist() == [2]
