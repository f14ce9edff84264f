from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from index.analysis.claims import MOST_SINGLES, Claims
from index.analysis.extracts import Extract, extract, pack, unpack
from index.analysis.reports import Taken, Told
from index.analysis.statements import find_attendance, find_binding, find_signing, find_untold
from index.models import Article, Attribution, ClaimStatus, PassageKind, Position, Span, Stance
from index.text import clean, compose

STORIES = (
    (
        "Peru and Chile met in Valdoria to speak of the anchovy fisheries treaty.",
        "The treaty would close the northern reef to trawlers for a decade, ministers hinted.",
        "Trawler crews in the harbour of Valdoria fear that reef patrols will cost them their jobs.",
    ),
    (
        "The anchovy fisheries treaty was on the table when Chile met Peru in Valdoria.",
        "For a decade no trawlers could enter the northern reef, if ministers have their way.",
        "Jobs will be lost to the reef patrols, the trawler crews of the Valdoria harbour fear.",
    ),
    (
        "In Valdoria, ministers from Peru and Chile turned to fisheries and an anchovy treaty.",
        "Under the treaty trawlers would keep away from the northern reef, for a decade at least.",
        "Fear of patrols at the reef, and for jobs, is all that trawler crews in the Valdoria harbour speak of.",
    ),
    (
        "A treaty on anchovy fisheries brought Chile and Peru to Valdoria.",
        "Ministers would like to have a decade without trawlers on the northern reef.",
        "The harbour of Valdoria is full of trawler crews that fear patrols of the reef, and for their jobs.",
    ),
)
"""The same story in other words: copies would count as one source."""


def article(name, *paragraphs, published=None, language="en", publisher=None, story=None):
    told = STORIES["abcd".index(name)] if story is None else story
    text, passages = compose(None, [(PassageKind.PARAGRAPH, p) for p in (*told, *paragraphs)])
    return Article(
        name, f"{name}.txt", text, passages, "0" * 64, published=published, language=language, publisher=publisher
    )


def stance(source, holder, quote, position=Position.COMMITS, *, cue, target=None, condition=None):
    start = source.text.index(quote)

    def span(words):
        place = source.text.index(words, start)
        return Span(place, place + len(words))

    passage = source.passage_at(start)
    return Stance(
        article=source.id,
        passage=passage.number,
        holder=holder,
        position=position,
        attribution=Attribution.SAID,
        evidence=Span(start, start + len(quote)),
        cue=span(cue),
        rule="test",
        labeller="test",
        target=span(target) if target else None,
        condition=span(condition) if condition else None,
    )


def told(source, stances=()):
    """What an article tells, kept as a library keeps it; one in a language that is not analysed tells nothing."""
    found = extract(source, [s.cue.start for s in stances]) if source.language == "en" else Extract()
    taken = [
        Taken(
            place=s.cue.start,
            holder=s.holder,
            position=s.position,
            own_words=s.attribution in (Attribution.SAID, Attribution.QUOTED),
            cue=s.cue.of(source.text),
            target=s.target.of(source.text) if s.target else None,
            condition=s.condition.of(source.text) if s.condition else None,
        )
        for s in stances
    ]
    return Told(source.id, source.source, source.published, unpack(pack(found), found.runs), taken)


def group_claims(articles, held):
    texts = {a.id: a.text for a in articles}
    return tuple(Claims([told(a, held.get(a.id, ())) for a in articles]).claims(texts.__getitem__))


def grouped(*articles, stances=(), kind=None):
    held = {}
    for one in stances:
        held.setdefault(one.article, []).append(one)
    claims = group_claims(articles, held)
    return [c for c in claims if c.status is not ClaimStatus.SINGLE and (kind is None or c.kind == kind)]


def quotes(claim, *articles):
    by_id = {a.id: a for a in articles}
    return [e.span.of(by_id[e.article].text) for e in claim.evidence]


def test_library_without_articles_has_no_claims():
    assert group_claims((), {}) == ()


def test_one_source_alone_has_no_groups():
    a = article("a", "Delegations from 30 countries attended the Valdoria summit.")
    assert grouped(a) == []


def test_counts_of_the_same_meeting_without_a_number_in_common_are_disputed():
    a = article("a", "Delegations from 31 countries attended the Valdoria summit.")
    b = article("b", "The Valdoria summit drew ministers from two dozen nations.")
    (claim,) = grouped(a, b, kind="attendance")
    assert claim.status is ClaimStatus.DISPUTED
    assert [e.supports for e in claim.evidence] == [True, False]
    assert [e.value for e in claim.evidence] == ["31 countries", "two dozen nations"]


