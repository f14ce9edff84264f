"""What engines are made of: scores, lengths, the words that a leaf stands for, numbers in the order of articles."""

import json
import math
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines import Document
from index.engines.lexicon import Lexicon
from index.engines.scoring import K1, B, counted_length, length_share, ranked_leaves, rarity, weight
from index.highlight import word_test
from index.query import Fuzzy, Phrase, Prefix, Wildcard, Within, Word, parse
from index.text import terms

words = st.text("abcx\u00e9", min_size=1, max_size=6)


def test_lengths_count_in_the_steps_of_lucene():
    # What Lucene's SmallFloat.byte4ToInt(SmallFloat.intToByte4(n)) gives, as its documentation describes the format.
    assert [counted_length(n) for n in range(41)] == [*range(41)]
    assert [counted_length(n) for n in (41, 43, 55, 57, 59, 60, 63, 87, 88, 95, 96)] == [
        40, 42, 54, 56, 56, 60, 60, 84, 88, 88, 96,
    ]  # fmt: skip


@given(st.integers(0, 10**6))
def test_a_length_counts_for_less_by_an_eighth_at_most(length):
    assert length * 7 / 8 <= counted_length(length) <= length
    assert counted_length(counted_length(length)) == counted_length(length)


def test_scores_are_those_of_bm25():
    leaf = Word("truce", Within.TEXT)
    having = {leaf: 3}
    worth = weight(leaf, 10, having.__getitem__)
    assert worth == pytest.approx(math.log(1 + 7.5 / 3.5))
    assert 2 / (2 + length_share(12, 8.0)) == pytest.approx(2 / (2 + K1 * (1 - B + B * 12 / 8)))


def test_a_phrase_is_as_rare_as_all_its_words():
    counts = {("cease",): 4, ("fire",): 1}
    worth = weight(Phrase(("cease", "fire"), 0, Within.TEXT), 9, lambda leaf: counts[leaf.words])
    assert worth == pytest.approx(rarity(4, 9) + rarity(1, 9))
    assert weight(Prefix("ce", Within.TEXT), 9, lambda _: 1) == 1.0


def test_each_leaf_counts_once_and_none_under_not():
    tree = parse("truce OR (truce -envoy title:plan) OR envoy*", topics={}, country=lambda _: None).root
    assert ranked_leaves(tree) == (
        Word("truce", Within.TEXT),
        Word("plan", Within.TITLE),
        Prefix("envoy", Within.TEXT),
    )


@given(st.sets(words), st.text("abcx\u00e9", min_size=3, max_size=7), st.integers(1, 2))
def test_a_fuzzy_word_stands_for_all_that_is_near(known, text, distance):
    leaf = Fuzzy(text, distance, Within.TEXT)
    assert Lexicon(known).expand(leaf) == set(filter(word_test(leaf), known))


@given(st.sets(words), st.text("ab*?x", min_size=1, max_size=6))
def test_a_wildcard_stands_for_all_that_is_like_it(known, pattern):
    leaf = Wildcard(pattern, Within.TEXT)
    assert Lexicon(known).expand(leaf) == set(filter(word_test(leaf), known))


ids = st.text("0159abf-z\u00e9", max_size=14) | st.text("019af", min_size=12, max_size=12)


@given(st.tuples(ids, st.integers(0, 70_000)), st.tuples(ids, st.integers(0, 70_000)))
def test_what_comes_later_has_no_smaller_number(one, other):
    schema = pytest.importorskip("index.engines.tantivy.schema")
    first, second = sorted((one, other))
    (before,), (after,) = (schema.order_numbers(article, [number]) for article, number in (first, second))
    assert 0 <= before <= after < 2**64


@given(ids, st.integers(0, 70_000))
def test_a_number_tells_its_place_or_nothing(article, number):
    schema = pytest.importorskip("index.engines.tantivy.schema")
    assert schema.places_of(schema.order_numbers(article, [number]))[0] in {(article, number), None}
    plain, near = f"{number:012x}", min(number, 65_000)
    assert schema.places_of(schema.order_numbers(plain, [near, 0])) == [(plain, near), (plain, 0)]


