#!/usr/bin/env python3
"""Everything a developer does here, with nothing but CPython and its pip.

The standard library only: this file runs before anything is installed. It makes
``.venv`` from ``requirements.lock`` by hash, and makes it anew when the lock, the
project, the Python or the place of the folder is another.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit(f"dev.py needs CPython 3.11 or newer; this is {sys.version.split()[0]} at {sys.executable}")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LIBRARIES = (
    VENV / ("Lib" if os.name == "nt" else f"lib/python{sys.version_info[0]}.{sys.version_info[1]}") / "site-packages"
)
STAMP = VENV / "set-up"
LOCK = ROOT / "requirements.lock"
LOCK_HEADER = """\
# Every dependency, pinned with its hashes for every platform and CPython 3.11 to 3.14.
# Made by: python3 dev.py lock
"""
CHECKS = (
    ("ruff check", ("ruff", "check", ".")),
    ("ruff format", ("ruff", "format", "--check", ".")),
    ("mypy", ("mypy",)),
    ("import-linter", ("lint-imports",)),
)
EXAMPLES = """\
examples:
  python3 dev.py run                     open the explorer on seeds/
  python3 dev.py run ~/articles          open it on a folder of your own
  python3 dev.py test                    all checks and all tests
  python3 dev.py test tests/test_cli.py  all checks, and the tests of one file
  python3 dev.py lock                    pin the newest versions that pyproject.toml allows
  python3 dev.py storm                   keys at random, for as long as one likes
  python3 dev.py tour                    draw the README's pictures and its recording anew
  python3 dev.py bench start             how soon a typed key is echoed
  python3 dev.py bench ui                what a person waits for at the explorer
  python3 dev.py bench search            ten kinds of query, beside Whoosh, tantivy and SQLite as they come
  python3 dev.py quality                 what the rules find in seeds/, beside labels made by hand
  python3 dev.py quality html FOLDER     the text taken from saved pages, beside text marked by hand
"""


class SetUpFailed(Exception):
    """The environment cannot be made; the message is one line for a person."""


def host_python() -> str:
    """Return the Python that makes the environment: this one, or the one below it when this is the environment."""
    if Path(sys.prefix).resolve() == VENV:
        return str(getattr(sys, "_base_executable", sys.executable))
    return sys.executable


def installed() -> str:
    """Return the names of all installed distributions, so that a lost or changed one is noticed."""
    found = sorted(path.name for path in LIBRARIES.glob("*.dist-info"))
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


def wanted() -> str:
    """Return what an environment that fits would have stamped, one fact a line."""
    facts = [str(VENV), sys.base_prefix, sys.version]
    facts += [hashlib.sha256(path.read_bytes()).hexdigest() for path in (LOCK, ROOT / "pyproject.toml")]
    return "\n".join([*facts, installed()])


def is_set_up() -> bool:
    """Say whether the environment is complete and fits; costs a few reads and a folder listing."""
    try:
        stamp = STAMP.read_text(encoding="utf-8")
    except OSError:
        return False
    return os.access(PYTHON, os.X_OK) and stamp == wanted()


def call(*command: str) -> None:
    """Run one step of the set-up.

    Raises:
        SetUpFailed: The step ended with an error; it has printed its own reason.
    """
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise SetUpFailed(f"set-up failed at: {' '.join(command)}")


def pip(*arguments: str, python: Path = PYTHON) -> None:
    """Run the host's pip on an environment that has none: Debian's Python comes without ensurepip."""
    call(host_python(), "-m", "pip", "--python", str(python), "--disable-pip-version-check", *arguments)


def set_up() -> None:
    """Make the environment unless it stands; an interrupted one has no stamp and is made anew.

    Raises:
        SetUpFailed: This Python has no pip, or a step failed.
    """
    if is_set_up():
        return
    host = host_python()
    if subprocess.run([host, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        raise SetUpFailed(f"{host} has no pip (on Debian: apt install python3-pip)")
    began = time.monotonic()
    print(f"Setting up {VENV.name} from {LOCK.name}: the first time takes a minute or two.", file=sys.stderr)
    STAMP.unlink(missing_ok=True)
    call(host, "-m", "venv", "--clear", "--without-pip", str(VENV))
    pip("install", "--quiet", "--require-hashes", "--requirement", str(LOCK))
    pip("install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text(wanted(), encoding="utf-8")
    print(f"Set up in {time.monotonic() - began:.0f} s.", file=sys.stderr)


def environment() -> dict[str, str]:
    """Return the variables for a tool: its own programs first on the path."""
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}", "VIRTUAL_ENV": str(VENV)}


def tool(*command: str, folder: Path = ROOT) -> int:
    """Run a program of the environment, from the project's folder unless told, and return its exit code."""
    program = shutil.which(command[0], path=str(BIN)) or command[0]
    sys.stdout.flush()
    return subprocess.run([program, *command[1:]], cwd=folder, env=environment(), check=False).returncode


def run(folder: str) -> int:
    """Open the explorer on a folder; where the process can be replaced this does not return."""
    program = shutil.which("whosays", path=str(BIN)) or "whosays"
    command = [program, str(Path(folder).expanduser().absolute())]
    if os.name != "nt":
        os.execv(program, command)
    return subprocess.run(command, check=False).returncode


