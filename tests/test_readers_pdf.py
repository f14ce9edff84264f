"""PDF: words in the order in which a person reads them, without what runs along the pages."""

from __future__ import annotations

import io
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import article_of, damaged, passages_of, reason_of
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfgen.canvas import Canvas

from index.readers import Limits
from index.text.composing import flat

TITLE = "Freedonia will send engineers to the valley"
PROSE = (
    "The minister of Freedonia said on Monday that her country would send engineers to the valley. They would rebuild "
    "the bridge before winter, she added, and open the road to the villages beyond the river. The governor of Sylvania "
    "answered that nobody had asked for the engineers. He would not let them cross the border without an agreement "
    "that both parliaments had approved. Talks are to go on next week in the old town hall of the capital."
)
WIDE, NARROW = 470, 220


def wrapped(text, width):
    return simpleSplit(text, "Helvetica", 10, width)


def pdf(draw, pages=1, **options):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1, **options)
    for page in range(1, pages + 1):
        draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def write(canvas, lines, left, top, size=10, font="Helvetica"):
    canvas.setFont(font, size)
    for number, line in enumerate(lines):
        canvas.drawString(left, top - 1.2 * size * number, line)
    return top - 1.2 * size * len(lines)


def test_columns_are_read_one_after_the_other_below_what_spans_them():
    def draw(canvas, _):
        write(canvas, [TITLE], 60, 780, 20)
        left, right = (wrapped(f"{side} {PROSE}", NARROW) for side in ("Left.", "Right."))
        for number, pair in enumerate(zip(left, right, strict=True)):
            write(canvas, [pair[0]], 60, 740 - 12 * number)  # line by line, across both columns
            write(canvas, [pair[1]], 310, 740 - 12 * number)

    assert passages_of(pdf(draw), "one.pdf") == [
        ("title", TITLE),
        ("paragraph", f"Left. {PROSE}"),
        ("paragraph", f"Right. {PROSE}"),
    ]


def test_what_runs_along_the_pages_is_left_out_and_paragraphs_go_on_over_them():
    lines = wrapped(" ".join([PROSE] * 3), WIDE)
    third = len(lines) // 3

    def draw(canvas, page):
        write(canvas, [f"The Valley Courier {'I' * page}"], 60, 815, 8)
        write(canvas, lines[third * (page - 1) : third * page if page < 3 else None], 60, 780)
        write(canvas, [f"- {page} -"], 290, 30, 8)

    assert passages_of(pdf(draw, 3), "one.pdf") == [("paragraph", " ".join([PROSE] * 3))]


def test_the_number_of_an_only_page_is_left_out():
    def draw(canvas, _):
        write(canvas, wrapped(PROSE, WIDE), 60, 780)
        write(canvas, ["Page 1 of 1"], 290, 30, 8)

    assert passages_of(pdf(draw), "one.pdf") == [("paragraph", PROSE)]


def test_divided_words_are_whole_again_and_compounds_keep_their_hyphens():
    lines = ["The re-", "building of the well-", "known bridge is a long-term task, and long-", "term tasks are dear."]

    def draw(canvas, _):
        write(canvas, [*lines, *wrapped(PROSE, 300)], 60, 780)

    article = article_of(pdf(draw), "one.pdf")
    assert article.text.startswith(
        "The rebuilding of the wellknown bridge is a long-term task, and long-term tasks are"
    )


def test_paragraphs_are_told_by_indents_gaps_and_short_lines_and_headings_by_size_and_weight():
    def draw(canvas, _):
        top = write(canvas, [TITLE], 60, 790, 22)
        top = write(canvas, wrapped(PROSE, WIDE), 60, top - 20)
        top = write(canvas, ["Who pays"], 60, top - 10, 14)
        lines = wrapped(PROSE, WIDE)
        canvas.drawString(75, top, "")
        write(canvas, lines[:1], 75, top)
        top = write(canvas, lines[1:], 60, top - 12)
        top = write(canvas, ["Who comes"], 60, top, 10, "Helvetica-Bold")
        top = write(canvas, wrapped(PROSE, WIDE), 60, top)
        write(canvas, wrapped(PROSE, WIDE), 60, top - 15)

    assert passages_of(pdf(draw), "one.pdf") == [
        ("title", TITLE),
        ("paragraph", PROSE),
        ("heading", "Who pays"),
        ("paragraph", PROSE),
        ("heading", "Who comes"),
        ("paragraph", PROSE),
        ("paragraph", PROSE),
    ]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_read_upright(turn):
    def draw(canvas, _):
        canvas.translate(300, 400)
        canvas.rotate(turn)
        write(canvas, wrapped(PROSE, NARROW), -200, 100)

    assert passages_of(pdf(draw), "one.pdf") == [("paragraph", PROSE)]