def test_counts_of_the_same_meeting_in_other_units_or_vaguer_words_differ():
    a = article("a", "Delegations from more than 30 countries attended the Valdoria summit.")
    b = article("b", "The Valdoria summit drew 27 heads of state.")
    c = article("c", "Envoys from over 35 nations gathered at a conference in Valdoria.")
    (claim,) = grouped(a, b, c, kind="attendance")
    assert claim.status is ClaimStatus.DIFFERS
    assert all(e.supports for e in claim.evidence)


def test_same_count_is_corroborated():
    a = article("a", "Delegations from 30 countries attended the Valdoria summit.")
    b = article("b", "The Valdoria summit drew ministers from thirty nations.")
    (claim,) = grouped(a, b, kind="attendance")
    assert claim.status is ClaimStatus.CORROBORATED


def test_meetings_in_other_places_are_not_compared():
    a = article("a", "Delegations from 31 countries attended the Valdoria summit.")
    b = article("b", "The Westmark summit drew ministers from two dozen nations.")
    assert grouped(a, b, kind="attendance") == []


def test_articles_long_apart_do_not_tell_of_the_same_meeting():
    a = article("a", "Delegations from 31 countries attended the Valdoria summit.", published="2031-03-01")
    b = article("b", "The Valdoria summit drew ministers from two dozen nations.", published="2031-09-01")
    assert grouped(a, b, kind="attendance") == []


def test_articles_of_other_stories_are_not_compared():
    a = article("a", "Delegations from 31 countries attended the Valdoria summit.")
    text, passages = compose(
        None,
        [
            (PassageKind.PARAGRAPH, "A choir festival opened with songs by 40 singers from mountain villages."),
            (PassageKind.PARAGRAPH, "The Valdoria summit drew conductors from two dozen nations to hear 12 operas."),
        ],
    )
    b = Article("b", "b.txt", text, passages, "0" * 64, language="en")
    assert grouped(a, b) == []


def test_counts_of_the_same_things_are_compared_where_sentences_are_alike():
    a = article("a", "Inspector Ann Bloggs said that the patrol had seized 40 trawlers off the Valdoria reef.")
    b = article("b", "The patrol seized 55 trawlers off the Valdoria reef, inspector Ann Bloggs said.")
    (claim,) = grouped(a, b, kind="quantity")
    assert claim.status is ClaimStatus.DISPUTED


def test_who_signed_is_compared():
    a = article("a", "A reef declaration signed by Peru and Chile opens the way, officials said.")
    b = article("b", "Peru, Chile and Bolivia signed a reef declaration after hours of talks.")
    (claim,) = grouped(a, b, kind="signing")
    assert claim.status is ClaimStatus.DIFFERS
    assert [e.value for e in claim.evidence] == ["Chile, Peru", "Bolivia, Chile, Peru"]
    assert claim.countries == ("BO", "CL", "PE")


def test_signers_known_from_stances_count_though_no_country_is_named():
    quote = "Ann Bloggs and Joe Bloggs signed a reef declaration after hours of talks."
    a = article("a", "A reef declaration signed by Peru and Chile opens the way, officials said.")
    b = article("b", quote)
    held = [stance(b, code, quote, cue="signed", target="a reef declaration") for code in ("PE", "CL")]
    (claim,) = grouped(a, b, stances=held, kind="signing")
    assert claim.status is ClaimStatus.CORROBORATED


def test_no_details_against_a_number_is_disputed():
    a = article("a", "No details were provided on the number of patrols or their cost.")
    b = article("b", "Chile said that at least 40 patrols would watch the reef from May on.")
    (claim,) = grouped(a, b, kind="disclosure")
    assert claim.status is ClaimStatus.DISPUTED
    assert claim.text == quotes(claim, a, b)[0]
    assert [(e.supports, e.value) for e in claim.evidence] == [(True, None), (False, "at least 40 patrols")]


def test_other_conditions_of_the_same_position_differ():
    first = "Peru said it would close the reef if the harvest fails."
    second = "Peru is ready to close the reef once an audit of the fleet is done."
    a, b = article("a", first), article("b", second)
    held = [
        stance(a, "PE", first, cue="would", target="close the reef", condition="if the harvest fails"),
        stance(b, "PE", second, cue="ready", target="close the reef", condition="once an audit of the fleet is done"),
    ]
    (claim,) = grouped(a, b, stances=held, kind="condition")
    assert claim.status is ClaimStatus.DIFFERS
    assert claim.countries == ("PE",)
    assert [e.value for e in claim.evidence] == ["if the harvest fails", "once an audit of the fleet is done"]


