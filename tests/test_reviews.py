"""Reviews: what people decide stands before the rules, is never lost, and finds its sentence again."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from itertools import count
from threading import Thread

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.errors import InvalidReview, LibraryError, NoSuchArticle
from index.library import Library
from index.models import (
    Article,
    Attribution,
    Claim,
    ClaimStatus,
    Evidence,
    Label,
    Passage,
    PassageKind,
    Position,
    Span,
    Stance,
    Verdict,
)
from index.reviews.agreement import cohens_kappa
from index.reviews.anchoring import CONTEXT, Found, anchor_of, find
from index.reviews.files import append_line, file_name, read_reviews
from index.reviews.standing import standing
from index.reviews.validation import BrokenLine, review_of
from index.reviews.values import About, Anchor, ClaimLabel, Review, State, line_of
from index.storage import Findings, Records

FERRY = """The Ferry Question

Norway will pay for the new ferry if the harbour is finished in spring, officials said in the capital.

Sweden rejected the plan for the ferry and said that the price of the harbour was much too high.
"""
HARBOUR = """Harbour Nearly Done

Sweden welcomed the new harbour on Monday and said that the first ships are expected there in the summer.

Denmark and its fishermen have been asked what they think about the noise that the pilots will bring.
"""
SETTINGS = """[[topics]]
id = "ferries"
title = "The new ferry"
query = "ferry"
"""
NORWAY = "Norway will pay for the new ferry if the harbour is finished in spring"
ANE, BO = "Ane Holm", "Bo Lind"
TIMES = count(1_700_000_000)
EXTRACTED = [("NO", "commits"), ("SE", "opposes"), ("SE", "supports")]


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "coast"
    made.mkdir()
    write(made / "ferry.txt", FERRY)
    write(made / "harbour.txt", HARBOUR)
    (made / "whosays.toml").write_text(SETTINGS, encoding="utf-8")
    return made


@pytest.fixture
def library(folder):
    """Return a library with three stances and a claim, as if the rules had found them."""
    with Library.open(folder) as opened:
        opened.sync(analysis=False)
        extract(opened)
        yield opened


def write(path, text):
    path.write_text(text, encoding="utf-8")
    later = next(TIMES) * 1_000_000_000
    os.utime(path, ns=(later, later))


def extract(library, norway=Position.COMMITS):
    """Put into the records what the rules find, wherever the sentences stand now."""
    ferry, harbour = (library.article(file) for file in ("ferry.txt", "harbour.txt"))
    rejected = stance(ferry, "SE", Position.OPPOSES, "Sweden rejected the plan for the ferry", "the plan for the ferry")
    findings = {
        ferry.id: Findings((stance(ferry, "NO", norway, NORWAY, "the new ferry"), rejected)),
        harbour.id: Findings(
            (stance(harbour, "SE", Position.SUPPORTS, "Sweden welcomed the new harbour", "the new harbour"),)
        ),
    }
    evidence = [(ferry, NORWAY), (harbour, "Sweden welcomed the new harbour")]
    claim = Claim(
        "one", NORWAY, ClaimStatus.DISPUTED, "quantity", ("NO", "SE"), tuple(witness(*piece) for piece in evidence)
    )
    with Records.open(library.records_folder / "records.sqlite") as records, records.writing() as writer:
        writer.replace_findings(findings.items())
        writer.replace_claims([claim])


def span_of(text, words):
    start = text.index(words)
    return Span(start, start + len(words))


def witness(article, words):
    where = span_of(article.text, words)
    return Evidence(article.id, article.passage_at(where.start).number, where)


def stance(article, holder, position, evidence, target):
    where = span_of(article.text, evidence)
    return Stance(
        article=article.id,
        passage=article.passage_at(where.start).number,
        holder=holder,
        position=position,
        attribution=Attribution.SAID,
        evidence=where,
        cue=where,
        rule="by-hand",
        labeller="rules v0",
        target=span_of(article.text, target),
    )


def row_of(library, holder, position, query=""):
    (row,) = [r for r in library.stances(query) if (r.country, r.position.value) == (holder, position)]
    return row


def label_of(row, **changes):
    return replace(Label(row.country, row.position, row.target, row.condition), **changes)


def labels(rows, *, near=False):
    return [(row.country, row.position.value) for row in rows if row.near is near]


def correct(library, row, who=ANE, **changes):
    return library.review(row, Verdict.CORRECTED, label=label_of(row, **changes), who=who)


def lines(folder, who=ANE):
    return (folder / "reviews" / f"{who}.jsonl").read_bytes().splitlines()


# --- a stance ---


def test_a_library_without_reviews_shows_the_rules_and_writes_nothing(library, folder):
    rows = library.stances()
    assert labels(rows) == EXTRACTED
    assert [(row.reviewed, row.verdict, row.reviewers, row.was) for row in rows] == [(False, None, (), None)] * 3
    assert library.reviews() == ()
    assert library.agreement() == ()
    assert not (folder / "reviews").exists()


def test_a_confirmed_stance_is_the_persons_and_keeps_what_the_rules_said(library):
    row = row_of(library, "NO", "commits")
    library.review(row, Verdict.CONFIRMED, who=ANE)
    seen = row_of(library, "NO", "commits")
    assert (seen.reviewed, seen.verdict, seen.labeller) == (True, Verdict.CONFIRMED, f"person {ANE}")
    assert (seen.reviewers, seen.disputed_by, seen.rule) == ((ANE,), (), "by-hand")
    assert seen.was == Label("NO", Position.COMMITS, "the new ferry", None, "rules v0")
    assert seen.id == row.id


def test_a_corrected_stance_shows_the_correction_under_the_same_id(library):
    row = row_of(library, "NO", "commits")
    correct(library, row, holder="Denmark", position=Position.DECLINES, condition="the harbour is finished in spring")
    seen = row_of(library, "DK", "declines")
    assert (seen.name, seen.condition, seen.verdict) == (
        "Denmark",
        "the harbour is finished in spring",
        Verdict.CORRECTED,
    )
    assert (seen.id, seen.rule, seen.start, seen.end) == (row.id, "review", row.start, row.end)
    assert (seen.was.holder, seen.was.position, seen.was.labeller) == ("NO", Position.COMMITS, "rules v0")


def test_a_rejected_stance_is_seen_but_not_counted(library):
    library.review(row_of(library, "NO", "commits"), Verdict.REJECTED, why="a forecast", who=ANE)
    for query in ("", "ferry"):
        assert ("NO", "commits") not in labels(library.stances(query))
        assert ("NO", "commits") in labels(library.stances(query), near=True)
    seen = row_of(library, "NO", "commits")
    assert (seen.verdict, seen.labeller, seen.reviewers) == (Verdict.REJECTED, "rules v0", (ANE,))
    (norway,) = [row for row in library.search("").table.rows if row.holder == "NO"]
    assert {cell.count for cell in norway.cells} == {0}
    assert [row.holder for row in library.topic_table().rows] == ["SE"]


def test_an_added_stance_is_the_persons_own(library):
    harbour = library.article("harbour.txt")
    where = span_of(harbour.text, "Denmark and its fishermen have been asked what they think about the noise")
    label = Label("danish", Position.UNCLEAR, "the noise")
    library.add_stance("harbour.txt", where.start, where.end, label, why="asked", who=ANE)
    seen = row_of(library, "DK", "unclear")
    assert (seen.labeller, seen.rule, seen.verdict, seen.was) == (f"person {ANE}", "review", Verdict.ADDED, None)
    assert seen.quote == harbour.text[seen.start : seen.end]
    assert (seen.passage, seen.target, seen.reviewed) == (2, "the noise", True)
    assert labels(library.stances()) == [*EXTRACTED, ("DK", "unclear")]


def test_the_rules_can_be_seen_alone(library):
    before = library.stances(), library.stances("ferry"), library.claims()
    correct(library, row_of(library, "NO", "commits"), holder="DK", target="the harbour")
    library.review(row_of(library, "SE", "opposes"), Verdict.REJECTED, who=ANE)
    library.review(library.claims()[0], Verdict.REJECTED, who=ANE)
    assert library.stances() != before[0]
    alone = library.stances(reviews=False), library.stances("ferry", reviews=False), library.claims(reviews=False)
    assert alone == before


def test_holder_and_position_ask_for_what_people_say(library):
    correct(library, row_of(library, "NO", "commits"), holder="DK", position=Position.DECLINES)
    assert labels(library.stances("holder:DK position:declines")) == [("DK", "declines")]
    assert library.search("holder:DK").total == 1
    assert library.search("holder:NO").total == 0
    assert library.search("position:commits").total == 0
    library.review(row_of(library, "SE", "opposes"), Verdict.REJECTED, who=ANE)
    assert library.search("position:opposes").total == 0


def test_words_ask_for_targets_as_people_corrected_them(library):
    correct(library, row_of(library, "NO", "commits"), target="the harbour")
    assert ("NO", "commits") in labels(library.stances("harbour"))
    assert ("NO", "commits") in labels(library.stances("harb* title:question source:ferry -ship"))
    assert ("NO", "commits") in labels(library.stances("ferry"), near=True)
    assert row_of(library, "NO", "commits").topics == ()
    assert row_of(library, "SE", "opposes").topics == ("ferries",)


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("noise", True),
        ("noises", True),
        ('"the noise"', True),
        ("noise~", True),
        ("n?ise", True),
        ("NOT ferry", True),
        ("ferry OR noise", True),
        ("source:harbour noise", True),
        ("title:harbour", True),
        ("title:ferry", False),
        ("date:2020 noise", False),
        ("noise NOT lang:en", False),
        ("pilots", False),
        ("ferry", False),
        ("holder:DK noise", True),
        ("holder:NO noise", False),
    ],
)
def test_an_added_stance_is_counted_by_the_rules_of_any_query(library, query, counted):
    add_noise(library)
    assert (("DK", "unclear") in labels(library.stances(query))) is counted


def test_a_review_never_makes_an_engine_index_anything(library):
    library.stances()
    with Records.open(library.records_folder / "records.sqlite") as records, records.reading() as view:
        before = view.position()
    add_noise(library)
    correct(library, row_of(library, "NO", "commits"), holder="DK", target="the harbour")
    library.stances("harbour")
    with Records.open(library.records_folder / "records.sqlite") as records, records.reading() as view:
        assert view.position() == before
    assert library.check() == ()


def test_a_reviewed_cell_is_marked_and_so_is_a_disputed_one(library):
    row = row_of(library, "NO", "commits")
    library.review(row, Verdict.CONFIRMED, who=ANE)
    assert cell_of(library, "NO").reviewed
    assert not cell_of(library, "NO").disputed
    assert not cell_of(library, "SE").reviewed
    correct(library, row_of(library, "NO", "commits"), who=BO, position=Position.SUPPORTS)
    assert cell_of(library, "NO").disputed


def cell_of(library, holder):
    (row,) = [row for row in library.search("").table.rows if row.holder == holder]
    return row.cells[-1]


def add_noise(library, who=ANE):
    harbour = library.article("harbour.txt")
    where = span_of(harbour.text, "what they think about the noise")
    return library.add_stance(
        "harbour.txt", where.start, where.end, Label("DK", Position.UNCLEAR, "the noise"), who=who
    )


# --- several people, and the same one again ---


def test_of_two_people_who_differ_the_latest_shows_and_the_other_is_named(library):
    row = row_of(library, "NO", "commits")
    library.review(row, Verdict.CONFIRMED, who=ANE)
    correct(library, row, who=BO, position=Position.SUPPORTS)
    seen = row_of(library, "NO", "supports")
    assert (seen.labeller, seen.reviewers, seen.disputed_by) == (f"person {BO}", (ANE, BO), (ANE,))
    library.review(seen, Verdict.CONFIRMED, who=ANE)
    assert row_of(library, "NO", "supports").disputed_by == ()


def test_what_most_people_say_shows_before_what_one_said_last(library):
    row = row_of(library, "NO", "commits")
    for who in (ANE, BO):
        library.review(row, Verdict.REJECTED, who=who)
    library.review(row, Verdict.CONFIRMED, who="Cai Berg")
    seen = row_of(library, "NO", "commits")
    assert (seen.verdict, seen.near, seen.disputed_by) == (Verdict.REJECTED, True, ("Cai Berg",))


def test_a_persons_later_review_takes_the_place_of_the_earlier(library, folder):
    row = row_of(library, "NO", "commits")
    first = library.review(row, Verdict.REJECTED, who=ANE)
    second = library.review(row_of(library, "NO", "commits"), Verdict.CONFIRMED, who=ANE)
    assert second.supersedes == first.id
    assert [r.state for r in library.reviews()] == [State.SUPERSEDED, State.STANDS]
    assert row_of(library, "NO", "commits").verdict is Verdict.CONFIRMED
    assert len(lines(folder)) == 2


def test_what_is_taken_back_gives_way_to_what_stood_before(library, folder):
    row = row_of(library, "NO", "commits")
    library.review(row, Verdict.CONFIRMED, who=ANE)
    second = library.review(row, Verdict.REJECTED, who=ANE)
    library.withdraw(second.id[:6], who=ANE)
    assert row_of(library, "NO", "commits").verdict is Verdict.CONFIRMED
    library.withdraw(None, who=ANE)
    assert library.stances() == library.stances(reviews=False)
    assert len(lines(folder)) == 4
    with pytest.raises(InvalidReview, match="no review that stands"):
        library.withdraw(None, who=ANE)


def test_nobody_takes_back_what_is_not_his_or_stands_no_more(library):
    review = library.review(row_of(library, "NO", "commits"), Verdict.CONFIRMED, who=ANE)
    with pytest.raises(InvalidReview, match=f"is {ANE}'s"):
        library.withdraw(review.id, who=BO)
    library.withdraw(review.id, who=ANE)
    with pytest.raises(InvalidReview, match="does not stand"):
        library.withdraw(review.id, who=ANE)
    with pytest.raises(InvalidReview, match="names no review"):
        library.withdraw("nothing", who=ANE)


def test_another_may_reject_what_one_added(library):
    add_noise(library)
    library.review(row_of(library, "DK", "unclear"), Verdict.REJECTED, who=BO)
    seen = row_of(library, "DK", "unclear")
    assert (seen.near, seen.verdict, seen.disputed_by) == (True, Verdict.REJECTED, (ANE,))
    assert seen.labeller == f"person {ANE}"


def test_two_who_add_the_same_make_one_stance(library, folder):
    review = add_noise(library)
    copied = replace(review, id="another", who=BO)
    append_line(folder, BO, line_of(copied))
    assert row_of(library, "DK", "unclear").reviewers == (ANE, BO)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "says already"),
        ({"holder": "Atlantis"}, "no country"),
        ({"target": "the submarine"}, "article's words"),
        ({"condition": "when it snows"}, "article's words"),
    ],
)
def test_a_correction_that_corrects_nothing_or_is_not_the_articles_is_refused(library, folder, changes, said):
    with pytest.raises(InvalidReview, match=said):
        correct(library, row_of(library, "NO", "commits"), **changes)
    assert not (folder / "reviews").exists()


@pytest.mark.parametrize("who", ["", "  ", "x" * 200])
def test_a_review_needs_a_name(library, who):
    with pytest.raises(InvalidReview, match="name"):
        library.review(row_of(library, "NO", "commits"), Verdict.CONFIRMED, who=who)


def test_a_stance_is_added_to_one_sentence_and_once(library):
    ferry = library.article("ferry.txt")
    label = Label("NO", Position.COMMITS, None)
    where = span_of(ferry.text, NORWAY)
    with pytest.raises(InvalidReview, match="already"):
        library.add_stance("ferry.txt", where.start, where.end, label, who=ANE)
    with pytest.raises(InvalidReview, match="one sentence"):
        library.add_stance("ferry.txt", 0, len(ferry.text), replace(label, holder="DK"), who=ANE)
    with pytest.raises(InvalidReview, match="no words"):
        library.add_stance("ferry.txt", where.start, where.start, replace(label, holder="DK"), who=ANE)
    with pytest.raises(NoSuchArticle):
        library.add_stance("nowhere.txt", 0, 4, label, who=ANE)


def test_a_correction_cannot_make_one_stance_of_two(library):
    ferry = library.article("ferry.txt")
    where = span_of(ferry.text, NORWAY)
    library.add_stance("ferry.txt", where.start, where.end, Label("NO", Position.DECLINES), who=ANE)
    with pytest.raises(InvalidReview, match="reject this one"):
        correct(library, row_of(library, "NO", "commits"), position=Position.DECLINES)


# --- claims ---


def test_a_claims_review_hangs_on_its_evidence(library):
    (claim,) = library.claims()
    library.review(claim, Verdict.CORRECTED, label=ClaimStatus.DIFFERS, why="other units", who=ANE)
    with Records.open(library.records_folder / "records.sqlite") as records, records.writing() as writer:
        writer.replace_claims([replace(writer.grouped()[0], id="regrouped")])
    (seen,) = library.claims()
    assert (seen.id, seen.status, seen.was) == ("regrouped", ClaimStatus.DIFFERS, ClaimStatus.DISPUTED)
    assert (seen.reviewed, seen.verdict, seen.reviewers) == (True, Verdict.CORRECTED, (ANE,))


def test_a_rejected_claim_comes_last(library):
    with Records.open(library.records_folder / "records.sqlite") as records, records.writing() as writer:
        first = writer.grouped()[0]
        single = replace(first, id="two", status=ClaimStatus.SINGLE, kind="stance", evidence=first.evidence[:1])
        writer.replace_claims([first, single])
    library.review(library.claims()[0], Verdict.REJECTED, who=ANE)
    assert [(row.id, row.verdict) for row in library.claims()] == [("two", None), ("one", Verdict.REJECTED)]


def test_a_claims_review_that_says_nothing_new_is_refused(library):
    (claim,) = library.claims()
    with pytest.raises(InvalidReview, match="already"):
        library.review(claim, Verdict.CORRECTED, label=ClaimStatus.DISPUTED, who=ANE)
    with pytest.raises(InvalidReview, match="status"):
        library.review(claim, Verdict.CORRECTED, who=ANE)


def test_a_claims_review_rests_where_no_claim_has_its_evidence(library):
    library.review(library.claims()[0], Verdict.CONFIRMED, who=ANE)
    with Records.open(library.records_folder / "records.sqlite") as records, records.writing() as writer:
        writer.replace_claims([])
    assert library.claims() == ()
    assert [row.state for row in library.reviews()] == [State.IDLE]


# --- files and articles that change ---


def test_a_review_finds_its_sentence_when_the_text_around_it_changes(library, folder):
    correct(library, row_of(library, "NO", "commits"), holder="DK")
    write(folder / "ferry.txt", FERRY.replace("Norway will", "Many people came to the quay on Sunday.\n\nNorway will"))
    library.sync(analysis=False)
    extract(library)
    seen = row_of(library, "DK", "commits")
    assert (seen.passage, seen.verdict) == (2, Verdict.CORRECTED)
    assert seen.quote == NORWAY
    assert [row.state for row in library.reviews()] == [State.STANDS]


def test_a_review_follows_a_file_that_is_renamed(library, folder):
    add_noise(library)
    (folder / "harbour.txt").rename(folder / "quay.txt")
    library.sync(analysis=False)
    assert row_of(library, "DK", "unclear").file == "quay.txt"


def test_a_review_whose_sentence_is_gone_is_an_orphan_and_said_to_be_one(library, folder):
    add_noise(library)
    kept = lines(folder)
    write(folder / "harbour.txt", "Nothing to See\n\nAll is quiet at the coast, and nobody has said anything so far.\n")
    library.sync(analysis=False)
    assert {row.file for row in library.stances()} == {"ferry.txt"}
    (row,) = library.reviews()
    assert (row.state, row.passage, row.quote) == (State.ORPHAN, None, "what they think about the noise")
    assert "lost its sentence" in library.check_reviews()[0]
    assert lines(folder) == kept
    write(folder / "harbour.txt", HARBOUR)
    library.sync(analysis=False)
    assert library.reviews()[0].state is State.STANDS


def test_what_a_person_said_stands_when_the_rules_change_their_mind(library):
    row = row_of(library, "NO", "commits")
    correct(library, row, position=Position.DECLINES)
    library.review(row_of(library, "SE", "supports"), Verdict.REJECTED, who=ANE)
    extract(library, norway=Position.DECLINES)
    assert row_of(library, "NO", "declines").verdict is Verdict.CONFIRMED
    extract(library, norway=Position.UNCLEAR)
    assert row_of(library, "NO", "declines").verdict is Verdict.ADDED
    with Records.open(library.records_folder / "records.sqlite") as records, records.writing() as writer:
        writer.replace_findings({}.items())
    assert [(row.country, row.verdict) for row in library.stances()] == [("NO", Verdict.ADDED)]
    assert [row.state for row in library.reviews()] == [State.STANDS, State.IDLE]


def test_reviews_come_back_when_all_that_was_worked_out_is_deleted(library, folder):
    add_noise(library)
    before = row_of(library, "DK", "unclear")
    library.close()
    with Library.rebuild(folder) as rebuilt:
        rebuilt.sync(analysis=False)
        assert rebuilt.stances() == (before,)


def test_a_search_in_a_second_library_sees_what_the_first_wrote(library, folder):
    with Library.open(folder) as other:
        other.stances()
        correct(library, row_of(library, "NO", "commits"), holder="DK")
        assert ("DK", "commits") in labels(other.stances())


def test_the_records_prove_that_they_show_what_the_reviews_say(library):
    correct(library, row_of(library, "NO", "commits"), holder="DK")
    library.stances()
    assert library.check() == ()
    with Records.open(library.records_folder / "records.sqlite") as records, records.writing() as writer:
        writer.replace_reviewed((), ())
    assert library.check() == ("reviews: the records show something else than the files say",)


def test_a_search_loads_nothing_that_reads_reviews_once_they_are_known(library, folder):
    library.review(row_of(library, "NO", "commits"), Verdict.CONFIRMED, who=ANE)
    library.stances()
    code = (
        "import sys; from pathlib import Path; from index.library import Library\n"
        "with Library.open(Path(sys.argv[1])) as library: print([row.verdict for row in library.stances()])\n"
        "print(sorted({'pydantic', 'index.reviews.applying'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True)
    assert "CONFIRMED" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


# --- the lines of a file ---


def test_a_line_holds_what_the_contract_names(library, folder):
    row = row_of(library, "NO", "commits")
    correct(library, row, position=Position.DECLINES)
    (line,) = lines(folder)
    record = json.loads(line)
    assert list(record) == "id when who supersedes about verdict was is why anchors".split()
    assert record["was"] == {
        "holder": "NO",
        "position": "commits",
        "target": "the new ferry",
        "condition": None,
        "labeller": "rules v0",
    }
    assert record["is"] == {"holder": "NO", "position": "declines", "target": "the new ferry", "condition": None}
    (anchor,) = record["anchors"]
    position, quote = anchor["selector"]
    text = library.article("ferry.txt").text
    assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
    assert text[position["start"] : position["end"]] == quote["exact"] == NORWAY
    assert text.endswith(quote["suffix"]) or quote["suffix"] in text
    assert anchor["source"]["file"] == "ferry.txt"
    assert record["when"].endswith("Z")


def test_lines_are_only_ever_added_and_what_is_unknown_in_them_survives(library, folder):
    library.review(row_of(library, "NO", "commits"), Verdict.CONFIRMED, who=ANE)
    path = folder / "reviews" / f"{ANE}.jsonl"
    record = json.loads(path.read_bytes())
    record["mood"] = {"of": ["the", "day"]}
    record["anchors"][0]["selector"].append({"type": "FragmentSelector", "value": "p1"})
    old = f"  {json.dumps(record)}".encode()
    path.write_bytes(old)
    library.review(row_of(library, "NO", "commits"), Verdict.REJECTED, who=ANE)
    library.withdraw(None, who=ANE)
    library.sync(analysis=False)
    assert path.read_bytes().split(b"\n")[0] == old
    assert len(lines(folder)) == 3
    assert row_of(library, "NO", "commits").verdict is Verdict.CONFIRMED


def test_a_broken_line_is_named_and_the_rest_still_counts(library, folder):
    library.review(row_of(library, "NO", "commits"), Verdict.CONFIRMED, who=ANE)
    path = folder / "reviews" / f"{ANE}.jsonl"
    path.write_bytes(b'{"id": \n\xff\n' + path.read_bytes() + b'{"about": "weather"}\n[]\n')
    found = library.broken_reviews()
    assert [line.partition(": ")[0] for line in found] == [f"reviews/{ANE}.jsonl:{n}" for n in (1, 2, 4, 5)]
    assert row_of(library, "NO", "commits").verdict is Verdict.CONFIRMED


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"when": "yesterday"}, "when"),
        ({"when": "2026-01-01T10:00:00"}, "when"),
        ({"who": " \n"}, "who"),
        ({"verdict": "maybe"}, "verdict"),
        ({"is": {"holder": "Atlantis", "position": "commits"}}, "country"),
        ({"is": {"holder": "NO", "position": "likes"}}, "position"),
        ({"is": None}, "is: corrected needs"),
        ({"verdict": "rejected", "was": None}, "was: rejected needs"),
        ({"verdict": "withdrawn"}, "supersedes"),
        ({"anchors": []}, "anchors"),
        ({"anchors": [{"source": {"article": "a", "file": "b"}, "selector": []}]}, "position"),
        ({"anchors": "here"}, "anchors"),
    ],
)
def test_a_line_that_cannot_be_a_review_says_why(change, said):
    record = json.loads(line_of(REVIEW))
    with pytest.raises(BrokenLine, match=said):
        review_of(json.dumps(record | change).encode())


def test_a_field_that_is_missing_is_named():
    record = json.loads(line_of(REVIEW))
    del record["who"]
    with pytest.raises(BrokenLine, match="who: is missing"):
        review_of(json.dumps(record).encode())


def test_what_comes_from_elsewhere_holds_nothing_that_a_terminal_obeys():
    review = review_of(line_of(replace(REVIEW, who="Ane\x1b[31m\nHolm", why="so\x07\rit is")).encode())
    assert review.who == "Ane[31m Holm"
    assert "\x07" not in review.why
    assert "\r" not in review.why


def test_a_cut_off_line_does_not_swallow_the_next(library, folder):
    library.review(row_of(library, "NO", "commits"), Verdict.CONFIRMED, who=ANE)
    path = folder / "reviews" / f"{ANE}.jsonl"
    path.write_bytes(path.read_bytes() + b'{"id": "cut')
    library.review(row_of(library, "SE", "opposes"), Verdict.CONFIRMED, who=ANE)
    assert len(library.broken_reviews()) == 1
    assert [row.verdict for row in library.stances()] == [Verdict.CONFIRMED, Verdict.CONFIRMED, None]


def test_two_who_write_at_once_write_whole_lines(tmp_path):
    line = "x" * 5000 + "\n"
    threads = [Thread(target=lambda: [append_line(tmp_path, ANE, line) for _ in range(20)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / "reviews" / f"{ANE}.jsonl").read_text().split() == [line.strip()] * 80


def test_a_review_copied_into_another_file_counts_once(library, folder):
    library.review(row_of(library, "NO", "commits"), Verdict.CONFIRMED, who=ANE)
    (folder / "reviews" / "copy.jsonl").write_bytes((folder / "reviews" / f"{ANE}.jsonl").read_bytes())
    assert len(library.reviews()) == 1
    assert library.broken_reviews() == ()


def test_files_of_reviews_are_no_articles(library):
    library.review(row_of(library, "NO", "commits"), Verdict.CONFIRMED, who=ANE)
    library.sync(analysis=False)
    assert [article.file for article in library.articles()] == ["ferry.txt", "harbour.txt"]


def test_a_folder_that_cannot_be_written_is_one_line(library, folder):
    (folder / "reviews").write_text("a file", encoding="utf-8")
    with pytest.raises(LibraryError, match="cannot be written"):
        library.review(row_of(library, "NO", "commits"), Verdict.CONFIRMED, who=ANE)


@pytest.mark.parametrize(
    ("who", "name"),
    [("Ane Holm", "Ane Holm.jsonl"), ("a/../b", "a_.._b.jsonl"), ("..", "_.jsonl"), ("Zoë Ω", "Zoë Ω.jsonl")],
)
def test_a_name_becomes_a_file_in_the_folder(who, name):
    assert file_name(who) == name


def test_only_ones_own_reviews_are_superseded_or_withdrawn():
    other = replace(REVIEW, id="b", who=BO, supersedes=REVIEW.id, verdict=Verdict.WITHDRAWN, label=None)
    assert standing([REVIEW, other]) == [REVIEW]
    itself = replace(REVIEW, id="c", supersedes="c")
    assert standing([itself]) == [itself]


ANCHOR = Anchor("a1", "one.txt", None, "00", 3, 8, "words", "be", " af")
REVIEW = Review(
    id="a",
    when="2026-01-02T03:04:05.000006Z",
    who=ANE,
    about=About.STANCE,
    verdict=Verdict.CORRECTED,
    anchors=(ANCHOR,),
    was=Label("NO", Position.COMMITS, "the ferry", None, "rules v0"),
    label=Label("NO", Position.DECLINES, "the ferry", "if it snows"),
    why="said so",
)
plain = st.text('abcdé Ω“”-’{}"\\', min_size=1).map(lambda text: " ".join(text.split())).filter(bool)
reviews = st.builds(
    Review,
    id=plain,
    when=st.just(REVIEW.when),
    who=plain,
    about=st.just(About.STANCE),
    verdict=st.just(Verdict.CORRECTED),
    anchors=st.lists(
        st.builds(Anchor, plain, plain, plain | st.none(), plain, st.integers(0), st.integers(0), plain, plain, plain),
        min_size=1,
    ).map(tuple),
    supersedes=plain | st.none(),
    was=st.builds(Label, st.just("SE"), st.sampled_from(Position), plain | st.none(), plain | st.none(), plain),
    label=st.builds(Label, st.just("NO"), st.sampled_from(Position), plain | st.none(), plain | st.none()),
    why=plain,
)


@given(reviews)
def test_a_review_comes_back_from_its_line_as_it_went(review):
    line = line_of(review)
    assert line.count("\n") == 1
    assert review_of(line.encode()) == review


def test_a_review_of_a_claim_comes_back_too():
    label = ClaimLabel("quantity", ClaimStatus.DIFFERS)
    review = replace(REVIEW, about=About.CLAIM, was=replace(label, labeller="rules v0"), label=label)
    assert review_of(line_of(review).encode()) == review


@given(st.binary(max_size=200).filter(lambda data: b"\n" not in data))
def test_any_bytes_are_a_review_or_a_broken_line(data):
    with pytest.raises(BrokenLine):
        review_of(data)


def test_the_files_of_several_people_are_read_together(tmp_path):
    append_line(tmp_path, ANE, line_of(REVIEW))
    append_line(tmp_path, BO, line_of(replace(REVIEW, id="b", who=BO)))
    found, problems = read_reviews(tmp_path)
    assert {review.who for review in found} == {ANE, BO}
    assert problems == ()
    append_line(tmp_path, BO, line_of(replace(REVIEW, id="b", who=BO, why="another")))
    assert "another review's" in read_reviews(tmp_path)[1][0]


# --- anchors ---


WORDS = "ferry harbour quay pilot boat winter price bridge island summer captain lantern rope anchor storm gull".split()
sentence = st.lists(st.sampled_from(WORDS), min_size=6, max_size=14).map(
    lambda words: " ".join(words).capitalize() + "."
)
distinct = st.lists(st.sampled_from(WORDS), min_size=6, max_size=14, unique=True).map(
    lambda words: " ".join(words).capitalize() + "."
)
paragraphs = st.lists(sentence, max_size=4).map(lambda some: "".join(f"{one}\n\n" for one in some))


def article_of(text, key="a1"):
    passages, start = [], 0
    for number, block in enumerate(text.split("\n\n"), 1):
        if block.strip():
            passages.append(Passage(number, PassageKind.PARAGRAPH, Span(start, start + len(block))))
        start += len(block) + 2
    return Article(key, "one.txt", text, tuple(passages), "00")


@given(paragraphs, sentence, paragraphs, paragraphs, paragraphs)
def test_a_sentence_is_found_whatever_is_put_around_it(before, words, after, earlier, later):
    text = before + words + "\n\n" + after
    anchor = anchor_of(article_of(text), Span(len(before), len(before) + len(words)))
    place = find(anchor, article_of(earlier + text + later))
    assert place is not None
    assert place.span.of(earlier + text + later) == words


@given(paragraphs, sentence, sentence, paragraphs)
def test_of_two_equal_sentences_the_one_with_its_surroundings_is_found(before, words, between, after):
    text = f"{before}First of all comes this.\n\n{words}\n\n{between}\n\nLast of all comes that.\n\n{words}\n\n{after}"
    second = text.index(words, text.index("Last of all"))
    anchor = anchor_of(article_of(text), Span(second, second + len(words)))
    moved = "Something new stands above it.\n\n" + text
    place = find(anchor, article_of(moved))
    assert place is not None
    assert place.span.start == second + len(moved) - len(text)


@given(distinct, st.integers(0), paragraphs)
def test_a_sentence_with_one_word_replaced_is_found_whole(words, number, before):
    pieces = words.rstrip(".").split()
    pieces[number % len(pieces)] = "lighthouse"
    changed = " ".join(pieces) + "."
    anchor = anchor_of(article_of(words), Span(0, len(words)))
    text = before + changed
    assume(words not in text)
    place = find(anchor, article_of(text))
    assert place is not None
    assert place.found is Found.ALIKE
    assert place.span.of(text) == changed


@given(paragraphs, sentence)
def test_what_is_found_is_always_a_span_of_words(text, words):
    anchor = anchor_of(article_of(words), Span(0, len(words)))
    place = find(anchor, article_of(text))
    if place:
        assert 0 <= place.span.start < place.span.end <= len(text)
        assert place.span.of(text).strip() == place.span.of(text)


@pytest.mark.parametrize(
    "changed",
    [
        "Norway will not pay for the new ferry if the harbour is finished in spring, officials said.",
        "Norway will never pay for the new ferry if the harbour is finished in spring, officials said.",
        "Norway will pay for the 3 new ferries if the harbour is finished in spring, officials said.",
        "The price of bread has risen again, and the bakers of the coast say that it will rise further.",
    ],
)
def test_a_sentence_that_now_says_something_else_is_not_found(changed):
    article = article_of(FERRY)
    anchor = anchor_of(article, span_of(FERRY, NORWAY))
    assert find(anchor, article_of(f"A Title\n\n{changed}")) is None


def test_an_anchor_keeps_the_text_around_it():
    anchor = anchor_of(article_of(FERRY), span_of(FERRY, NORWAY))
    assert FERRY[anchor.start - len(anchor.prefix) : anchor.start] == anchor.prefix
    assert FERRY[anchor.end : anchor.end + len(anchor.suffix)] == anchor.suffix
    assert len(anchor.suffix) == CONTEXT


# --- agreement ---


def test_cohens_kappa_is_the_one_of_the_formula():
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert cohens_kappa(pairs) == pytest.approx(0.4)


def test_kappa_is_none_where_chance_alone_agrees():
    assert cohens_kappa([("yes", "yes")] * 3) is None
    assert cohens_kappa([]) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_kappa_is_the_same_for_both_and_1_only_for_those_who_agree(pairs):
    kappa = cohens_kappa(pairs)
    mirrored = cohens_kappa([(other, one) for one, other in pairs])
    assert kappa == mirrored
    if kappa is not None:
        assert -1 <= kappa <= 1
        assert (kappa == 1) == all(one == other for one, other in pairs)


def test_two_people_agree_over_what_both_reviewed(library):
    rows = library.stances()
    for row in rows:
        library.review(row, Verdict.CONFIRMED, who=ANE)
    library.review(rows[0], Verdict.CONFIRMED, who=BO)
    library.review(rows[1], Verdict.REJECTED, who=BO)
    library.review(library.claims()[0], Verdict.CONFIRMED, who=ANE)
    library.review(library.claims()[0], Verdict.CORRECTED, label=ClaimStatus.DIFFERS, who=BO)
    found = {row.label: row for row in library.agreement()}
    assert {(row.one, row.other) for row in found.values()} == {(ANE, BO)}
    assert (found["holder"].items, found["holder"].agreed) == (2, 0.5)
    assert found["position:commits"].kappa == 1
    assert found["position:opposes"].kappa == 0
    assert (found["status"].items, found["status"].agreed, found["status"].about) == (1, 0, About.CLAIM)
