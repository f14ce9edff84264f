"""What every search engine promises, on real indexes: a new engine joins by its name in ``ENGINES``."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engines import ENGINES, Change, Document, Matches, Part, open_engine
from index.engines.scoring import SCORE_DIGITS, length_share, rarity
from index.errors import EngineUnavailable, RecordsUnusable
from index.models import Position
from index.query import (
    Among,
    And,
    Country,
    Everything,
    Fuzzy,
    Holder,
    Language,
    Not,
    Or,
    Phrase,
    PositionIs,
    Prefix,
    Published,
    Speaker,
    Wildcard,
    Within,
    Word,
    parse,
)
from index.text import tokens

TEXTS = (
    "The US will deploy troops after a ceasefire.",
    "They told us that troops would deploy.",
    "It would not deploy any troops, and U.S. envoys said so.",
    "Legally binding guarantees were promised to us.",
    "The guarantee holds once the guns are silent.",
    "Boots on the ground: the ceasefires of the past did not hold.",
    "UK-France talks; the French envoy doesn't agree.",
    "Velinsky met Velinskyy in a caf\u00e9.",
    "\u505c\u706b\u534f\u8bae \u0438 \u043f\u0435\u0440\u0435\u0433\u043e\u0432\u043e\u0440\u044b \U0001f30d",
)


def document(key, text, article="a", *, number=None, title="A plan for peace", source="The Chronicle", **facts):
    facts = {"language": "en", "published": "2026-01-06"} | facts
    return Document(key, article, key if number is None else number, text, title, source, **facts)


def change(article, *texts, first=1, part=Part.PASSAGES, **facts):
    documents = (document(first + place, text, article, number=place, **facts) for place, text in enumerate(texts))
    return Change(article, part, tuple(documents))


def root(text):
    return parse(text, topics={}, country=lambda _: None).root


@pytest.fixture(params=ENGINES)
def name(request):
    pytest.importorskip(request.param)
    return request.param


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "deep" / "engine"


@pytest.fixture
def engine(name, folder):
    opened = open_engine(name, folder)
    yield opened
    opened.close()


@pytest.fixture
def filled(engine):
    engine.replay([change("a", *TEXTS)], 1)
    return engine


def found(engine, text):
    """Which of TEXTS match, by their place."""
    return {match.number for match in engine.search(root(text), None).hits}


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("US", {0, 2}),
        ("U.S.", {0, 2}),
        ("us", {0, 1, 2, 3}),
        ("us NOT troops", {3}),
        ('"would not deploy"', {2}),
        ('"would deploy"', {1}),
        ('"would deploy"~1', {1, 2}),
        ('"deploy would"~5', set()),
        ('"troops troops"', set()),
        ("ceasefire*", {0, 5}),
        ("ceasefire", {0, 5}),
        ("guarantees*", {3}),
        ("guarantees", {3, 4}),
        ('"guarantees"', {3}),
        ("guarante?", {4}),
        ("g*s", {3, 4}),
        ("*fire", {0}),
        ("ceasfire~1", {0}),
        ("ceasfire~2", {0, 5}),
        ("velinsky~1", {7}),
        ("will", {0}),
        ("not", {2, 5}),
        ("UK-France", {6}),
        ("doesn't", {6}),
        ("CAF\u00c9", {7}),
        ("\u505c\u706b", {8}),
        ("\u706b\u534f\u8bae", {8}),
        ("\u043f\u0435\u0440\u0435\u0433\u043e\u0432\u043e\u0440*", {8}),
        ("troops OR guarantees", {0, 1, 2, 3, 4}),
        ("troops (ceasefire OR us) -will", {1, 2}),
        ("-troops -guarantees", {5, 6, 7, 8}),
        ("troops -troops", set()),
        ("title:plan troops", {0, 1, 2}),
        ("title:troops", set()),
        ('title:"plan for peace" french', {6}),
        ("title:plans velinsky", {7}),
        ("source:chronicle velinsky", {7}),
        ("source:chronicles", set()),
        ("source:chron* velinsky", {7}),
        ("lang:en boots", {5}),
        ("lang:fr", set()),
        ("date:2026-01 boots", {5}),
        ("date:<2026-01-06", set()),
        ("date:>=2026-01-06 boots", {5}),
        ("absent", set()),
        ("", set(range(len(TEXTS)))),
    ],
)
def test_terms_mean_what_they_say(filled, query, places):
    assert found(filled, query) == places


def test_an_empty_index_answers(engine):
    assert engine.position() == 0
    assert engine.count(Part.PASSAGES) == engine.count(Part.TARGETS) == 0
    for query in ("", "troops", "-troops", '"no troops"', "tr*", "troops~1", "date:2026", "title:a"):
        matches = engine.search(root(query), 10)
        assert (matches.total, matches.articles, matches.hits) == (0, 0, ())
        assert engine.matching(root(query), Part.TARGETS) == frozenset()


def test_passages_without_words_are_found_by_their_facts(engine):
    engine.replay([change("a", "\u2014", "", title="", source="")], 1)
    assert found(engine, "troops OR date:2026") == {0, 1}
    assert found(engine, "-troops") == {0, 1}


def test_matches_are_counted_beyond_the_limit(engine):
    engine.replay([change("a", "troops", "troops", "none"), change("b", "troops troops", first=10)], 1)
    matches = engine.search(root("troops"), 1)
    assert (matches.total, matches.articles, len(matches.hits)) == (3, 2, 1)
    assert engine.search(root("troops"), 0).hits == ()
    assert engine.search(root("troops"), 5, offset=3).hits == ()


def test_more_of_a_word_in_fewer_words_comes_first(engine):
    long = "troops " + "word " * 60
    engine.replay([change("a", long, "troops here", "troops, troops here", "other things")], 1)
    numbers = [match.number for match in engine.search(root("troops"), None).hits]
    assert numbers == [2, 1, 0]


def test_a_rare_word_weighs_more_than_a_common_one(engine):
    common = [f"troops number {place}" for place in range(8)]
    engine.replay([change("a", *common, "hubs number nine")], 1)
    assert engine.search(root("troops OR hubs"), 1).hits[0].number == 8


def test_what_is_not_ranked_scores_nothing(filled):
    for query in ("", "-troops", "date:2026", "lang:en -us"):
        assert {match.score for match in filled.search(root(query), None).hits} == {0.0}


def test_equal_scores_are_in_the_order_of_articles_and_passages(engine):
    articles = ["c", "a", "b10", "b9", "d"]
    for place, article in enumerate(articles):
        documents = [document(place * 10 + n, "troops move", article, number=n) for n in (3, 1, 2)]
        engine.replay([Change(article, Part.PASSAGES, tuple(documents))], place + 1)
    expected = list(product(sorted(articles), (1, 2, 3)))
    for query in ("troops", "tr*", "", "troops move", "date:2026"):
        hits = engine.search(root(query), None).hits
        assert [(hit.article, hit.number) for hit in hits] == expected
        for limit, offset in product((1, 4, 7), (0, 2, 6, 14)):
            assert engine.search(root(query), limit, offset).hits == hits[offset : offset + limit]


def test_a_phrase_counts_as_often_as_it_stands_there(engine):
    """Ways to spread other words among those of a phrase are not so many phrases."""
    once = "walls of of stone" + " x" * 14
    twice = "walls of stone" + " x" * 11 + " walls of x stone"
    engine.replay([change("a", once), change("b", twice, first=2)], 1)
    best, other = engine.search(root('"walls of stone"~5'), None).hits
    assert (best.article, other.article) == ("b", "a")
    assert best.score > other.score


def test_a_score_is_the_sum_of_what_each_word_counts(engine):
    counts = tuple(product(range(5), range(5)))
    texts = [" ".join(["salt"] * salt + ["iron"] * iron + ["x"] * (30 - salt - iron)) for salt, iron in counts]
    engine.replay([change("a", *texts)], 1)
    share, each = length_share(30, 30), rarity(20, 25)
    worth = [round(sum(each * count / (count + share) for count in pair), SCORE_DIGITS) for pair in counts]
    for asked in ("salt OR iron", "salt iron", 'salt OR "iron"'):
        found = {hit.number: hit.score for hit in engine.search(root(asked), None).hits}
        assert found == {number: worth[number] for number in found}
        assert len(found) == (16 if asked == "salt iron" else 24)


def test_the_words_that_a_misspelt_one_stands_for_count_as_one(engine):
    counts = tuple(product(range(4), repeat=3))
    texts = [" ".join(["salt"] * a + ["sail"] * b + ["said"] * c + ["x"] * (20 - a - b - c)) for a, b, c in counts]
    engine.replay([change("a", *texts)], 1)
    share, each = length_share(20, 20), rarity(len(counts) - 1, len(counts))
    found = {hit.number: hit.score for hit in engine.search(root("sait~1"), None).hits}
    sums = {number: sum(some) for number, some in enumerate(counts) if any(some)}
    assert found == {number: round(each * count / (count + share), SCORE_DIGITS) for number, count in sums.items()}


def test_what_is_gone_is_not_found_when_nothing_that_stands_has_a_word(engine):
    engine.replay([change("a", "salt"), change("b", "...", first=9)], 1)
    engine.replay([change("a")], 2)
    engine.settle()
    for query in ("salt", "salt OR iron", "salt~1", '"salt"'):
        assert engine.search(root(query), 10) == Matches(0, 0, ())
    assert engine.search(root("-salt"), 10).total == 1


def test_the_order_is_total_when_scores_differ(engine):
    articles = [change(f"a{n}", *["troops " * (1 + n % 3) + "word " * (n % 4)] * 3, first=n * 3 + 1) for n in range(12)]
    engine.replay(articles, 1)
    hits = engine.search(root("troops OR word"), None).hits
    assert list(hits) == sorted(hits, key=lambda hit: (-hit.score, hit.article, hit.number))
    assert all(hit.score == round(hit.score, SCORE_DIGITS) for hit in hits)
    for limit in range(1, len(hits) + 1):
        assert engine.search(root("troops OR word"), limit).hits == hits[:limit]


def test_of_many_equal_ones_the_first_are_those_of_the_first_articles(engine):
    names = [f"{number * 7919 % 100_003:012x}" for number in range(120)]
    for half in (names[:60], names[60:]):
        engine.replay(
            [change(name, "salt iron", "salt", first=2 * names.index(name) + 1) for name in half],
            names.index(half[0]) + 1,
        )
    for query, passages in (("sal*", 2), ("salt iron", 1), ("salt OR lang:de", 2)):
        hits = engine.search(root(query), None).hits
        assert len(hits) == 120 * passages
        assert list(hits) == sorted(hits, key=lambda hit: (-hit.score, hit.article, hit.number))
        for limit, offset in product((1, 2, 50), (0, 3, 90)):
            assert engine.search(root(query), limit, offset).hits == hits[offset : offset + limit]


def test_scores_do_not_depend_on_how_the_index_came_to_be(name, tmp_path):
    stepwise, at_once = open_engine(name, tmp_path / "stepwise"), open_engine(name, tmp_path / "at-once")
    final = [change(f"a{n}", *TEXTS[n:], first=n * 20 + 1) for n in range(6)]
    for step, latest in enumerate(reversed(final)):
        stepwise.replay([change(latest.article, "troops", "old words", first=900 + step)], step)
        stepwise.replay([change("gone", *TEXTS, first=2_000)], step)
        stepwise.replay([latest, change("gone")], step)
    at_once.replay(final, 1)
    for query in ("troops", "us OR guarantees", '"would deploy"~1', "ceasfire~1 OR title:plan", "the"):
        assert stepwise.search(root(query), None) == at_once.search(root(query), None)
    stepwise.close()
    at_once.close()


def test_a_change_replaces_all_documents_of_its_part(engine):
    engine.replay([change("a", "troops", "boots"), change("b", "troops", first=5)], 1)
    engine.replay([change("a", "hubs", first=8)], 2)
    assert engine.matching(root(""), Part.PASSAGES) == {5, 8}
    assert engine.matching(root("troops"), Part.PASSAGES) == {5}
    engine.replay([change("b")], 3)
    assert engine.matching(root(""), Part.PASSAGES) == {8}
    engine.replay([change("a"), change("never there")], 4)
    assert engine.count(Part.PASSAGES) == 0
    assert engine.position() == 4


def test_the_last_change_of_an_article_in_one_replay_counts(engine):
    engine.replay([change("a", "old")], 1)
    engine.replay([change("a", "troops"), change("b", "troops", first=5), change("a", "hubs", "boots"), change("b")], 2)
    assert engine.matching(root(""), Part.PASSAGES) == {1, 2}
    assert found(engine, "hubs") == {0}
    assert found(engine, "troops OR old") == set()


def test_parts_are_apart(engine):
    engine.replay([change("a", "troops", "boots"), change("a", "troops to the north", part=Part.TARGETS)], 1)
    assert engine.matching(root("troops"), Part.PASSAGES) == {1}
    assert engine.matching(root("north OR boots"), Part.TARGETS) == {1}
    assert engine.search(root("north"), None).total == 0
    assert engine.matching(root("-troops"), Part.PASSAGES) == {2}
    score = engine.search(root("troops"), 1).hits[0].score
    engine.replay([change("a", *["troops"] * 9, part=Part.TARGETS)], 2)
    assert (engine.count(Part.PASSAGES), engine.count(Part.TARGETS)) == (2, 9)
    assert engine.search(root("troops"), 1).hits[0].score == score
    engine.replay([change("a", part=Part.TARGETS)], 3)
    assert (engine.count(Part.PASSAGES), engine.count(Part.TARGETS)) == (2, 0)


def test_facts_of_articles_filter(engine):
    engine.replay(
        [
            change("a", "troops", published="2025-12-31", language="fr", source="Le Journal"),
            change("b", "troops", first=2, published="2026-01-01"),
            change("c", "troops", first=3, published=None, language=None, title="", source=""),
        ],
        1,
    )
    assert engine.matching(Published("2026-01-01", None), Part.PASSAGES) == {2}
    assert engine.matching(Published(None, "2025-12-31"), Part.PASSAGES) == {1}
    assert engine.matching(Published("2025-12-31", "2026-01-01"), Part.PASSAGES) == {1, 2}
    assert engine.matching(Not(Published("2025-12-31", "2026-01-01")), Part.PASSAGES) == {3}
    assert engine.matching(Language("fr"), Part.PASSAGES) == {1}
    assert engine.matching(root("source:journal"), Part.PASSAGES) == {1}
    assert engine.matching(root("-title:plan"), Part.PASSAGES) == {3}


def test_record_keys_stand_in_for_what_an_engine_does_not_know(filled):
    many = frozenset(range(3, 100_000))
    assert filled.matching(Among(many), Part.PASSAGES) == set(range(3, len(TEXTS) + 1))
    assert filled.matching(And((Among(frozenset({1, 2})), root("-will"))), Part.PASSAGES) == {2}
    assert filled.matching(Or((Among(frozenset()), Not(Among(many)))), Part.PASSAGES) == {1, 2}
    assert filled.search(And((Among(frozenset({1})), root("troops"))), 1).hits[0].score > 0


@pytest.mark.parametrize(
    "leaf", [Country("FR"), Holder("FR"), PositionIs(Position.COMMITS), Speaker(Word("x", Within.TEXT))]
)
def test_what_the_records_answer_is_refused(filled, leaf):
    for tree in (leaf, And((root("troops"), leaf)), Not(leaf)):
        with pytest.raises(TypeError):
            filled.search(tree, 10)
        with pytest.raises(TypeError):
            filled.matching(tree, Part.TARGETS)


def test_an_interrupted_replay_changes_nothing(filled):
    def broken():
        yield change("a", "new words")
        yield change("b", "more", first=50)
        raise KeyError("b")

    with pytest.raises(KeyError):
        filled.replay(broken(), 9)
    assert filled.position() == 1
    assert filled.matching(root(""), Part.PASSAGES) == set(range(1, len(TEXTS) + 1))
    filled.replay([change("a", "new words")], 9)
    assert (filled.position(), filled.count(Part.PASSAGES)) == (9, 1)


def test_a_killed_replay_changes_nothing(name, folder):
    script = f"""
