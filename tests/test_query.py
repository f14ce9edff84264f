"""The query language: what parses to what, and what is said of what does not parse."""

import pickle

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from index.errors import InvalidQuery
from index.models import Position
from index.query import (
    FIELDS,
    MAX_DEPTH,
    MAX_LENGTH,
    Among,
    And,
    Country,
    Everything,
    Fuzzy,
    Holder,
    Language,
    Not,
    Or,
    Phrase,
    PositionIs,
    Prefix,
    Published,
    Speaker,
    Wildcard,
    Within,
    Word,
    parse,
    written,
)
from index.text import tokens

CODES = {"fr": "FR", "france": "FR", "french": "FR", "gb": "GB", "united kingdom": "GB", "x-opec": "X-OPEC"}
TOPICS = {
    "boots": "troops OR forces",
    "near": "topic:boots ceasefire",
    "ring": "a topic:round",
    "round": "b topic:ring",
    "broken": "troops OR",
    "empty": " ",
    "peace talks": "talks",
    **{f"twice{n}": f"topic:twice{n + 1} topic:twice{n + 1}" for n in range(30)},
    "twice30": "word",
}


def country(name):
    return CODES.get(name.lower())


def root(text):
    return parse(text, topics=TOPICS, country=country).root


def error(text):
    with pytest.raises(InvalidQuery) as caught:
        root(text)
    return caught.value


def place(text):
    caught = error(text)
    return text[caught.start : caught.end]


def word(text, within=Within.TEXT):
    return Word(text, within)


A, B, C = word("a"), word("b"), word("c")


@pytest.mark.parametrize("blank", ["", " ", "\u3000\t\n", "\u200b"])
def test_a_blank_query_means_everything(blank):
    assert root(blank) == Everything()


