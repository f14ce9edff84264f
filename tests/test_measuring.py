"""What the measurements of searches stand on: articles, questions, and the file of results."""

import sys
from itertools import islice

import pytest

from benchmarks import corpus
from benchmarks.corpus import articles, make_library
from benchmarks.engines import write_section
from benchmarks.questions import Asker, Kind
from benchmarks.rivals import HITS, RawFts5, RawWhoosh, rows
from benchmarks.screens import Figure, row
from benchmarks.searching import Times, tables
from benchmarks.terminal import NeverDrawn, Terminal
from index.library import Library
from index.query import parse


def test_made_up_articles_are_the_same_every_time():
    first, second = list(articles(300, None)), list(articles(300, None))
    assert first == second
    assert 300 <= sum(len(article.passages) for article in first) < 330
    assert len({article.text for article in first}) == len(first)


def test_articles_of_a_file_come_first_and_then_new_ones_of_their_paragraphs(tmp_path):
    file = tmp_path / "some.jsonl"
    file.write_text(
        '{"title": "Ferry", "text": "It sails.\\n\\nIt lands.", "source": "Elsin Post", "date": "2025-03-01"}\n'
    )
    first, second = islice(articles(9, file), 2)
    assert (first.text, first.published) == ("Ferry\n\nIt sails.\n\nIt lands.", "2025-03-01")
    assert {passage.span.of(second.text) for passage in second.passages[1:]} <= {"It sails.", "It lands."}


def test_every_kind_of_question_is_understood_and_answered(tmp_path):
    some = list(articles(600, None))
    texts = [passage.span.of(article.text) for article in some for passage in article.passages]
    asker = Asker(texts, (), [article.published for article in some])
    make_library(tmp_path / "library", 600, None, ["whoosh"])
    raw, fts5 = RawWhoosh(tmp_path / "raw", rows(some)), RawFts5(tmp_path / "fts5.sqlite", rows(some))
    with Library.open(tmp_path / "library") as library:
        for kind in set(Kind) - {Kind.RARE}:  # no word is rare in so few passages
            (question,) = asker.questions(kind, 1)
            parse(question.written, topics={}, country=lambda code: code)
            found = library.search(question.written, HITS, hits_only=True)
            assert raw.ask(question) <= HITS
            assert (fts5.ask(question) is None) == (kind in {Kind.WILDCARD, Kind.FUZZY})
            assert kind is Kind.FACTS or found.hits


def test_tables_hold_each_kind_and_all_of_them():
    times = Times({"whosays, whoosh": [[0.002], [0.004]], "raw Whoosh": [[0.004], [0.004]]})
    lines = list(tables({Kind.COMMON: times}, ["whoosh"]))
    assert any(line.startswith("| one common word |") and "0.50 **0.75** 1.00" in line for line in lines)
    assert lines[-1].startswith("| all |")


def test_a_section_takes_the_place_of_the_one_before(tmp_path):
    path = tmp_path / "results.md"
    write_section(path, "Search", ["old"])
    write_section(path, "Sync", ["kept"])
    write_section(path, "Search", ["new"])
    text = path.read_text()
    assert text.startswith("# Measured")
    assert "old" not in text
    assert text.index("## Search\n\nnew") < text.index("## Sync\n\nkept")


def test_articles_made_for_a_measurement_all_keep_the_countries_they_mention(tmp_path, monkeypatch):
    monkeypatch.setattr(corpus, "ARTICLES_AT_A_TIME", 20)
    make_library(tmp_path, 600, None)
    with Library.open(tmp_path) as library:
        found = library.search("country:US", 1, hits_only=True)
        assert found.articles > library.info().articles / 3


def test_a_program_on_a_terminal_is_waited_for_until_it_draws():
    program = "import sys; print('ready', flush=True); print('got', input(), flush=True); input()"
    with Terminal([sys.executable, "-c", program], ahead="early\r") as terminal:
        assert terminal.wait("ready", "got early") > 0
        assert terminal.megabytes() > 1
        terminal.type("\r")
        with pytest.raises(NeverDrawn):
            terminal.wait("got late")


def test_a_figure_is_held_beside_its_baseline_or_its_percentile():
    assert "0.20 **0.25** 0.30 | ≤ 0.25× | yes |" in row(Figure("paint", [2, 4, 4.5], "ms", 0.25, [10, 16, 15]))
    assert "| ≤ 0.2× | **no** |" in row(Figure("paint", [2, 4, 4.5], "ms", 0.2, [10, 16, 15]))
    assert "≤ 9 ms, p95 | **no** |" in row(Figure("hits", [1.0] * 9 + [20.0], "ms", 9, percentile=True))
