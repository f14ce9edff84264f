"""The library: files in, answers out; whatever happens in between, nothing is lost and nothing is made up."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from itertools import count
from threading import Event, Thread

import pytest

from index.analysis.ledger import Party
from index.errors import (
    AnalysisUnavailable,
    EngineUnavailable,
    InvalidQuery,
    InvalidSettings,
    LibraryNotFound,
    NoSuchArticle,
    RecordsUnusable,
)
from index.library import Cancelled, Library, taking
from index.models import Attribution, Blank, Claim, ClaimStatus, Evidence, Position, Span, Stance, Topic
from index.storage import Findings, Records

FERRY = """The Ferry Question

Norway will pay for the new ferry if the harbour is finished in spring, officials said in the capital.

Sweden rejected the plan for the ferry and said that the price of the harbour was much too high.
"""
HARBOUR = """Harbour Nearly Done

Sweden welcomed the new harbour on Monday and said that the first ships are expected there in the summer.

Nobody has asked the fishermen so far what they think about the harbour and the noise that it brings.
"""
LIGHTHOUSE = """A Lighthouse for Sale

Denmark offered the old lighthouse to anybody who promises to paint it every year before the winter comes.

Ode Brask rejected the offer on Sunday and said that a lighthouse should never be sold to anybody at all.
"""
TEXTS = {"ferry.txt": FERRY, "harbour.txt": HARBOUR, "lighthouse.txt": LIGHTHOUSE}
TIMES = count(1_700_000_000)
SETTINGS = """[library]
name = "The coast"

[[topics]]
id = "ferries"
title = "The new ferry"
query = "ferry"

[[topics]]
id = "refusals"
title = "Who is against it"
query = "position:opposes"
"""


@pytest.fixture
def folder(tmp_path):
    """Return a folder with three articles and settings."""
    made = tmp_path / "coast"
    fill(made, TEXTS)
    (made / "whosays.toml").write_text(SETTINGS, encoding="utf-8")
    return made


@pytest.fixture
def library(folder):
    """Return a library of three articles, searchable, with nothing analysed."""
    with Library.open(folder) as opened:
        opened.sync(analysis=False)
        yield opened


@pytest.fixture
def said(library):
    """Return the same library with stances and a claim put into its records by hand."""
    with Records.open(library.records_folder / "records.sqlite") as records, records.writing() as writer:
        ferry, harbour = (library.article(file) for file in ("ferry.txt", "harbour.txt"))
        writer.replace_findings(
            {
                ferry.id: Findings(
                    (
                        stance(ferry, "NO", Position.COMMITS, "Norway will pay for the new ferry", "the new ferry"),
                        stance(ferry, "SE", Position.OPPOSES, "Sweden rejected the plan for the ferry", "the plan"),
                    ),
                    {1: frozenset({"NO"}), 2: frozenset({"SE"})},
                ),
                harbour.id: Findings(
                    (stance(harbour, "SE", Position.SUPPORTS, "Sweden welcomed the new harbour", "the new harbour"),),
                    {1: frozenset({"SE"})},
                ),
            }.items()
        )
        writer.replace_claims(
            [
                claim("one", ClaimStatus.SINGLE, (harbour, "Nobody has asked the fishermen")),
                claim("two", ClaimStatus.DISPUTED, (ferry, "the new ferry"), (harbour, "the first ships")),
            ]
        )
    return library


def fill(folder, texts):
    """Make the folder hold these articles and no other ones."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.txt"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            # Two writes within one tick of the clock would be one to a sync; nobody writes that fast.
            later = next(TIMES) * 1_000_000_000
            os.utime(path, ns=(later, later))


def span_of(text, words):
    start = text.index(words)
    return Span(start, start + len(words))


def stance(article, holder, position, evidence, target):
    where = span_of(article.text, evidence)
    return Stance(
        article=article.id,
        passage=article.passage_at(where.start).number,
        holder=holder,
        position=position,
        attribution=Attribution.SAID,
        evidence=where,
        cue=where,
        rule="by-hand",
        labeller="a person",
        target=span_of(article.text, target),
    )


def claim(key, status, *evidence):
    pieces = []
    for article, words in evidence:
        where = span_of(article.text, words)
        pieces.append(Evidence(article.id, article.passage_at(where.start).number, where))
    return Claim(key, evidence[0][1], status, "quantity", ("SE",), tuple(pieces))


