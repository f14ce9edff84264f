"""The processes that analyse: they end with the one that asked, however it ends."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.analysis.workers import CHUNK_CHARACTERS, analyse, chunks
from index.errors import AnalysisUnavailable
from index.models import Article, PassageKind
from index.text import compose

PATIENCE = 60
ROOT = Path(__file__).resolve().parent.parent

ASKING = """
import sys
from index.analysis.workers import analyse
from index.models import Article, PassageKind
from index.text import compose

def article(number):
    text, passages = compose(None, [(PassageKind.PARAGRAPH, "Norway rejected the harbour treaty. " * 40)])
    return Article(id=str(number), file=f"{number}.txt", text=text, passages=passages, sha256="")

if __name__ == "__main__":
    import multiprocessing
    for _ in analyse([article(number) for number in range(400)], 1):
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        sys.stdin.read()
"""


def article(number, words):
    text, passages = compose(None, [(PassageKind.PARAGRAPH, words)])
    return Article(id=str(number), file=f"{number}.txt", text=text, passages=passages, sha256="")


def ended(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_articles_come_back_in_the_order_given():
    articles = [article(number, "Norway rejected the harbour treaty.") for number in (3, 1, 2)]
    found = list(analyse(articles, 2))
    assert [name for name, _ in found] == ["3", "1", "2"]
    assert all(analysis.drafts for _, analysis in found)


def test_new_children_go_on_where_the_ones_before_ended(monkeypatch):
    monkeypatch.setattr("index.analysis.workers._CHUNKS_PER_CHILD", 1)
    monkeypatch.setattr("index.analysis.workers.CHUNK_CHARACTERS", 10)
    articles = [article(number, "Norway rejected the harbour treaty.") for number in (3, 1, 2)]
    seen = [(name, len(analysis.drafts), multiprocessing.active_children()) for name, analysis in analyse(articles)]
    assert [(name, drafts) for name, drafts, _ in seen] == [("3", 1), ("1", 1), ("2", 1)]
    assert len({child.pid for *_, children in seen for child in children}) == len(articles)


def test_no_article_asks_for_no_process():
    assert list(analyse([], 2)) == []


def test_chunks_hold_every_article_once():
    articles = [article(number, "word " * 9000) for number in range(5)]
    cut = list(chunks(articles))
    assert [a for chunk in cut for a in chunk] == articles
    assert all(sum(len(a.text) for a in chunk[:-1]) < CHUNK_CHARACTERS for chunk in cut)


@pytest.mark.skipif(os.name != "posix", reason="kills processes the POSIX way")
def test_children_end_with_a_parent_that_was_killed(tmp_path):
    script = tmp_path / "asking.py"
    script.write_text(ASKING)
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as parent:
        children = [int(word) for word in parent.stdout.readline().split()]
        assert children
        os.kill(parent.pid, signal.SIGKILL)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not all(map(ended, children)):
        time.sleep(0.05)
    assert all(map(ended, children))


def begun():
    """Start an analysis that has more to do."""
    results = analyse([article(number, "Nobody slept on the quay. " * (CHUNK_CHARACTERS // 20)) for number in range(3)])
    next(results)
    return results, multiprocessing.active_children()


def test_giving_up_ends_the_children_at_whatever_they_are():
    results, children = begun()
    results.close()
    assert children
    assert {child.exitcode for child in children} == {-signal.SIGTERM}


def test_a_child_that_is_killed_is_told_in_one_line():
    results, children = begun()
    for child in children:
        os.kill(child.pid, signal.SIGKILL)
    with pytest.raises(AnalysisUnavailable, match="ended from outside; the next sync goes on"):
        list(results)