def test_same_condition_in_other_words_does_not_differ():
    first = "Peru said it would close the reef if a truce is reached."
    second = "Peru is ready to close the reef once a ceasefire is in place."
    a, b = article("a", first), article("b", second)
    held = [
        stance(a, "PE", first, cue="would", target="close the reef", condition="if a truce is reached"),
        stance(b, "PE", second, cue="ready", target="close the reef", condition="once a ceasefire is in place"),
    ]
    assert grouped(a, b, stances=held, kind="condition") == []


def test_conditions_of_several_holders_in_the_same_sentences_are_one_claim():
    first = "Peru and Chile would close the reef if the harvest fails."
    second = "Peru and Chile are ready to close the reef once an audit is done."
    a, b = article("a", first), article("b", second)
    held = [
        stance(source, code, quote, cue=cue, target="close the reef", condition=condition)
        for source, quote, cue, condition in (
            (a, first, "would", "if the harvest fails"),
            (b, second, "ready", "once an audit is done"),
        )
        for code in ("PE", "CL")
    ]
    (claim,) = grouped(a, b, stances=held, kind="condition")
    assert claim.countries == ("CL", "PE")


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ("Officials praised the legally binding treaty on the reef.", ClaimStatus.DISPUTED),
        ("Officials praised legally binding quotas for the reef.", ClaimStatus.DIFFERS),
        ("Chile demanded a binding treaty on the reef.", None),
    ],
)
def test_binding_is_set_against_not_binding(other, status):
    a = article("a", "The text stops short of a binding treaty on the reef, lawyers said.")
    b = article("b", other)
    assert [c.status for c in grouped(a, b, kind="binding")] == ([status] if status else [])


@pytest.mark.parametrize(
    ("other", "day", "status"),
    [
        ("No final decision on a closure of the northern reef has been taken, Peru said.", "2031-03-01", "disputed"),
        ("Peru has not yet approved a closure of the northern reef to trawlers.", "2031-03-01", "disputed"),
        ("No final decision on a closure of the northern reef has been taken, Peru said.", "2031-02-20", "differs"),
        ("Peru said a closure of the northern reef to trawlers is still being discussed.", "2031-03-01", "differs"),
        ("Chile has not yet approved a closure of the northern reef to trawlers.", "2031-03-01", None),
        ("No final decision on the pay of harbour pilots has been taken, Peru said.", "2031-03-01", None),
    ],
)
def test_confirmed_is_set_against_no_final_decision(other, day, status):
    a = article("a", "Peru confirmed a closure of the northern reef to trawlers.", published="2031-03-01")
    b = article("b", other, published=day)
    assert [c.status.value for c in grouped(a, b, kind="decision")] == ([status] if status else [])


def test_decision_tells_who_says_what():
    a = article("a", "Peru confirmed a closure of the northern reef to trawlers.")
    b = article("b", "No final decision on a closure of the northern reef has been taken, Peru said.")
    (claim,) = grouped(a, b, kind="decision")
    assert [(e.value, e.supports) for e in claim.evidence] == [
        ("confirmed", True),
        ("No final decision", False),
    ]
    assert claim.text == quotes(claim, a, b)[0]


def test_year_that_is_one_less_in_the_same_january_days_is_doubtful():
    a = article("a", published="2031-01-06")
    b = article("b", published="2032-01-07")
    (claim,) = grouped(a, b, kind="date")
    assert claim.status is ClaimStatus.DOUBTFUL
    assert [(e.article, e.value, e.supports) for e in claim.evidence] == [
        ("a", "2031-01-06", False),
        ("b", "2032-01-07", True),
    ]
    assert claim.text == STORIES[1][0]


@pytest.mark.parametrize(
    ("first", "second"),
    [("2031-01-06", "2032-01-27"), ("2031-01-06", "2033-01-06"), ("2031-06-06", "2032-06-06"), ("2031", "2032-01-06")],
)
def test_other_dates_are_not_doubted(first, second):
    assert grouped(article("a", published=first), article("b", published=second), kind="date") == []