def test_what_was_typed_is_kept():
    assert parse(" Troops ", topics={}, country=country).text == " Troops "


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b c", And((A, B, C))),
        ("a\u3000b\u00a0c", And((A, B, C))),
        ("a OR b", Or((A, B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a OR b c", Or((A, And((B, C))))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("a(b OR c)", And((A, Or((B, C))))),
        ("a (b (c))", And((A, B, C))),
        ("(a OR b) OR c", Or((A, B, C))),
        ("\uff08a OR b\uff09 c", And((Or((A, B)), C))),
        ("NOT a", Not(A)),
        ("-a", Not(A)),
        ("\u2212a", Not(A)),
        ("NOT NOT a", A),
        ("NOT (NOT a)", A),
        ("a NOT b OR c", Or((And((A, Not(B))), C))),
        ("a AND NOT b", And((A, Not(B)))),
        ("a -(b c)", And((A, Not(And((B, C)))))),
        ('a -"b c"', And((A, Not(Phrase(("b", "c"), 0, Within.TEXT))))),
        ("a or b", And((A, word("or"), B))),
        ('a "OR" b', And((A, Phrase(("or",), 0, Within.TEXT), B))),
        ("+a b", And((A, B))),
    ],
)
def test_operators_join_words_by_their_strength(text, tree):
    assert root(text) == tree


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ("Troops", Word("troops", Within.TEXT)),
        ("\u201cBoots on the Ground\u201d", Phrase(("boots", "on", "the", "ground"), 0, Within.TEXT)),
        ("\u00abboots ground\u00bb", Phrase(("boots", "ground"), 0, Within.TEXT)),
        ("\u201eboots ground\u201c~3", Phrase(("boots", "ground"), 3, Within.TEXT)),
        ('"boots  \u2014 ground"~12', Phrase(("boots", "ground"), 12, Within.TEXT)),
        ('"boots"', Phrase(("boots",), 0, Within.TEXT)),
        ('"who are they?"', Phrase(("who", "are", "they"), 0, Within.TEXT)),
        ("deploy*", Prefix("deploy", Within.TEXT)),
        ("Deploy**", Prefix("deploy", Within.TEXT)),
        ("w?ldcard", Wildcard("w?ldcard", Within.TEXT)),
        ("cease*re", Wildcard("cease*re", Within.TEXT)),
        ("*fire", Wildcard("*fire", Within.TEXT)),
        ("deplo?*", Wildcard("deplo?*", Within.TEXT)),
        ("Fuzzy~", Fuzzy("fuzzy", 1, Within.TEXT)),
        ("fuzzy~1", Fuzzy("fuzzy", 1, Within.TEXT)),
        ("fuzzy~2", Fuzzy("fuzzy", 2, Within.TEXT)),
        ("don't", Word("don't", Within.TEXT)),
        ("UK-France", Phrase(("uk", "france"), 0, Within.TEXT)),
        ("12:30", Phrase(("12", "30"), 0, Within.TEXT)),
        ("https://news.example/a?b", Phrase(("https", "news", "example", "a", "b"), 0, Within.TEXT)),
        ("title:Troops", Word("troops", Within.TITLE)),
        ("TITLE:troops", Word("troops", Within.TITLE)),
        ('title:"no troops"~1', Phrase(("no", "troops"), 1, Within.TITLE)),
        ("title:12:30", Phrase(("12", "30"), 0, Within.TITLE)),
        ("source:chron*", Prefix("chron", Within.SOURCE)),
        ("source:cronicle~2", Fuzzy("cronicle", 2, Within.SOURCE)),
        ("country:France", Country("FR")),
        ("holder:french", Holder("FR")),
        ("holder:fr", Holder("FR")),
        ("holder:X-OPEC", Holder("X-OPEC")),
        ('holder:"United Kingdom"', Holder("GB")),
        ("holder:united-kingdom", Holder("GB")),
        ("position:Opposes", PositionIs(Position.OPPOSES)),
        ("speaker:Example", Speaker(Word("example", Within.TEXT))),
        ('speaker:"ana example"', Speaker(Phrase(("ana", "example"), 0, Within.TEXT))),
        ("lang:EN", Language("en")),
        ("topic:boots", Or((word("troops"), word("forces")))),
        ('topic:"peace talks"', word("talks")),
        ("topic:near", And((Or((word("troops"), word("forces"))), word("ceasefire")))),
    ],
)
def test_every_kind_of_word_is_its_leaf(text, leaf):
    assert root(text) == leaf


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-01", "2026-01-01", "2026-01-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024-2", "2024-02-01", "2024-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026-01-06", "2026-01-06", "2026-01-06"),
        ("2026-01-01..2026-01-31", "2026-01-01", "2026-01-31"),
        ("2025..2026-01", "2025-01-01", "2026-01-31"),
        ("2026-01..", "2026-01-01", None),
        ("..2026-01", None, "2026-01-31"),
        (">=2026-01-06", "2026-01-06", None),
        (">2026-01-06", "2026-01-07", None),
        (">2026-01", "2026-02-01", None),
        ("<=2026-01", None, "2026-01-31"),
        ("<2026-01", None, "2025-12-31"),
        ("<2026", None, "2025-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
    ],
)
def test_dates_are_ranges_of_whole_days(text, low, high):
    assert root(f"date:{text}") == Published(low, high)


def test_a_field_before_parentheses_holds_for_all_in_them():
    tree = root('title:(a OR "b c" -d*) e')
    title = Within.TITLE
    inner = Or((word("a", title), And((Phrase(("b", "c"), 0, title), Not(Prefix("d", title))))))
    assert tree == And((inner, word("e")))
    assert root("holder:(france OR GB)") == Or((Holder("FR"), Holder("GB")))


@pytest.mark.parametrize("text", ["US", "U.S.", '"US"'])
def test_the_country_us_is_told_from_the_pronoun(text):
    assert root(text) == word("US")
    assert root(text).stems == ("US",)
    assert root("us").stems == ("us", "US")
    assert root("troops").stems == root("Troop").stems


