"""Files come in whatever they hold: in bounded pieces, article by article, corrected, none at another's cost."""

import gzip
import os
import sqlite3

import pytest

from index import readers
from index.errors import ReadError
from index.library import Library, apart, intake, taking
from index.library.apart import Readers
from index.library.taking import Outcome, Piece, Task
from index.models import PassageKind
from index.readers import Fit, Found, Limits, Reading, Unread
from index.storage import FileStatus
from index.text import CleanText, compose

MARK = b"#members\n"


class MembersReader:
    """Reads a file of many: a line an article, ``name: words``; a line without words is none, ``cut`` ends it early."""

    trusted = True

    def fit(self, head, _):
        return Fit.CONTENT if head.startswith(MARK) else Fit.NONE

    def articles(self, content):
        with content.open() as stream:
            next(stream)
            for line in stream:
                name, _, words = (part.strip() for part in line.decode().partition(":"))
                if name == "cut":
                    raise ReadError(content.file, "it is cut off")
                if not words:
                    yield Unread(name, "it has no words")
                    continue
                text, passages = compose(name, [(PassageKind.PARAGRAPH, words)])
                yield Found(CleanText(text, passages, title=name), name)


@pytest.fixture(autouse=True)
def members(monkeypatch):
    """Let a reader of files of many be one of the readers."""
    known = readers._readers()  # noqa: SLF001
    monkeypatch.setattr(readers, "_readers", lambda: (*known, MembersReader()))


@pytest.fixture
def library(tmp_path):
    (tmp_path / "coast").mkdir()
    with Library.open(tmp_path / "coast") as opened:
        yield opened


def write(library, name, content):
    path = library.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    later = max(before, 1_700_000_000_000_000_000) + 1_000_000_000
    os.utime(path, ns=(later, later))
    return path


def lines(*members):
    return MARK + "".join(f"{name}: {words}\n" for name, words in members).encode()


def many(count, word="quay"):
    return lines(*((f"m{number:05}", f"The {word} of number {number} is open.") for number in range(count)))


def sync(library, **options):
    return library.sync(analysis=False, **options)


def told(report):
    return [str(refusal) for refusal in report.refused]


def changes(library):
    connection = sqlite3.connect(library.records_folder / "records.sqlite")
    found = connection.execute("SELECT max(sequence) FROM changes").fetchone()[0]
    connection.close()
    return found


def members_of(library):
    return [article.member for article in library.articles()]


# --- files of many ---


def test_a_file_of_many_comes_in_several_transactions_and_ends_as_in_one(library, monkeypatch, tmp_path):
    write(library, "a.list", many(40))
    write(library, "b.txt", "Quay\n\nA quay is built here for everybody.")
    sync(library)
    whole = library.articles()
    monkeypatch.setattr(intake, "BATCH_COST", 7 * intake.ARTICLE_COST)
    monkeypatch.setattr(taking, "PIECE_ARTICLES", 3)
    (tmp_path / "other").mkdir()
    with Library.open(tmp_path / "other") as other:
        write(other, "a.list", many(40))
        write(other, "b.txt", "Quay\n\nA quay is built here for everybody.")
        report = sync(other)
        assert (report.read, report.articles, report.refused) == (2, 41, ())
        assert other.articles() == whole
        assert other.check() == ()


def test_of_a_changed_file_of_many_only_what_differs_is_indexed_again(library):
    members = [(f"m{number}", f"The quay of number {number} is open.") for number in range(9)]
    write(library, "a.list", lines(*members))
    sync(library)
    before = changes(library)
    members[4] = ("m4", "The quay is closed.")
    del members[7]
    members.append(("new", "A new quay."))
    write(library, "a.list", lines(*members))
    report = sync(library)
    assert (report.read, report.unchanged) == (1, 0)
    assert changes(library) - before == 3
    assert members_of(library) == [name for name, _ in members]
    assert library.search("closed").articles == 1
    assert library.check() == ()


