"""What one article states: holders, positions, targets and conditions, on sentences of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.analysis.parsing import SpacyParser
from index.analysis.reading import analyse_together
from index.analysis.resolution import resolve
from index.models import Article, Attribution, PassageKind, Position, Stance
from index.text import compose

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture(scope="module")
def parser() -> SpacyParser:
    return SpacyParser()


def article_of(*paragraphs: str, title: str | None = None, file: str = "a.txt") -> Article:
    text, passages = compose(title, [(PassageKind.PARAGRAPH, paragraph) for paragraph in paragraphs])
    return Article(id=file, file=file, text=text, passages=passages, sha256="", title=title)


def stances_of(parser: SpacyParser, *paragraphs: str, title: str | None = None) -> tuple[Article, tuple[Stance, ...]]:
    article = article_of(*paragraphs, title=title)
    analyses = dict(analyse_together([article], parser))
    (resolved,) = resolve(analyses.items(), {}, "rules")
    return article, resolved.stances


def positions(stances: Sequence[Stance]) -> set[tuple[str, str]]:
    return {(stance.holder, stance.position.value) for stance in stances}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Norway agreed to send engineers to the border.", {("NO", "commits")}),
        ("Norway will send engineers to the border.", {("NO", "commits")}),
        ("Norway will not send engineers to the border.", {("NO", "declines")}),
        ("Norway refused to send engineers to the border.", {("NO", "declines")}),
        ("Norway ruled out sending engineers to the border.", {("NO", "declines")}),
        ("Norway ruled out accepting foreign engineers on its soil.", {("NO", "opposes")}),
        ("Norway has not ruled out sending engineers.", {("NO", "unclear")}),
        ("Norway welcomed the harbour treaty.", {("NO", "supports")}),
        ("Norway does not support the harbour treaty.", {("NO", "opposes")}),
        ("Norway rejected the harbour treaty.", {("NO", "opposes")}),
        ("Norway pledged not to support the harbour treaty.", {("NO", "opposes")}),
        ("Norway abstained from the vote on the harbour treaty.", {("NO", "unclear")}),
        ("Norway called for a ban on deep-sea mining.", {("NO", "supports")}),
        ("Norway is opposed to the harbour treaty.", {("NO", "opposes")}),
        ("Norway is ready to sign the harbour treaty.", {("NO", "commits")}),
        ("Norway voiced support for the harbour treaty.", {("NO", "supports")}),
        ("Norway accused Sweden of breaking the harbour treaty.", {("NO", "opposes")}),
        ("The harbour treaty was signed by Norway and Sweden.", {("NO", "commits"), ("SE", "commits")}),
        ("In Oslo, the harbour treaty was welcomed.", {("NO", "supports")}),
        ("Norwegian officials said the harbour treaty was unacceptable.", {("NO", "opposes")}),
        ("Norwegian officials said a harbour treaty would be essential.", {("NO", "supports")}),
        ("Norway said Sweden must leave the harbour.", {("NO", "supports")}),
        ("Norway said it could send engineers.", {("NO", "commits")}),
        ("The refusal by Norway to sign the treaty angered nobody.", {("NO", "declines")}),
    ],
)
def test_a_sentence_states_the_position_of_its_holder(
    parser: SpacyParser, sentence: str, expected: set[tuple[str, str]]
) -> None:
    assert positions(stances_of(parser, sentence)[1]) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Norway lies north of Sweden.",
        "Critics of Norway rejected the harbour treaty.",
        "A Norwegian company rejected the harbour treaty.",
        "If Norway rejects the harbour treaty, prices may rise.",
        "It is unknown whether Norway supports the harbour treaty.",
        "Does Norway support the harbour treaty?",
        "Engineers rejected a treaty with Norway.",
        "The Norwegian opposition leader rejected the harbour treaty.",
    ],
)
def test_naming_a_country_is_no_stance(parser: SpacyParser, sentence: str) -> None:
    assert stances_of(parser, sentence)[1] == ()


def test_the_condition_is_the_words_of_the_clause_it_hangs_on(parser: SpacyParser) -> None:
    article, stances = stances_of(parser, "Norway would send engineers to the border if a truce is signed.")
    assert [s.condition.of(article.text) for s in stances if s.condition] == ["if a truce is signed"]


def test_an_event_told_as_past_is_no_condition(parser: SpacyParser) -> None:
    _, stances = stances_of(parser, "After hours of talks, Norway rejected the harbour treaty.")
    assert [s.condition for s in stances] == [None]


def test_only_the_countries_that_a_list_names_are_holders(parser: SpacyParser) -> None:
    _, stances = stances_of(parser, "Other countries, including Norway and Finland, ruled out a harbour ban.")
    assert positions(stances) == {("NO", "declines"), ("FI", "declines")}


def test_both_governments_are_the_two_that_were_named(parser: SpacyParser) -> None:
    _, stances = stances_of(
        parser, "Talks between Norway and Finland ended late, with both governments agreeing to open the harbour."
    )
    assert positions(stances) == {("NO", "commits"), ("FI", "commits")}


def test_a_person_speaks_for_the_country_that_the_article_gives_him(parser: SpacyParser) -> None:
    article, stances = stances_of(
        parser,
        "Norwegian Foreign Minister Ola Testmann opened the meeting.",
        "Testmann rejected the harbour treaty. He said it was dangerous.",
    )
    assert positions(stances) == {("NO", "opposes")}
    assert {s.speaker.of(article.text) for s in stances if s.speaker} == {"Testmann"}


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (
            ["Sweden spoke.", "A spokeswoman for the Norwegian foreign ministry rejected the treaty."],
            {("NO", "opposes")},
        ),
        (["Norway spoke.", "A spokesman for the harbour workers rejected the treaty."], set()),
        (
            ["Norwegian President Ola Testmann and his Swedish counterpart Kari Prøve rejected the treaty."],
            {("NO", "opposes"), ("SE", "opposes")},
        ),
        (["Sweden spoke.", "The government of Norwegian Premier Ola Testmann rejected it."], {("NO", "opposes")}),
        (["Norway's towns are poor.", "The country wants a new harbour."], {("NO", "supports")}),
        (
            ["Sweden's Kari Prøve left.", "When Norwegian Premier Ola Testmann arrived, he rejected the treaty."],
            {("NO", "opposes")},
        ),
        (
            [
                "Sweden opened a harbour.",
                *("Norway's fish is good and old." for _ in range(25)),
                "The government wants it.",
            ],
            {("NO", "supports")},
        ),
        (
            ["Norway and Sweden met over Danish herring.", "Denmark and Danish towns wait.", "Both sides want a pact."],
            set(),
        ),
        (
            ["The Global Times said the treaty was absurd.", "The newspaper also condemned the talks."],
            {("CN", "opposes")},
        ),
        (["A commentary by the Prensa Latina agency condemned the treaty."], {("CU", "opposes")}),
        (["The European Community met in Norway.", "The Community rejected the treaty."], {("EU", "opposes")}),
        (["Norway met the farming community.", "The community rejected the treaty."], set()),
        (["The Norwegian foreign ministry's report condemned the talks."], {("NO", "opposes")}),
        (["Norway's Testa Oil Plc rejected the treaty."], set()),
        (
            [
                "Finnish President Ola Testmann met Norwegian officials.",
                "A Norwegian official left.",
                "The president wants peace.",
            ],
            {("FI", "supports")},
        ),
        (
            ["Norway and Sweden met.", "The two states that signed the pact with Finland rejected the treaty."],
            set(),
        ),
        (["The Prensa Latina agency said the treaty was absurd."], set()),
    ],
)
def test_a_noun_stands_for_the_state_that_it_belongs_to(
    parser: SpacyParser, paragraphs: list[str], expected: set[tuple[str, str]]
) -> None:
    assert positions(stances_of(parser, *paragraphs)[1]) == expected


def test_the_library_and_the_user_know_better_where_an_article_places_a_person(parser: SpacyParser) -> None:
    guessed = article_of("Norway waited.", "Foreign Minister Testmann rejected the treaty.", file="a.txt")
    told = article_of("Finnish Foreign Minister Ola Testmann arrived.", file="b.txt")
    for articles, people, holder in (
        ([guessed], {}, "NO"),
        ([guessed, told], {}, "FI"),
        ([guessed, told], {"Testmann": "SE"}, "SE"),
    ):
        analyses = dict(analyse_together(articles, parser))
        first, *_ = resolve(analyses.items(), people, "rules")
        assert {stance.holder for stance in first.stances} == {holder}


def test_an_unknown_person_is_no_holder(parser: SpacyParser) -> None:
    assert stances_of(parser, "Ola Testmann rejected the harbour treaty of Norway.")[1] == ()


def test_what_is_quoted_said_and_told_is_told_apart(parser: SpacyParser) -> None:
    _, stances = stances_of(
        parser,
        "Norway rejected the harbour treaty.",
        "Finland said it would sign the harbour treaty.",
        "“We reject the harbour treaty,” Swedish officials said.",
    )
    assert {(s.holder, s.attribution) for s in stances} == {
        ("NO", Attribution.NARRATED),
        ("FI", Attribution.SAID),
        ("SE", Attribution.QUOTED),
    }


def test_a_reference_carries_what_it_stands_for(parser: SpacyParser) -> None:
    article, stances = stances_of(
        parser, "Finland presented a proposal to close the northern harbour.", "Norway welcomed the proposal."
    )
    (stance,) = (s for s in stances if s.holder == "NO")
    assert stance.target is not None
    assert stance.refers is not None
    assert stance.target.of(article.text) == "the proposal"
    assert "northern harbour" in stance.refers.of(article.text)


def test_a_speech_speaks_for_the_state_it_opens_with(parser: SpacyParser) -> None:
    _, stances = stances_of(
        parser,
        "We welcome the new harbour. We condemn every attack on it. Our ships are ready. We call for peace.",
        title="Statement by Norway at the harbour conference",
    )
    assert ("NO", "opposes") in positions(stances)
    assert ("NO", "supports") in positions(stances)


def test_every_span_lies_in_one_sentence_of_its_passage(parser: SpacyParser) -> None:
    article, stances = stances_of(
        parser,
        "Norway would send engineers if a truce is signed. Sweden refused to sign the harbour treaty.",
        "“We will not accept the treaty,” Finnish officials said on Monday.",
        title="Finland Rejects Harbour Treaty",
    )
    assert {s.holder for s in stances} == {"NO", "SE", "FI"}
    for stance in stances:
        passage = article.passage(stance.passage)
        assert passage is not None
        assert passage.span.holds(stance.evidence)
        for span in (stance.cue, stance.target, stance.condition):
            assert span is None or stance.evidence.holds(span)


def test_a_heading_is_read_and_marked_as_one(parser: SpacyParser) -> None:
    _, stances = stances_of(parser, "Nothing else was said.", title="Finland Rejects Harbour Treaty")
    assert [(s.holder, s.position, s.attribution) for s in stances] == [("FI", Position.OPPOSES, Attribution.HEADLINE)]


def test_long_sentences_are_quoted_around_the_cue(parser: SpacyParser) -> None:
    filler = " and ".join(f"harbour number {n}" for n in range(60))
    article, stances = stances_of(parser, f"Norway rejected {filler}.")
    assert stances
    for stance in stances:
        assert len(stance.evidence.of(article.text).split()) <= 90
        assert stance.evidence.holds(stance.cue)


def test_two_runs_and_other_neighbours_give_the_same(parser: SpacyParser) -> None:
    first = article_of("Norway rejected the harbour treaty.", file="a.txt")
    second = article_of("Finland, a neighbour, said it would sign the harbour treaty soon.", file="b.txt")
    together = dict(analyse_together([first, second], parser))
    alone = {**dict(analyse_together([second], parser)), **dict(analyse_together([first], parser))}
    assert together == alone


def test_a_namesake_in_an_article_without_any_state_or_office_takes_no_position(parser: SpacyParser) -> None:
    articles = [
        article_of("Norwegian Foreign Minister Ola Testmann spoke in the harbour.", file="a.txt"),
        article_of("Foreign Minister Testmann rejected the harbour treaty.", file="b.txt"),
        article_of("Baker Testmann rejected the new price of flour.", file="c.txt"),
    ]
    resolved = resolve(dict(analyse_together(articles, parser)).items(), {}, "rules")
    assert [positions(one.stances) for one in resolved] == [set(), {("NO", "opposes")}, set()]


def test_a_pronoun_may_stand_in_a_list_with_what_it_stands_for(parser: SpacyParser) -> None:
    for sentence in (
        "Norway and its government rejected the harbour treaty.",
        "Norway, its foreign ministry and its allies said that it would not sign the harbour treaty.",
        "Norwegian President Testmann and his foreign minister rejected the harbour treaty.",
        "Norway, including its foreign ministry, rejected the harbour treaty.",
    ):
        _, found = stances_of(parser, sentence)
        assert ("NO", "opposes") in positions(found) or ("NO", "declines") in positions(found)


def test_a_long_list_of_what_belongs_to_somebody_is_read_once(parser: SpacyParser) -> None:
    _, found = stances_of(parser, "Norway " + "and his minister " * 40 + "rejected the harbour treaty.")
    assert ("NO", "opposes") in positions(found)


@pytest.mark.parametrize("endless", ["said it believes Norway ", "and signed and sailed ", "of the spokesman for the "])
def test_a_sentence_that_nests_without_end_takes_nothing_from_the_others(parser: SpacyParser, endless: str) -> None:
    _, found = stances_of(
        parser, f"Norway {endless * 400}"[:4_900] + " will send ships.", "Norway rejected the harbour treaty."
    )
    assert ("NO", "opposes") in positions(found)


def test_a_title_that_two_persons_bear_names_neither_before_them(parser: SpacyParser) -> None:
    both = "Norwegian Prime Minister Ola Testmann met Danish Prime Minister Anna Beispiel in the harbour."
    _, found = stances_of(parser, "The prime minister rejected the ferry tax.", both)
    assert positions(found) == set()
    _, found = stances_of(parser, both, "The prime minister rejected the ferry tax.")
    assert positions(found) == {("DK", "opposes")}
