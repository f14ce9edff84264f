"""Article text on the terminal: wrapping, marks, widths, symbols."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from explorer.render import (
    cell_side,
    cell_symbols,
    cell_text,
    cell_words,
    citation,
    excerpt,
    fit,
    headed,
    pad,
    segments,
    strip,
    wrap,
)
from index.models import Attribution, Blank, Cell, Position, Span, StanceRow

TEXTS = st.text(alphabet=st.sampled_from("ab ńé\n\t字漢한e\u0301🇩🇪‍x[/]\\"), max_size=200)
WIDTHS = st.integers(min_value=2, max_value=40)


def whole(text):
    return Span(0, len(text))


def stance(position=Position.COMMITS, *, near=False, condition=None):
    return StanceRow(
        article="a1",
        file="one.txt",
        member=None,
        source="The Daily Lantern",
        title=None,
        published=None,
        passage=2,
        country="NZ",
        name="New Zealand",
        position=position,
        target="the harbour [/]",
        condition=condition,
        speaker=None,
        attribution=Attribution.SAID,
        quote="Wellington will guard the harbour.",
        start=0,
        end=34,
        labeller="rules",
        rule="own-act",
        cue="will guard",
        near=near,
    )


@given(TEXTS, WIDTHS)
def test_no_line_is_wider_than_asked(text, width):
    assert all(cell_len(line.of(text)) <= width for line in wrap(text, whole(text), width))


@given(TEXTS, WIDTHS)
def test_wrapping_loses_nothing_but_blanks(text, width):
    lines = wrap(text, whole(text), width)
    assert "".join("".join(line.of(text).split()) for line in lines) == "".join(text.split())
    assert all(before.end <= after.start for before, after in pairwise(lines))


LEVEL = st.text(alphabet=st.sampled_from("ab  cé“—…"), max_size=120)


@given(LEVEL, LEVEL, st.integers(min_value=1, max_value=20))
def test_text_of_single_cells_wraps_as_any_other_text(before, text, width):
    span = Span(len(before), len(before) + len(text))
    wide = wrap(before + text + "\t", Span(span.start, span.end + 1), width)  # a tab makes it a text like any other
    assert wrap(before + text + "x", span, width) == wide


@given(TEXTS, st.integers(min_value=0, max_value=40))
def test_fitting_never_exceeds_the_width_and_padding_meets_it(text, width):
    assert cell_len(fit(text, width)) <= width
    assert cell_len(pad(text, width)) == width


@given(TEXTS, st.integers(min_value=0, max_value=40))
def test_a_title_never_exceeds_its_column(text, width):
    assert cell_len(headed(f"{text} 03-01", width)) <= width


def test_a_title_keeps_what_tells_it_from_others_of_its_name():
    assert headed("Herald 12", 9) == "Herald 12"
    assert headed("Herald 12", 8) == "Hera… 12"
    assert headed("Herald 03-01", 8) == "H… 03-01"
    assert headed("Herald 2031-03-01", 8) == "Herald …"
    assert headed("Morning Herald", 8) == "Morning…"


@given(TEXTS, st.data())
def test_marks_cut_a_line_without_changing_its_text(text, data):
    cuts = st.integers(min_value=0, max_value=len(text))
    spans = data.draw(st.lists(st.tuples(cuts, cuts), max_size=5))
    marks = [(Span(min(pair), max(pair)), Style(bold=True)) for pair in spans]
    line = Span(*sorted((data.draw(cuts), data.draw(cuts))))
    shown = "".join(part.text for part in segments(text, line, marks))
    assert len(shown) == line.end - line.start
    assert shown.split() == line.of(text).split()


def test_a_mark_covers_exactly_its_span():
    parts = segments("the fleet will sail", Span(0, 19), [(Span(4, 9), Style(bold=True))])
    assert [part.text for part in parts if part.style and part.style.bold] == ["fleet"]


def test_two_marks_that_overlap_add_up():
    marks = [(Span(0, 10), Style(bold=True)), (Span(4, 8), Style(underline=True))]
    both = [
        part.text for part in segments("abcdefghij", Span(0, 10), marks) if part.style.bold and part.style.underline
    ]
    assert both == ["efgh"]


def test_markup_is_shown_as_it_is():
    assert "".join(part.text for part in segments("[bold] [/] [/x", Span(0, 14), [])) == "[bold] [/] [/x"


def test_a_strip_has_the_width_of_the_pane():
    assert strip(segments("字字", Span(0, 2), []), 3).cell_length == 3
    assert strip(segments("字字", Span(0, 2), []), 9).cell_length == 9


def test_an_excerpt_shows_the_lines_with_most_highlights():
    text = "one two three four five six seven eight nine ten"
    start = text.index("eight")
    lines = [line.of(text) for line in excerpt(text, [Span(start, start + 5)], 12, 2)]
    assert any("eight" in line for line in lines)
    assert len(lines) == 2


def test_an_excerpt_without_highlights_is_the_beginning():
    assert [line.of("alpha beta gamma") for line in excerpt("alpha beta gamma", [], 6, 2)] == ["alpha", "beta"]


def test_commits_hides_supports_but_not_what_is_against_it():
    assert cell_symbols([Position.COMMITS, Position.SUPPORTS]) == "+"
    assert cell_symbols([Position.COMMITS, Position.OPPOSES]) == "+×"
    assert cell_symbols([Position.DECLINES, Position.SUPPORTS]) == "-~"
    assert cell_symbols([Position.UNCLEAR, Position.COMMITS]) == "?"
    assert cell_symbols([Position.COMMITS, Position.DECLINES], mixed=True) == "±"
    assert cell_symbols([]) == ""


def test_a_cell_shows_condition_count_and_review():
    assert cell_text(Cell((Position.COMMITS,), condition=True, reviewed=True, count=2)) == "+ if 2✓"
    assert cell_text(Cell((Position.COMMITS,), count=1)) == "+"
    assert cell_text(Cell((Position.COMMITS,), reviewed=True, count=1, disputed=True)) == "+✓≠"


def test_near_stances_stand_in_parentheses():
    cell = Cell(near=(Position.DECLINES,), blank=Blank.SILENT)
    assert cell_text(cell) == "(-)"
    assert cell_side(cell) == "near"


def test_every_blank_looks_different():
    shown = {cell_text(Cell(blank=blank)) for blank in Blank}
    assert shown == {" ", "·", "…", "/"}


def test_sides_have_a_colour_each():
    assert cell_side(Cell((Position.SUPPORTS,), count=1)) == "for"
    assert cell_side(Cell((Position.OPPOSES,), count=1)) == "against"
    assert cell_side(Cell((Position.UNCLEAR,), count=1)) == "open"
    assert cell_side(Cell((Position.COMMITS, Position.OPPOSES), mixed=True, count=2)) == "open"
    assert cell_side(Cell()) == "blank"


def test_a_cell_in_words_names_holder_source_position_target_and_condition():
    cell = Cell((Position.COMMITS,), count=1)
    words = cell_words("New Zealand", "Lantern", cell, stance(condition="if asked"))
    assert words == "New Zealand · Lantern · commits “the harbour [/]” on condition “if asked”"
    assert cell_words("New Zealand", "Lantern", cell, None) == "New Zealand · Lantern · commits"


def test_a_blank_cell_says_why():
    assert cell_words("Peru", "all", Cell(blank=Blank.PENDING), None) == "Peru · all · not analysed yet"


def test_a_citation_leaves_out_what_is_not_known():
    text = citation(" They sail. ", "The Daily Lantern", "one.txt", 4, None, "2026-02-03")
    assert text == "They sail.\n— The Daily Lantern, 2026-02-03 (one.txt ¶4)"
