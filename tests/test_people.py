"""For whom people speak, as articles introduce them; the people are invented."""

from __future__ import annotations

from collections import Counter

import pytest

from index.analysis.countries import find_mentions
from index.analysis.drafts import Vote
from index.analysis.names import fold, known_as, surname
from index.analysis.people import count_votes, find_votes


def votes(text: str) -> list[tuple[str, str]]:
    return [(vote.name, vote.code) for vote in find_votes(text, find_mentions(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norwegian President Ola Testmann arrived.", [("ola testmann", "NO")]),
        ("Norway's foreign minister Ola Testmann arrived.", [("ola testmann", "NO")]),
        ("The Norwegian government's top foreign policy official, Ola Testmann, arrived.", [("ola testmann", "NO")]),
        ("Norway’s Ola Testmann arrived.", [("ola testmann", "NO")]),
        ("Ola Testmann, the Norwegian defence minister, arrived.", [("ola testmann", "NO")]),
        ("Ola Testmann, the foreign minister of Norway, arrived.", [("ola testmann", "NO")]),
        ("In Norway, Prime Minister Ola Testmann resigned.", [("ola testmann", "NO")]),
        ("King Ola Testmann of Norway arrived.", [("ola testmann", "NO")]),
        ("King Ola Testmann of Norway's adviser arrived.", [("ola testmann", "NO")]),
        ("Norway's ambassador to Sweden Ola Testmann arrived.", [("ola testmann", "NO")]),
    ],
)
def test_an_introduction_is_a_vote(text: str, expected: list[tuple[str, str]]) -> None:
    assert votes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Former Norwegian President Ola Testmann arrived.",
        "Norwegian opposition leader Ola Testmann arrived.",
        "Former President Ola Testmann of Norway arrived.",
        "Norway met Ola Testmann.",
        "Norwegian Central Bank arrived late.",
        "On Norway's Constitution Day nobody spoke.",
    ],
)
def test_who_does_not_speak_for_the_state_gets_no_vote(text: str) -> None:
    assert votes(text) == []


def test_who_speaks_for_a_person_speaks_for_his_country() -> None:
    text = "Norwegian President Ola Testmann spoke. Kari Prøve, President Testmann's envoy, listened."
    assert count_votes(find_votes(text, find_mentions(text))) == {"testmann": "NO", "prøve": "NO"}


def test_an_office_without_a_country_is_a_guess_that_any_other_vote_overrules() -> None:
    text = "Norway met Sweden. Finance Minister Ola Testmann left Norway."
    guess = find_votes(text, find_mentions(text), "NO")
    assert count_votes(guess) == {"testmann": "NO"}
    assert count_votes([*guess, Vote("testmann", "ola testmann", "SE")]) == {"testmann": "SE"}


def test_a_tie_places_nobody() -> None:
    assert count_votes([Vote("testmann", "ola testmann", "NO"), Vote("testmann", "ola testmann", "SE")]) == {}


@pytest.mark.parametrize(("one", "other"), [("Testskyy", "Testsky"), ("Müller", "Muller"), ("Testii", "Testy")])
def test_transliterations_of_a_name_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_no_name_has_no_surname() -> None:
    assert surname("  ") == ""


def test_a_minister_of_something_is_a_minister() -> None:
    text = "Norwegian Secretary of State Ola Testmann arrived."
    assert count_votes(find_votes(text, find_mentions(text))) == {"testmann": "NO"}


def test_where_the_family_name_comes_first_either_name_is_counted() -> None:
    text = "Chinese spokesman Zhao Testming arrived."
    assert {vote.surname for vote in find_votes(text, find_mentions(text))} == {"zhao", "testming"}


def test_an_officer_is_not_of_the_state_that_he_addresses() -> None:
    text = "Norway met Sweden over Swedish herring. Finance Minister Ola Testmann spoke. Testmann urged Sweden to sign."
    assert count_votes(find_votes(text, find_mentions(text), "SE")) == {"testmann": "NO"}


def test_a_name_misspelt_by_one_letter_is_known() -> None:
    assert known_as("testmanne", {"testmann": "NO"}) == "testmann"
    assert known_as("testman", {"testmann": "NO"}) == "testmann"
    assert known_as("tastmann", {"testmann": "NO"}) == "testmann"


