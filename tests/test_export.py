import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.export import (
    article_record,
    article_rows,
    claim_record,
    claim_rows,
    csv_lines,
    hit_record,
    json_lines,
    markdown,
    markdown_highlights,
    markdown_table,
    stance_record,
    to_json,
)
from index.models import (
    Article,
    Attribution,
    ClaimRow,
    ClaimStatus,
    EvidenceRow,
    HitRow,
    Passage,
    PassageKind,
    Position,
    Span,
    StanceRow,
)

HIT = HitRow("a1", "one.txt", None, "The Bell", "Fares", "2020-05-01", 2, 7, 20, 1.25, "New fares soon", (Span(4, 9),))
STANCE = StanceRow(
    article="a1",
    file="one.txt",
    member=None,
    source="The Bell",
    title=None,
    published=None,
    passage=1,
    country="SE",
    name="Sweden",
    position=Position.DECLINES,
    target="the fares",
    condition=None,
    speaker="Ada Lind",
    attribution=Attribution.SAID,
    quote="Sweden will not pay the fares.",
    start=0,
    end=30,
    labeller="rules-1",
    rule="own-act",
    cue="will not pay",
    topics=("boats", "money"),
)
EVIDENCE = EvidenceRow("a1", "one.txt", "The Bell", None, 1, 0, 9, "Ten boats", "supports", "10")
CLAIM = ClaimRow("c1", "Ten boats sail.", ClaimStatus.DIFFERS, "quantity", ("NO", "SE"), (EVIDENCE, EVIDENCE))
ARTICLE = Article(
    id="a1",
    file="one.txt",
    text="Fares\n\nNew fares soon",
    passages=(Passage(0, PassageKind.TITLE, Span(0, 5)), Passage(1, PassageKind.PARAGRAPH, Span(7, 21))),
    sha256="ab",
    title="Fares",
)

STANCE_FIELDS = (
    "article file member source title published passage country name position target condition speaker "
    "attribution quote start end labeller rule topics near reviewed id verdict reviewers disputed_by was"
)


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        (
            hit_record(HIT),
            "article file member source title published passage start end score text highlights copy_of",
        ),
        (
            stance_record(STANCE),
            STANCE_FIELDS,
        ),
        (
            stance_record(STANCE, explain=True),
            f"{STANCE_FIELDS} cue",
        ),
        (
            claim_record(CLAIM),
            "id text status kind countries evidence reviewed verdict reviewers disputed_by was",
        ),
        (
            claim_record(CLAIM)["evidence"][0],
            "article file source published passage start end quote says value",
        ),
        (
            article_record(ARTICLE, ARTICLE.passages),
            "article file member source title author publisher published language url sha256 text passages",
        ),
        (article_record(ARTICLE, ARTICLE.passages)["passages"][0], "number kind start end"),
    ],
)
def test_records_have_the_promised_fields_in_their_order(record, fields):
    assert list(record) == fields.split()


def test_records_are_plain_values():
    row = json.loads(to_json(stance_record(STANCE)))
    assert (row["position"], row["attribution"], row["topics"]) == ("declines", "said", ["boats", "money"])
    assert (row["member"], row["near"], row["start"]) == (None, False, 0)
    assert json.loads(to_json(hit_record(HIT)))["highlights"] == [[4, 9]]
    assert json.loads(to_json(claim_record(CLAIM)))["status"] == "differs"
    assert json.loads(to_json(article_record(ARTICLE, ARTICLE.passages)))["passages"][1] == {
        "number": 1,
        "kind": "paragraph",
        "start": 7,
        "end": 21,
    }


def test_a_claim_is_flat_with_a_row_for_each_piece_of_evidence():
    rows = claim_rows(CLAIM)
    assert len(rows) == 2
    assert rows[0]["id"] == "c1"
    assert rows[0]["quote"] == "Ten boats"


def test_an_article_is_flat_with_a_row_for_each_passage():
    assert [row["text"] for row in article_rows(ARTICLE, ARTICLE.passages)] == ["Fares", "New fares soon"]


@given(st.dictionaries(st.text(), st.text()))
def test_json_comes_back_as_it_was_and_holds_no_character_that_acts(record):
    (line,) = json_lines([record])
    assert json.loads(line) == record
    assert len(line.splitlines()) == 1
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", line)


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"))), min_size=1))
def test_csv_comes_back_as_it_was(values):
    names = ("first", "second")
    text = "".join(csv_lines((dict(zip(names, row, strict=True)) for row in values), names))
    assert text.endswith("\r\n")
    assert [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))] == [names, *values]


def test_csv_says_lists_offsets_nulls_and_truths_in_one_cell():
    record = {**stance_record(STANCE), "highlights": [[1, 2], [4, 9]]}
    names = ("topics", "highlights", "member", "near", "start")
    assert list(csv_lines([record], names))[1] == "boats; money,1-2; 4-9,,false,0\r\n"


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_markdown_row_has_its_cells_whatever_they_hold(values):
    *_, row = markdown_table(["name"] * len(values), [[markdown(value) for value in values]])
    bare = re.sub(r"\\.", "", row)
    assert bare.count("|") == len(values) + 1
    assert len(row.splitlines()) == 1


def test_markdown_shows_markup_as_it_is():
    assert markdown("[/] *a* | <b> `c` x_y \\") == r"\[/\] \*a\* \| \<b\> \`c\` x\_y \\"
    assert markdown("two\nlines") == "two lines"


def test_markdown_highlights_are_bold():
    assert markdown_highlights("New *fares* soon", [Span(4, 11)]) == r"New **\*fares\*** soon"
