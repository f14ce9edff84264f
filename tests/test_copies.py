import random
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rensa import RMinHash

from index.analysis.runs import FEWEST, RUN, near_duplicates, runs_of, share_copied
from index.analysis.stories import Bags, Head, tell_stories

WORDS = "anchovy reef trawler patrol harbour quota minister summit winter pilot buoy ferry tide net crew".split()


def text(seed, length=120):
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def story(texts, heads):
    bags = Bags()
    for words in texts:
        bags.add(words.split())
    return tell_stories(heads, bags, [runs_of(words) for words in texts])


def test_texts_with_too_few_words_have_no_runs():
    assert runs_of(" ".join(str(n) for n in range(FEWEST + RUN - 2))) == b""
    assert runs_of(" ".join(str(n) for n in range(FEWEST + RUN - 1))) != b""


def test_runs_are_the_same_on_every_machine_and_in_every_process():
    assert array("I", runs_of(" ".join("abcdefghijklmnopq"))).tolist()[:3] == [133477510, 254686834, 860971135]


def test_library_that_makes_signatures_makes_the_same_ones_everywhere():
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(array("Q", range(1, 30)), array("Q", [0, 29]), 128, 7)
    assert matrix.to_rows()[0][:4] == [3273370178, 1645342487, 2989086096, 2298662980]


@given(st.lists(st.sampled_from(WORDS), min_size=RUN + FEWEST, max_size=60))
def test_text_is_wholly_copied_in_itself_whatever_its_case_and_marks(words):
    plain, other = " ".join(words), ", ".join(word.upper() for word in words)
    expected = 1.0 if runs_of(plain) else 0.0
    assert share_copied(runs_of(plain), runs_of(other)) == expected


def test_near_duplicates_are_found_and_others_are_not():
    first = text(1)
    changed = first.replace("buoy", "lamp", 1)
    texts = [runs_of(t) for t in (text(2), first, "", text(3), changed, "", text(4))]
    assert list(near_duplicates(texts)) == [(1, 4)]


def test_signatures_are_found_alike_in_any_order():
    texts = [runs_of(text(n // 2)) for n in range(40)]
    assert sorted(near_duplicates(texts)) == [(n, n + 1) for n in range(0, 40, 2)]


@pytest.mark.parametrize(
    ("published", "originals"),
    [
        (("2031-03-02", "2031-03-01", "2031-03-03"), {0: 1, 2: 1}),
        (("2031-03-01", "2031-03-01", "2031-03-01"), {1: 0, 2: 0}),
        ((None, "2031-03-01", None), {0: 1, 2: 1}),
        (("2031-03-02", "2031", None), {0: 1, 2: 1}),
    ],
)
def test_original_is_the_earliest_published_then_the_first(published, originals):
    heads = [Head(f"source {n}", day) for n, day in enumerate(published)]
    assert story([text(1)] * 3, heads).originals == originals


def test_copy_of_a_copy_names_the_original_and_counts_as_it():
    words = text(1, 300).split()
    texts = [" ".join(words[start : start + 240]) for start in (0, 30, 60)]
    heads = [Head(f"source {n}", f"2031-03-0{n + 1}") for n in range(3)]
    told = story(texts, heads)
    assert share_copied(runs_of(texts[0]), runs_of(texts[2])) < 0.8
    assert told.originals == {1: 0, 2: 0}
    assert not told.are_two(0, 2)


def test_text_within_a_longer_one_is_a_copy():
    wire, more = text(1, 60), text(2, 200)
    heads = [Head("wire", "2031-03-01"), Head("paper", "2031-03-02"), Head("other", "2031-03-02")]
    texts = [wire, f"{wire} {more}", text(5, 80)]
    assert story(texts, heads).originals == {1: 0}


def test_articles_of_one_publisher_are_one_source_but_no_copies():
    told = story([text(1), text(2)], [Head("The Bugle"), Head("The Bugle")])
    assert told.originals == {}
    assert not told.are_two(0, 1)
    assert len(set(told.voices([0, 1]).values())) == 1


def test_one_copy_does_not_make_two_publishers_one_source_for_all_they_write():
    heads = [Head("The Bugle"), Head("The Echo"), Head("The Bugle"), Head("The Echo")]
    told = story([text(1), text(1), text(2), text(3)], heads)
    assert not told.are_two(0, 1)
    assert told.are_two(2, 3)
    assert len(set(told.voices([2, 3]).values())) == 2
