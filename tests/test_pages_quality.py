"""The figures of ``dev.py quality html``: what they count, and that they are of the files that were named."""

from __future__ import annotations

import json

import pytest

from benchmarks.pages import main, shared_runs
from benchmarks.scoring import Figures

LEAD = "The minister of Freedonia said on Monday that her country would send engineers to the café in the valley."
NEXT = "Sylvania would not follow, its ambassador Ruvo Tann told reporters, until the bridge had been inspected."


def test_the_same_words_are_all_right_whatever_stands_between_them():
    assert shared_runs("One two, three four. Five", "one\ntwo three FOUR\n\nfive") == Figures(1.0, 1.0, 1.0)


def test_runs_are_counted_as_often_as_they_stand():
    figures = shared_runs("a b c d", "a b c d | a b c d")
    assert (figures.precision, figures.recall) == (1 / 5, 1.0)


def test_nothing_is_shared_with_nothing():
    assert shared_runs("a b c d", "") == shared_runs("", "a b c d") == Figures(0.0, 0.0, 0.0)


def test_a_folder_of_pages_is_measured_beside_trafilatura(tmp_path, capsys):
    page = f"<html><body><article><h1>Engineers</h1><p>{LEAD}</p><p>{NEXT}</p></article></body></html>"
    (tmp_path / "one.html").write_text(page, encoding="utf-8")
    (tmp_path / "one.txt").write_text(f"{LEAD}\n{NEXT}", encoding="utf-8")
    (tmp_path / "index.jsonl").write_text(json.dumps({"file": "one.html", "gold": "one.txt"}), encoding="utf-8")
    assert main([str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("1 pages, means over pages of runs of 4 words")
    assert lines[2].split()[:4] == ["whosays", "1.0000", "1.0000", "1.0000"]
    assert lines[4].split()[0] == "trafilatura"


@pytest.mark.parametrize("index", ["", "{", "[1]", '{"file": "none.html", "gold": "none.txt"}'])
def test_a_folder_that_is_no_such_folder_is_told_in_one_line(tmp_path, capsys, index):
    (tmp_path / "index.jsonl").write_text(index, encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
