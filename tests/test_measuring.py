"""What the measurements of searches stand on: articles, questions, and the file of results."""

from itertools import islice

from benchmarks.corpus import articles, make_library
from benchmarks.engines import write_section
from benchmarks.questions import Asker, Kind
from benchmarks.rivals import HITS, RawFts5, RawWhoosh, rows
from benchmarks.searching import Times, tables
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
