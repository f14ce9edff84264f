import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.output import Console, Paper, Style, caret_lines, cells, one_line, wrap
from index.errors import InvalidQuery
from index.models import Span, SyncProgress

TEXTS = st.text(st.sampled_from("ab ßé漢字e\u0301😀-"), max_size=60)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@given(TEXTS, st.integers(2, 20))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text, width):
    lines = [span.of(text) for span in wrap(text, width)]
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cells(line) <= width for line in lines)
    assert all(line == line.strip() for line in lines)


@given(TEXTS)
def test_without_a_width_a_text_is_one_line(text):
    assert [span.of(text) for span in wrap(text, None)] == ([text.strip()] if text.strip() else [])


def test_words_stay_whole_where_they_fit():
    text = "the harbour master opened the gate"
    assert [span.of(text) for span in wrap(text, 12)] == ["the harbour", "master", "opened the", "gate"]


def test_wide_letters_take_two_cells_and_marks_none():
    assert [cells(text) for text in ("ab", "漢字", "e\u0301", "")] == [2, 4, 1, 0]


@given(TEXTS, st.integers(2, 20), st.data())
def test_highlights_are_kept_over_line_breaks(text, width, data):
    start = data.draw(st.integers(0, len(text)))
    mark = Span(start, data.draw(st.integers(start, len(text))))
    paper = Paper(width, styled=True)
    drawn = "".join(paper.block(text, "", [mark]))
    shown = "".join(part.split("\x1b[0m")[0] for part in drawn.split("\x1b[1;4m")[1:])
    assert "".join(shown.split()) == "".join(mark.of(text).split())


def test_a_pipe_gets_plain_text_on_one_line():
    paper = Console(io.StringIO(), io.StringIO(), {}).paper
    assert list(paper.block("a long line " * 40, "  ", [Span(2, 6)])) == ["  " + ("a long line " * 40).strip()]


def test_a_terminal_gets_styles_and_colours():
    paper = Console(Terminal(), io.StringIO(), {"COLUMNS": "40"}).paper
    assert paper == Paper(40, styled=True, coloured=True)
    assert paper.paint("for", Style.FOR) == "\x1b[94mfor\x1b[0m"


def test_no_color_takes_the_colours_and_leaves_the_highlights():
    paper = Console(Terminal(), io.StringIO(), {"NO_COLOR": "1"}).paper
    assert paper.paint("for", Style.FOR) == "for"
    assert paper.paint("hit", Style.HIGHLIGHT) == "\x1b[1;4mhit\x1b[0m"


def test_a_dumb_terminal_gets_no_styles():
    paper = Console(Terminal(), io.StringIO(), {"TERM": "dumb"}).paper
    assert paper.paint("hit", Style.HIGHLIGHT) == "hit"


@pytest.mark.parametrize("text", ["\x1b]52;c;aGk=\x07", "\x9b31m", "a\u202eb", "a\rb", "a\nb"])
def test_nothing_from_outside_acts_on_the_terminal(text):
    shown = one_line(text)
    assert shown.isprintable()
    assert "\u202e" not in shown


def test_notes_are_sanitised():
    notes = io.StringIO()
    Console(io.StringIO(), notes, {}).note("no such folder: \x1b]0;title\x07")
    assert notes.getvalue() == "no such folder: ]0;title\n"


def test_progress_is_told_once_a_step_to_a_file():
    notes = io.StringIO()
    console = Console(io.StringIO(), notes, {})
    for done in range(3):
        console.progress(SyncProgress("reading", done, 2))
    console.progress(SyncProgress("analysing", 0, 2))
    assert notes.getvalue() == "reading …\nanalysing …\n"


def test_what_is_waited_for_is_told_on_a_terminal_alone_and_leaves_no_trace():
    notes, elsewhere = Terminal(), io.StringIO()
    for stream in (notes, elsewhere):
        console = Console(Terminal(), stream, {"COLUMNS": "40"})
        console.at_work(f"fetching https://{'a' * 60}.example/")
        console.done()
    told, wiped, _ = notes.getvalue().split("\r")
    assert told.startswith("fetching https://aaa")
    assert len(told) < 40
    assert wiped.startswith(" " * len(told))
    assert not elsewhere.getvalue()


def test_progress_leaves_no_trace_on_a_terminal_nor_does_what_ctrl_c_writes_behind_it():
    notes = Terminal()
    console = Console(io.StringIO(), notes, {})
    console.progress(SyncProgress("reading", 1, 2))
    console.done()
    assert notes.getvalue() == f"reading 1/2\r{' ' * len('reading 1/2^C')}\r"


@pytest.mark.parametrize(
    ("query", "start", "end", "carets"),
    [
        ("ferry AND", 6, 9, "      ^^^"),
        ("漢字 )", 3, 4, "     ^"),
        ("(ferry", 6, 6, "      ^"),
        ("a\tb )", 4, 5, "    ^"),
    ],
)
def test_carets_stand_under_the_place(query, start, end, carets):
    shown, under = caret_lines(InvalidQuery(query, start, end, "unexpected"))
    assert under == carets
    assert "\t" not in shown


@given(st.text(alphabet="ab (漢é\u0301\udcff\x1b", min_size=1, max_size=300), st.data(), st.integers(20, 200))
def test_carets_stand_under_the_same_letters_however_long_the_query_is(query, data, width):
    start = data.draw(st.integers(0, len(query) - 1))
    end = data.draw(st.integers(start + 1, len(query)))
    shown, under = caret_lines(InvalidQuery(query, start, end, "unexpected"), width)
    assert cells(shown) <= width
    assert cells(under) <= width
    pointed = "".join(letter for at, letter in enumerate(shown) if cells(shown[:at]) >= under.index("^"))
    wrong = "".join(" " if letter in "\udcff\x1b" else letter for letter in query[start:end])
    assert pointed.lstrip("\u0301").startswith(wrong[: width // 4].lstrip("\u0301"))


class Full(io.StringIO):
    def write(self, _):
        raise OSError(28, "No space left on device")


def test_a_stderr_that_cannot_be_written_changes_nothing():
    data = io.StringIO()
    console = Console(data, Full(), {})
    console.note("a note")
    console.progress(SyncProgress("reading", 1, 2))
    console.done()
    console.lines(["a row"])
    assert data.getvalue() == "a row\n"
