import pytest

from index.analysis.decisions import find_decision, may_decide

SETTLED, OPEN, TALKS = (True, True), (False, True), (False, False)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Peru confirmed the closure of the reef.", SETTLED),
        ("The council approved the new harbour on Monday.", SETTLED),
        ("Peru and Chile reached a final agreement on the reef.", SETTLED),
        ("The ministry gave its final approval.", SETTLED),
        ("The closure is now final.", SETTLED),
        ("No final decision has been taken on the reef.", OPEN),
        ("No agreement on patrols was reached in Valdoria.", OPEN),
        ("Peru has not yet decided whether to close the reef.", OPEN),
        ("The council has yet to approve the harbour.", OPEN),
        ("The ministry is still undecided about the reef.", OPEN),
        ("Nothing has been agreed on the reef.", OPEN),
        ("The harbour awaits final approval.", OPEN),
        ("Talks on the reef go on, envoys said.", TALKS),
        ("The closure is still being discussed.", TALKS),
        ("The plan remains under review.", TALKS),
        ("The council would have approved the harbour.", None),
        ("If the plan is approved, trawlers must leave.", None),
        ("The plan is to be approved in May.", None),
        ("They agreed to discuss the reef again.", None),
        ("Envoys agreed that the reef is in danger.", None),
        ("No talks on the reef are under way.", None),
        ("The reef lies off Valdoria.", None),
    ],
)
def test_what_is_settled_is_told_from_what_is_open_and_from_what_may_be(text, found):
    decision = find_decision(text)
    assert (decision and (decision.is_settled, decision.is_firm)) == found
    assert decision is None or decision.span.of(text).strip()


@pytest.mark.parametrize(
    "text",
    ["No final decision was taken.", "Peru confirmed it.", "Talks continue.", "It was sealed.", "They reached a deal."],
)
def test_quick_look_misses_nothing_that_says_so(text):
    assert find_decision(text) is not None
    assert may_decide(text)
