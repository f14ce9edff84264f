"""A publication date is doubted when text, address or calendar contradict it, and not for what is to come."""

from datetime import date

import pytest

from index.models import Article, PassageKind
from index.text import compose
from index.text.dating import date_doubts

TODAY = date(2026, 3, 1)


def article(*paragraphs, published="2026-01-05", url=None):
    text, passages = compose("The Quay", [(PassageKind.PARAGRAPH, words) for words in paragraphs])
    return Article("a", "a.txt", text, passages, "", title="The Quay", published=published, url=url)


def reasons(made, today=TODAY):
    found = date_doubts(made, today)
    for doubt in found:
        assert doubt.span is None or doubt.span.of(made.text).strip()
    return [doubt.reason for doubt in found]


@pytest.mark.parametrize(
    "made",
    [
        article("The quay was opened on 3 January 2026 by Ode Brask."),
        article("The quay was opened on 7 January 2026, he said."),
        article("The quay will be opened on 3 February 2026, officials said."),
        article("Talks are planned for 12 February 2026, said Ode Brask."),
        article("He said the quay would close on 12 February 2026."),
        article("Nothing was said of a day."),
        article("The quay was opened on 9 May 2026.", published=None),
        article("It is open.", url="https://example.org/2026/01/06/quay"),
        article("It is open.", url="https://example.org/quay-20260230-1"),
        article("It is open.", url="https://example.org/2025/12/01/and/2026/02/01"),
        article("It is open.", published="2026-03-02"),
    ],
)
def test_what_agrees_is_not_doubted(made):
    assert reasons(made) == []


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (article("It is open.", published="2026-03-09"), "it lies in the future: 2026-03-09"),
        (article("It is open.", url="https://example.org/2026/02/06/quay"), "its address says 2026-02-06"),
        (article("It is open.", url="https://example.org/quay-2025-11-30.html"), "its address says 2025-11-30"),
        (article("Published: 14 February 2026", "It is open."), "the text dates itself 2026-02-14"),
        (article("Date 2 March 2025", "It is open."), "the text dates itself 2025-03-02"),
        (article("Ode Brask opened the quay on 3 February 2026."), "the text tells 2026-02-03 as past"),
    ],
)
def test_what_contradicts_it_is_said(made, reason):
    assert reasons(made) == [reason]