@pytest.mark.parametrize(
    ("text", "marked", "said"),
    [
        ('a "b c', '"', "never closed"),
        ("a (b OR c", "(", "never closed"),
        ("((a) b", "(", "never closed"),
        ("a) b", ")", "no ( for"),
        ("(a))", ")", "no ( for"),
        (")", ")", "no ( for"),
        ("()", "()", "nothing is in"),
        ("a ( ) b", "( )", "nothing is in"),
        ("a OR", "OR", "nothing after"),
        ("a AND", "AND", "nothing after"),
        ("a NOT", "NOT", "nothing after"),
        ("a -", "-", "nothing after"),
        ("OR a", "OR", "nothing before"),
        ("(AND a)", "AND", "nothing before"),
        ("a AND OR b", "AND", "nothing after"),
        ("a OR OR b", "OR", "nothing after"),
        ("NOT OR b", "NOT", "nothing after"),
        ("(a OR)", "OR", "nothing after"),
        ("title:", "title:", "nothing after"),
        ("title: a", "title:", "nothing after"),
        ("title:)", "title:", "nothing after"),
        ("title:()", "()", "nothing is in"),
        ("titel:a", "titel:", "no field"),
        ("Example: a", "Example:", "no field"),
        ("title:source:a", "title:", "nothing after"),
        ("title:(a source:b)", "source:", "cannot stand within"),
        ("country:atlantis", "atlantis", "no country"),
        ("holder:united kingdom", "united", "no country"),
        ('holder:"france"~2', '"france"~2', "~ means nothing"),
        ("position:oppose", "oppose", "no position"),
        ("lang:english", "english", "no language code"),
        ("date:2026-13", "2026-13", "no date"),
        ("date:2026-02-29", "2026-02-29", "no date"),
        ("date:0000", "0000", "no date"),
        ("date:26", "26", "no date"),
        ("date:>", ">", "no date"),
        ("date:..", "..", "needs a date"),
        ("date:>9999", ">9999", "beyond"),
        ("date:<0001", "<0001", "beyond"),
        ("date:2026-02..2026-01", "2026-02..2026-01", "before it begins"),
        ("a * b", "*", "alone"),
        ("?", "?", "alone"),
        ("UK-Fr*", "UK-Fr*", "not one word"),
        ('"deploy* troops"', "y*", "in quotes"),
        ('"tro?ps"', "o?", "in quotes"),
        ('"a b"~', "~", "number"),
        ('"a b"~1000', "~1000", "number"),
        ('""', '""', "nothing is in"),
        ("a \u2014 b", "\u2014", "no letter"),
        ("a - b", "-", "excludes nothing"),
        ("(a)-b", "-b", "excludes nothing"),
        ("--a", "-a", "excludes nothing"),
        ("title:-a", "-a", "excludes nothing"),
        ("!a", "!a", "excludes nothing"),
        ("word~3", "word~3", "differ by"),
        ("word~0", "word~0", "differ by"),
        ("w*rd~1", "w*rd~1", "one plain word"),
        ("UK-France~1", "UK-France~1", "one plain word"),
        ("~1", "~1", "one plain word"),
        ("us~2", "us~2", "short word"),
        ("topic:boot", "boot", "no topic"),
        ("topic:empty", "empty", "empty query"),
        ("x topic:broken", "broken", "OR has nothing after it"),
        ("x topic:ring y", "ring", "topic ring names itself"),
        ("topic:twice0", "twice0", "more than"),
    ],
)
def test_a_broken_query_is_told_with_its_place_and_what_to_write(text, marked, said):
    caught = error(text)
    assert caught.query == text
    assert text[caught.start : caught.end] == marked
    assert said in caught.reason
    assert caught.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("titel:a", "did you mean title?"),
        ("position:oppose", "did you mean opposes?"),
        ("topic:boot", "did you mean boots?"),
        ("date:2026-02..2026-01", "2026-01..2026-02"),
    ],
)
def test_a_near_miss_is_suggested(text, hint):
    assert hint in error(text).hint


def test_an_error_in_a_topic_names_the_topic_and_points_at_it():
    caught = error("peace topic:broken")
    assert "broken" in caught.reason
    assert caught.caret.splitlines() == ["peace topic:broken", "            ^^^^^^"]


