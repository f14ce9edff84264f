"""``python -m benchmarks start|command|search|table|sync|growth|analysis|ui|all``: one measurement, or each of them."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.pairs import measure, report
from benchmarks.terminal import echo_time
from explorer.config import analysis_jobs

if TYPE_CHECKING:
    from collections.abc import Sequence

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
SCRIPT = Path(sys.executable).with_name("whosays")
WHOSAYS = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-m", "explorer"]
ITSELF = [sys.executable, "-m", "benchmarks"]
MEASUREMENTS = ("start", "command", "search", "table", "sync", "growth", "analysis", "ui")
COUNTED_STANCES = 100_000
ANALYSED_WORDS = 100_000
SEARCHED_PASSAGES = 20_000
SHOWN_PASSAGES = 200_000

EMPTY_APP = """
from textual.app import App
from textual.widgets import Input

class Empty(App):
    def compose(self):
        yield Input()

Empty().run()
"""

LOADED = """
import sys
from explorer.cli import main
code = main({arguments!r})
names = [name for name, module in sys.modules.items() if getattr(module, "__spec__", None)]
print("import " + ", ".join(names), file=sys.stderr)
sys.exit(code)
"""
"""A search that says at its end what it had to import."""


def main() -> int:
    """Measure what the command line names and print the figures."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("what", choices=(*MEASUREMENTS, "all"))
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--size", type=int)
    parser.add_argument("--engine", choices=("whoosh", "tantivy", "all"), default="all")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    if given.what == "all":
        return max(subprocess.run([*ITSELF, what, *sys.argv[2:]], check=False).returncode for what in MEASUREMENTS)
    if given.what == "growth":
        from benchmarks.engines import bench_growth

        bench_growth(WHOSAYS, given.size, given.corpus, given.engine)
        return 0
    if given.what in {"search", "sync"}:
        from benchmarks.engines import bench as bench_engines

        bench_engines(given.what, given.size or SEARCHED_PASSAGES, given.corpus, given.engine, given.pairs, given.keep)
        return 0
    if given.what == "table":
        from benchmarks.counting import bench as bench_tables

        engine = "whoosh" if given.engine == "all" else given.engine
        size = given.size or COUNTED_STANCES
        bench_tables(size, given.corpus, engine, given.pairs, analysis_jobs(), given.keep)
        return 0
    if given.what == "analysis":
        from benchmarks.analysis import bench

        bench(given.corpus, given.size or ANALYSED_WORDS, given.pairs, analysis_jobs())
        return 0
    with tempfile.TemporaryDirectory() as place:
        library = Path(place) / "seeds"
        shutil.copytree(SEEDS, library, ignore=shutil.ignore_patterns(".whosays"))
        subprocess.run([*WHOSAYS, "sync", str(library)], check=True, capture_output=True)
        os.environ["XDG_STATE_HOME"] = str(Path(place) / "state")  # none of this is a visit of the user's
        if given.what == "ui":
            from benchmarks.screens import bench as bench_screens

            large = given.keep or Path(place)
            engines = ("whoosh", "tantivy") if given.engine == "all" else (given.engine,)
            bench_screens(WHOSAYS, library, large, given.size or SHOWN_PASSAGES, given.corpus, engines, given.pairs)
        elif given.what == "start":
            start(library, given.pairs)
        else:
            run_command(library, given.pairs)
    return 0


def start(library: Path, pairs: int) -> None:
    """Measure from the start of the process until a typed key stands in the search field."""
    ours, empty = measure(
        lambda: echo_time([*WHOSAYS, str(library)]),
        lambda: echo_time([sys.executable, "-c", EMPTY_APP]),
        pairs,
    )
    report("key to echo", "whosays", ours, "empty app", empty, wanted=1.5)


def run_command(library: Path, pairs: int) -> None:
    """Measure one search as a whole process, beside one that only imports the same modules."""
    arguments = ["search", "-L", str(library), "troops OR forces"]
    told = [sys.executable, "-c", LOADED.format(arguments=arguments)]
    imports = subprocess.run(told, check=True, capture_output=True, text=True).stderr.splitlines()[-1]
    ours, imports_only = measure(
        lambda: cpu_time([*WHOSAYS, *arguments]), lambda: cpu_time([sys.executable, "-c", imports]), pairs
    )
    report("search, CPU", "whosays search", ours, "imports only", imports_only, wanted=1.3)


def cpu_time(command: Sequence[str]) -> float:
    """Run a process and return the CPU seconds that it took; less noisy than the clock on a loaded machine."""
    import resource  # not on Windows, where nothing here runs on a pty either

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