def test_places_in_real_articles_have_numbers_of_their_own():
    schema = pytest.importorskip("index.engines.tantivy.schema")
    orders = [schema.order_numbers(f"{article:012x}", (0, 1, 65_534)) for article in (0, 1, 2**48 - 1)]
    assert len({order for some in orders for order in some}) == 9


@given(
    st.lists(st.tuples(st.sampled_from(("a", "b")), st.binary(max_size=2), st.integers(0, 9)), max_size=60),
    st.integers(1, 8),
)
def test_postings_come_out_in_order_whatever_had_to_go_to_disk(came, most):
    from whoosh.filedb.filestore import RamStorage

    from index.engines.whoosh import postings

    came = sorted(((*posting, 1.0, b"x") for posting in set(came)), key=lambda posting: posting[2])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "MOST_KEPT", most)
        patch.setattr(postings, "MOST_OPEN", 2)
        patch.setattr(postings, "BLOCK", 3)
        pool = postings.Postings(RamStorage())
        for posting in came:
            pool.add(posting)
        given_back = [
            (field, text, *stands[place : place + 3])
            for field, text, stands in pool.terms()
            for place in range(0, len(stands), 3)
        ]
        assert given_back == sorted(came)
        pool.cleanup()


def test_numbers_of_a_column_come_back_however_many_are_kept_while_it_is_written(monkeypatch):
    from whoosh.filedb.filestore import RamStorage

    schema = import_module("index.engines.whoosh.schema")  # a function of that name stands before it
    monkeypatch.setattr(schema, "_KEPT_NUMBERS", 3)
    storage = RamStorage()
    with storage.create_file("numbers") as file:
        column = schema.Numbers().writer(file)
        for document in (0, 1, 2, 3, 9, 10):
            column.add(document, 100 + document)
        column.finish(12)
    column = schema.Numbers().reader(storage.open_file("numbers"), 0, 96, 12)
    assert list(column) == [100, 101, 102, 103, 0, 0, 0, 0, 0, 109, 110, 0]


@given(st.text(), st.integers(0, 2**63), st.integers(1, 2**63), st.text(), st.text(), st.text())
def test_what_is_kept_of_a_document_comes_back(article, number, key, text, title, source):
    stored = pytest.importorskip("index.engines.tantivy.stored")
    kept = stored.packed(number, key, stored.head_of(article, title, source), text)
    assert stored.Stored.unpack(kept) == (article, number, key, text, title, source)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("aUuSs.’',1 \0\n\"\\京é"), max_size=40)


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def test_an_articles_texts_are_written_together_as_if_each_stood_alone(texts, title):
    writing = pytest.importorskip("index.engines.tantivy.writing")
    documents = [Document(key, "ab", key, text, title, "Roe", None, None) for key, text in enumerate(texts, 1)]
    written = [json.loads(line) for line in writing.lines_of(documents)]
    for document, fields in zip(documents, written, strict=True):
        found = terms(document.text)
        assert fields["text_words"].split() == [word for word, _ in found]
        assert fields["text_stems"].split() == [stem for _, stem in found]
        assert fields["title_words"].split() == [word for word, _ in terms(title)]
        assert fields["title_stems"].split() == [stem for word, stem in terms(title) if not writing.tells(word, stem)]
        assert fields["length"] == len(found)
    every = {term for text in texts for term in terms(text)}
    assert set(written[0]["article_words"].split()) == {word for word, _ in every}
    assert set(written[0]["article_stems"].split()) == {stem for _, stem in every}


def test_several_threads_write_the_same_as_one_when_what_they_met_is_forgotten(monkeypatch):
    writing = pytest.importorskip("index.engines.tantivy.writing")
    monkeypatch.setattr(writing, "CACHED_WORDS", 3)
    waited = sys.getswitchinterval()

    def written(word):
        texts = [f"{word}{number}'s boats don't {word}, U.S. {word}s" for number in range(6)]
        return list(
            writing.lines_of([Document(n, "ab", n, text, word, "Roe", None, None) for n, text in enumerate(texts)])
        )

    asked = ["salt", "iron"] * 200
    alone = list(map(written, asked))
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(2) as threads:
            assert list(threads.map(written, asked)) == alone
    finally:
        sys.setswitchinterval(waited)
