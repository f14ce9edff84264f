"""What stands on the command line -> a Call, or InvalidCall; the help and the completions.

The first word that is no option decides: a command, or else the folder that the explorer opens.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from explorer.offers import BY_NAME, COMMANDS, EXPLORE_EXAMPLES, LIBRARY_HELP
from explorer.options import SERVE_PORT, SERVE_SESSIONS, command_arguments, explore_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.offers import Command

EXPLORE = ""
"""The name of the call without a command."""

_TAKES_VALUE = {"-L", "--library", "--print-completion"}


class InvalidCall(Exception):
    """The command line is not what it should be; ``command`` is the one that was called, or ``EXPLORE``."""

    def __init__(self, command: str, reason: str, hint: str = "") -> None:
        self.command = command
        self.hint = hint
        super().__init__(reason)


# A tuple, because a dataclass takes several times as long to make, and this is made before the first frame.


class Call(NamedTuple):
    """What is to be done. ``format`` and ``limit`` are None where none was given."""

    command: str
    words: tuple[str, ...] = ()
    library: str | None = None
    format: str | None = None
    limit: int | None = None
    explain: bool = False
    analysis: bool = True
    again: bool = False
    feed: bool = False
    name: str | None = None
    private: bool = False
    dry_run: bool = False
    watch: bool = False
    jobs: int | None = None
    versions: bool = False
    number: int | None = None
    repair: bool = False
    title: str | None = None
    reviews: bool = True
    holder: str | None = None
    was: str | None = None
    now: str | None = None
    is_holder: str | None = None
    target: str | None = None
    condition: str | None = None
    quote: str | None = None
    why: str | None = None
    output: str | None = None
    basket: bool = False
    host: str = "127.0.0.1"
    port: int = SERVE_PORT
    sessions: int = SERVE_SESSIONS
    open: bool = False
    shell: str | None = None
    manual: bool = False
    paged: bool = True
    version: bool = False

    @property
    def query(self) -> str:
        """All words as one query."""
        return " ".join(self.words)


class _Parser(argparse.ArgumentParser):
    """A parser that raises instead of printing and leaving."""

    command = EXPLORE

    def error(self, message: str) -> NoReturn:
        hint = "a query that begins with - goes after --" if message.startswith("unrecognized") else ""
        raise InvalidCall(self.command, message, hint)


def parse(arguments: Sequence[str]) -> Call:
    """Return what a command line asks for; prints the help and leaves where that is asked for.

    Raises:
        InvalidCall: An unknown option, a value that does not fit, or too few or too many words.
    """
    name, rest = _divide(list(arguments))
    before, after = (rest[: rest.index("--")], rest[rest.index("--") + 1 :]) if "--" in rest else (rest, [])
    parser = command_parser(name)
    given = vars(parser.parse_intermixed_args(before))
    words = (*given.pop("words"), *after)
    _count(name, words)
    _check_letters(name, words, given.get("title"))
    return Call(name, tuple(words), **given)


def command_parser(name: str) -> argparse.ArgumentParser:
    """Return the parser of one command, or of the call without one, whose help lists all commands."""
    if name == EXPLORE:
        parser = _Parser(
            prog="whosays",
            usage="whosays [-L FOLDER] [FOLDER]\n       whosays COMMAND ...",
            description="Who says what, and where it says so: opens the explorer over a folder of articles.",
            epilog=_overview(),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        parser.add_argument("words", nargs="*", metavar="FOLDER", help="the folder of articles to open")
        explore_options(parser)
        return parser
    command = BY_NAME[name]
    parser = _Parser(
        prog=f"whosays {name}",
        usage=f"whosays {name} [OPTION ...] {command.words}",
        description=_sentence(command),
        epilog=_epilog(command),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.command = name
    command_arguments(parser, command)
    return parser


def completion(shell: str) -> str:
    """Return the completion script for a shell."""
    import shtab  # nothing but this prints completions

    parser = argparse.ArgumentParser(prog="whosays")
    explore_options(parser)
    below = parser.add_subparsers(metavar="COMMAND")
    for command in COMMANDS:
        within = below.add_parser(command.name, help=command.summary)
        command_arguments(within, command)
        _offer(within, command)
    _complete_files(parser, {"FOLDER": shtab.DIRECTORY, "FILE": shtab.FILE, BY_NAME["show"].words: shtab.FILE})
    return str(shtab.complete(parser, shell=shell))


def misspelt(word: str) -> str:
    """Return a hint when a folder that is not there may have been meant as a command, else nothing."""
    import difflib  # only on the way out

    near = difflib.get_close_matches(word, BY_NAME, n=1)
    return f"did you mean {near[0]}?" if near else ""


def _offer(parser: argparse.ArgumentParser, command: Command) -> None:
    """Let a command's words be completed: those that it offers, or files; any others may still be given."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to its actions
        if action.dest == "words":
            action.help = command.words  # shtab leaves out what has no help
            action.choices = command.offered or None


def _complete_files(parser: argparse.ArgumentParser, complete: dict[str, object]) -> None:
    for action in parser._actions:  # noqa: SLF001 - as above
        if action.metavar in complete:
            action.complete = complete[str(action.metavar)]  # type: ignore[attr-defined] # where shtab looks for it
        if isinstance(action.choices, dict):
            for below in action.choices.values():
                _complete_files(below, complete)


def _divide(arguments: list[str]) -> tuple[str, list[str]]:
    """Take the command out of the arguments: the first word that is no option nor an option's value."""
    skip = False
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if skip or argument in _TAKES_VALUE:
            skip = not skip
        elif argument in BY_NAME:
            return argument, arguments[:place] + arguments[place + 1 :]
        elif not argument.startswith("-"):
            break
    return EXPLORE, arguments


def _count(name: str, words: Sequence[str]) -> None:
    if name == EXPLORE:
        if len(words) > 1:
            raise InvalidCall(name, f"one folder at most, or a command: {', '.join(BY_NAME)}", misspelt(words[0]))
        return
    command = BY_NAME[name]
    if len(words) < command.least:
        raise InvalidCall(name, f"needs {command.words}")
    if command.most is not None and len(words) > command.most:
        raise InvalidCall(name, f"takes {command.words}, not {len(words)} words")


def _check_letters(name: str, words: Sequence[str], title: str | None) -> None:
    """Refuse bytes that are no text, but for those in the name of a folder, which may have any."""
    if name == EXPLORE or BY_NAME[name].folder:
        return
    for word in (*words, title or ""):
        if any("\ud800" <= letter <= "\udfff" for letter in word):
            raise InvalidCall(name, f"{word!a} is not text in this terminal's encoding")


def _sentence(command: Command) -> str:
    return f"{command.summary[0].upper()}{command.summary[1:]}."


def _epilog(command: Command) -> str:
    lines = ["examples:", *(f"  {example}" for example in command.examples)]
    return "\n".join([command.about, *lines] if command.about else lines)


def _overview() -> str:
    lines = "\n".join(f"  {command.name:<9}{command.summary}" for command in COMMANDS)
    examples = "\n".join(f"  {example}" for example in EXPLORE_EXAMPLES)
    return f"commands:\n{lines}\n\n{LIBRARY_HELP}\nexamples:\n{examples}"