import os, signal
from pathlib import Path
from index.engines import Change, Document, Part, open_engine

def changes():
    for n in range(50):
        yield Change(f"a{{n}}", Part.PASSAGES, (Document(n + 1, f"a{{n}}", 1, "troops", "", "", None, None),))
    if killed:
        os.kill(os.getpid(), signal.SIGKILL)

engine = open_engine({name!r}, Path({str(folder)!r}))
killed = False
engine.replay(changes(), 1)
killed = True
engine.replay(changes(), 2)
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, cwd=Path(__file__).parents[1])
    assert done.returncode != 0
    engine = open_engine(name, folder)
    assert (engine.position(), engine.count(Part.PASSAGES)) == (1, 50)
    engine.replay([change("a0")], 3)
    assert (engine.position(), engine.count(Part.PASSAGES)) == (3, 49)
    engine.close()


def test_an_index_is_opened_again(name, filled, folder):
    before = filled.search(root("troops OR us"), None)
    filled.close()
    filled.close()
    again = open_engine(name, folder)
    assert again.position() == 1
    assert again.search(root("troops OR us"), None) == before
    again.close()


def test_a_reader_sees_what_another_one_wrote(name, filled, folder):
    other = open_engine(name, folder)
    assert other.position() == 1
    seen = []

    def changes():
        yield change("a", "hubs")
        seen.append((other.position(), other.matching(root("troops"), Part.PASSAGES)))

    filled.replay(changes(), 2)
    assert seen == [(1, {1, 2, 3})]
    assert other.position() == 2
    assert other.matching(root(""), Part.PASSAGES) == {1}
    for step in range(3, 20):
        filled.replay([change(f"b{step}", *TEXTS, first=step * 50)], step)
        assert other.position() == step
        assert other.search(root("troops"), 1).total == 3 * (step - 2)
    other.close()