@pytest.mark.parametrize("number", range(1, 4))
def test_an_interrupted_file_of_many_is_read_again_to_its_end(library, monkeypatch, number):
    monkeypatch.setattr(intake, "BATCH_COST", 4 * intake.ARTICLE_COST)
    monkeypatch.setattr(intake, "STEP_ARTICLES", 4)
    monkeypatch.setattr(taking, "PIECE_ARTICLES", 2)
    write(library, "a.list", many(20, "harbour"))
    sync(library)
    write(library, "a.list", many(14, "ferry"))
    seen = []

    def interrupt(progress):
        seen.append(progress)
        if len(seen) > number:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(library, progress=interrupt)
    assert library.changed_files() == 1
    assert sync(library).read == 1
    assert library.search("harbour").total == 0
    assert library.search("ferry").articles == 14
    assert library.check() == ()
    assert library.changed_files() == 0


def test_a_file_that_shrinks_to_few_loses_the_others(library, monkeypatch):
    monkeypatch.setattr(intake, "STEP_ARTICLES", 5)
    write(library, "a.list", many(30))
    sync(library)
    write(library, "a.list", many(2))
    sync(library)
    assert members_of(library) == ["m00000", "m00001"]
    (library.folder / "a.list").unlink()
    assert sync(library).removed == 1
    assert members_of(library) == []
    assert library.check() == ()


def test_members_that_are_none_are_named_and_of_a_flood_the_first_and_the_number(library):
    write(library, "a.list", MARK + b"good: A quay is open.\nbad:\n" + b"x:\n" * 30)
    report = sync(library)
    assert told(report)[0] == "a.list: bad: it has no words"
    assert len(report.refused) == intake.NAMED_MEMBERS + 1
    assert told(report)[-1] == "a.list: 11 more of it were refused"
    assert told(sync(library)) == told(report)
    assert members_of(library) == ["good"]
    assert library.info().refused == len(report.refused)


def test_a_name_that_two_members_have_is_the_first_ones_wherever_the_second_comes(library, monkeypatch):
    monkeypatch.setattr(intake, "BATCH_COST", 2 * intake.ARTICLE_COST)
    monkeypatch.setattr(taking, "PIECE_ARTICLES", 2)
    write(
        library, "a.list", lines(("a", "First."), ("a", "Second."), ("b", "Third."), ("c", "Fourth."), ("a", "Last."))
    )
    assert told(sync(library)) == ["a.list: a: another one before it has the same name"] * 2
    assert members_of(library) == ["a", "b", "c"]
    assert "First" in library.articles()[0].text
    assert library.check() == ()


def test_what_stood_behind_the_end_of_a_file_that_is_cut_stays(library):
    write(library, "a.list", many(6))
    sync(library)
    write(library, "a.list", lines(("m00000", "Changed."), ("cut", "")))
    (line,) = told(sync(library))
    assert line.startswith("a.list: it is cut off; what was read of it before stays (unreadable since 20")
    assert len(library.articles()) == 6
    assert library.search("changed").articles == 1
    write(library, "a.list", many(3))
    assert sync(library).refused == ()
    assert len(library.articles()) == 3


# --- what is known better ---


FERRY = (
    "The Ferry Question\n\nNorway will pay for the new ferry if the harbour is finished in spring, officials said.\n"
)


def test_a_sidecar_says_it_better_than_the_file_and_the_settings_better_than_both(library):
    write(library, "ferry.txt", FERRY)
    write(library, "ferry.txt.meta.toml", 'publisher = "The Gull"\npublished = 2026-01-05\nlanguage = "en-GB"\n')
    sync(library)
    article = library.article("ferry.txt")
    assert (article.publisher, article.published, article.dated_by, article.language) == (
        "The Gull", "2026-01-05", "sidecar", "en",
    )  # fmt: skip
    assert library.changed_files() == 0
    (library.folder / "whosays.toml").write_text(
        '[[articles]]\nfile = "ferry.txt"\npublished = "2026-01-07"\nurl = "https://example.org/ferry"\n'
    )
    assert sync(library).read == 1
    article = library.article("ferry.txt")
    assert (article.publisher, article.published, article.dated_by, article.url) == (
        "The Gull", "2026-01-07", "settings", "https://example.org/ferry",
    )  # fmt: skip
    (library.folder / "whosays.toml").unlink()
    (library.folder / "ferry.txt.meta.toml").unlink()
    sync(library)
    assert library.article("ferry.txt").publisher is None
    assert library.article("ferry.txt").dated_by is None


