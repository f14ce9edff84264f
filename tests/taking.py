"""What readers make of bytes: the articles, and what was refused."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import pytest

from index.errors import ReadError
from index.models import Article, Refusal
from index.readers import Content, Limits, Reading, read

TITLE = "Freedonia to send engineers to the valley"
LEAD = "The minister of Freedonia said on Monday that her country would send engineers to the villages in the valley."
MORE = "Her colleague from Sylvania said that he would not follow before the bridges were open to everyone again."
TEXT = f"{TITLE}\n\n{LEAD}\n\n{MORE}\n"


class Taken(NamedTuple):
    articles: list[Article]
    refused: list[Refusal]

    @property
    def texts(self):
        return {article.member: article.text for article in self.articles}

    @property
    def reasons(self):
        return {refusal.member: refusal.reason for refusal in self.refused}


def take(name, content, *, columns=None, **limits):
    """Read bytes as the file of a name; limits by their names."""
    reading = Reading(Limits(**limits), columns or {})
    found = list(read(Content.of_bytes(content, name, reading), hashlib.sha256(content).hexdigest()))
    for article in found:
        if isinstance(article, Article):
            assert [passage.span.of(article.text) for passage in article.passages] == article.text.split("\n\n")
    return Taken(
        [article for article in found if isinstance(article, Article)],
        [refusal for refusal in found if isinstance(refusal, Refusal)],
    )


def refusal(name, content, **limits):
    """Return why bytes are refused as a whole."""
    with pytest.raises(ReadError) as caught:
        take(name, content, **limits)
    return caught.value.reason


def take_or_refuse(name, content, **limits):
    """Read whatever bytes; nothing but a refusal may come of what is wrong with them."""
    try:
        return take(name, content, **limits)
    except ReadError as error:
        reason = error.reason
    assert reason
    assert "\n" not in reason
    return Taken([], [])
