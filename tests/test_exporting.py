"""``whosays export``, and the links that exports hold."""

from __future__ import annotations

import json

import pytest

from explorer import cli
from index.briefs import ENDINGS


@pytest.fixture
def whosays(capsys):
    def run(*arguments):
        code = cli.main([str(argument) for argument in arguments])
        done = capsys.readouterr()
        return code, done.out, done.err

    return run


def test_a_query_becomes_a_brief_whose_quotes_are_spans_of_their_articles(whosays, synced_seeds, tmp_path):
    path = tmp_path / "troops.json"
    code, out, notes = whosays("export", "troops", "-o", path, "-L", synced_seeds)
    assert (code, out) == (0, "")
    assert f"in {path}" in notes
    brief = json.loads(path.read_text(encoding="utf-8"))
    assert {"Passages"} < {section["title"] for section in brief["sections"]}
    for section in brief["sections"]:
        for quote in section["quotes"]:
            _, shown, _ = whosays("show", quote["article"], "-L", synced_seeds, "--format", "json")
            assert json.loads(shown)["text"][quote["start"] : quote["end"]] == quote["quote"]
            break


def test_a_link_shows_its_passage_and_whether_the_text_is_the_same(whosays, synced_seeds, tmp_path):
    path = tmp_path / "brief.json"
    whosays("export", "troops", "-o", path, "-L", synced_seeds)
    link = json.loads(path.read_text(encoding="utf-8"))["sections"][0]["quotes"][0]["link"]
    code, _, notes = whosays("show", link, "-L", synced_seeds)
    assert (code, "is as it was quoted" in notes) == (0, True)
    other = link[:-4] + ("0000" if not link.endswith("0000") else "1111")
    assert "has changed since it was quoted" in whosays("show", other, "-L", synced_seeds)[2]
    code, _, notes = whosays("show", "whosays:nothing", "-L", synced_seeds)
    assert (code, "is no link to a passage" in notes) == (2, True)


def test_markdown_goes_to_the_standard_output(whosays, synced_seeds):
    code, out, _ = whosays("export", "holder:russia", "-o", "-", "-L", synced_seeds)
    assert code == 0
    assert "## Russia" in out


def test_what_matches_nothing_writes_nothing(whosays, synced_seeds, tmp_path):
    path = tmp_path / "none.md"
    assert whosays("export", "zeppelin", "-o", path, "-L", synced_seeds)[0] == 1
    assert not path.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["troops", "-o", "brief.pdf"], "a brief's name ends in .md"),
        (["troops"], "-o/--output"),
        (["troops", "--basket", "-o", "a.md"], "not both"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(whosays, synced_seeds, arguments, told):
    code, _, notes = whosays("export", *arguments, "-L", synced_seeds)
    assert code == 2
    assert told in notes


def test_a_brief_that_cannot_be_written_is_told_and_leaves_what_was_there(whosays, synced_seeds, tmp_path):
    code, _, notes = whosays("export", "troops", "-o", tmp_path / "none" / "a.md", "-L", synced_seeds)
    assert code == 4
    assert "cannot be written: no such file or directory" in notes


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_exported_into_the_library_is_never_read_as_an_article(whosays, synced_seeds, tmp_path, ending):
    library = tmp_path / "library"
    library.mkdir()
    (library / "one.txt").write_text("A zeppelin over the bay\n\nA zeppelin was seen over the bay.\n", encoding="utf-8")
    code, _, _ = whosays("export", "troops", "-o", library / f"brief{ending}", "-L", synced_seeds)
    assert code == 0
    code, out, _ = whosays("sync", library, "--no-analysis")
    assert code == 0
    code, out, _ = whosays("info", library, "--format", "json")
    assert json.loads(out)["articles"] == 1
