"""What is said of a query that nothing matches, on a real index."""

import pytest

from index.errors import InvalidQuery
from index.library import Library
from index.library.missing import Missed
from index.query import operands

TEXTS = {
    "ferry.txt": "Ferries\n\nThe ferry of Norvia sails at dawn, and nobody would stop it.\n",
    "quay.txt": "Quays\n\nThe quay is closed until the harbour of Norvia is dredged.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("coast")
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    with Library.open(folder) as library:
        library.sync(analysis=False)
        yield library


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("ferry", ("ferry",)),
        ("ferry AND quay", ("ferry", "quay")),
        ("ferry -quay NOT holder:norvia", ("ferry", "-quay", "NOT holder:norvia")),
        ('"at dawn"~2 title:(ferry OR quay) (a OR (b c))', ('"at dawn"~2', "title:(ferry OR quay)", "(a OR (b c))")),
        ("ferry OR quay", ()),
        ("(ferry OR quay)", ("(ferry OR quay)",)),
    ],
)
def test_the_parts_that_and_joins_are_as_they_were_typed(text, parts):
    assert operands(text) == parts


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("zeppelin", Missed()),
        ("zeppelin blimp", Missed(("zeppelin", "blimp"))),
        ("ferrry", Missed(("ferrry",), "ferrry~", 1)),
        ("who would stop the ferry?", Missed(("ferry?",), "stop ferry", 1)),
        ("ferry quay?", Missed((), "ferry OR quay", 4)),
        ("who ferry", Missed(("who",), "ferry", 2)),
        ("ferry quay", Missed((), "ferry OR quay", 4)),
        ("ferry quay -dredged", Missed((), "(ferry OR quay) -dredged", 3)),
        ("ferry zeppelin lang:xx", Missed(("zeppelin", "lang:xx"), "ferry", 2)),
        ("zeppelin OR blimp", Missed()),
        (" ".join(["zeppelin"] * 30), Missed()),
    ],
)
def test_what_stands_nowhere_is_named_and_what_does_is_offered(library, text, missed):
    assert library.search(text, 0).total == 0
    assert library.missed(text) == missed
    if missed.instead:
        assert library.search(missed.instead, 0).total == missed.total


def test_what_stands_beside_a_query_is_told_apart_from_it(library):
    assert library.missed("ferry", "title:quays") == Missed(alone=2)
    assert library.missed("dredged sails", "title:quays") == Missed()
    assert library.missed("dredged sails", "lang:en") == Missed((), "dredged OR sails", 2)


def test_a_broken_query_is_still_an_error(library):
    with pytest.raises(InvalidQuery):
        library.missed("(ferry")
