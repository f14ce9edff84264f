"""What reaches the parser, and what never does."""

from index.analysis.parsing import LONGEST, SpacyParser


def test_a_text_without_end_is_not_parsed_and_keeps_its_place():
    parsed = SpacyParser().parse(["The ferry sails.", "it sails and " * 100_000, "", "x" * (LONGEST + 1), "It waits."])
    assert [len(words) for words in parsed] == [4, 0, 0, 0, 3]