def records_of(folder):
    """Return every row of the records but change rows, what is remembered, and the files' times."""
    tables = ("files", "articles", "passages", "analyses", "stances", "mentions", "claims", "evidence")
    connection = sqlite3.connect(folder / ".whosays" / "records.sqlite")
    rows = {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}
    connection.close()
    rows["files"] = [(path, size, *rest) for path, size, _, *rest in rows["files"]]
    return rows


def interrupt_at(step, number=0):
    """Return a callback that raises KeyboardInterrupt the ``number``-th time that a step reports."""
    seen = []

    def report(progress):
        if progress.step == step:
            seen.append(progress)
            if len(seen) > number:
                raise KeyboardInterrupt

    return report


def files_of(answer):
    return sorted({hit.file for hit in answer.hits})


def counts(table):
    return {row.holder: row.cells[-1].count for row in table.rows}


def holders(rows, *, near=False):
    return [(row.country, row.position.value) for row in rows if row.near is near]


# --- opening ---


def test_a_missing_folder_is_not_found(tmp_path):
    with pytest.raises(LibraryNotFound, match="there is no such folder") as caught:
        Library.open(tmp_path / "nowhere")
    assert caught.value.place == str(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_file_is_no_library(tmp_path):
    (tmp_path / "a.txt").write_text("A")
    with pytest.raises(LibraryNotFound, match="is a file"):
        Library.open(tmp_path / "a.txt")


def test_an_empty_folder_opens_and_answers_with_nothing(tmp_path):
    with Library.open(tmp_path) as library:
        assert not library.synced
        assert library.search("anything").total == 0
        report = library.sync()
        assert (report.read, report.pending, report.refused) == (0, 0, ())
        assert library.synced
        assert library.search("").hits == ()
        assert library.check() == ()
        assert library.name == tmp_path.name


def test_what_is_worked_out_stands_in_a_folder_that_backups_and_git_leave_out(library, folder):
    assert library.records_folder == folder / ".whosays"
    assert (folder / ".whosays" / ".gitignore").read_text() == "*\n"
    assert (
        (folder / ".whosays" / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    )


def test_a_folder_that_cannot_be_written_keeps_its_records_in_the_cache(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (folder / ".whosays").write_text("in the way")
    with Library.open(folder) as library:
        assert library.records_folder.parent == tmp_path / "cache" / "whosays"
        assert str(library.records_folder) in library.elsewhere
        library.sync(analysis=False)
        assert library.search("ferry").articles == 1
    assert (folder / ".whosays").read_text() == "in the way"


def test_opening_and_syncing_changes_no_file_of_the_user(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with Library.open(folder) as library:
        library.sync(analysis=False)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_broken_settings_are_said_on_opening(folder):
    (folder / "whosays.toml").write_text("[library\n")
    with pytest.raises(InvalidSettings, match=r":1:9: "):
        Library.open(folder)


def test_an_unknown_engine_is_named(folder):
    (folder / "whosays.toml").write_text('[library]\nengine = "steam"\n')
    with Library.open(folder) as library, pytest.raises(EngineUnavailable, match="steam"):
        library.sync(analysis=False)


def test_damaged_records_say_what_to_delete_and_a_rebuild_helps(folder, library):
    library.close()
    (folder / ".whosays" / "records.sqlite").write_bytes(b"rubbish" * 1000)
    with pytest.raises(RecordsUnusable, match="is damaged; delete"):
        Library.open(folder)
    with Library.rebuild(folder) as again:
        again.sync(analysis=False)
        assert again.search("ferry").articles == 1
        assert again.check() == ()


# --- syncing ---


def test_a_sync_reads_only_what_changed(library, folder):
    assert library.changed_files() == 0
    report = library.sync(analysis=False)
    assert (report.read, report.unchanged, report.removed) == (0, 3, 0)
    fill(folder, {**TEXTS, "ferry.txt": FERRY.replace("spring", "autumn"), "quay.txt": "Quay\n\nA quay is built."})
    (folder / "harbour.txt").unlink()
    assert library.changed_files() == 3
    report = library.sync(analysis=False)
    assert (report.read, report.unchanged, report.removed) == (2, 1, 1)
    assert library.changed_files() == 0
    assert files_of(library.search("autumn OR quay")) == ["ferry.txt", "quay.txt"]
    assert library.search("harbour source:harbour").total == 0


def test_a_touch_reads_nothing_and_a_rename_is_told_as_one(library, folder):
    os.utime(folder / "ferry.txt", ns=(1, 1))
    (folder / "harbour.txt").rename(folder / "port.txt")
    before = library.article("ferry.txt")
    report = library.sync(analysis=False)
    assert (report.read, report.unchanged, report.removed, report.renamed) == (0, 2, 0, 1)
    assert library.article("ferry.txt") == before
    assert files_of(library.search("harbour")) == ["ferry.txt", "port.txt"]


def test_files_in_folders_are_found_and_hidden_ones_and_our_own_are_not(tmp_path):
    for name in ("a/b/deep.txt", ".git/x.txt", "a/.hidden.txt", "whosays.toml", "feeds.toml", "reviews/me.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "a/b/deep.txt").write_text(FERRY)
    (tmp_path / "a/b/deep.txt.meta.toml").write_text("")
    (tmp_path / "a/around").symlink_to(tmp_path)
    with Library.open(tmp_path) as library:
        report = library.sync(analysis=False)
        assert (report.read, report.refused) == (1, ())
        assert [article.file for article in library.articles()] == ["a/b/deep.txt"]


def test_what_is_no_article_is_refused_with_its_reason_and_the_rest_goes_on(library, folder):
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.txt").symlink_to(folder / "gone.txt")
    (folder / "quay.txt").write_text("Quay\n\nA quay is built.")
    for _ in range(2):
        report = library.sync(analysis=False)
        assert [refusal.file for refusal in report.refused] == ["broken.txt", "empty.txt", "picture.txt"]
        assert all(refusal.reason for refusal in report.refused)
        assert library.search("quay").articles == 1
    assert report.read == 0
    assert library.info().refused == 3


def test_a_name_that_a_terminal_would_obey_is_refused_and_shown_escaped(library, folder):
    (folder / "a\x1b]52;c;x.txt").write_text(FERRY)
    (report,) = library.sync(analysis=False).refused
    assert report.file == r"a\x1b]52;c;x.txt"
    assert "name" in report.reason


def test_an_article_that_can_no_longer_be_read_stays(library, folder):
    before = library.article("ferry.txt")
    (folder / "ferry.txt").write_bytes(b"\0" * 100)
    assert [refusal.file for refusal in library.sync(analysis=False).refused] == ["ferry.txt"]
    (folder / "harbour.txt").unlink()
    (folder / "harbour.txt").symlink_to(folder / "gone.txt")
    assert [refusal.file for refusal in library.sync(analysis=False).refused] == ["ferry.txt", "harbour.txt"]
    assert library.article("ferry.txt") == before
    assert files_of(library.search("harbour")) == ["ferry.txt", "harbour.txt"]


def test_a_file_without_permission_is_tried_again_every_time(library, folder, monkeypatch):
    digest_of = taking.digest_of

    def denied(path):
        if path.name == "quay.txt":
            raise PermissionError(13, "Permission denied")
        return digest_of(path)

    (folder / "quay.txt").write_text("Quay\n\nA quay is built.")
    with monkeypatch.context() as patched:
        patched.setattr(taking, "digest_of", denied)
        (refusal,) = library.sync(analysis=False).refused
        assert (refusal.file, refusal.reason) == ("quay.txt", "it cannot be read: permission denied")
        assert library.changed_files() == 0
    assert library.sync(analysis=False).refused == ()
    assert library.search("quay").articles == 1


def test_articles_of_a_folder_that_cannot_be_listed_stay(library, folder, monkeypatch):
    fill(folder / "more", {"quay.txt": "Quay\n\nA quay is built."})
    library.sync(analysis=False)
    scandir = os.scandir

    def denied(path):
        if os.fspath(path).endswith("more"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    report = library.sync(analysis=False)
    assert [(refusal.file, report.removed) for refusal in report.refused] == [("more/", 0)]
    assert library.search("quay").articles == 1


def test_any_order_of_syncs_ends_in_what_one_rebuild_gives(tmp_path):
    long_way, straight = tmp_path / "long", tmp_path / "straight"
    steps = [
        {"ferry.txt": HARBOUR},
        {"harbour.txt": HARBOUR, "gone.txt": FERRY},
        {"harbour.txt": LIGHTHOUSE, "lighthouse.txt": FERRY, "ferry.txt": LIGHTHOUSE},
        TEXTS,
    ]
    fill(long_way, {})
    with Library.open(long_way) as library:
        for step in steps:
            fill(long_way, step)
            library.sync(analysis=False)
        assert library.check() == ()
        found = library.search("harbour OR ferry").hits
    fill(straight, TEXTS)
    with Library.open(straight) as library:
        library.sync(analysis=False)
        assert library.search("harbour OR ferry").hits == found
    assert records_of(long_way) == records_of(straight)


def test_an_interruption_anywhere_loses_nothing(tmp_path):
    clean = tmp_path / "clean"
    fill(clean, TEXTS)
    reports = []
    with Library.open(clean) as library:
        library.sync(analysis=False, progress=reports.append)
    assert {report.step for report in reports} == {"reading", "indexing"}
    for number in range(len(reports)):
        cut = tmp_path / f"cut{number}"
        fill(cut, TEXTS)
        left = [KeyboardInterrupt() if place == number else None for place in range(len(reports))]

        def interrupt(_, left=left):
            if error := left.pop(0):
                raise error

        with Library.open(cut) as library, pytest.raises(KeyboardInterrupt):
            library.sync(analysis=False, progress=interrupt)
        with Library.open(cut) as library:
            library.sync(analysis=False)
            assert library.check() == ()
            assert library.search("harbour").articles == 2
        assert records_of(cut) == records_of(clean)


def test_the_first_articles_are_found_while_the_last_are_read(folder, monkeypatch):
    monkeypatch.setattr("index.library.intake.BATCH_FILES", 2)
    monkeypatch.setattr("index.library.following.FIRST_PASSAGES", 4)
    fill(folder, {f"{number}.txt": f"Ferry {number}\n\nThe ferry sails at nine." for number in range(9)})
    found = []
    with Library.open(folder) as library, Library.open(folder) as other:

        def look(progress):
            if progress.step == "reading":
                found.append(other.search("ferry", hits_only=True).articles)

        library.sync(analysis=False, progress=look)
        assert other.search("ferry", hits_only=True).articles == 9
        assert library.check() == ()
    assert found[0] == 0
    assert 0 < found[-2] < 9


def test_after_an_interruption_the_next_search_takes_the_engine_along(folder):
    with Library.open(folder) as library, pytest.raises(KeyboardInterrupt):
        library.sync(analysis=False, progress=interrupt_at("indexing"))
    with Library.open(folder) as library:
        assert library.search("harbour").articles == 2


def test_two_syncs_at_once_are_refused_and_searches_go_on(library, folder):
    fill(folder, {**TEXTS, "quay.txt": "Quay\n\nA quay is built."})
    reached, go_on = Event(), Event()

    def wait(_):
        reached.set()
        assert go_on.wait(30)

    thread = Thread(target=lambda: library.sync(analysis=False, progress=wait))
    thread.start()
    try:
        assert reached.wait(30)
        with Library.open(folder) as other:
            with pytest.raises(RecordsUnusable, match="another whosays"):
                other.sync(analysis=False)
            assert other.search("harbour").articles == 2
    finally:
        go_on.set()
        thread.join()
    assert library.search("quay").articles == 1


def test_a_question_to_a_copied_library_waits_for_the_sync_that_makes_its_engine_anew(library, folder, tmp_path):
    expected = library.search("harbour")
    shutil.copytree(folder, tmp_path / "copy")
    reached, go_on, answers = Event(), Event(), []

    def wait(_):
        reached.set()
        assert go_on.wait(30)

    with Library.open(tmp_path / "copy") as copy:
        fill(tmp_path / "copy", {**TEXTS, "quay.txt": "Quay\n\nA quay is built."})
        syncing = Thread(target=lambda: copy.sync(analysis=False, progress=wait))
        asking = Thread(target=lambda: answers.append(copy.search("harbour")))
        syncing.start()
        try:
            assert reached.wait(30)
            asking.start()
            asking.join(0.2)
            assert asking.is_alive()
        finally:
            go_on.set()
            syncing.join()
        asking.join(30)
        assert answers[0].articles == expected.articles
        assert copy.search("quay").articles == 1


@pytest.mark.parametrize("harm", ["missing", "rubbish", "foreign", "ahead"])
def test_an_engine_that_is_missing_or_damaged_is_made_again(library, folder, harm):
    before = library.search("harbour")
    library.close()
    engine = folder / ".whosays" / "engines" / "whoosh"
    if harm == "rubbish":
        for path in engine.iterdir():
            path.write_bytes(b"rubbish")
    elif harm == "ahead":
        (folder / ".whosays" / "records.sqlite").unlink()
    else:
        shutil.rmtree(engine)
        if harm == "foreign":
            engine.mkdir()
            (engine / "somebody.else").write_text("x")
    with Library.open(folder) as again:
        if harm == "ahead":
            again.sync(analysis=False)
        assert again.search("harbour") == before
        assert again.check() == ()


@pytest.mark.parametrize("again", [False, True])
def test_what_is_deleted_while_the_library_is_open_is_made_anew_by_a_sync(library, folder, again):
    before = library.search("harbour")
    shutil.rmtree(folder / ".whosays")
    if again:
        Library.open(folder).close()
    with pytest.raises(RecordsUnusable, match="is gone or another one; sync again"):
        library.search("harbour")
    library.sync(analysis=False)
    assert library.search("harbour") == before
    assert library.check() == ()


def test_a_folder_that_is_deleted_while_the_library_is_open_is_not_made_anew(library, folder):
    shutil.rmtree(folder)
    with pytest.raises(LibraryNotFound):
        library.sync(analysis=False)
    assert not folder.exists()


# --- asking ---


def test_a_hit_says_where_it_stands_and_what_matched(library):
    answer = library.search("expected ships")
    (hit,) = answer.hits
    article = library.article(hit.article)
    assert (answer.total, answer.articles, hit.file, hit.passage) == (1, 1, "harbour.txt", 1)
    assert article.text[hit.start : hit.end] == hit.text
    assert [span.of(hit.text) for span in hit.highlights] == ["ships", "expected"]
    assert library.highlights("expected ships", hit.text) == hit.highlights


def test_hits_come_in_pages_of_the_same_order(library):
    whole = library.search("harbour", limit=None)
    assert whole.total == len(whole.hits) == 5
    pages = [library.search("harbour", limit=2, offset=offset) for offset in range(0, 6, 2)]
    assert sum((page.hits for page in pages), ()) == whole.hits
    assert {page.total for page in pages} == {5}


def test_an_empty_query_matches_and_counts_everything(said):
    answer = said.search("  ")
    assert (answer.total, answer.articles) == (said.info().passages, 3)
    assert counts(answer.table) == {"NO": 1, "SE": 2}
    assert [row.id for row in answer.claims] == ["two", "one"]


def test_a_broken_query_names_the_place(library):
    with pytest.raises(InvalidQuery) as caught:
        library.search('ferry AND "harbour')
    assert caught.value.start == 10


def test_a_stance_counts_when_its_target_matches_and_else_stands_near(said):
    rows = said.stances("ferry")
    assert holders(rows) == [("NO", "commits")]
    assert holders(rows, near=True) == [("SE", "opposes")]
    assert holders(said.stances("fishermen")) == holders(said.stances("fishermen"), near=True) == []


def test_fields_of_the_article_hold_of_its_stances(said):
    assert holders(said.stances("source:harbour")) == [("SE", "supports")]
    assert holders(said.stances("title:question")) == [("NO", "commits"), ("SE", "opposes")]
    assert said.stances("date:2026") == ()


def test_holder_and_position_hold_of_the_same_stance(said):
    assert said.search("holder:SE position:commits").total == 0
    assert files_of(said.search("holder:sweden position:opposes")) == ["ferry.txt"]
    assert holders(said.stances("holder:SE position:opposes")) == [("SE", "opposes")]
    assert holders(said.stances("holder:SE NOT position:opposes")) == [("SE", "supports")]
    assert holders(said.stances("(holder:SE OR holder:NO) position:commits")) == [("NO", "commits")]


def test_a_lone_not_asks_for_passages_without_such_a_stance(said):
    everything = said.info().passages
    assert said.search("NOT holder:SE").total == everything - 2
    assert holders(said.stances("NOT holder:SE")) == [("NO", "commits")]


def test_words_and_holders_hold_of_the_same_passage_and_stance(said):
    answer = said.search("harbour holder:SE")
    assert files_of(answer) == ["ferry.txt", "harbour.txt"]
    assert counts(answer.table) == {"SE": 1}
    assert [row.cells[-1].near for row in answer.table.rows] == [(Position.OPPOSES,)]


def test_a_country_is_asked_of_the_passage(said):
    answer = said.search("country:SE")
    assert answer.total == 2
    assert counts(answer.table) == {"SE": 2}
    assert said.search("country:SE ferry").total == 1


def test_a_stance_row_says_everything_about_itself(said):
    (row,) = said.stances("holder:NO")
    article = said.article(row.article)
    assert article.text[row.start : row.end] == row.quote == "Norway will pay for the new ferry"
    assert (row.name, row.target, row.file, row.title) == ("Norway", "the new ferry", "ferry.txt", "The Ferry Question")
    assert (row.position, row.near, row.reviewed) == (Position.COMMITS, False, False)


def test_stances_name_the_topics_that_count_them(said):
    topics = {row.position.value: row.topics for row in said.stances()}
    assert topics == {"commits": ("ferries",), "opposes": ("refusals",), "supports": ()}
    said.add_topic("ports", "Ports", "harbour OR topic:ferries")
    topics = {row.position.value: row.topics for row in said.stances()}
    assert topics == {"commits": ("ferries", "ports"), "opposes": ("refusals",), "supports": ("ports",)}


def test_topics_follow_a_correction_that_no_engine_sees(said):
    assert [row.topics for row in said.stances("holder:SE position:opposes")] == [("refusals",)]
    with Records.open(said.records_folder / "records.sqlite") as records, records.writing() as writer:
        ids = [said.article(file).id for file in ("ferry.txt", "harbour.txt")]
        corrected = {
            key: Findings(tuple(replace(stance, position=Position.DECLINES) for stance in writer.stances(key)))
            for key in ids
        }
        writer.replace_findings(corrected.items())
    assert [row.topics for row in said.stances("holder:SE")] == [(), ()]


def test_the_table_has_a_column_for_every_article_and_says_why_a_cell_is_blank(said):
    table = said.search("ferry").table
    assert sorted(column.title for column in table.columns) == ["all", "ferry", "harbour", "lighthouse"]
    cells = {
        (row.holder, column.title): cell
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    }
    assert cells["NO", "ferry"].positions == (Position.COMMITS,)
    assert cells["SE", "ferry"].positions == ()
    assert cells["SE", "ferry"].near
    assert cells["NO", "lighthouse"].blank is Blank.PENDING


def test_the_topic_table_stands_over_all_sources(said):
    table = said.topic_table()
    assert {column.title for column in table.columns} == {"The new ferry", "Who is against it", "all"}
    assert {row.holder for row in table.rows} == {"NO", "SE"}
    assert counts(table) == {"NO": 1, "SE": 1}
    topic = {column.title: column.key for column in table.columns}
    (row,) = said.behind_topic(Party("SE"), topic["Who is against it"])
    assert (row.position, row.near) == (Position.OPPOSES, False)
    assert said.behind_topic(Party("SE"), topic["The new ferry"]) == ()
    assert len(said.behind_topic(Party("NO"))) == 1


def test_behind_a_cell_stand_its_stances_counted_ones_first(said):
    everywhere = said.behind("harbour holder:SE", Party("SE"))
    assert [(row.file, row.near) for row in everywhere] == [("harbour.txt", False), ("ferry.txt", True)]
    ferry = said.article("ferry.txt").id
    assert [row.file for row in said.behind("harbour holder:SE", Party("SE"), ferry)] == ["ferry.txt"]
    assert said.behind("harbour", Party("PE")) == ()
    assert len(said.behind("", Party("SE"), limit=1)) == 1


def test_claims_come_with_a_matching_passage_and_the_disputed_first(said):
    assert [row.id for row in said.claims()] == ["two", "one"]
    assert [row.id for row in said.claims("fishermen")] == ["one"]
    assert [row.id for row in said.claims(limit=1)] == ["two"]
    assert [row.id for row in said.claims(limit=1, offset=1)] == ["one"]
    assert said.search("").claimed == 2
    (row,) = said.search("ferry").claims
    assert (row.id, len(row.evidence)) == ("two", 2)
    for evidence in row.evidence:
        assert said.article(evidence.article).text[evidence.start : evidence.end] == evidence.quote


def test_hits_alone_come_without_table_and_claims(said):
    answer = said.search("ferry", hits_only=True)
    assert answer.hits == said.search("ferry").hits
    assert (answer.table.rows, answer.claims) == ((), ())


def test_a_stale_search_is_given_up(said):
    with pytest.raises(Cancelled):
        said.search("ferry", cancelled=lambda: True)
    asked = []
    with pytest.raises(Cancelled):
        said.search("ferry", cancelled=lambda: asked.append(1) or len(asked) > 1)


def test_an_edit_takes_the_stances_of_its_article_along_until_it_is_analysed(said, folder):
    fill(folder, {**TEXTS, "ferry.txt": FERRY.replace("spring", "autumn")})
    report = said.sync(analysis=False)
    assert report.pending == 2
    assert holders(said.stances()) == [("SE", "supports")]
    assert said.search("ferry").claims == ()
    assert said.check() == ()


def test_an_article_is_named_by_id_start_or_file_and_path(said, folder, monkeypatch):
    article = said.article("ferry.txt")
    assert said.article(article.id) == said.article(article.id[:6]) == article
    monkeypatch.chdir(folder.parent)
    assert said.article("coast/ferry.txt") == article
    with pytest.raises(NoSuchArticle, match="no article has this id or file"):
        said.article("quay.txt")
    with pytest.raises(NoSuchArticle, match="names 3 articles"):
        said.article("")


def test_searches_from_many_threads_give_the_same_answers(said):
    queries = ["ferry", "harbour", "holder:SE", "", "sweden OR norway", "country:SE"]
    wanted = {query: said.search(query) for query in queries}
    found, errors = {}, []

    def ask(number):
        try:
            for query in queries[number % 3 :] + queries[: number % 3]:
                found[number, query] = said.search(query)
        except Exception as error:  # noqa: BLE001  (whatever it is, the test names it)
            errors.append(error)

    threads = [Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert all(answer == wanted[query] for (_, query), answer in found.items())


def test_a_library_that_another_one_changed_answers_anew(said, folder):
    assert said.search("quay").total == 0
    with Library.open(folder) as other:
        fill(folder, {**TEXTS, "quay.txt": "Quay\n\nA quay is built."})
        other.sync(analysis=False)
    assert said.search("quay").articles == 1


# --- settings and knowing ---


def test_settings_are_read_again_by_a_sync(library, folder):
    (folder / "whosays.toml").write_text(SETTINGS.replace("The coast", "The shore"), encoding="utf-8")
    assert library.name == "The coast"
    library.sync(analysis=False)
    assert library.name == "The shore"


def test_topics_are_added_and_taken_out_in_the_users_file(library, folder):
    added = library.add_topic("quay", "Quays", "quay*")
    assert added == Topic("quay", "Quays", "quay*")
    assert library.topics()[-1] == added
    library.remove_topic("quay")
    assert [topic.id for topic in library.topics()] == ["ferries", "refusals"]
    assert 'name = "The coast"' in (folder / "whosays.toml").read_text(encoding="utf-8")


def test_a_file_that_goes_while_it_is_measured_has_no_size(library, folder):
    before = library.info()
    # A link to nothing is listed and then not there, as what a sync in another thread takes away.
    (folder / ".whosays" / "records.sqlite-shm").unlink(missing_ok=True)
    for name in ("records.sqlite-shm", "engines/whoosh/gone.toc"):
        (folder / ".whosays" / name).symlink_to(folder / "gone")
    after = library.info()
    assert (after.articles, after.engine_size) == (before.articles, before.engine_size)


def test_info_counts_what_there_is(said, folder):
    info = said.info()
    assert (info.name, info.files, info.articles, info.stances, info.claims, info.topics) == (
        "The coast",
        3,
        3,
        3,
        2,
        2,
    )
    assert info.files_size == sum(len(text.encode()) for text in TEXTS.values())
    assert info.languages == {"en": 3}
    assert info.records_folder == str(folder / ".whosays")
    assert info.records_size > 0
    assert info.engine_size > 0


def test_check_finds_what_does_not_agree(said, folder):
    assert said.check() == ("engine: it has seen change 3 of 5", "engine: 0 targets, the records have 3")
    said.search("")
    assert said.check() == ()
    said.close()
    connection = sqlite3.connect(folder / ".whosays" / "records.sqlite")
    connection.execute("UPDATE articles SET text = replace(text, 'rejected', 'welcomed') WHERE file = 'ferry.txt'")
    connection.execute("DELETE FROM passages WHERE number = 2")
    connection.commit()
    connection.close()
    (folder / "harbour.txt").write_text("Quay")
    (folder / "lighthouse.txt").unlink()
    (folder / "new.txt").write_text("Quay")
    with Library.open(folder) as library:
        problems = library.check()
    assert [line for line in problems if line.startswith("ferry.txt")] == [
        "ferry.txt: its text is not the one that was read",
        "ferry.txt: a stance of SE stands outside its passage 2",
        "ferry.txt: a stance of SE does not quote passage 2",
        "ferry.txt: a result would not show its passages as they are",
    ]
    assert "new.txt: new, not in the records yet" in problems
    assert "harbour.txt: changed since it was read" in problems
    assert "lighthouse.txt: gone, but still in the records" in problems
    assert any(line.startswith("engine: ") for line in problems)


def test_check_names_a_damaged_engine(library, folder):
    library.close()
    for path in (folder / ".whosays" / "engines" / "whoosh").iterdir():
        path.write_bytes(b"rubbish")
    with Library.open(folder) as again:
        (problem,) = again.check()
    assert problem.startswith("engine: ")


def test_a_warm_search_loads_no_screen_no_parser_and_no_validation(said, folder):
    said.search("ferry")
    said.close()
    code = (
        "import json, sys; from pathlib import Path; import index; from index.library import Library\n"
        "early = 'whoosh' in sys.modules\n"
        "with Library.open(Path(sys.argv[1])) as library: found = library.search('ferry holder:norway')\n"
        "heavy = {'textual', 'rich', 'spacy', 'pydantic', 'whoosh'} & {name.split('.')[0] for name in sys.modules}\n"
        "print(json.dumps([early, len(found.table.rows), sorted(heavy)]))\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == [False, 1, ["whoosh"]]


# --- analysis ---


def test_without_a_model_articles_are_searchable_and_the_reason_is_told(folder, monkeypatch):
    def missing():
        raise AnalysisUnavailable("there is no model")

    monkeypatch.setattr("index.analysis.workers.labeller", missing)
    with Library.open(folder) as library:
        report = library.sync()
        assert (report.analysed, report.pending, report.reason) == (0, 3, "there is no model")
        assert library.search("ferry").articles == 1


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    """Return a folder that was synced with analysis, and the report."""
    folder = tmp_path_factory.mktemp("analysed") / "coast"
    fill(folder, TEXTS)
    with Library.open(folder) as library:
        return folder, library.sync()


def test_a_sync_finds_stances_with_their_evidence(analysed):
    folder, report = analysed
    assert (report.analysed, report.pending, report.reason) == (3, 0, "")
    with Library.open(folder) as library:
        rows = library.stances()
        assert ("NO", "commits") in holders(rows)
        assert ("SE", "opposes") in holders(rows)
        for row in rows:
            assert library.article(row.article).text[row.start : row.end] == row.quote
        assert library.check() == ()
        assert library.info().labeller == rows[0].labeller


def test_a_rename_or_touch_costs_no_new_analysis(analysed, tmp_path):
    folder = shutil.copytree(analysed[0], tmp_path / "coast")
    os.utime(folder / "ferry.txt", ns=(1, 1))
    (folder / "harbour.txt").rename(folder / "port.txt")
    with Library.open(folder) as library:
        steps = set()
        report = library.sync(progress=lambda progress: steps.add(progress.step))
        assert (report.analysed, report.pending) == (0, 0)
        assert "analysing" not in steps
        assert {row.file for row in library.stances("holder:SE")} == {"ferry.txt", "port.txt"}


def test_a_person_set_by_hand_speaks_for_a_country_without_a_new_analysis(analysed, tmp_path):
    folder = shutil.copytree(analysed[0], tmp_path / "coast")
    with Library.open(folder) as library:
        assert library.stances("holder:IS") == ()
        (folder / "whosays.toml").write_text('[people]\n"Ode Brask" = "Iceland"\n', encoding="utf-8")
        assert library.sync().analysed == 0
        assert holders(library.stances("holder:IS")) == [("IS", "opposes")]
        assert library.search("country:iceland").articles == 1
        assert library.check() == ()


def test_the_first_stances_are_shown_while_others_wait(analysed, tmp_path, monkeypatch):
    monkeypatch.setattr("index.library.sync.ANALYSES_AT_A_TIME", 1)
    monkeypatch.setattr("index.library.sync.EARLY_ARTICLES", 1)
    folder = tmp_path / "coast"
    fill(folder, TEXTS)
    counts = []
    with Library.open(folder) as library, Library.open(folder) as other:

        def look(progress):
            if progress.step == "analysing":
                counts.append(len(other.stances()))
                if progress.done == 2:
                    raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            library.sync(progress=look)
        assert counts[0] == 0
        assert 0 < counts[-1] < analysed_stances(analysed)
        library.sync()
        assert library.check() == ()
    assert records_of(folder) == records_of(analysed[0])


def analysed_stances(analysed):
    with Library.open(analysed[0]) as library:
        return len(library.stances())


def test_stances_are_the_same_whatever_the_order_and_the_interruptions(analysed, tmp_path):
    folder = tmp_path / "coast"
    fill(folder, {"ferry.txt": HARBOUR})
    with Library.open(folder) as library:
        with pytest.raises(KeyboardInterrupt):
            library.sync(progress=interrupt_at("analysing", 1))
        fill(folder, TEXTS)
        library.sync(analysis=False)
        with pytest.raises(KeyboardInterrupt):
            library.sync(progress=interrupt_at("resolving"))
        assert library.sync().analysed == 0
        assert library.check() == ()
    assert records_of(folder) == records_of(analysed[0])
