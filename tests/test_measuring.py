"""What the measurements of searches stand on: articles, questions, and the file of results."""

import subprocess
import sys
from itertools import islice
from math import log

import pytest

from benchmarks import corpus, growth
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


def test_growth_is_measured_at_each_size_up_to_the_largest():
    assert growth.sizes(None, "whoosh") == [2_000, 20_000, 200_000]
    assert growth.sizes(1_000_000, "tantivy") == [2_000, 20_000, 200_000, 1_000_000]
    assert growth.sizes(1_000_000, "whoosh") == [2_000, 20_000, 200_000]
    assert growth.sizes(5_000, "tantivy") == [2_000, 5_000]


def test_what_grows_faster_than_n_log_n_stands_out():
    counts = [1_000, 10_000, 100_000]
    costs = [
        growth.Cost(
            n,
            sync=n * log(n),
            processor=n**2,
            search=1,
            slow_search=n**0.5,
            more=1,
            own=1,
            memory=1,
            index=n,
            records=n,
        )
        for n in counts
    ]
    lines = list(growth.tables({"whoosh": costs}))
    (sync,) = [line for line in lines if line.startswith("| sync of files")]
    (processor,) = [line for line in lines if line.startswith("| of that processor")]
    assert sync.endswith("| 1.12, 1.10 |")
    assert processor.endswith("| **2.00**, **2.00** |")
    assert any("1,000.00 | 1,000.00 | 1,000.00 | 0.00, 0.00 |" in line for line in lines)


def test_files_of_a_library_hold_what_its_articles_say(tmp_path):
    some = list(articles(60, None))
    assert growth.write_files(tmp_path, some) == len(some)
    with Library.open(tmp_path) as library:
        library.sync(analysis=False)
        assert library.info().articles == len(some)
        assert library.info().passages >= 0.9 * sum(len(article.passages) for article in some)


def test_a_program_is_watched_with_all_that_it_starts():
    burn = "from time import process_time\nkept = bytearray(64_000_000)\nwhile process_time() < 0.3: pass"
    seen = growth.watched(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"]
    )
    assert seen.seconds > 0
    assert seen.processor >= 0.3
    if sys.platform == "linux":
        assert 61 < seen.own < seen.memory
    with pytest.raises(subprocess.CalledProcessError):
        growth.watched([sys.executable, "-c", "raise SystemExit(3)"])
