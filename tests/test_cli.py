import csv
import errno
import fcntl
import io
import json
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from explorer import cli
from explorer.cli import main
from explorer.commands import RUN
from explorer.exit_codes import ExitCode
from explorer.offers import COMMANDS
from index.errors import AnalysisUnavailable, EngineUnavailable
from index.library import Library

ROOT = Path(__file__).resolve().parent.parent
WHOSAYS = [sys.executable, "-m", "explorer"]
ARTICLE = "001_4ac972a33c6487f9.txt"
ROW_COMMANDS = [command.name for command in COMMANDS if command.rows]


@pytest.fixture
def whosays(capsys):
    """Run a command in this process and return its exit code, its data and its notes."""

    def run(*arguments):
        code = cli.main([str(argument) for argument in arguments])
        done = capsys.readouterr()
        return code, done.out, done.err

    return run


@pytest.fixture
def rows(whosays, synced_seeds):
    """Run a command on the seeds and return its jsonl rows."""

    def run(*arguments):
        code, out, _ = whosays(*arguments, "-L", synced_seeds, "--format", "jsonl")
        assert code == 0
        return [json.loads(line) for line in out.splitlines()]

    return run


def on_terminal(*arguments, columns=60, keys=b"", after=b"", **variables):
    """Run a command on a pseudo-terminal and return its exit code and all that it drew.

    The keys are typed when something has been drawn, or something certain.
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [*WHOSAYS, *map(str, arguments)],
        cwd=ROOT,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "TERM": "xterm-256color", "PAGER": "", **variables},
    )
    os.close(slave)
    drawn = b""
    try:
        while piece := os.read(master, 65536):
            drawn += piece
            if after in drawn:
                keys = keys[os.write(master, keys) :]
    except OSError as error:
        # Linux says so when the last program on the terminal has ended.
        if error.errno != errno.EIO:
            raise
    os.close(master)
    return process.wait(timeout=60), drawn.decode().replace("\r\n", "\n")


def plain(drawn):
    return re.sub(r"\x1b\[[\d;]*m", "", drawn)


# --- rows ---


def test_every_command_is_told_in_the_help_and_can_be_run():
    assert set(RUN) == {command.name for command in COMMANDS}


def test_a_hit_is_the_passage_of_its_article(rows):
    articles = {row["article"]: row for row in rows("show", ARTICLE)}
    hits = rows("search", "troops")
    assert hits == sorted(hits, key=lambda row: (-round(row["score"], 3), row["article"], row["passage"]))
    for row in hits:
        if row["article"] not in articles:
            articles[row["article"]] = rows("show", row["article"])[0]
        assert row["text"] == articles[row["article"]]["text"][row["start"] : row["end"]]
        assert row["highlights"]
        for start, end in row["highlights"]:
            assert row["text"][start:end].lower().startswith("troop")


def test_the_quote_of_every_stance_stands_in_its_article(rows):
    stances = rows("stances")
    assert stances
    texts = {name: rows("show", name)[0]["text"] for name in {row["article"] for row in stances}}
    for row in stances:
        assert row["quote"] == texts[row["article"]][row["start"] : row["end"]]
        assert row["position"] in {"commits", "supports", "declines", "opposes", "unclear"}
        assert row["attribution"] in {"said", "quoted", "reported", "headline", "narrated"}


def test_the_quote_of_all_evidence_stands_in_its_article(rows):
    evidence = [item for row in rows("claims") for item in row["evidence"]]
    assert evidence
    texts = {name: rows("show", name)[0]["text"] for name in {item["article"] for item in evidence}}
    for item in evidence:
        assert item["quote"] == texts[item["article"]][item["start"] : item["end"]]
        assert item["says"] in {"supports", "contradicts"}


def test_an_article_shows_what_is_known_and_null_where_nothing_is(rows):
    (row,) = rows("show", ARTICLE)
    assert (row["file"], row["member"], row["url"]) == (ARTICLE, None, None)
    assert all(row["text"][passage["start"] : passage["end"]] for passage in row["passages"])


def test_a_passage_is_shown_with_its_neighbours(rows):
    (row,) = rows("show", f"{ARTICLE}:4")
    assert [passage["number"] for passage in row["passages"]] == [3, 4, 5]
    (row,) = rows("show", f"{row['article'][:5]}:1")
    assert [passage["number"] for passage in row["passages"]][-2:] == [1, 2]


def test_an_explained_stance_carries_its_cue_after_the_other_fields(rows):
    row = rows("stances", "--explain")[0]
    assert list(row)[-1] == "cue"
    assert row["cue"]
    assert row["rule"]


def test_a_topic_is_a_row(rows):
    assert all(list(row) == ["id", "title", "query"] for row in rows("topics"))


def test_info_counts_what_the_library_holds(rows):
    (row,) = rows("info")
    assert row["articles"] == 5
    assert row["refused"] == 0


# --- formats ---


@pytest.mark.parametrize("command", ["search", "stances", "claims"])
def test_all_formats_write_the_same_rows(whosays, rows, synced_seeds, command):
    expected = rows(command, "troops")
    _, out, _ = whosays(command, "troops", "-L", synced_seeds, "--format", "json")
    assert json.loads(out) == expected
    _, out, _ = whosays(command, "troops", "-L", synced_seeds, "--format", "csv")
    table = list(csv.DictReader(io.StringIO(out, newline="")))
    if command == "claims":
        assert [row["quote"] for row in table] == [item["quote"] for row in expected for item in row["evidence"]]
    else:
        assert [row["article"] for row in table] == [row["article"] for row in expected]
        assert [row["start"] for row in table] == [str(row["start"]) for row in expected]


@pytest.mark.parametrize("command", ROW_COMMANDS)
@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "md"])
def test_every_command_writes_every_format(whosays, synced_seeds, command, form):
    words = {"search": ["troops"], "show": [ARTICLE]}.get(command, [])
    code, out, _ = whosays(command, *words, "-L", synced_seeds, "--format", form)
    assert code == 0
    assert "\x1b" not in out
    if form == "csv":
        assert out.count("\r\n") == out.count("\n") > 0
    if form == "md" and command not in {"show", "claims"}:
        assert re.match(r"\| .* \|\n\|(---\|)+", out)


def test_a_pipe_gets_whole_lines_and_all_rows(whosays, synced_seeds):
    code, out, notes = whosays("search", "the OR a", "-L", synced_seeds)
    assert code == 0
    assert out.count("¶") == int(re.match(r"\d+", notes)[0]) > 20
    assert max(map(len, out.splitlines())) > 200


def test_the_limit_holds_and_says_what_was_left_out(whosays, synced_seeds):
    code, out, notes = whosays("search", "troops", "--limit", 2, "-L", synced_seeds, "--format", "jsonl")
    assert code == 0
    assert len(out.splitlines()) == 2
    assert re.search(r"2 of \d+ passages in 5 articles; --limit \d+ shows all", notes)


def test_a_terminal_shows_twenty_rows_within_its_width_and_marks_the_hits(seeds):
    code, drawn = on_terminal("search", "the OR a", "-L", seeds, columns=50)
    assert code == 0
    assert re.search(r"20 of \d+ passages", drawn)
    body = plain(drawn).splitlines()
    assert max(len(line) for line in body if line.startswith("    ")) <= 50
    assert re.search(r"\x1b\[1;4m\w+\x1b\[0m", drawn)


def test_a_terminal_without_colours_still_marks_the_hits(seeds):
    _, drawn = on_terminal("stances", "troops", "-L", seeds, NO_COLOR="1")
    assert set(re.findall(r"\x1b\[([\d;]*)m", drawn)) <= {"0", "1", "2", "1;4"}
    _, drawn = on_terminal("stances", "troops", "-L", seeds)
    assert "\x1b[94m" in drawn


# --- which library ---


def test_a_folder_a_variable_or_the_place_names_the_library(whosays, synced_seeds, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, notes = whosays("search", "troops")
    assert (code, notes.count("\n")) == (2, 1)
    monkeypatch.setenv("WHOSAYS_LIBRARY", str(synced_seeds))
    assert whosays("search", "troops")[0] == 0
    assert whosays("search", "troops", "-L", tmp_path / "missing")[0] == 2
    monkeypatch.delenv("WHOSAYS_LIBRARY")
    monkeypatch.chdir(synced_seeds)
    assert whosays("search", "troops")[0] == 0


def test_a_library_that_never_was_synced_is_synced_first(whosays, tmp_path):
    (tmp_path / "ferry.txt").write_text("New ferry fares\n\nThe harbour office raised the ferry fares on Monday.\n")
    code, out, notes = whosays("search", "harbour", "-L", tmp_path, "--format", "jsonl")
    assert (code, len(out.splitlines())) == (0, 1)
    assert "1 read" in notes


def test_changed_files_are_counted_and_the_answer_comes_at_once(whosays, seeds):
    (seeds / "ferry.txt").write_text("New ferry fares\n\nThe harbour office raised the ferry fares on Monday.\n")
    code, _, notes = whosays("search", "harbour AND ferry", "-L", seeds)
    assert code == 1
    assert "1 file has changed; whosays sync" in notes


def test_sync_says_what_it_did(whosays, seeds):
    (seeds / "ferry.txt").write_text("New ferry fares\n\nThe harbour office raised the ferry fares on Monday.\n")
    (seeds / ARTICLE).unlink()
    code, out, _ = whosays("sync", seeds, "--no-analysis")
    assert code == 0
    assert "1 read, 4 unchanged, 1 removed, 0 analysed" in out


def test_an_empty_folder_is_no_error_and_says_what_to_do(whosays, tmp_path):
    code, _, notes = whosays("sync", tmp_path)
    assert code == 0
    assert "put some there and sync again, or let whosays add do it" in notes
    assert whosays("search", "ferry", "-L", tmp_path)[0] == 1


# --- exit codes ---


def test_nothing_matched_is_1_and_writes_no_row(whosays, synced_seeds):
    assert whosays("search", "zeppelin", "-L", synced_seeds) == (1, "", "nothing matched\n")
    assert whosays("stances", "zeppelin", "-L", synced_seeds, "--format", "json")[:2] == (1, "[]\n")


def test_a_broken_query_is_2_and_shows_the_place(whosays, synced_seeds):
    code, out, notes = whosays("search", "-L", synced_seeds, "troops", "AND", '"boots on')
    assert (code, out) == (2, "")
    message, query, carets = notes.splitlines()
    assert message.startswith("whosays: ")
    assert query == 'troops AND "boots on'
    assert carets.strip("^ ") == ""
    assert carets.index("^") == query.index('"')


@pytest.mark.parametrize(
    "arguments",
    [
        ["search"],
        ["search", "troops", "--colour"],
        ["show", "nothing-like-it.txt"],
        ["show", f"{ARTICLE}:999"],
        ["topics", "rename", "troops"],
        ["topics", "remove", "no-such-topic"],
        ["serach", "troops"],
    ],
)
def test_a_wrong_call_is_2_in_one_line(whosays, synced_seeds, arguments):
    code, out, notes = whosays(*arguments, "-L", synced_seeds)
    assert (code, out, notes.count("\n")) == (2, "", 1)


def test_refused_files_are_3_and_named_with_the_reason(whosays, tmp_path):
    (tmp_path / "ferry.txt").write_text("New ferry fares\n\nThe harbour office raised the ferry fares on Monday.\n")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    code, out, notes = whosays("sync", tmp_path, "--no-analysis")
    assert code == 3
    assert re.search(r"refused: picture\.txt: \w+", notes)
    assert "1 refused" in out


def test_a_broken_settings_file_is_4_with_its_place(whosays, tmp_path):
    (tmp_path / "whosays.toml").write_text('[library]\nname = "Boats\n')
    code, _, notes = whosays("search", "ferry", "-L", tmp_path)
    assert (code, notes.count("\n")) == (4, 1)
    assert "whosays.toml:2:" in notes


@pytest.mark.parametrize("error", [EngineUnavailable("x", "no such engine"), AnalysisUnavailable("no model")])
def test_a_library_that_cannot_be_used_is_4(whosays, synced_seeds, monkeypatch, error):
    monkeypatch.setitem(RUN, "search", raising(error))
    assert whosays("search", "ferry", "-L", synced_seeds) == (4, "", f"whosays: {error}\n")


def test_a_bug_is_70_with_its_traceback_and_a_report(whosays, synced_seeds, monkeypatch, empty_home):
    monkeypatch.setitem(RUN, "search", raising(ZeroDivisionError("one too few")))
    code, _, notes = whosays("search", "ferry", "-L", synced_seeds)
    assert code == 70
    assert "ZeroDivisionError: one too few" in notes
    (report,) = (empty_home / "state" / "whosays" / "reports").iterdir()
    assert str(report) in notes
    assert "ZeroDivisionError: one too few" in report.read_text()
    assert "'ferry'" in report.read_text()


def test_a_bug_whose_report_cannot_be_written_is_still_shown(whosays, synced_seeds, monkeypatch, empty_home):
    (empty_home / "state").write_text("in the way")
    monkeypatch.setitem(RUN, "search", raising(ZeroDivisionError("one too few")))
    code, _, notes = whosays("search", "ferry", "-L", synced_seeds)
    assert code == 70
    assert "ZeroDivisionError" in notes
    assert "cannot be written" in notes


def test_an_interrupt_is_130_and_quiet(tmp_path):
    for number in range(40):
        sentence = "The harbour office said that it would raise the ferry fares again. " * 40
        (tmp_path / f"{number}.txt").write_text(f"Ferry fares {number}\n\n{sentence}\n")
    process = subprocess.Popen(
        [*WHOSAYS, "sync", str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    process.stderr.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, notes = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in notes
    assert notes.endswith("whosays: stopped\n")


def raising(error):
    def run(*_):
        raise error

    return run


# --- streams ---


def test_a_reader_that_leaves_is_no_error(seeds):
    process = subprocess.Popen(
        [*WHOSAYS, "search", "the OR a", "-L", str(seeds), "--format", "jsonl"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.read(10)
    process.stdout.close()
    notes = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=60) == 0
    assert "Traceback" not in notes
    assert "Broken" not in notes


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_said_in_one_line(seeds):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*WHOSAYS, "search", "troops", "-L", str(seeds), "--format", "jsonl"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "cannot be written" in done.stderr


def test_rows_are_utf_8_whatever_the_locale(seeds):
    done = subprocess.run(
        [*WHOSAYS, "search", "troops", "-L", str(seeds), "--format", "jsonl"],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
        check=True,
    )
    assert all(json.loads(line) for line in done.stdout.decode("utf-8").splitlines())


def test_the_name_of_a_folder_cannot_act_on_the_terminal(whosays, tmp_path):
    code, _, notes = whosays("search", "ferry", "-L", tmp_path / "\x1b]0;title\x07")
    assert code == 2
    assert "\x1b" not in notes
    assert "\x07" not in notes


def test_the_explorer_without_a_terminal_says_so_and_loads_nothing_of_it(seeds):
    call = f"from explorer.cli import main; code = main([{str(seeds)!r}])"
    code = f"import sys; {call}; print(code, 'textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "2 False\n"
    assert done.stderr.count("\n") == 1
    assert "terminal" in done.stderr


def test_a_folder_that_is_not_there_is_one_line_on_a_terminal_too(tmp_path):
    code, drawn = on_terminal(tmp_path / "missing")
    assert code == 2
    assert drawn.count("\n") == 1
    assert "no such folder" in drawn
    code, drawn = on_terminal("serach")
    assert code == 2
    assert "did you mean search?" in drawn


def test_the_version_is_printed(whosays):
    code, out, _ = whosays("--version")
    assert code == 0
    assert re.fullmatch(r"whosays \S+( \S+)?\n", out)


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
def test_the_completions_of_bash_are_a_script(whosays):
    _, out, _ = whosays("--print-completion", "bash")
    assert subprocess.run(["bash", "-n"], input=out, text=True, check=False).returncode == 0


# --- decisions ---


def test_a_topic_is_added_and_removed_and_the_rest_of_the_file_stays(whosays, tmp_path):
    settings = tmp_path / "whosays.toml"
    settings.write_text("# mine\n[library]\nname = 'Boats'  # a name\n")
    before = settings.read_text()
    code, _, notes = whosays("topics", "add", "fares", "ferry", "AND", "fare*", "--title", "Fares", "-L", tmp_path)
    assert (code, notes) == (0, "added the topic fares: ferry AND fare*\n")
    _, out, _ = whosays("topics", "-L", tmp_path, "--format", "jsonl")
    assert json.loads(out) == {"id": "fares", "title": "Fares", "query": "ferry AND fare*"}
    assert whosays("topics", "add", "fares", "ferry", "-L", tmp_path)[0] == 2
    assert settings.read_text().startswith(before)
    assert whosays("topics", "remove", "fares", "-L", tmp_path)[0] == 0
    assert settings.read_text().strip() == before.strip()


def test_a_topic_with_a_broken_query_is_not_added(whosays, tmp_path):
    code, _, notes = whosays("topics", "add", "fares", "(ferry", "-L", tmp_path)
    assert code == 2
    assert "^" in notes
    assert not (tmp_path / "whosays.toml").exists()


def test_check_finds_and_repairs_what_does_not_agree(whosays, seeds):
    # An index that was copied here is not trusted.
    assert whosays("check", seeds)[0] == 4
    assert whosays("check", seeds, "--repair")[:2] == (0, "")
    (seeds / "ferry.txt").write_text("New ferry fares\n\nThe harbour office raised the ferry fares on Monday.\n")
    code, out, _ = whosays("check", seeds)
    assert code == 4
    assert "ferry.txt" in out
    assert whosays("check", seeds, "--repair")[0] == 0
    assert whosays("check", seeds)[0] == 0


def test_check_repairs_records_that_cannot_be_opened(whosays, seeds):
    records = next((seeds / ".whosays").glob("*.sqlite"))
    records.write_bytes(b"not a database " * 1000)
    assert whosays("search", "troops", "-L", seeds)[0] == 4
    assert whosays("check", seeds, "--repair")[0] == 0
    with Library.open(seeds) as library:
        assert len(library.articles()) == 5


@pytest.mark.parametrize(
    "words", [["add", "two words", "fare"], ["add", "a", " "], ["add", "a", "--title", " ", "fare"], ["remove", "b"]]
)
def test_a_topic_that_cannot_be_is_a_wrong_call_and_changes_nothing(whosays, tmp_path, words):
    settings = tmp_path / "whosays.toml"
    settings.write_text(
        '[[topics]]\nid = "b"\ntitle = "B"\nquery = "b"\n\n[[topics]]\nid = "c"\ntitle = "C"\nquery = "topic:b"\n'
    )
    before = settings.read_text()
    code, _, notes = whosays("topics", *words, "-L", tmp_path)
    assert code == 2
    assert len(notes.splitlines()) == 1
    assert settings.read_text() == before


def test_where_it_is_kept_is_told_once_when_the_folder_cannot_be_written(whosays, tmp_path):
    (tmp_path / "a.txt").write_text("Ferries\n\nThe ferry sails at dawn.\n")
    (tmp_path / ".whosays").write_text("in the way")
    assert (
        f"{tmp_path} cannot be written: what is worked out of it is kept in "
        in whosays("search", "ferry", "-L", tmp_path)[2]
    )
    assert "cannot be written" not in whosays("sync", tmp_path)[2]


def test_a_search_that_finds_nothing_says_which_words_and_what_to_ask_instead(whosays, synced_seeds):
    code, out, notes = whosays("search", "who", "sends", "zeppelins", "and", "troops?", "-L", synced_seeds)
    assert (code, out) == (1, "")
    assert "nothing matched\nnot found anywhere: zeppelins, troops?\n" in notes
    assert "for: whosays search 'sends troops'\n" in notes


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_broken_query_is_one_even_where_notes_cannot_be_written(synced_seeds, unbuffered):
    call = [*WHOSAYS, "search", "(", "-L", synced_seeds]
    environ = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(call, cwd=ROOT, stderr=full, env=environ, check=False)
    assert done.returncode == 2


def test_titles_of_topics_cannot_act_on_a_terminal(tmp_path):
    (tmp_path / "whosays.toml").write_text(
        '[library]\nname = "\\u001b]52;c;eA==\\u0007"\n'
        '[[topics]]\nid = "a"\ntitle = "\\u001b]0;x\\u0007\\u202e[/]"\nquery = "a"\n'
    )
    for command in ("topics", "sync"):
        _, drawn = on_terminal(command, "-L", tmp_path)
        assert not re.search("\x1b]|\x07|\u202e", drawn)


# --- a sync that only tells, goes on, or shows what was before ---

QUAY = "The Quay\n\nThe quay is open and nobody in the town has asked for it, officials said on Monday.\n"


@pytest.fixture
def quay(tmp_path):
    """Return a folder with one article."""
    (tmp_path / "quay").mkdir()
    (tmp_path / "quay" / "quay.txt").write_text(QUAY)
    return tmp_path / "quay"


def test_a_dry_run_tells_what_a_sync_would_look_into(quay, capsys):
    (quay / "pipe.txt").symlink_to("pipe.txt")
    assert main(["sync", str(quay), "--dry-run"]) == ExitCode.REFUSED
    out, err = capsys.readouterr()
    assert out == "new      quay.txt\n"
    assert "refused: pipe.txt: it cannot be read: too many levels of symbolic links\n" in err
    assert "1 file to look into; nothing was read or written" in err
    (quay / "pipe.txt").unlink()
    assert main(["sync", str(quay), "--no-analysis", "--jobs", "2"]) == ExitCode.DONE
    assert main(["sync", str(quay), "--dry-run"]) == ExitCode.DONE
    assert "0 files to look into" in capsys.readouterr().err


def test_a_sync_closes_with_how_fast_it_was_and_why_what_was_refused(quay, capsys):
    (quay / "copy.txt").write_text(QUAY)
    (quay / "empty.txt").write_text("")
    assert main(["sync", str(quay), "--no-analysis"]) == ExitCode.REFUSED
    out = capsys.readouterr().out
    assert "2 read, 0 unchanged, 0 removed, 0 analysed, 1 refused in" in out
    assert "  articles   2 read, " in out
    assert "  copies     1 article has its text from another one, word for word\n" in out
    assert "  refused    1 it is empty\n" in out


def test_an_article_shows_its_earlier_texts_and_what_contradicts_its_date(quay, capsys):
    (quay / "quay.txt.meta.toml").write_text('published = 2026-01-05\nurl = "https://example.org/2026/02/09/quay"\n')
    assert main(["sync", str(quay), "--no-analysis"]) == ExitCode.DONE
    (quay / "quay.txt").write_text(QUAY.replace("Monday", "Tuesday of this week"))
    assert main(["sync", str(quay), "--no-analysis"]) == ExitCode.DONE
    capsys.readouterr()
    assert main(["show", "quay.txt", "-L", str(quay), "--format", "jsonl"]) == ExitCode.DONE
    row = json.loads(capsys.readouterr().out)
    assert (row["dated_by"], row["date_doubts"], row["unreadable_since"], row["versions"]) == (
        "sidecar", ["its address says 2026-02-09"], None, 1,
    )  # fmt: skip
    assert main(["show", "quay.txt", "-L", str(quay)]) == ExitCode.DONE
    out = capsys.readouterr().out
    assert "doubtful date: its address says 2026-02-09" in out
    assert "earlier texts: 1" in out
    assert main(["show", "quay.txt", "-L", str(quay), "--versions"]) == ExitCode.DONE
    assert [line[:9] for line in capsys.readouterr().out.splitlines() if line.startswith("version")] == [
        "version 1",
        "version 2",
    ]
    assert main(["show", "quay.txt", "-L", str(quay), "--version", "1"]) == ExitCode.DONE
    assert "on Monday" in capsys.readouterr().out
    assert main(["show", "quay.txt", "-L", str(quay), "--version", "7"]) == ExitCode.WRONG_CALL
    assert main(["check", str(quay)]) == ExitCode.DONE
    err = capsys.readouterr().err
    assert "doubtful date: quay.txt: published 2026-01-05: its address says 2026-02-09" in err
    assert "plain: 1 read, 0 refused, 1 articles" in err


@pytest.mark.skipif(os.name != "posix", reason="stops a process the POSIX way")
def test_a_watched_folder_is_followed_until_ctrl_c(quay):
    command = [sys.executable, "-m", "explorer", "sync", str(quay), "--watch", "--no-analysis"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watching:
        assert "1 read" in watching.stdout.readline()
        while "Ctrl-C stops" not in watching.stderr.readline():
            pass
        for number in range(50):
            (quay / f"{number}.txt").write_text(QUAY)
            if select.select([watching.stdout], [], [], 2)[0]:
                break
        assert "read" in watching.stdout.readline()
        watching.send_signal(signal.SIGINT)
        assert watching.wait(30) == ExitCode.INTERRUPTED
        assert "Traceback" not in watching.stderr.read()


def test_ctrl_c_while_the_program_comes_up_is_told_in_one_line():
    code = """