def test_a_table_is_read_row_by_row():
    rows = [("Freedonia", "40", "sends"), ("Sylvania", "3", "refuses"), ("Ruritania", "12", "waits")]

    def draw(canvas, _):
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                write(canvas, [cell], 60 + 150 * place, 700 - 20 * number)

    assert article_of(pdf(draw), "one.pdf").text.split() == [cell for row in rows for cell in row]


def test_properties_that_are_real_are_taken():
    def draw(canvas, _):
        canvas.setTitle("courier_final.indd")
        canvas.setAuthor("Ada Quill")
        write(canvas, wrapped(PROSE, WIDE), 60, 780)

    article = article_of(pdf(draw), "one.pdf")
    assert (article.title, article.author) == (None, "Ada Quill")
    assert (article.published, article.dated_by) == ("2000-01-01", "document")


def test_a_property_in_utf8_that_does_not_say_so_is_read_as_it_was_meant():
    def draw(canvas, _):
        canvas.setAuthor("Renée Quill".encode().decode("latin-1"))
        write(canvas, wrapped(PROSE, WIDE), 60, 780)

    assert article_of(pdf(draw), "one.pdf").author == "Renée Quill"


def test_what_is_filled_into_a_form_is_read():
    def draw(canvas, _):
        write(canvas, wrapped(PROSE, WIDE), 60, 780)
        canvas.acroForm.textfield(name="town", x=60, y=400, value="Fredville")

    assert "Fredville" in article_of(pdf(draw), "one.pdf").text


def test_a_password_is_told_and_an_empty_one_is_none():
    def draw(canvas, _):
        write(canvas, wrapped(PROSE, WIDE), 60, 780)

    assert reason_of(pdf(draw, encrypt=StandardEncryption("secret", ownerPassword="x")), "one.pdf") == (
        "it is protected by a password"
    )
    assert passages_of(pdf(draw, encrypt=StandardEncryption("", ownerPassword="x")), "one.pdf") == [
        ("paragraph", PROSE)
    ]


def picture(words):
    from PIL import Image, ImageDraw, ImageFont

    drawn = Image.new("L", (1200, 300), 255)
    ImageDraw.Draw(drawn).text((40, 40), words, fill=0, font=ImageFont.load_default(44))
    return ImageReader(drawn)


def scanned(canvas, _):
    canvas.drawImage(picture("Freedonia will send\nengineers to the valley."), 60, 600, 400, 100)


def test_a_scanned_page_without_a_program_that_reads_it_is_refused(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert reason_of(pdf(scanned), "one.pdf") == "it has no text, only pictures; ocrmypdf can add it"


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_a_scanned_page_is_recognised():
    assert flat(article_of(pdf(scanned), "one.pdf").text) == "Freedonia will send engineers to the valley."


def test_a_blank_page_holds_no_words():
    assert reason_of(pdf(lambda *_: None), "one.pdf") == "it holds no words"


def test_what_costs_too_much_is_refused(monkeypatch):
    def draw(canvas, _):
        write(canvas, wrapped(PROSE, WIDE), 60, 780)

    monkeypatch.setattr("index.readers.pdf.MB", len(PROSE) + 1)
    assert passages_of(pdf(draw), "one.pdf", limits=Limits(article_mb=1)) == [("paragraph", PROSE)]
    assert reason_of(pdf(draw, 2), "one.pdf", limits=Limits(article_mb=1)) == (
        "it has more than 1 MB of text (limits.article_mb)"
    )
    assert reason_of(pdf(draw), "one.pdf", limits=Limits(seconds=0)) == (
        "it takes more than 0 seconds to read (limits.seconds)"
    )


def sample():
    def draw(canvas, page):
        write(canvas, [TITLE], 60, 780, 20)
        write(canvas, wrapped(f"{page} {PROSE}", NARROW), 60, 740)

    return pdf(draw, 2)


def test_a_file_without_its_table_of_places_is_mended():
    content = sample()
    assert article_of(content[: content.rfind(b"xref")], "one.pdf").text == article_of(content, "one.pdf").text


def test_a_file_cut_anywhere_is_read_or_refused(capfd):
    content = sample()
    for length in range(5, len(content), 41):
        reason = reason_of(content[:length], "one.pdf")
        assert reason is None or reason.startswith("it ")
    assert capfd.readouterr() == ("", "")
    assert reason_of(content[:200], "one.pdf") == "it is damaged, or no PDF"


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1 << 14), st.integers(0, 255)), max_size=12))
def test_a_damaged_file_is_read_or_refused(places):
    reason = reason_of(damaged(sample(), places), "one.pdf")
    assert reason is None or reason