def test_a_title_that_is_corrected_opens_the_text(library):
    write(library, "ferry.txt", FERRY)
    write(library, "ferry.txt.meta.toml", 'title = "A Better Title"\n')
    sync(library)
    article = library.article("ferry.txt")
    assert article.text.startswith("A Better Title\n\nNorway will pay")
    assert article.passages[0].span.of(article.text) == article.title == "A Better Title"
    assert library.search("title:better").articles == 1
    assert library.check() == ()


def test_only_what_can_be_shared_goes_to_all_members_and_the_rest_to_the_one_named(library):
    write(library, "a.list", many(2))
    write(library, "a.list.meta.toml", 'publisher = "The Gull"\ntitle = "No title of all"\n')
    (library.folder / "whosays.toml").write_text(
        '[[articles]]\nfile = "a.list"\nmember = "m00001"\nauthor = "Ode Brask"\n'
    )
    sync(library)
    assert [(one.publisher, one.author, one.title) for one in library.articles()] == [
        ("The Gull", None, "m00000"),
        ("The Gull", "Ode Brask", "m00001"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("title = ", "1:9: Invalid value"),
        ('titel = "A"\n', "1:1: unknown key 'titel'; known are title, publisher"),
        ('title = "A"\npublished = "soon"\n', "2:1: published: must be a day, such as 2026-01-31"),
        ('url = "file:///etc/passwd"\n', "1:1: url: must be an address"),
        (b"\xff\xfe\xff", "1:1: is not UTF-8"),
    ],
)
def test_a_broken_sidecar_is_refused_and_its_article_stands(library, text, reason):
    write(library, "ferry.txt", FERRY)
    write(library, "ferry.txt.meta.toml", text)
    for _ in range(2):
        (line,) = told(sync(library))
        assert line.startswith(f"ferry.txt.meta.toml: {reason}")
        assert line.endswith("; its article stands without it")
        assert library.search("ferry").articles == 1


def test_other_limits_have_what_was_refused_read_again_and_nothing_else(library):
    write(library, "ferry.txt", FERRY)
    write(library, "long.txt", "The quay is open. " * 70_000)
    (library.folder / "whosays.toml").write_text("[limits]\narticle_mb = 1\n")
    assert told(sync(library)) == ["long.txt: it has more than the 1 MB that are read at once (limits.article_mb)"]
    (library.folder / "whosays.toml").write_text("[limits]\narticle_mb = 2\n")
    report = sync(library)
    assert (report.read, report.unchanged, report.refused) == (1, 1, ())


QUAY = '{"kop": "Quay", "tekst": "The quay is open.", "text": "An advertisement."}\n'
TABLES = {
    "rows.csv": "kop,tekst,text\nQuay,The quay is open.,An advertisement.\n",
    "rows.jsonl": QUAY,
    "one.json": QUAY,
    "list.json": f"[{QUAY}]",
    "one.json.gz": gzip.compress(QUAY.encode()),
}


@pytest.mark.parametrize("name", TABLES)
def test_other_columns_have_tables_read_again_and_nothing_else(library, name):
    write(library, "ferry.txt", FERRY)
    write(library, name, TABLES[name])
    sync(library)
    (library.folder / "whosays.toml").write_text('[columns]\ntext = "tekst"\ntitle = "kop"\n')
    report = sync(library)
    assert (report.read, report.unchanged) == (1, 1)
    (article,) = (article for article in library.articles() if article.file == name)
    assert article.text == "Quay\n\nThe quay is open."


# --- what was good before ---


def test_an_article_whose_file_is_bad_now_stays_and_says_since_when(library):
    path = write(library, "ferry.txt", FERRY)
    sync(library)
    write(library, "ferry.txt", b"\0" * 100)
    first = sync(library)
    (refusal,) = first.refused
    assert refusal.since is not None
    assert sync(library).refused == (refusal,)
    assert library.search("ferry").articles == 1
    assert library.info().unreadable == 1
    write(library, "ferry.txt", FERRY)
    assert sync(library).refused == ()
    assert library.info().unreadable == 0
    path.unlink()
    sync(library)
    assert library.articles() == ()