def test_a_query_has_a_greatest_length_and_depth():
    assert root("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH) == A
    assert place("(" * MAX_DEPTH + "(a)" + ")" * MAX_DEPTH) == "("
    assert root("a" * MAX_LENGTH) == word("a" * MAX_LENGTH)
    assert error("a" * (MAX_LENGTH + 1)).start == MAX_LENGTH


def test_topics_in_topics_have_a_greatest_depth():
    chain = {f"t{n}": f"topic:t{n + 1}" for n in range(MAX_DEPTH + 1)} | {f"t{MAX_DEPTH + 1}": "a"}
    with pytest.raises(InvalidQuery, match="topics in each other"):
        parse("topic:t0", topics=chain, country=country)
    assert parse("topic:t2", topics=chain, country=country).root == A


def test_nodes_are_frozen_values():
    assert Word("a", Within.TEXT) != Prefix("a", Within.TEXT)
    assert len({Word("a", Within.TEXT), Word("a", Within.TEXT), Prefix("a", Within.TEXT)}) == 2
    assert Fuzzy(text="a", distance=1, within=Within.TEXT) == Fuzzy("a", 1, Within.TEXT)
    assert pickle.loads(pickle.dumps(root("a b*"))) == root("a b*")
    with pytest.raises(AttributeError):
        A.text = "b"
    with pytest.raises(TypeError):
        Word("a")
    with pytest.raises(TypeError):
        Word("a", Within.TEXT, text="b")


def test_what_cannot_be_typed_is_not_written():
    for tree in (Among(frozenset({1})), Published(None, None), And((A, Everything()))):
        with pytest.raises(ValueError, match="typed"):
            written(tree)


def test_every_field_has_an_example_that_parses():
    for name, example_ in FIELDS.items():
        assert example_.startswith(f"{name}:")
        parse(example_, topics={"name": "a"}, country=country)


SIGNS = st.sampled_from(
    [
        *'()"*?~-:.><=\u201c\u201d\u3000\u2014\u2019 ',
        *("AND ", " OR ", "NOT ", "~1", "..", "title:", "topic:boots ", "holder:fr ", "date:2026-01", "speaker:"),
        *("US", "U.S.", "don't", "UK-France", "a b", "troops ", "\u505c\u706b\u534f\u8bae", "\u0130", "\ufb01"),
    ]
)
QUERIES = st.one_of(st.text(max_size=40), st.lists(SIGNS, max_size=12).map("".join))


def refused(text):
    try:
        root(text)
    except InvalidQuery as caught:
        return caught
    return None


@given(QUERIES)
@example("\udc80")
@example("a" * 200 + "~2")
@example('"a b"~' + "9" * 5_000)
@example("a~" + "9" * 5_000)
@example("date:" + "9" * 5_000)
@example("(" * 5_000)
@example("NOT " * 2_000 + "a")
def test_any_text_parses_or_is_refused_with_a_place_in_it(text):
    if caught := refused(text):
        assert caught.query == text
        assert 0 <= caught.start < caught.end <= len(text) + 1


def stays(text):
    """Whether each word can be typed as it is indexed: a few signs such as a fraction become several words."""
    return all([again.surface for again in tokens(token.surface)] == [token.surface] for token in tokens(text))


@given(QUERIES)
def test_what_is_written_parses_to_the_same_tree(text):
    assume(stays(text) and not refused(text))
    assert root(written(root(text))) == root(text)


@given(st.text("abUuSs", min_size=1, max_size=4))
def test_a_plain_word_is_the_token_that_it_is_wherever_it_stands(word):
    (token,) = tokens(word)
    sought = "US" if token.stem == "US" else token.surface
    assert root(word) == root(f"({word})") == Word(sought, Within.TEXT)
    assert root(f"title:{word}") == Word(sought, Within.TITLE)
    assert root(f"{word}*") == Prefix(token.surface, Within.TEXT)
    assert root(f"{word}x~1") == Fuzzy(f"{token.surface}x", 1, Within.TEXT)
    phrase = f"{word} b {word}"
    assert root(f'"{phrase}"~2') == Phrase(tuple(one.surface for one in tokens(phrase)), 2, Within.TEXT)


def test_written_queries_read_as_typed():
    text = 'troops (title:hubs OR "no boots"~2) -dep* -(source:x us) country:"FR" date:2026-01-01..2026-01-31'
    assert written(root(text)) == text