def test_same_holder_in_like_words_is_corroborated():
    first = "Minister Ann Bloggs said Peru rejects any foreign patrols on its northern reef."
    second = "Ann Bloggs told reporters that Peru has rejected any patrols by foreign boats off its northern reef."
    a, b = article("a", first), article("b", second)
    held = [
        stance(a, "PE", first, Position.OPPOSES, cue="rejects", target="any foreign patrols"),
        stance(b, "PE", second, Position.OPPOSES, cue="rejected", target="any patrols by foreign boats"),
    ]
    (claim,) = grouped(a, b, stances=held, kind="stance")
    assert claim.status is ClaimStatus.CORROBORATED
    assert quotes(claim, a, b) == [first, second]


def test_same_holder_for_and_against_the_same_target_is_disputed():
    first = "Minister Ann Bloggs said Peru welcomes foreign patrols on its northern reef."
    second = "Peru has rejected foreign patrols on its northern reef, Ann Bloggs said."
    a, b = article("a", first), article("b", second)
    held = [
        stance(a, "PE", first, Position.SUPPORTS, cue="welcomes", target="foreign patrols"),
        stance(b, "PE", second, Position.OPPOSES, cue="rejected", target="foreign patrols"),
    ]
    (claim,) = grouped(a, b, stances=held, kind="stance")
    assert claim.status is ClaimStatus.DISPUTED
    assert [(e.value, e.supports) for e in claim.evidence] == [("supports", True), ("opposes", False)]


def test_two_articles_of_one_publisher_are_one_source():
    a = article("a", "Delegations from 31 countries attended the Valdoria summit.", publisher="The Bugle")
    b = article("b", "The Valdoria summit drew ministers from two dozen nations.", publisher="The Bugle")
    assert grouped(a, b) == []


def test_copy_of_a_text_is_no_second_source():
    words = "Delegations from 30 countries attended the Valdoria summit."
    other = words.replace("30", "31")
    assert grouped(article("a", words), article("b", other)) != []
    assert grouped(article("a", words), article("b", other, story=STORIES[0])) == []


def test_sentence_copied_word_for_word_is_no_second_witness():
    words = "Delegations from 30 countries attended the Valdoria summit on the northern reef."
    assert grouped(article("a", words), article("b", words)) == []
    assert grouped(
        article("a", words), article("b", words), article("c", "Thirty nations came to the Valdoria summit.")
    )


def test_no_source_speaks_more_than_twice_in_a_group():
    same = [f"Delegations from {n} countries attended the Valdoria summit." for n in (31, 32, 33, 34)]
    a, b = article("a", *same), article("b", "The Valdoria summit drew ministers from 29 nations.")
    (claim,) = grouped(a, b, kind="attendance")
    assert [e.article for e in claim.evidence] == ["a", "a", "b"]


def test_stance_in_one_source_is_single_and_few_are_kept():
    lines = [f"Peru promised reef number {n} new buoys." for n in range(MOST_SINGLES + 5)]
    a = article("a", *lines)
    claims = group_claims([a], {"a": [stance(a, "PE", line, cue="promised") for line in lines]})
    assert len(claims) == MOST_SINGLES
    assert {(c.status, c.kind, c.countries) for c in claims} == {(ClaimStatus.SINGLE, "stance", ("PE",))}


def test_stance_that_is_grouped_is_not_single_too():
    quote = "Peru, Chile and Bolivia signed a reef declaration after hours of talks."
    a = article("a", "A reef declaration signed by Peru and Chile opens the way, officials said.")
    b = article("b", quote)
    claims = group_claims([a, b], {"b": [stance(b, code, quote, cue="signed") for code in ("PE", "CL", "BO")]})
    assert [c.kind for c in claims if c.evidence[0].article == "b" or len(c.evidence) > 1] == ["signing"]


def test_claims_come_most_interesting_first():
    first = "Minister Ann Bloggs said Peru rejects any foreign patrols on its northern reef."
    a = article("a", first, "Delegations from 31 countries attended the Valdoria summit.", published="2031-01-06")
    b = article(
        "b",
        "The Valdoria summit drew ministers from two dozen nations.",
        "A reef declaration signed by Peru and Chile opens the way, officials said.",
        published="2032-01-07",
    )
    c = article("c", "Peru, Chile and Bolivia signed a reef declaration after hours of talks.")
    claims = group_claims([a, b, c], {"a": [stance(a, "PE", first, Position.OPPOSES, cue="rejects")]})
    statuses = [claim.status for claim in claims]
    assert statuses == sorted(statuses, key=list(ClaimStatus).index)
    assert {"disputed", "doubtful", "differs", "single"} <= {s.value for s in statuses}


def test_languages_that_are_not_analysed_have_no_claims():
    a = article("a", "Delegations from 31 countries attended the Valdoria summit.")
    b = article("b", "The Valdoria summit drew ministers from two dozen nations.", language="fr")
    assert grouped(a, b) == []