@pytest.mark.parametrize("name", ["besthand", "tes", "testmann-hansen", "tostmonn"])
def test_another_name_stays_another(name: str) -> None:
    assert known_as(name, {"testmann": "NO"}) == name


def test_a_spokeswoman_for_a_person_speaks_for_his_country() -> None:
    text = "Norwegian minister Ola Testmann arrived. Kari Prøve, spokeswoman for Testmann, listened."
    assert count_votes(find_votes(text, find_mentions(text))) == {"testmann": "NO", "prøve": "NO"}


def test_a_mouthpiece_is_counted_as_a_person() -> None:
    text = "So said the Harbour Daily, official mouthpiece of Norway."
    assert count_votes(find_votes(text, find_mentions(text))) == {"daily": "NO"}


def placed(text: str) -> dict[str, str]:
    mentions = find_mentions(text)
    counts = Counter(mention.code for mention in mentions).most_common(2)
    home = counts[0][0] if counts and (len(counts) == 1 or counts[0][1] > counts[1][1]) else None
    return count_votes(find_votes(text, mentions, home))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "President Testa was tough on China. The Testa administration wants more U.S. farm goods sold.",
            {"testa": "US"},
        ),
        (
            "Finland shut a border. Finland was firm. Norwegian President Kari Prøve told President Ola Testmann so.",
            {"prøve": "NO", "testmann": "FI"},
        ),
        ("OSLO, March 3 - Foreign Minister Ola Testmann warned Sweden. Sweden was calm.", {"testmann": "NO"}),
        ("Norway's trade negotiator came. China waited for talks, negotiator Ola Testmann said.", {"testmann": "NO"}),
        (
            "Norway spoke. Finance Minister Ola Testmann agreed. Testmann's deputy, Kari Prøve, left.",
            {"prøve": "NO", "testmann": "NO"},
        ),
        (
            "Norway paid. Foreign Minister Ola Har spoke. Harbours met with Norway, wrote to Norway, spoke to Norway.",
            {"har": "NO"},
        ),
        ("Bolivia paid, central bank president Juan Prueba said.", {"prueba": "BO"}),
        ("Bolivia paid, said Juan Prueba, head of the state mining committee.", {"prueba": "BO"}),
        ("Bolivia paid, said Joan Testa, undersecretary of state for farms.", {"testa": "US"}),
        ("Bolivia paid, quoting Ana Testa, an official of the State Rail and Port Commission.", {"testa": "BO"}),
        ("Bolivia paid, said Ana Testa, an official at the finance ministry.", {"testa": "BO"}),
        ("Bolivia paid, said Ana Testa, undersecretary for rural debt in the economics ministry.", {"testa": "BO"}),
        (
            "China paid. Vice Minister of Overseas Trade and Rural Development Guo Testmann said so.",
            {"guo": "CN", "testmann": "CN"},
        ),
    ],
)
def test_what_is_said_of_an_officer_tells_his_state(text: str, expected: dict[str, str]) -> None:
    assert placed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Norwegian firms met Swedish firms in Danish towns, Foreign Minister Ola Testmann said.",
        "Norway is a kingdom. President Ola Testmann spoke to Norway.",
        "Norway waited for a week until President Ola Testmann came to Norway in May.",
        "The United States waited. Foreign Minister Ola Testmann spoke.",
        'Sweden spoke. Norway heard it. "Norway has broken its word," spokesman Ola Testmann said.',
        "Norway paid. Former Defence Minister Ola Testmann spoke.",
        "Norway paid. Ola Testmann, the president of the Norwegian Herring Bureau, spoke.",
    ],
)
def test_where_nothing_tells_his_state_an_officer_has_none(text: str) -> None:
    assert "testmann" not in placed(text)


def test_an_officer_elect_is_of_his_state() -> None:
    assert votes("Norwegian Secretary of State-designate Kari Prøve spoke.") == [("kari prøve", "NO")]


def test_a_role_after_somebodys_goods_is_not_of_his_state() -> None:
    assert votes("Sweden spoke of Norwegian exports, negotiator Ola Testmann said.") == []


def test_a_person_is_known_by_the_name_that_stands_alone() -> None:
    text = "Bolivian President Juan Prueba Testa Muestra spoke. There Prueba left, and so did what Prueba said."
    assert count_votes(find_votes(text, find_mentions(text)))["prueba"] == "BO"