def test(arguments: list[str]) -> int:
    """Run every check and all tests, the tests last, and say which of them failed.

    Returns:
        0 when all passed. Nothing is cut short: one run shows everything there is to mend.
    """
    results = {}
    for name, command in (*CHECKS, ("pytest", ("pytest", "-n", "auto", *arguments))):
        print(f"── {name}")
        results[name] = tool(*command)
    failed = [name for name, code in results.items() if code]
    print(f"failed: {', '.join(failed)}" if failed else f"all passed: {', '.join(results)}")
    return 1 if failed else 0


def lock() -> int:
    """Write requirements.lock anew: universal, by hash, and with no address of an index in it.

    uv resolves for all platforms at once, which pip cannot; it is taken from the path or installed aside.
    """
    with tempfile.TemporaryDirectory() as aside:
        uv = shutil.which("uv")
        if uv is None:
            call(host_python(), "-m", "venv", "--without-pip", aside)
            bin_folder = Path(aside) / BIN.name
            pip("install", "--quiet", "uv", python=bin_folder / PYTHON.name)
            uv = str(bin_folder / "uv")
        output = Path(aside) / LOCK.name
        plain = ("--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet")
        versions = (
            "--universal",
            "--generate-hashes",
            "--upgrade",
            "--python-version",
            "3.11",
            "--extra",
            "dev",
            "--extra",
            "tantivy",
        )
        call(uv, "pip", "compile", *versions, *plain, "--output-file", str(output), "pyproject.toml")
        LOCK.write_text(LOCK_HEADER + output.read_text(encoding="utf-8"), encoding="utf-8")
    return 0


def arguments() -> argparse.ArgumentParser:
    """Return the parser of this file's own commands."""
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Set the project up, run it, test it, measure it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    runner = commands.add_parser("run", help="set up, and open the explorer")
    runner.add_argument("folder", nargs="?", default=str(ROOT / "seeds"), metavar="FOLDER", help="by default seeds/")
    commands.add_parser(
        "test", help="set up, and run all checks and tests; what follows goes to pytest", add_help=False
    )
    storm = commands.add_parser("storm", help="set up, and press keys at random for a long time")
    storm.add_argument("--examples", type=int, default=300, metavar="N", help="how many storms (300)")
    commands.add_parser("tour", help="set up, and draw the README's pictures and its recording anew")
    commands.add_parser("lock", help="write requirements.lock anew")
    bench = commands.add_parser("bench", help="set up, and measure")
    bench.add_argument(
        "what",
        choices=("start", "command", "search", "table", "sync", "growth", "analysis", "ui", "all"),
        help="start: key to echo; command: the search command; search: ten kinds of query, beside other engines; "
        "table: the stance table over very many stances; sync: articles becoming searchable; "
        "growth: what libraries of several sizes cost; analysis: words read for stances, beside plain spaCy; "
        "ui: what a person waits for at the explorer, beside an empty app; all: one after the other",
    )
    bench.add_argument("--pairs", type=int, default=7, help="how many alternating pairs to measure (7)")
    bench.add_argument("--corpus", metavar="FILE", help="articles to measure on, JSON lines (.xz); else made of seeds/")
    bench.add_argument(
        "--size",
        type=int,
        metavar="N",
        help="how many words to analyse (100000), stances to count (100000), or passages to search (20000; growth, ui: "
        "200000)",
    )
    bench.add_argument(
        "--engine",
        choices=("whoosh", "tantivy", "all"),
        default="all",
        help="all but start, command, analysis: only this one",
    )
    bench.add_argument("--keep", metavar="FOLDER", help="search, table, ui: where what is built stays")
    commands.add_parser("quality", help="set up, and measure the rules; --help tells its options", add_help=False)
    return parser


def main() -> int:
    """Do what the command line says and return the exit code."""
    parser = arguments()
    given, rest = parser.parse_known_args()
    if rest and given.command not in {"test", "quality"}:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        if given.command == "lock":
            return lock()
        set_up()
    except SetUpFailed as error:
        print(error, file=sys.stderr)
        return 1
    return bench(given) if given.command == "bench" else work(given, rest)


def work(given: argparse.Namespace, rest: list[str]) -> int:
    """Do what is not a measurement, in the environment that stands, and return the exit code."""
    if given.command == "run":
        return run(given.folder)
    if given.command == "test":
        return test(rest)
    if given.command == "storm":
        os.environ["WHOSAYS_STORM"] = str(given.examples)
        return tool("pytest", "tests/test_app_storm.py")
    if given.command == "tour":
        return tool("python", "-m", "tools.tour")
    # The files that it names are named from where the person is.
    return tool("python", "-m", "benchmarks.quality", *rest, folder=Path.cwd())


def bench(given: argparse.Namespace) -> int:
    """Measure what was named and return the exit code."""
    measured = [given.what, "--pairs", str(given.pairs), "--engine", given.engine]
    if given.size:
        measured += ["--size", str(given.size)]
    for name in ("corpus", "keep"):
        if place := getattr(given, name):
            measured += [f"--{name}", str(Path(place).expanduser().absolute())]
    return tool("python", "-m", "benchmarks", *measured)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
