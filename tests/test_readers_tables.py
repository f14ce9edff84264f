"""Tables: an article a row, whatever the columns are called, and nothing lost but the rows that are broken."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from taking import LEAD, MORE, TITLE, refusal, take, take_or_refuse

from index.export import ARTICLE_FIELDS, CLAIM_FIELDS, HIT_FIELDS, REVIEW_FIELDS, STANCE_FIELDS
from index.readers.columns import published_in
from index.readers.records import RECORD_LINES

ROW = {
    "id": "a-1",
    "title": TITLE,
    "text": f"{LEAD}\n\n{MORE}",
    "source": "Valley Herald",
    "date": "2026-01-07",
    "url": "https://valley.example/1",
    "author": "By Jane Doe",
    "language": "en-GB",
}
KNOWN = (TITLE, "Valley Herald", "2026-01-07", "column", "https://valley.example/1", "Jane Doe", "en")


def lines(*rows):
    return "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows).encode()


def separated(*rows, mark=",", encoding="utf-8"):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=mark).writerows(rows)
    return buffer.getvalue().encode(encoding)


def known(article):
    said = (article.title, article.publisher, article.published, article.dated_by)
    return (*said, article.url, article.author, article.language)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.jsonl", lines(ROW)),
        ("rows.ndjson", b"\xef\xbb\xbf" + lines(ROW)),
        ("rows.txt", lines(ROW, ROW | {"id": "a-2"})),
        ("rows.json", json.dumps([ROW], indent=1).encode()),
        ("rows", json.dumps({"status": "ok", "articles": [ROW]}, indent=1).encode()),
        ("rows.json", json.dumps([ROW]).encode("utf-16")),
        ("rows.csv", separated(ROW, ROW.values())),
        ("rows.csv", separated(ROW, ROW.values(), mark=";", encoding="utf-8-sig")),
        ("rows.tsv", separated(ROW, ROW.values(), mark="\t", encoding="utf-16")),
        ("rows.txt", separated(ROW, ROW.values(), mark="|").replace(b"\r\n", b"\r")),
        ("rows.csv", b"sep=;\r\n" + separated(ROW, ROW.values(), mark=";")),
    ],
)
def test_a_row_is_an_article_with_all_that_its_columns_say(name, content):
    article = take(name, content).articles[0]
    assert (article.member, article.text) == ("a-1", f"{TITLE}\n\n{LEAD}\n\n{MORE}")
    assert known(article) == KNOWN


def test_an_object_alone_is_the_file_s_one_article():
    (article,) = take(
        "one.json", json.dumps(ROW | {"related": [{"title": "Other", "url": "https://x.example"}]}).encode()
    ).articles
    assert (article.member, known(article)) == (None, KNOWN)


@pytest.mark.parametrize(
    "row",
    [
        {"Headline": TITLE, "Full text": LEAD, "Publication": "Valley Herald", "Publication date": "7 January 2026"},
        {"HD": TITLE, "LP": LEAD[:50], "TD": LEAD[50:], "SN": "Valley Herald", "PD": "7 January 2026", "LA": "EN"},
        {
            "title": TITLE,
            "content": f"<p>{LEAD}</p>",
            "source": {"name": "Valley Herald"},
            "publishedAt": "2026-01-07T09:00:00Z",
        },
        {
            "webTitle": TITLE,
            "fields": {"bodyText": LEAD, "publication": "Valley Herald"},
            "webPublicationDate": "2026-01-07",
        },
        {"_source": {"title": TITLE, "body": LEAD, "site": "Valley Herald", "@timestamp": 1767776400000}},
        {
            "headline": {"main": TITLE},
            "lead_paragraph": LEAD,
            "source": "Valley Herald",
            "pub_date": "2026-01-07T09:00:00+0000",
        },
        {
            "title": {"rendered": TITLE},
            "content": {"rendered": f"<p>{LEAD}</p>"},
            "site_name": "Valley Herald",
            "date": "20260107",
        },
        {"title": TITLE, "text": [LEAD], "publisher": "Valley Herald", "published": 1767776400},
        {
            "title": f"<b>{TITLE}</b>",
            "body": [{"type": "p", "text": LEAD}],
            "outlet": "Valley &amp; Herald",
            "date": "Wed, 07 Jan 2026 09:00:00 GMT",
        },
    ],
)
def test_exports_work_by_the_names_of_their_columns(row):
    (article,) = take("rows.jsonl", lines(row)).articles
    assert article.title == TITLE
    assert "".join(article.text.split()).endswith("".join(LEAD.split()))
    assert article.publisher.replace("& ", "") == "Valley Herald"
    assert article.published == "2026-01-07"


def test_a_list_of_what_was_published_gives_titles():
    row = {
        "url": "https://valley.example/1",
        "title": TITLE,
        "seendate": "20260107T091500Z",
        "domain": "valley.example",
        "language": "English",
    }
    (article,) = take("list.json", json.dumps({"articles": [row]}).encode()).articles
    assert (article.text, article.publisher, article.published, article.language) == (
        TITLE,
        "valley.example",
        "2026-01-07",
        "en",
    )


def test_a_text_that_was_cut_by_a_service_follows_its_summary():
    row = {"title": TITLE, "description": LEAD, "content": f"{MORE[:40]}… [+1234 chars]"}
    (article,) = take("rows.jsonl", lines(row)).articles
    assert article.text == f"{TITLE}\n\n{LEAD}\n\n{MORE[:40].rstrip()} …"


def test_a_whole_page_in_a_column_is_read_as_a_page():
    page = f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body><nav>Menu</nav><article><h1>{TITLE}</h1>"
    page += f"<p>{LEAD} {MORE}</p><p>{MORE} {LEAD}</p></article></body></html>"
    (article,) = take("rows.jsonl", lines({"url": "https://valley.example/1", "html": page})).articles
    assert (article.title, article.url) == (TITLE, "https://valley.example/1")
    assert LEAD in article.text
    assert "Menu" not in article.text


def test_columns_of_other_names_are_read_when_they_are_told():
    row = {
        "meta": {"kop": TITLE, "wie": [{"naam": "Jane Doe"}]},
        "tekst": LEAD,
        "text": "An advertisement.",
        "krant": "Valley Herald",
    }
    columns = {"title": "meta.kop", "text": "tekst", "source": "krant", "author": "meta.wie.0.naam"}
    (article,) = take("rows.jsonl", lines(row), columns=columns).articles
    assert (article.text, article.publisher, article.author) == (f"{TITLE}\n\n{LEAD}", "Valley Herald", "Jane Doe")
    assert (
        take("rows.csv", separated(["kop", "tekst"], [TITLE, LEAD]), columns={"text": "tekst"}).articles[0].text == LEAD
    )


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2026-01-07", "2026-01-07"),
        ("2026-01-07T23:59:59-05:00", "2026-01-07"),
        ("20260107123000", "2026-01-07"),
        ("January 7, 2026", "2026-01-07"),
        ("13.02.2026", "2026-02-13"),
        ("07/01/2026", None),
        ("2026-02-30", None),
        ("20261345", None),
        ("2026", None),
        (2026, None),
        (1767776400, "2026-01-07"),
        (1767776400.5, "2026-01-07"),
        ("1767776400000", "2026-01-07"),
        ({"$date": "2026-01-07T00:00:00Z"}, "2026-01-07"),
        (True, None),
        (None, None),
        (float("nan"), None),
    ],
)
def test_a_date_is_read_when_it_can_be_only_one(value, iso):
    assert published_in(value) == iso


def test_rows_are_named_by_their_ids_and_by_their_numbers():
    content = lines({"text": LEAD}, ROW, "", ROW, {"id": 5, "text": LEAD}, {"id": None, "text": MORE})
    assert list(take("rows.jsonl", content).texts) == ["1", "a-1", "a-1 (2)", "5", "6"]


def test_each_row_has_a_digest_of_its_own():
    one, two, again = (
        take("rows.jsonl", content).articles for content in (lines(ROW), lines(ROW, ROW), lines(ROW, {}))
    )
    assert one[0].sha256 == two[0].sha256 == two[1].sha256 == again[0].sha256
    assert take("rows.jsonl", lines(ROW | {"note": 1})).articles[0].sha256 != one[0].sha256


@pytest.mark.parametrize("name", ["rows.json", "rows.jsonl"])
def test_a_number_of_any_length_is_read(name):
    row = f'{{"id": {"9" * 5000}, "title": "{TITLE}", "text": "{LEAD}"}}'
    content = f"[{row}]" if name == "rows.json" else f"{row}\n{row.replace('9', '8')}\n"
    assert {article.title for article in take(name, content.encode()).articles} == {TITLE}


def test_a_table_whose_text_cannot_be_read_says_why_and_not_that_it_has_none():
    content = f'title,text\n{TITLE},"{"x," * 1_000_000}'.encode()
    assert "no column" not in refusal("rows.csv", content)


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_tables_in_sixteen_bits_need_no_mark(mark):
    assert len(take("rows.csv", f"title,text\n{TITLE},{LEAD}\n".encode(mark)).articles) == 1


def test_broken_rows_are_named_and_the_others_are_read():
    content = lines(
        ROW, "no object", '{"id": 3, "text"', {"id": 4}, "[1]", "{" * 3, {"id": 7, "text": LEAD}, '{"a":' + "[" * 50_000
    )
    taken = take("rows.jsonl", content)
    assert list(taken.texts) == ["a-1", "7"]
    assert taken.reasons == {
        "2": "line 2 is no JSON: expecting value in column 1",
        "3": "line 3 is no JSON: expecting ':' delimiter in column 17",
        "4": "it has no text",
        "5": "it is no object",
        "6": "line 6 is no JSON: expecting property name enclosed in double quotes in column 2",
        "8": "line 8 is no JSON: it is nested too deeply",
    }


def test_broken_records_are_named_and_the_others_are_read():
    content = separated(["id", "title", "text"], ["1", TITLE, "Two\nlines, and more"], ["2", TITLE])
    content += b'3,"open,and so on\n4,Title,Words of it\n5,a,b,c,d\n6,Title,The last words,,\n'
    taken = take("rows.csv", content)
    assert taken.texts == {
        "1": f"{TITLE}\n\nTwo lines, and more",
        "4": "Title\n\nWords of it",
        "6": "Title\n\nThe last words",
    }
    assert taken.reasons == {
        "2": "line 4 has 2 fields where the header has 3",
        "3": "line 5 opens a quotation that has no end",
        "5": "line 7 has 5 fields where the header has 3",
    }


def test_a_quotation_without_end_costs_its_own_line_only():
    rows = [f"{number},Words of row {number}" for number in range(RECORD_LINES + 5)]
    taken = take("rows.csv", "\n".join(["id,text", '"open,never closed', *rows]).encode())
    assert len(taken.articles) == len(rows)
    assert taken.reasons == {"1": "line 2 opens a quotation that has no end"}


def test_a_column_that_is_there_is_not_missed_when_nothing_stands_in_it():
    assert refusal("rows.csv", b'title,text\nQuay,\nFerry,"open\n') == "it has no text"


def test_quotation_marks_in_tabbed_columns_are_words():
    content = f'title\ttext\n"Peace\tHe said "never.\n{TITLE}\t{LEAD}\n'.encode()
    assert take("rows.tsv", content).texts == {"1": '"Peace\n\nHe said "never.', "2": f"{TITLE}\n\n{LEAD}"}


def test_escaped_quotation_marks_are_words():
    (article,) = take("rows.csv", b'title,text\n"Peace","He said \\"never\\", and left."\n').articles
    assert article.text == 'Peace\n\nHe said "never", and left.'


def test_western_bytes_in_a_text_of_another_encoding_are_read():
    rows = [f"{'word ' * 999}about the café." for _ in range(60)]
    content = b"text\n" + "\n".join(rows).encode() + "\nThe café again.\n".encode("cp1252")
    assert take("rows.csv", content).articles[-1].text == "The café again."


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", b"[]", "it holds no articles"),
        ("a.json", b"{}", "it holds no articles"),
        ("a.json", b"hello", "it is no JSON: lexical error: invalid char in json text."),
        ("a.json", b'{"text": "Words', "it is cut off"),
        ("a.json", b"[" * 100_000, "it is no JSON: it is nested too deeply"),
        ("a.json", b'{"a":' * 100_000, "it is no JSON: it is nested too deeply"),
        ("a.json", b"[1, 2]", "it is no object"),
        ("a.csv", b"title,text\n", "it holds no articles"),
        (
            "a.csv",
            b"a,b\n1,2\n",
            "no column in it is known to hold a text; there are a, b ([columns] in whosays.toml names it)",
        ),
        ("a.jsonl", b'{"text": "Wor', "line 1 is no JSON: unterminated string starting at in column 10"),
        (
            "package.json",
            json.dumps(
                {"name": "tool", "description": "Words", "scripts": {"x": {"title": "Name", "description": "W"}}}
            ).encode(),
            (
                "no column in it is known to hold a text; there are name, description, scripts "
                "([columns] in whosays.toml names it)"
            ),
        ),
    ],
)
def test_a_table_without_articles_is_refused_with_what_it_has(name, content, reason):
    assert refusal(name, content) == reason


@pytest.mark.parametrize("fields", [HIT_FIELDS, STANCE_FIELDS, CLAIM_FIELDS, ARTICLE_FIELDS, REVIEW_FIELDS])
def test_what_this_program_exported_is_no_article(fields):
    row = dict.fromkeys(fields, "Some words")
    reason = "whosays wrote it: what it holds was read from other files"
    assert refusal("export.jsonl", lines(row, row)) == reason
    assert refusal("export.json", json.dumps([row], indent=1).encode()) == reason
    assert refusal("export.json", json.dumps(row).encode()) == reason
    assert refusal("export.csv", separated(row, row.values())) == reason


def test_a_line_longer_than_an_article_may_be_ends_the_reading():
    content = lines(ROW, '{"text": "' + "x" * (2 << 20)) + b"x" * (4 << 20)
    taken = take("rows.jsonl", content, article_mb=1)
    assert list(taken.texts) == ["a-1"]
    assert taken.reasons == {None: "line 2 has more than 1 MB (limits.article_mb)"}


def test_a_list_is_read_up_to_where_it_is_cut_off():
    whole = json.dumps([ROW | {"id": number} for number in range(50)])
    for content in (whole, json.dumps({"count": 50, "hits": {"items": json.loads(whole)}})):
        taken = take("rows.json", content[:-200].encode())
        assert 40 < len(taken.articles) < 50
        assert taken.reasons == {None: "it is cut off"}


def test_a_large_list_is_streamed(monkeypatch):
    monkeypatch.setattr("index.readers.tables.WHOLE_MB", 0)
    content = json.dumps({"total": 300, "response": {"docs": [ROW | {"id": number} for number in range(300)]}}).encode()
    taken = take("rows.json", content)
    assert len(taken.articles) == 300
    assert known(taken.articles[-1]) == KNOWN


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.json", "rows.csv"])
def test_any_cut_and_any_wrong_byte_is_told(name):
    content = {
        "rows.jsonl": lines(ROW, ROW),
        "rows.json": json.dumps([ROW, ROW]).encode(),
        "rows.csv": separated(ROW, ROW.values(), ROW.values()),
    }[name]
    for place in range(0, len(content), 3):
        take_or_refuse(name, content[:place])
        take_or_refuse(name, content[:place] + bytes([content[place] ^ 0x15]) + content[place + 1 :])


@given(st.sampled_from(["a.csv", "a.json", "a.jsonl", "a"]), st.text(alphabet='[]{}":,;\n\t\\ax1\0é ', max_size=60))
def test_anything_is_read_or_refused(name, text):
    take_or_refuse(name, text.encode())
    take_or_refuse(name, f"id,title,text\n{text}".encode())
    take_or_refuse(name, f'{{"text": "Words", "title": {text}'.encode())


@given(
    st.lists(
        st.tuples(st.text("ab\"',;\n\t é", max_size=12), st.text("ab\"',;\n\t é", max_size=12)), min_size=1, max_size=6
    )
)
def test_what_was_written_is_read_again(rows):
    content = separated(
        ["id", "title", "text"], *((number, f"T{title}", f"W {text}.") for number, (title, text) in enumerate(rows, 1))
    )
    texts = take("rows.csv", content).texts
    assert list(texts) == [str(number) for number in range(1, len(rows) + 1)]
    for (title, text), read in zip(rows, texts.values(), strict=True):
        # A line of nothing but punctuation is none of an article's.
        assert re.findall(r"\w", read) == re.findall(r"\w", f"T{title}W {text}")
