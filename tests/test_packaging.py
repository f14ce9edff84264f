import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("textual", "rich", "pydantic", "spacy", "numpy", "tomlkit")

LOADED = """
import json, sys
from explorer.cli import main
code = main({arguments!r})
print(json.dumps([code, sorted(set({heavy!r}) & set(sys.modules))]), file=sys.stderr)
"""

INDEX_MODULES = (
    "index",
    "index.library",
    "index.export",
    "index.library.answering",
    "index.storage",
    "index.engines",
    "index.query",
    "index.highlight",
    "index.text",
    "index.readers",
    "index.settings",
)

REGISTRIES = ("pypi." + "org", "python" + "hosted", "npmjs." + "org", "crates" + ".io", "proxy.golang" + ".org")
MACHINE_PATHS = re.compile(r"(?<![\w.~])/(?:root|home/\w+|Users/\w+|work|opt|mnt)/|[A-Z]:\\Users")


OPENED = """
import sys
from pathlib import Path
from explorer.app import ExplorerApp
from index.library import Library

def opened(app, event):
    event.library.close()
    app.exit("index.text" in sys.modules)

ExplorerApp.on_explorer_app_opened = opened
print(ExplorerApp(lambda: Library.open(Path({folder!r})), sync=False).run(headless=True))
"""


def python(code, *, cwd=None):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=cwd or ROOT, timeout=120
    )


def loaded_by(*arguments):
    """Run a command and return its exit code and which heavy modules its process has loaded."""
    done = python(LOADED.format(arguments=list(arguments), heavy=HEAVY))
    assert done.stderr, done
    return json.loads(done.stderr.splitlines()[-1])


def first(arguments):
    return arguments[0]


def tracked_files():
    """Return what the project consists of: what git would commit, or all files where there is no git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("the project's files are not in a git repository")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("module", INDEX_MODULES)
def test_the_index_loads_nothing_of_a_screen(module):
    code = f"import sys, {module}; print(sorted({{'textual', 'rich', 'explorer'}} & set(sys.modules)))"
    assert python(code).stdout.strip() == "[]"


@pytest.mark.parametrize("arguments", [("search", "troops"), ("stances", "troops"), ("claims",), ("check",)], ids=first)
def test_a_command_that_searches_loads_nothing_heavy_but_what_counts_postings(synced_seeds, arguments):
    assert loaded_by(*arguments, "-L", str(synced_seeds)) == [0, ["numpy"]]


@pytest.mark.parametrize("arguments", [("show", "001_4ac972a33c6487f9.txt"), ("topics",), ("info",)], ids=first)
def test_a_command_that_reads_loads_nothing_heavy(synced_seeds, arguments):
    assert loaded_by(*arguments, "-L", str(synced_seeds)) == [0, []]


def test_the_help_and_the_version_load_nothing_of_the_index_but_its_values():
    code = (
        "import sys; from explorer.cli import main; main(['--version']);"
        "print([name for name in sys.modules if name.startswith('index.')])"
    )
    assert set(re.findall(r"'(.*?)'", python(code).stdout)) <= {
        "index.models",
        "index.models.words",
        "index.models.tables",
        "index.errors",
        "index.export",
    }


def test_an_analysis_happens_in_a_child_that_ends(seeds):
    (seeds / "new.txt").write_text("Harbour fares\n\nSweden said on Monday that it would pay for the new ferry.\n")
    code = LOADED.format(arguments=["sync", str(seeds)], heavy=("spacy", "textual")) + (
        "import multiprocessing; print(multiprocessing.active_children())"
    )
    done = python(code)
    assert json.loads(done.stderr.splitlines()[-1]) == [0, []]
    assert "1 analysed" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_no_file_names_a_registry_or_a_machine():
    found = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if path.is_relative_to(ROOT / "seeds"):
            continue
        found += [f"{path.name}: {host}" for host in REGISTRIES if host in text]
        found += [f"{path.name}: {match[0]}" for match in MACHINE_PATHS.finditer(text)]
    assert found == []


def test_every_dependency_is_pinned_with_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|^\s*-(?!-hash)|@ ", lock, re.MULTILINE)
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", lock, flags=re.MULTILINE).strip())
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[\w.-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_lock_pins_all_that_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    assert {re.split(r"[<>=!~ ]", name)[0].lower() for name in wanted} <= pinned


def test_the_wheel_carries_the_packages_with_their_data_and_no_seeds(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    data = {
        path.relative_to(ROOT).as_posix()
        for package in ("explorer", "index")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert data <= names
    assert "explorer/app.tcss" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"explorer", "index", "whosays"}


def test_threads_that_ask_find_the_package_of_texts_whole(tmp_path):
    # One that imported the package and one that imported a module of it would wait for each other: Python then raises.
    assert python(OPENED.format(folder=str(tmp_path))).stdout.strip() == "True"