def test_ids_and_groups_do_not_depend_on_other_articles_order_or_time():
    a = article("a", "Delegations from 31 countries attended the Valdoria summit.")
    b = article("b", "The Valdoria summit drew ministers from two dozen nations.")
    c = article("c", "Peru, Chile and Bolivia signed a reef declaration after hours of talks.")
    d = article("d", "A reef declaration signed by Peru and Chile opens the way, officials said.")
    ids = {claim.id for claim in grouped(a, b, c, d)}
    shuffled = [a, b, c, d]
    random.Random(1).shuffle(shuffled)
    assert {claim.id for claim in grouped(*shuffled)} == ids
    assert len(ids) == 2
    moved = replace(b, id="moved")
    assert {claim.id for claim in grouped(a, moved, c, d)} != ids


def test_every_piece_of_evidence_is_a_sentence_in_its_passage():
    a = article("a", "Delegations from 31 countries attended the Valdoria summit.", published="2031-01-06")
    b = article("b", "The Valdoria summit drew ministers from two dozen nations.", published="2032-01-07")
    by_id = {"a": a, "b": b}
    for claim in grouped(a, b):
        assert claim.text in set(quotes(claim, a, b))
        for e in claim.evidence:
            source = by_id[e.article]
            assert source.passage(e.passage).span.holds(e.span)


@pytest.mark.parametrize(
    ("text", "document", "signers"),
    [
        ("A pact signed by Peru and Chile creates a fund.", "pact", " Peru and Chile"),
        ("Peru signed the treaty.", "treati", "Peru "),
        ("Peru has not signed the treaty.", None, None),
        ("Peru refused to sign the treaty.", None, None),
        ("Treaty signed in Valdoria", "treati", None),
        ("It is a sign of agreement.", None, None),
        ("Peru signed.", None, None),
    ],
)
def test_signing_needs_a_document_and_a_signature(text, document, signers):
    signing = find_signing(text)
    assert (signing.document if signing else None) == document
    assert (signing.signers.of(text) if signing and signing.signers else None) == signers


@pytest.mark.parametrize(
    ("text", "untold"),
    [
        ("No details were provided on the patrols.", True),
        ("They did not disclose the cost of the patrols.", True),
        ("The size of the fleet remains unclear.", True),
        ("The number of patrols has yet to be settled.", True),
        ("The minister declined to say how many patrols there will be.", True),
        ("Details of the patrols were given.", False),
        ("No patrols were provided.", False),
    ],
)
def test_untold_numbers_are_recognised(text, untold):
    assert (find_untold(text) is not None) is untold


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("No details were provided on the number of patrols.", ("patrol",)),
        ("Troop numbers remain secret.", ("troop",)),
        ("He declined to say how many boats would go, though 40 sailors came.", ("boat", "go")),
        ("No timeline was given, but the size of the reef is known.", ()),
    ],
)
def test_what_is_not_told_of_is_what_stands_beside_the_number_or_detail(text, what):
    assert find_untold(text) == what


@pytest.mark.parametrize(
    ("text", "binds"),
    [
        ("The treaty is legally binding.", True),
        ("The treaty is not binding.", False),
        ("a non-binding resolution", False),
        ("It falls short of a binding pact.", False),
        ("They sought binding rules.", None),
        ("They are in a bind.", None),
    ],
)
def test_binding_is_yes_no_or_not_said(text, binds):
    found = find_binding(text)
    assert (found.binds if found else None) is binds


def test_attendance_needs_a_meeting_to_come_to():
    assert find_attendance("The fleet has 30 ships.", ()) == ()


def test_seeds_part_where_a_reader_says_so():
    seeds = Path(__file__).parent.parent / "seeds"
    articles = []
    for file in sorted(seeds.glob("*.txt")):
        read = clean(file.read_text(encoding="utf-8"))
        articles.append(
            Article(
                file.stem,
                file.name,
                read.text,
                read.passages,
                "0" * 64,
                title=read.title,
                publisher=read.publisher,
                published=read.published,
                language="en",
            )
        )
    found = {claim.kind: claim.status for claim in group_claims(articles, {})}
    assert found == {
        "attendance": ClaimStatus.DIFFERS,
        "signing": ClaimStatus.DIFFERS,
        "disclosure": ClaimStatus.DISPUTED,
        "binding": ClaimStatus.DIFFERS,
        "date": ClaimStatus.DOUBTFUL,
    }