def test_a_file_that_changes_while_it_is_read_is_read_again(library, monkeypatch):
    path = write(library, "ferry.txt", FERRY)
    digest_of = taking.digest_of

    def grow(file):
        found = digest_of(file)
        path.write_text(FERRY + "And it goes on.\n")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(taking, "digest_of", grow)
        assert told(sync(library)) == ["ferry.txt: it changed while it was read; the next sync reads it again"]
    assert sync(library).refused == ()


def test_a_file_that_vanishes_while_it_is_read_is_gone_the_next_time(library, monkeypatch):
    path = write(library, "ferry.txt", FERRY)
    digest_of = taking.digest_of

    def vanish(file):
        path.unlink()
        return digest_of(file)

    with monkeypatch.context() as patched:
        patched.setattr(taking, "digest_of", vanish)
        assert told(sync(library)) == ["ferry.txt: it cannot be read: no such file or directory"]
    report = sync(library)
    assert (report.refused, report.removed) == ((), 1)


@pytest.mark.skipif(os.name != "posix", reason="makes what only POSIX has")
def test_what_is_no_file_or_has_a_name_that_cannot_be_shown_is_one_line(library):
    os.mkfifo(library.folder / "pipe.txt")
    (library.folder / "loop.txt").symlink_to("loop.txt")
    write(library, "two\nlines.txt", FERRY)
    write(library, "-rf.txt", FERRY)
    write(library, "empty.txt", b"")
    lines = told(sync(library))
    assert lines == [
        "empty.txt: it is empty",
        "loop.txt: it cannot be read: too many levels of symbolic links",
        "pipe.txt: it is no regular file",
        r"two\nlines.txt: its name holds characters that cannot be shown",
    ]
    assert library.article("-rf.txt").file == "-rf.txt"


# --- apart ---


def pieces(tmp_path, *names, limits=None, jobs=1):
    """Return what reading these files apart gives: the outcome of each, and how many articles came."""
    found = []
    with Readers(tmp_path, Reading(limits or Limits()), jobs) as apart:
        tasks = [Task(name, (s := (tmp_path / name).stat()).st_size, s.st_mtime_ns) for name in names]
        for task, coming in apart.read(tasks):
            *articles, outcome = coming
            assert all(isinstance(piece, Piece) for piece in articles)
            assert isinstance(outcome, Outcome)
            found.append((task.file, outcome.status, outcome.reason, sum(len(piece.articles) for piece in articles)))
    return found


