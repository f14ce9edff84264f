"""Constructions, one a sentence: who is held to what, and what is nobody's position; all of it invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.analysis.parsing import SpacyParser
from index.analysis.reading import analyse_together
from index.analysis.resolution import resolve
from index.models import Article, PassageKind
from index.text import compose

if TYPE_CHECKING:
    from index.models import Stance


@pytest.fixture(scope="module")
def parser() -> SpacyParser:
    return SpacyParser()


def read(parser: SpacyParser, *paragraphs: str, title: str | None = None) -> tuple[Stance, ...]:
    text, passages = compose(title, [(PassageKind.PARAGRAPH, paragraph) for paragraph in paragraphs])
    article = Article(id="a", file="a.txt", text=text, passages=passages, sha256="", title=title)
    (resolved,) = resolve(list(analyse_together([article], parser)), {}, "rules")
    return resolved.stances


def held(stances: tuple[Stance, ...]) -> set[tuple[str, str]]:
    return {(stance.holder, stance.position.value) for stance in stances}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # what is asked, by the word and what follows it
        ("Norway lobbied against the harbour treaty.", {("NO", "opposes")}),
        ("Norway insisted the harbour treaty would not be reopened.", {("NO", "opposes")}),
        ("Norway said no state should use the harbour.", {("NO", "opposes")}),
        ("Norwegian officials said better lights were needed.", {("NO", "supports")}),
        ("Norway warned that the treaty depended on more ships.", {("NO", "supports")}),
        ("Norway is trying to open the harbour.", {("NO", "supports")}),
        ("Norway insisted on no mention of the harbour.", {("NO", "opposes")}),
        ("Norwegian officials said the tax cannot be tolerated.", {("NO", "opposes")}),
        ("Norwegian officials said it was time to open the harbour.", {("NO", "supports")}),
        ("Norwegian officials said they saw no need for a tax.", {("NO", "opposes")}),
        # acts and efforts
        ("Norway recalled its envoy.", {("NO", "commits")}),
        ("Norway imposed sanctions on the harbour.", {("NO", "opposes")}),
        ("Norway and Sweden reached an agreement on the harbour.", {("NO", "commits"), ("SE", "commits")}),
        ("Norway said it had doubled its aid to the harbour.", {("NO", "commits")}),
        ("Norway has frozen its aid to the harbour.", {("NO", "declines")}),
        ("Norway is seeking to prevent a harbour tax.", {("NO", "opposes")}),
        ("Norway has tried to push the fishermen into isolation.", {("NO", "opposes")}),
        ("“We managed to renew the treaty,” Norwegian officials said.", {("NO", "commits")}),
        ("Norway expects to spend more on the harbour.", {("NO", "commits")}),
        ("Norway responded with a protest against the tax.", {("NO", "opposes")}),
        ("Norway launched a drive for a harbour treaty.", {("NO", "supports")}),
        ("Norwegian officials said: “We would rather keep the harbour.”", {("NO", "supports")}),
        ("Norway slapped a tax on the harbour.", {("NO", "opposes")}),
        ("Norwegian soldiers led the patrol to help the fishermen.", {("NO", "commits")}),
        ("Norway is expected to sign the harbour treaty.", {("NO", "commits")}),
        ("Norway's foreign minister will visit the harbour on Friday.", {("NO", "commits")}),
        ("Norwegian officials said the ships would be sold to fishermen.", {("NO", "commits")}),
        ("Norwegian officials said talks would begin with the fishermen.", {("NO", "commits")}),
        ("Norwegian officials said they had the means to keep the harbour open.", {("NO", "commits")}),
        ("Norwegian officials said they had not come to discuss the harbour.", {("NO", "declines")}),
        ("Norwegian officials said it would be impossible for Norway to keep the harbour open.", {("NO", "declines")}),
        ("Norwegian officials said the fishermen would not be able to enter the harbour.", {("NO", "opposes")}),
        ("Norway will fight the harbour plan.", {("NO", "opposes")}),
        ("Norway raised the plight of the fishermen.", {("NO", "opposes")}),
        ("Sweden failed to persuade Norway to open the harbour.", {("NO", "declines")}),
        # what is left open
        ("Norway is considering whether to open the harbour.", {("NO", "unclear")}),
        ("Norway has yet to take a stance on the harbour.", {("NO", "unclear")}),
        ("Norway will wait and see what the fishermen say.", {("NO", "unclear")}),
        ("Norway is sending mixed signals about the harbour.", {("NO", "unclear")}),
        ("Norway made no commitment to the harbour.", {("NO", "unclear")}),
        ("Norwegian officials said the harbour treaty was still under review.", {("NO", "unclear")}),
        ("Norwegian officials said it was too early to decide.", {("NO", "unclear")}),
        ("“I am not saying we will sign the treaty,” Norwegian officials said.", {("NO", "unclear")}),
        ("Norway has yet to decide on the harbour treaty.", {("NO", "unclear")}),
        ("Norwegian officials could neither confirm nor deny the reports.", {("NO", "unclear")}),
        ("Norwegian officials said no decision had been taken.", {("NO", "unclear")}),
        ("Norway declined to comment on the harbour treaty.", {("NO", "unclear")}),
        ("Norway is split on the harbour treaty.", {("NO", "unclear")}),
        ("Norwegian officials did not say how they would vote.", {("NO", "unclear")}),
        ("Norway has not decided whether to sign the treaty.", {("NO", "unclear")}),
        ("Norway had no choice but to reject the treaty.", {("NO", "opposes")}),
        # what is given up
        ("Norway withdrew its objections to the harbour treaty.", {("NO", "supports")}),
        ("Norway dropped its demand for a harbour tax.", {("NO", "declines")}),
        # what a preposition of the cue's own governs
        ("Norway agreed with the Swedish minister's view.", {("NO", "supports")}),
        ("Norway sided with the fishermen.", {("NO", "supports")}),
        ("Norway encouraged the harbour talks.", {("NO", "supports")}),
        ("Norway believes in the harbour treaty.", {("NO", "supports")}),
        ("Norway did not agree with the harbour tax.", {("NO", "opposes")}),
        # nouns that hand a position on
        ("Norway reiterated its opposition to the harbour treaty.", {("NO", "opposes")}),
        ("Norway expressed its deep dissatisfaction over the harbour treaty.", {("NO", "opposes")}),
        ("Norway attaches great importance to the harbour treaty.", {("NO", "supports")}),
        # what a speaker holds of a thing
        ("Norwegian officials said the concessions were not enough.", {("NO", "opposes")}),
        ("Norwegian officials said the tax was too high.", {("NO", "opposes")}),
        ("Norwegian officials said the main obstacle was the tax.", {("NO", "opposes")}),
        ("Norwegian officials said there was a need for a harbour treaty.", {("NO", "supports")}),
        ("Norwegian officials said there was no justification for a tax.", {("NO", "opposes")}),
        ("Norwegian officials said there were no plans to close the harbour.", {("NO", "declines")}),
        ("Norwegian officials said it was important to keep the harbour open.", {("NO", "supports")}),
        ("Norwegian officials said the goal was to open the harbour.", {("NO", "supports")}),
        ("Norwegian officials said the tax violated the treaty.", {("NO", "opposes")}),
        ("Norwegian officials said the harbour would be hit by the tax.", {("NO", "opposes")}),
        ("Norwegian officials said the tax was against the law.", {("NO", "opposes")}),
        ("Norwegian officials said the tax was in breach of the treaty.", {("NO", "opposes")}),
        ("Norwegian officials said the treaty removed an obstacle to trade.", {("NO", "supports")}),
        ("Norwegian officials said there was a risk of a catastrophe in the harbour.", {("NO", "opposes")}),
        ("Norwegian officials said the tax was an example of injustice.", {("NO", "opposes")}),
        ("Norwegian officials said the dispute had lasted for far too long.", {("NO", "opposes")}),
        ("Norwegian officials said the fishermen must not be forgotten.", {("NO", "supports")}),
        ("Norwegian officials said useful progress was made.", {("NO", "supports")}),
        ("Norwegian officials said the harbour was at the top of the agenda.", {("NO", "supports")}),
        ("Norwegian officials said that without the treaty no ship could be safe.", {("NO", "supports")}),
        ("Norwegian officials said they did not think the tax was fair.", {("NO", "opposes")}),
        # feelings
        ("Norway is unsatisfied with the harbour treaty.", {("NO", "opposes")}),
        ("The Swedish tax infuriated Norway.", {("NO", "opposes")}),
        # a noun of somebody's own
        ("The harbour was opened without Norwegian support.", {("NO", "declines")}),
        ("The plan failed to win Norway's backing.", {("NO", "declines")}),
        ("The reservations voiced by Norway were noted.", {("NO", "opposes")}),
        # those who act together
        ("Together with Sweden, Norway calls for a harbour treaty.", {("NO", "supports"), ("SE", "supports")}),
        ("The plan went ahead with the backing of Norway.", {("NO", "supports")}),
        # who asks for what is not who has to do it
        ("Norwegian officials said help was needed by the Swedish government.", {("NO", "supports")}),
        ("Norway has said it wants to turn around its herring trade.", {("NO", "supports")}),
        ("Norway is eager to avoid a harbour tax.", {("NO", "opposes")}),
        ("Norway urged Sweden to avoid a harbour tax.", {("NO", "supports")}),
        # what an officer says will be done
        ("Foreign ships would be allowed to enter, Norwegian minister Ola Testmann said.", {("NO", "commits")}),
        ("The fees will have been abolished by May, Norwegian minister Ola Testmann said.", {("NO", "commits")}),
        ("The Norwegian government assured Sweden that no net would be permitted.", {("NO", "declines")}),
        # wrongs and views
        ("The Swedish view of the fleet was overstated, said the Norwegian government.", {("NO", "opposes")}),
        ("Norway said it was misled by Sweden over the harbour.", {("NO", "opposes")}),
        ("“The tax is a relic,” Norwegian minister Ola Testmann said.", {("NO", "opposes")}),
        ("The visit underscored Norway's hopes that the harbour would stay open.", {("NO", "supports")}),
        ("Officials in Oslo said they would refrain from fishing.", {("NO", "declines")}),
        (
            "Police forces in Norway and Sweden agreed to step up their searches.",
            {("NO", "commits"), ("SE", "commits")},
        ),
        (
            "A change in Norway's view came when its Foreign Ministry said it would dismiss the tax.",
            {("NO", "opposes")},
        ),
        ("Norwegian minister Ola Testmann noted how pleased he was that the ships came.", {("NO", "supports")}),
    ],
)
def test_a_construction_is_read(parser: SpacyParser, sentence: str, expected: set[tuple[str, str]]) -> None:
    assert held(read(parser, sentence)) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        # foreseen, or possible for others
        "Norway will probably sign the harbour treaty.",
        "Analysts said Norway would sign the harbour treaty.",
        "Norway could approve the harbour treaty.",
        "That does not mean Norway would sign the harbour treaty.",
        # a date to keep
        "Norway is due to hold talks on the harbour.",
        # what is only a fact
        "Norway released a report on the harbour.",
        "Norwegian officials knew what should be done.",
        "Norwegian officials said it was clear what has to be done.",
        "The only two northern states to have joined the pact with Norway and Sweden met in the harbour.",
        "There is little to suggest that Norway will open the harbour.",
        "Nobody knows how much Norway expects to spend.",
        "Sweden won no assurances that Norway would open the harbour.",
        "Norway held games off the Swedish coast.",
        "Norwegian officials said the harbour cannot be reached by ship.",
        "Norwegian officials said there was no reason to believe the reports.",
        # a part of a name
        "Harbour Motors Norway rejected the treaty.",
        "A private Norwegian plan to open the harbour was presented.",
        # who only speaks
        "A Norwegian engineer, who asked not to be identified, spoke of the harbour.",
        # whose a word is not
        "Norway's neighbours rejected the harbour treaty.",
        "Norwegian critics of the treaty gathered at the harbour.",
        "The tax could provoke Norwegian anger.",
        "Norway opened the harbour under a treaty signed by Sweden in 1951.",
        "Some Norwegian senators have urged Norway to grant fishing rights.",
        "Norway, which until recently has been reluctant to come, came.",
        "Norway spoke. The unusual coalition is blasting the move.",
        "Officials from great harbours are considering a report on Norway.",
        "A Norwegian official said the tax had yielded a harvest.",
        "A Norwegian official, who requested anonymity, spoke of herring.",
        "The fishermen heard of Norway's wish-lists and Swedish ships to curb protests by fishing groups.",
    ],
)
def test_what_is_no_position_is_not_read(parser: SpacyParser, sentence: str) -> None:
    assert held(read(parser, sentence)) == set()


def test_a_statement_that_was_issued_speaks_for_who_speaks_first_in_it(parser: SpacyParser) -> None:
    stances = read(parser, "We welcome the harbour.", title="Statement by the European Union at the harbour conference")
    assert held(stances) == {("EU", "supports")}


def test_a_quotation_over_several_sentences_is_whose_it_is_told_to_be_at_its_end(parser: SpacyParser) -> None:
    stances = read(
        parser,
        "Swedish minister Ola Testmann opened the harbour.",
        "“We reject the harbour tax. The tax is absurd,” Norwegian officials said.",
    )
    assert held(stances) == {("NO", "opposes")}


def test_an_official_without_a_name_is_of_the_state_spoken_of_last(parser: SpacyParser) -> None:
    stances = read(
        parser,
        "Swedish minister Ola Testmann opened the harbour.",
        "Norway said it would come. “We welcome the harbour,” a foreign ministry spokesman said.",
    )
    assert ("NO", "supports") in held(stances)
    assert "SE" not in {holder for holder, _ in held(stances)}


def test_a_stranger_who_speaks_ends_the_turn_of_who_spoke_before(parser: SpacyParser) -> None:
    stances = read(
        parser,
        "Norwegian minister Ola Testmann opened the harbour.",
        "A Swedish banker said the talks were slow. “We reject the tax,” he said.",
    )
    assert stances == ()


def test_they_in_a_quotation_are_others(parser: SpacyParser) -> None:
    stances = read(parser, "“They will open the harbour,” Norwegian officials said.")
    assert ("NO", "commits") not in held(stances)


def test_the_two_countries_are_those_named_just_before(parser: SpacyParser) -> None:
    stances = read(
        parser,
        "The harbour lies between Norway and Finland. The two countries have signed a treaty.",
        "Sweden, Denmark and Iceland said nothing.",
    )
    assert held(stances) == {("NO", "commits"), ("FI", "commits")}


def test_a_mouthpiece_speaks_for_its_state(parser: SpacyParser) -> None:
    stances = read(
        parser,
        "The tax is absurd, said the Harbour Daily, official mouthpiece of Norway's government.",
        "The treaty was a mistake, the Harbour Daily said.",
    )
    assert held(stances) == {("NO", "opposes")}


def test_in_a_speech_the_speaker_judges_what_is_told(parser: SpacyParser) -> None:
    stances = read(
        parser,
        "The suffering of the fishermen continues. We face a grave threat to the harbour.",
        title="Statement by Norway at the harbour conference",
    )
    assert held(stances) == {("NO", "opposes")}


def test_a_document_speaks_for_the_state_that_issued_it(parser: SpacyParser) -> None:
    stances = read(
        parser,
        "Norway welcomed the ships and released a White Paper on the harbour. Sweden was silent.",
        "The Swedish tax was overstated, according to the White Paper.",
    )
    assert held(stances) == {("NO", "supports"), ("NO", "opposes")}


def test_the_government_that_tells_a_state_is_the_other_one(parser: SpacyParser) -> None:
    stances = read(
        parser,
        "Sweden spoke to Norway of the harbour. Norway was told of it by Sweden. Norway would sign the treaty.",
        "The administration assured Norway that no ship would be permitted.",
    )
    assert ("SE", "declines") in held(stances)
    assert ("NO", "declines") not in held(stances)


def test_whom_one_encourages_to_act_is_not_held_to_it(parser: SpacyParser) -> None:
    stances = read(parser, "Norway spoke to encourage Sweden to end the tax. Norway came after Sweden resumes control.")
    assert "SE" not in {holder for holder, _ in held(stances)}
