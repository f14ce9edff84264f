"""The same articles give the same bytes: built afresh, by one process or several, in any order of syncs."""

import re
import shutil

import pytest
from conftest import SEEDS

from explorer import cli
from index.analysis.workers import CHUNK_CHARACTERS
from index.library import Library

COMMANDS = (
    ("stances",),
    ("stances", "troops OR forces", "--explain"),
    ("claims",),
    ("search", "troops OR ceasefire OR the"),
    ("topics", "suggest"),
)
VARIANTS = 3
"""How often each seed comes, each time without some of its paragraphs: enough text for two processes."""


@pytest.fixture(scope="module")
def texts():
    """The seeds in several variants, by file: as long as to be analysed in more than one piece."""
    made = {}
    for path in sorted(SEEDS.glob("*.txt")):
        blocks = re.split(r"\n\s*\n", path.read_text(encoding="utf-8"))
        for variant in range(VARIANTS):
            kept = [block for number, block in enumerate(blocks) if variant == 0 or number % 4 != variant]
            made[f"{path.stem}-{variant}.txt"] = "\n\n".join(kept)
    assert sum(map(len, made.values())) > CHUNK_CHARACTERS
    return made


@pytest.fixture(scope="module")
def output(texts, tmp_path_factory):
    """What a fresh build by one process gives."""
    return built(tmp_path_factory.mktemp("first") / "library", [list(texts)], texts, jobs=1)


def built(folder, steps, texts, *, jobs):
    """Add files step by step, bring the library up to date after each, and return what the commands write."""
    folder.mkdir()
    shutil.copy(SEEDS / "whosays.toml", folder)
    for names in steps:
        for name in names:
            (folder / name).write_text(texts[name], encoding="utf-8")
        with Library.open(folder) as library:
            assert not library.sync(jobs=jobs).reason
    return {command: written(command, folder) for command in COMMANDS}


def written(command, folder):
    out = folder.with_name("out.jsonl")
    with pytest.MonkeyPatch.context() as patched, out.open("w", encoding="utf-8") as stream:
        patched.setattr("sys.stdout", stream)
        assert cli.main([*command, "-L", str(folder), "--format", "jsonl"]) == 0
    return out.read_bytes()


def test_two_builds_by_one_process_and_by_two_write_the_same_bytes(output, texts, tmp_path):
    assert all(output.values())
    assert built(tmp_path / "library", [list(texts)], texts, jobs=2) == output


def test_files_added_one_by_one_in_another_order_write_the_same_bytes(output, texts, tmp_path):
    names = sorted(texts, key=lambda name: name[::-1], reverse=True)
    steps = [[name] for name in names[:4]] + [names[4:9], names[9:]]
    assert built(tmp_path / "library", steps, texts, jobs=1) == output


def test_a_library_that_was_more_and_is_less_writes_the_same_bytes(output, texts, tmp_path):
    folder = tmp_path / "library"
    more = {
        **texts,
        "more.txt": "Hungary vetoes it\n\nHungary said on Monday that it would block the plan of the troops.\n",
    }
    assert built(folder, [["more.txt"], list(texts)], more, jobs=1) != output
    (folder / "more.txt").unlink()
    with Library.open(folder) as library:
        library.sync()
    assert {command: written(command, folder) for command in COMMANDS} == output