def test_threads_share_one_engine(filled):
    wrong = []
    queries = {"troops": 3, '"would deploy"': 1, "us": 4, "g*": 3, "": len(TEXTS), "velinsky~1": 1}

    def ask():
        for query, total in list(queries.items()) * 8:
            matches = filled.search(root(query), 3)
            if matches.total != total:
                wrong.append((query, matches))

    def write():
        for step in range(2, 12):
            filled.replay([change("a", *TEXTS)], step)

    threads = [threading.Thread(target=ask) for _ in range(4)] + [threading.Thread(target=write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert filled.position() == 11


def test_long_and_odd_texts_are_taken(engine):
    odd = ("", "\n\t", "\u2014", "x" * 5_000, "troops " * 70_000, "a\x00b", "\U0001f1fa\U0001f1f8 flag", "%s/../{0}")
    engine.replay([change("\u00e9t\u00e9/../x", *odd, title="", source="")], 2**40)
    assert engine.position() == 2**40
    assert engine.count(Part.PASSAGES) == len(odd)
    assert found(engine, "troops") == {4}
    assert found(engine, "x" * 5_000) == {3}
    assert found(engine, "flag") == {6}
    assert engine.search(root("flag"), 1).hits[0].article == "\u00e9t\u00e9/../x"


def test_signs_that_mean_something_elsewhere_are_text_here(engine):
    odd = {"title": 'A "plan" \\u0041\x07', "source": 'The "Post\\'}
    texts = ('He said "no\\way".', "tab\tand \u2028 feed", 'don\'t {"key": 1}')
    documents = [document(place, text, 'a"b\\', **odd) for place, text in enumerate(texts, 1)]
    engine.replay([Change('a"b\\', Part.PASSAGES, tuple(documents))], 1)
    for query, places in (('"no way"', {1}), ("feed", {2}), ("don't key", {3}), ("title:plan", {1, 2, 3})):
        assert found(engine, query) == places
    assert found(engine, "source:post title:u0041 no") == {1}
    engine.replay([Change('a"b\\', Part.PASSAGES, ())], 2)
    assert engine.count(Part.PASSAGES) == 0


def test_an_engine_that_is_not_installed_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tantivy", None)
    for module in [module for module in sys.modules if module.startswith("index.engines.tantivy")]:
        monkeypatch.delitem(sys.modules, module)
    with pytest.raises(EngineUnavailable, match=r'not installed: pip install "whosays\[tantivy\]"'):
        open_engine("tantivy", tmp_path / "engine")
    assert not (tmp_path / "engine").exists()


def test_only_one_process_writes(name, filled, folder, monkeypatch):
    monkeypatch.setattr(f"index.engines.{name}.LOCK_SECONDS", 0.1)
    other = open_engine(name, folder)

    def changes():
        yield change("a", "hubs")
        with pytest.raises(RecordsUnusable, match="another process"):
            other.replay([change("b", "boots", first=50)], 3)

    filled.replay(changes(), 2)
    filled.settle()
    other.replay([change("b", "boots", first=50)], 3)
    assert filled.matching(root(""), Part.PASSAGES) == {1, 50}
    other.close()


def test_settling_changes_no_answer(name, engine, folder):
    for step in range(1, 30):
        engine.replay([change(f"a{step % 20}", *TEXTS[step % 5 :], first=step * 20)], step)
    before = engine.search(root("troops OR us"), None)
    engine.settle()
    assert engine.search(root("troops OR us"), None) == before
    assert engine.position() == 29
    engine.close()
    again = open_engine(name, folder)
    assert again.search(root("troops OR us"), None) == before
    again.settle()
    again.close()


def test_a_few_segments_stay_of_many_replays(tmp_path):
    from index.engines.whoosh import MOST_SEGMENTS

    engine = open_engine("whoosh", tmp_path / "engine")
    for step in range(1, MOST_SEGMENTS + 5):
        engine.replay([change(f"a{step}", "troops", first=step)], step)
    engine.settle()
    assert len(list((tmp_path / "engine").glob("*.seg"))) <= MOST_SEGMENTS
    assert engine.count(Part.PASSAGES) == MOST_SEGMENTS + 4
    engine.close()


def test_large_segments_are_left_as_they_are(tmp_path, monkeypatch):
    from index.engines import whoosh

    monkeypatch.setattr(whoosh, "LARGE_SEGMENT", 2)
    engine = open_engine("whoosh", tmp_path / "engine")
    for step in range(1, whoosh.MOST_SEGMENTS + 3):
        engine.replay([change(f"a{step}", "troops", "boots", first=2 * step)], step)
    engine.settle()
    assert len(list((tmp_path / "engine").glob("*.seg"))) == whoosh.MOST_SEGMENTS + 2
    assert engine.search(root("boots"), None).total == whoosh.MOST_SEGMENTS + 2
    engine.close()


def test_what_is_new_is_found_and_can_be_replaced(engine):
    engine.replay([dataclasses.replace(change("a", "hubs"), new=True)], 1)
    engine.replay([change("a", "boots"), dataclasses.replace(change("b", "hubs", first=5), new=True)], 2)
    assert [match.article for match in engine.search(root("hubs OR boots"), None).hits] == ["a", "b"]


def test_what_a_crash_left_is_replaced_though_it_is_new(tmp_path):
    pytest.importorskip("tantivy")
    engine = open_engine("tantivy", tmp_path / "engine")
    new = dataclasses.replace(change("a", "hubs", "boots"), new=True)
    engine.replay([change("z", "troops", first=9)], 1)
    before = (tmp_path / "engine" / "position").read_bytes()
    engine.replay([new], 2)
    (tmp_path / "engine" / "position").write_bytes(before)  # a process was ended before it said where it stands
    engine.replay([new, new], 2)
    assert (engine.position(), engine.count(Part.PASSAGES)) == (2, 3)
    engine.replay([dataclasses.replace(change("b", "hubs", first=5), new=True)] * 2, 3)
    assert (engine.position(), engine.count(Part.PASSAGES)) == (3, 4)
    engine.close()


def test_questions_are_answered_while_another_thread_replays(filled):
    answers = []

    def changes():
        yield change("a", "hubs")
        asking = threading.Thread(target=lambda: answers.append(filled.search(root("troops"), 1).total))
        asking.start()
        asking.join(20)

    filled.replay(changes(), 2)
    assert answers == [3]


def test_an_unknown_engine_is_told(tmp_path):
    with pytest.raises(EngineUnavailable, match="whoosh"):
        open_engine("sphinx", tmp_path / "engine")
    assert not (tmp_path / "engine").exists()


@pytest.mark.usefixtures("filled")
def test_a_folder_of_somebody_else_is_not_opened(name, tmp_path, folder):
    other = tmp_path / "other"
    other.mkdir()
    (other / "article.txt").write_text("words")
    with pytest.raises(RecordsUnusable, match="deleted"):
        open_engine(name, other)
    assert (other / "article.txt").read_text() == "words"
    shutil.copytree(folder, tmp_path / "copy")
    with pytest.raises(RecordsUnusable, match="deleted"):
        open_engine(name, tmp_path / "copy")


# A library may leave a file that it failed on to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_folder_that_is_deleted_while_it_is_filled_is_told(name, folder):
    engine = open_engine(name, folder)

    def changes():
        yield change("a", *TEXTS)
        folder.rename(folder.with_name("gone"))  # in one step: a thread of the engine's may be writing there
        yield change("b", *TEXTS, first=100)

    with pytest.raises(RecordsUnusable, match="cannot be written"):
        engine.replay(changes(), 2)
    engine.close()


def test_a_folder_that_is_deleted_before_it_is_filled_is_told(name, folder):
    engine = open_engine(name, folder)
    shutil.rmtree(folder)
    with pytest.raises(RecordsUnusable):
        engine.replay([change("a", *TEXTS)], 1)
    with suppress(RecordsUnusable):
        engine.settle()
    engine.close()


def test_a_folder_that_cannot_be_made_is_told(name, folder):
    folder.parent.symlink_to("nowhere")
    with pytest.raises(RecordsUnusable, match="cannot be written"):
        open_engine(name, folder)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_damaged_index_says_that_it_can_be_deleted(name, filled, folder):
    filled.close()
    largest = max((file for file in folder.rglob("*") if file.is_file()), key=lambda file: file.stat().st_size)
    os.truncate(largest, largest.stat().st_size // 2)
    with pytest.raises(RecordsUnusable, match="deleted"):
        open_engine(name, folder).search(root("troops OR us"), None)
    shutil.rmtree(folder)
    rebuilt = open_engine(name, folder)
    rebuilt.replay([change("a", *TEXTS)], 1)
    assert found(rebuilt, "boots") == {5}
    rebuilt.close()


# What follows compares an engine with the tree read word for word, over texts of few words.

WORDS = ("us", "US", "deploy", "deploys", "not", "will", "troop", "troops", "trop")
sentences = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
within = st.sampled_from(Within)
days = st.sampled_from([None, "2025-12-31", "2026-01-06"])
surfaces = st.sampled_from([word.lower() for word in WORDS])
leaves = st.one_of(
    st.builds(Everything),
    st.builds(Word, st.sampled_from(WORDS), within),
    st.builds(Phrase, st.lists(surfaces, min_size=1, max_size=3).map(tuple), st.integers(0, 2), within),
    st.builds(Prefix, st.sampled_from(["t", "tro", "deploys", "u"]), within),
    st.builds(Wildcard, st.sampled_from(["*s", "tr?p", "d*y", "?", "t*o?s", "*o*"]), within),
    st.builds(Fuzzy, st.sampled_from(["trop", "toops", "dploy"]), st.integers(1, 2), within),
    st.builds(Language, st.sampled_from(["en", "fr"])),
    st.builds(Published, days, days),
    st.builds(Among, st.frozensets(st.integers(1, 6))),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)
documents = st.builds(
    document,
    st.just(0),
    sentences,
    title=sentences,
    source=sentences,
    language=st.sampled_from([None, "en", "fr"]),
    published=days,
)


def like(pattern, word):
    """Wildcards by definition: each ``*`` is nothing, or one more character."""
    if not pattern:
        return not word
    if pattern[0] == "*":
        return like(pattern[1:], word) or (bool(word) and like(pattern, word[1:]))
    return bool(word) and pattern[0] in ("?", word[0]) and like(pattern[1:], word[1:])


@cache
def edits(word, other):
    """Levenshtein's distance by definition."""
    if not word or not other:
        return len(word) + len(other)
    swap = edits(word[1:], other[1:]) + (word[0] != other[0])
    return min(swap, edits(word[1:], other) + 1, edits(word, other[1:]) + 1)


def stands(words, text, slop):
    """Whether words stand in order, by all ways to place them."""
    places = [[place for place, word in enumerate(text) if word == wanted] for wanted in words]
    return any(
        all(one < other for one, other in pairwise(way)) and way[-1] - way[0] < len(words) + slop
        for way in product(*places)
    )


def holds(tree, entry):
    """Whether a document matches, word for word."""
    match tree:
        case And(items):
            return all(holds(item, entry) for item in items)
        case Or(items):
            return any(holds(item, entry) for item in items)
        case Not(item):
            return not holds(item, entry)
        case Everything() | Language() | Published() | Among():
            return holds_fact(tree, entry)
        case _:
            return holds_words(tree, tokens(getattr(entry, tree.within)))


def holds_fact(leaf, entry):
    match leaf:
        case Everything():
            return True
        case Language(code):
            return entry.language == code
        case Published(low, high):
            return entry.published is not None and (low or "0") <= entry.published <= (high or "9")
        case Among(keys):
            return entry.key in keys


def holds_words(leaf, text):
    words = [token.surface for token in text]
    match leaf:
        case Word(word, Within.SOURCE):
            return word.lower() in words
        case Word(word, _):
            wanted = {"us", "US"} if word == "us" else {tokens(word)[0].stem}
            return not wanted.isdisjoint(token.stem for token in text)
        case Phrase(wanted, slop, _):
            return stands(wanted, words, slop)
        case Prefix(start, _):
            return any(word.startswith(start) for word in words)
        case Wildcard(pattern, _):
            return any(like(pattern, word) for word in words)
        case Fuzzy(near, distance, _):
            return any(edits(near, word) <= distance for word in words)


@pytest.mark.parametrize("name", ENGINES)
@settings(max_examples=60)
@given(st.lists(st.lists(documents, max_size=3), max_size=4), st.lists(trees, min_size=1, max_size=12))
def test_what_matches_is_what_the_tree_says_word_for_word(name, articles, asked):
    pytest.importorskip(name)
    entries = []
    with tempfile.TemporaryDirectory() as place:
        engine = open_engine(name, Path(place) / "engine")
        for step, drawn in enumerate(articles):
            numbered = [
                one._replace(key=len(entries) + n, number=n, article=f"a{step}") for n, one in enumerate(drawn, 1)
            ]
            entries.extend(numbered)
            engine.replay([Change(f"a{step}", part, tuple(numbered)) for part in Part], step)
        for tree in asked:
            expected = {entry.key for entry in entries if holds(tree, entry)}
            assert engine.matching(tree, Part.PASSAGES) == expected
            assert engine.matching(tree, Part.TARGETS) == expected
            matches = engine.search(tree, None)
            assert {(match.article, match.number) for match in matches.hits} == {
                (entry.article, entry.number) for entry in entries if entry.key in expected
            }
            assert matches.total == len(expected)
            assert matches.articles == len({match.article for match in matches.hits})
        engine.close()


@settings(max_examples=60)
@given(
    st.lists(st.lists(documents, max_size=4), max_size=6),
    st.lists(trees, min_size=1, max_size=12),
    st.integers(0, 3),
    st.integers(1, 4),
)
def test_engines_agree_on_matches_scores_and_order(articles, asked, offset, limit):
    pytest.importorskip("tantivy")
    with tempfile.TemporaryDirectory() as place:
        engines = [open_engine(name, Path(place) / name) for name in ENGINES]
        key = 0
        for step, drawn in enumerate(articles):
            numbered = []
            for number, one in enumerate(drawn, 1):
                key += 1
                numbered.append(one._replace(key=key, number=number, article=f"a{step % 4}"))
            for engine in engines:
                engine.replay([Change(f"a{step % 4}", part, tuple(numbered)) for part in Part], step)
        for tree in asked:
            first, second = (engine.search(tree, None) for engine in engines)
            assert first == second
            first, second = (engine.search(tree, limit, offset) for engine in engines)
            assert first == second
        for engine in engines:
            engine.close()


def articles_of(folder):
    """An engine with articles whose words stand in several passages, of different dates, titles and sources."""
    engine = open_engine("tantivy", folder)
    for number in range(12):
        texts = [TEXTS[number % 9], TEXTS[number % 5], TEXTS[number % 9], "A quiet day."]
        facts = {
            "title": f"Plan {number % 3}",
            "source": f"Paper {number % 2}",
            "published": f"2026-01-{number + 1:02}",
        }
        engine.replay([change(f"{number:012x}", *texts, first=4 * number + 1, **facts)], number + 1)
    engine.replay([change("000000000003")], 20)
    return engine


@pytest.mark.parametrize(
    "query",
    ["troops", "us OR title:plan", "troop*", "c*e", "trops~", "troops date:>=2026-01-05", "source:paper troops",
     '"day"', "NOT source:1 quiet", "title:2", "(troops OR talks) -title:1", "troops ceasefire", "troops -us",
     '"a quiet"', "nowhere", "NOT troops"],
)  # fmt: skip
def test_articles_are_counted_alike_with_or_without_a_list(query, tmp_path, monkeypatch):
    ranking = pytest.importorskip("index.engines.tantivy.ranking")
    engine = articles_of(tmp_path / "engine")
    every = {match.article for match in engine.search(root(query), None).hits}
    monkeypatch.setattr(ranking, "MARGIN", 0)
    counts = []
    for most in (-1, 10**6):
        monkeypatch.setattr(ranking, "LISTED", most)
        counts.append(engine.search(root(query), 1).articles)
    assert counts == [len(every)] * 2
    engine.close()


def test_a_part_that_is_gone_is_damage(tmp_path):
    pytest.importorskip("tantivy")
    articles_of(tmp_path / "engine").close()
    shutil.rmtree(tmp_path / "engine" / Part.PASSAGES)
    with pytest.raises(RecordsUnusable, match="damaged"):
        open_engine("tantivy", tmp_path / "engine")


def test_a_tantivy_index_that_is_filled_in_its_portions_ends_in_few_segments(tmp_path):
    engines = pytest.importorskip("index.engines.tantivy")
    engine = open_engine("tantivy", tmp_path / "engine")
    for waiting in (1, 70_000, 200_000, 240_000, 500_000, 1_000_000, 3_000_000):
        times = -(-waiting // engine.portion(0, waiting))
        assert times <= engines.MERGED_SEGMENTS or times % engines.MERGED_SEGMENTS == 0
        assert engine.portion(0, waiting) <= engines.MOST_PASSAGES
    for number in range(engines.MERGED_SEGMENTS):
        engine.replay([change(f"a{number}", "salt", first=number + 1)], number + 1)
    engine.settle()
    meta = json.loads((tmp_path / "engine" / "passages" / "meta.json").read_bytes())
    assert len(meta["segments"]) == 1
    engine.close()