def big(tmp_path, name, text="The quay is open and nobody sleeps.\n\n", size=1_100_000):
    (tmp_path / name).write_text(text * (size // len(text) + 1))


def test_what_takes_too_long_is_ended_and_what_comes_after_it_is_read(tmp_path):
    big(tmp_path, "a.txt")
    big(tmp_path, "slow.md", "# x\n", 4_000_000)
    big(tmp_path, "z.txt")
    assert pieces(tmp_path, "a.txt", "slow.md", "z.txt", limits=Limits(seconds=1)) == [
        ("a.txt", FileStatus.READ, "", 1),
        ("slow.md", FileStatus.REFUSED, "reading it took more than 1 seconds (limits.seconds)", 0),
        ("z.txt", FileStatus.READ, "", 1),
    ]


@pytest.mark.skipif(os.name != "posix", reason="only POSIX bounds the memory of a process")
def test_what_takes_too_much_memory_is_refused_and_what_comes_after_it_is_read(tmp_path):
    big(tmp_path, "large.txt", "quay ", size=60_000_000)
    big(tmp_path, "z.txt")
    assert pieces(tmp_path, "large.txt", "z.txt", limits=Limits(memory_mb=256)) == [
        ("large.txt", FileStatus.REFUSED, "reading it took more than 256 MB of memory (limits.memory_mb)", 0),
        ("z.txt", FileStatus.READ, "", 1),
    ]


def test_whatever_the_number_of_children_the_records_are_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr("index.library.apart.FEW_FILES", 3)
    found = []
    for jobs in (1, 3):
        folder = tmp_path / str(jobs)
        folder.mkdir()
        with Library.open(folder) as library:
            for number in range(12):
                write(library, f"{number % 3}/{number}.txt", FERRY.replace("new", f"{number}th"))
            write(library, "empty.txt", b"")
            report = sync(library, jobs=jobs)
            assert (report.read, len(report.refused)) == (12, 1)
            connection = sqlite3.connect(library.records_folder / "records.sqlite")
            found.append(
                [list(connection.execute(f"SELECT * FROM {table}")) for table in ("articles", "changes", "files")]
            )
            connection.close()
    assert found[0] == found[1]


# --- earlier texts ---


def test_the_earlier_texts_of_an_article_are_kept_and_of_each_the_last_few_only(library, monkeypatch):
    monkeypatch.setattr("index.storage.writer.KEPT_VERSIONS", 2)
    for word in ("spring", "summer", "autumn", "winter"):
        write(library, "ferry.txt", FERRY.replace("spring", word))
        sync(library)
    kept = library.versions(library.article("ferry.txt"))
    assert [version.number for version in kept] == [2, 3, 4]
    assert [word in version.text for version, word in zip(kept, ("summer", "autumn", "winter"), strict=True)] == [
        True
    ] * 3
    assert [bool(version.replaced) for version in kept] == [True, True, False]
    assert [version.changes for version in kept] == [None] * 3
    assert library.notes(library.article("ferry.txt")).versions == 2


def test_a_correction_or_another_way_of_reading_makes_no_version(library, monkeypatch):
    write(library, "ferry.txt", FERRY)
    sync(library)
    write(library, "ferry.txt.meta.toml", 'title = "Another"\n')
    sync(library)
    monkeypatch.setattr(intake, "READING", "other")
    assert sync(library).read == 1
    assert len(library.versions(library.article("ferry.txt"))) == 1


def test_stances_that_came_or_went_with_a_version_are_marked(library):
    write(library, "ferry.txt", FERRY)
    library.sync()
    write(
        library,
        "ferry.txt",
        FERRY + "\nSweden rejected the plan for the ferry on Monday and said that it was too much.\n",
    )
    library.sync()
    write(
        library, "ferry.txt", "The Ferry Question\n\nNobody in the town speaks of the ferry any more, officials said.\n"
    )
    library.sync()
    _, second, third = library.versions(library.article("ferry.txt"))
    (came,) = second.changes
    assert (came.new, came.holder, came.position) == (True, "SE", "opposes")
    assert came.quote in second.text
    assert {(gone.new, gone.holder) for gone in third.changes} == {(False, "SE"), (False, "NO")}


def test_what_a_sync_would_do_is_told_without_doing_it(library):
    write(library, "a.txt", FERRY)
    write(library, "b.txt", FERRY)
    sync(library)
    write(library, "b.txt", FERRY + "More.\n")
    write(library, "c.txt", FERRY)
    (library.folder / "a.txt").unlink()
    told = [(change.file, change.change) for change in library.changes()]
    assert told == [("a.txt", "removed"), ("b.txt", "changed"), ("c.txt", "new")]
    assert library.changed_files() == 3


# --- text that is made to take long ---


@pytest.mark.parametrize(
    "text",
    ["[" * 200_000, "![" * 100_000, "<" * 200_000, "a.b" * 70_000, "**a" * 70_000, "\n" * 200_000, ". " * 100_000],
)
def test_no_text_takes_more_than_in_proportion_to_its_length(tmp_path, text):
    (tmp_path / "odd.txt").write_text(f"The quay is open. {text}\n")
    (found,) = pieces(tmp_path, "odd.txt", limits=Limits(seconds=30))
    assert found[1] in {FileStatus.READ, FileStatus.REFUSED}
    assert "seconds" not in found[2]


def test_what_is_not_installed_is_no_fault_of_the_file_which_is_tried_again(tmp_path, monkeypatch):
    def lacking(*_):
        raise ModuleNotFoundError("No module named 'parchment'")

    monkeypatch.setattr(apart, "read_file", lacking)
    (outcome,) = apart._read(tmp_path, Task("ferry.txt", 1, 1), Reading())  # noqa: SLF001  (else a child would do it)
    assert outcome.status is FileStatus.UNREADABLE
    assert outcome.reason == "whosays is not installed completely: No module named 'parchment'"
