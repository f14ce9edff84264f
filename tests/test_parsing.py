"""The parser: its parses are spaCy's own, whatever it leaves out to be fast and small."""

from __future__ import annotations

import pytest
import spacy

from index.analysis.parsing import LONGEST, SpacyParser, model_name

SENTENCES = [
    "Norway's prime minister, Anna Example, said on Monday that her government would not pay for the new ferry.",
    "“We will build it,” the Swedish minister told reporters, “if the harbour is finished in spring.”",
    "Neither Denmark nor Finland has signed the treaty, which both had criticised as too vague.",
    "The ferry sails at nine.",
    "Asked whether troops were needed, he declined to comment; his spokesman ruled nothing out.",
    "HARBOUR TALKS FAIL",
]


@pytest.fixture(scope="module")
def parser() -> SpacyParser:
    return SpacyParser()


def parses(parser: SpacyParser, sentences: list[str]) -> list[list[tuple[str, int, str, str, int]]]:
    return [[(w.text, w.idx, w.tag, w.dep, w.head.i) for w in words] for words in parser.parse(sentences)]


def test_what_is_too_long_to_be_a_sentence_is_not_parsed(parser: SpacyParser) -> None:
    parsed = parser.parse(["The ferry sails.", "it sails and " * 100_000, "", "x" * (LONGEST + 1), "It waits."])
    assert [bool(words) for words in parsed] == [True, False, False, False, True]
    assert [word.text for word in parsed[-1]] == ["It", "waits", "."]


def test_parses_are_those_of_the_untouched_model(parser: SpacyParser) -> None:
    plain = spacy.load(model_name(), exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])
    expected = [[(t.text, t.idx, t.tag_, t.dep_, t.head.i) for t in plain(sentence)] for sentence in SENTENCES]
    assert parses(parser, SENTENCES) == expected
    assert parses(parser, SENTENCES[::-1] * 40) == expected[::-1] * 40


def test_what_is_parsed_together_changes_no_parse(parser: SpacyParser, monkeypatch: pytest.MonkeyPatch) -> None:
    together = parses(parser, ["", *SENTENCES, ""])
    monkeypatch.setattr("index.analysis.parsing._BATCH_CHARACTERS", 1)
    monkeypatch.setattr("index.analysis.inference._ROWS_AT_A_TIME", 1)
    assert parses(parser, ["", *SENTENCES, ""]) == together
    assert parses(parser, [""]) == [[]]
    assert parses(parser, []) == []


def test_embeddings_that_are_forgotten_and_made_again_change_no_parse(
    parser: SpacyParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = parses(parser, SENTENCES)
    monkeypatch.setattr("index.analysis.inference._KEPT_WORDS", 10)
    monkeypatch.setattr("index.analysis.parsing._BATCH_CHARACTERS", 1)
    forgetful = SpacyParser()
    for _ in range(2):
        assert parses(forgetful, SENTENCES) == expected


def test_a_word_knows_the_outermost_words_that_it_governs(parser: SpacyParser) -> None:
    doc = spacy.load(model_name(), exclude=["ner"])(SENTENCES[0])
    (words,) = parser.parse(SENTENCES[:1])
    assert [(w.first, w.last) for w in words] == [(t.left_edge.i, t.right_edge.i) for t in doc]


def test_a_sentence_may_be_nested_as_deeply_as_it_is_long(parser: SpacyParser) -> None:
    (words,) = parser.parse(["The end " + "of the end " * 450])
    above, depth = words[-1], 0
    while above.head is not above:
        above, depth = above.head, depth + 1
    assert depth > 800
    assert (above.first, above.last) == (0, len(words) - 1)


def test_words_of_later_texts_do_not_pile_up(parser: SpacyParser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.analysis.parsing._KEPT_WORDS", 0)
    before = parser.stored
    parsed = parser.parse([f"Norway rejected the word{number} treaty." for number in range(200)])
    assert parsed[-1][3].text == "word199"
    assert parser.stored == before