import sys
class Interrupting:
    def find_spec(self, name, *rest):
        if name == "index.errors":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from explorer.__main__ import main
sys.exit(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "whosays: stopped\n")


# --- pipes and pages ---


def piped(text, *arguments):
    return subprocess.run(
        [*WHOSAYS, *map(str, arguments)],
        cwd=ROOT,
        input=text,
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("command", ["search", "stances", "claims"])
def test_a_query_may_come_from_standard_input(whosays, synced_seeds, command):
    given = piped(b"troops OR\n forces\n", command, "-", "-L", synced_seeds, "--format", "jsonl")
    assert given.returncode == 0
    assert given.stdout.decode() == whosays(command, "troops OR forces", "-L", synced_seeds, "--format", "jsonl")[1]


def test_a_file_whose_name_has_blanks_may_come_from_standard_input(tmp_path):
    (tmp_path / "two  blanks.txt").write_text("The ferry leaves.\n")
    done = piped(b"two  blanks.txt\n", "show", "-", "-L", tmp_path, "--format", "json")
    assert json.loads(done.stdout)["file"] == "two  blanks.txt"


def test_an_article_and_a_topic_may_come_from_standard_input(whosays, seeds):
    assert json.loads(piped(f"{ARTICLE}\n".encode(), "show", "-", "-L", seeds, "--format", "json").stdout)
    assert piped(b"hub* OR bases", "topics", "add", "hubs-2", "-", "-L", seeds).returncode == 0
    assert "hubs-2" in whosays("topics", "-L", seeds)[1]


@pytest.mark.parametrize(("text", "said"), [(b" \n", b"empty"), (b"\xff", b"not text"), (b"a " * 40_000, b"longer")])
def test_what_cannot_be_a_query_on_standard_input_is_told(synced_seeds, text, said):
    done = piped(text, "search", "-", "-L", synced_seeds)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_reader_that_leaves_ends_a_command_quietly(synced_seeds):
    process = subprocess.Popen(
        [*WHOSAYS, "show", ARTICLE, "-L", str(synced_seeds), "--format", "jsonl"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 0


def test_an_empty_article_is_no_start_of_all(whosays, synced_seeds):
    code, _, err = whosays("show", " ", "-L", synced_seeds)
    assert code == 2
    assert "ARTICLE is empty" in err


def test_what_is_longer_than_the_screen_goes_through_the_pager(synced_seeds, tmp_path):
    kept = tmp_path / "kept"
    pager = f"{sys.executable} -c \"import sys; open({str(kept)!r}, 'w').write(sys.stdin.read())\""
    code, drawn = on_terminal("search", "troops", "-L", synced_seeds, PAGER=pager)
    assert code == 0
    assert "\x1b[1;4m" in kept.read_text(encoding="utf-8")
    assert re.search(r"20 of \d+ passages", drawn)
    assert "1;4m" not in drawn
    kept.unlink()
    for short in (["search", "troops", "--no-pager"], ["search", "troops", "--limit", "1"]):
        _, drawn = on_terminal(*short, "-L", synced_seeds, PAGER=pager)
        assert drawn
        assert not kept.exists()


def test_a_pager_that_is_closed_early_or_is_not_there_changes_nothing(synced_seeds):
    code, _ = on_terminal("stances", "--limit", "500", "-L", synced_seeds, PAGER=f"{sys.executable} -c pass")
    assert code == 0
    code, drawn = on_terminal("search", "troops", "-L", synced_seeds, PAGER="no-such-pager")
    assert code == 0
    assert "no-such-pager cannot be started" in drawn
    assert "1;4m" in drawn


def test_less_keeps_the_styles_and_leaves_ctrl_c_to_itself(synced_seeds):
    if shutil.which("less") is None:
        pytest.skip("less is not installed")
    # A key typed before it shows anything would make it show nothing.
    code, drawn = on_terminal("search", "troops", "-L", synced_seeds, keys=b"\x03q", after=b"\x1b[1;4m", PAGER="less")
    assert code == 0
    assert "\x1b[1;4m" in drawn
    assert "stopped" not in drawn
