"""The manual page, made of what ``--help`` is made of."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from explorer.arguments import EXPLORE, command_parser
from explorer.exit_codes import ExitCode
from explorer.offers import COMMANDS, EXPLORE_EXAMPLES, LIBRARY_HELP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.offers import Command

EXITS = {
    ExitCode.DONE: "done",
    ExitCode.NOTHING: "nothing matched",
    ExitCode.WRONG_CALL: "the call, the folder or the query is wrong",
    ExitCode.REFUSED: "done, but some files were refused; each is named with the reason",
    ExitCode.UNUSABLE: "the library cannot be used, or check found what does not agree",
    ExitCode.BUG: "a bug; its report is in the file that is named",
    ExitCode.INTERRUPTED: "stopped by Ctrl-C",
}
VARIABLES = {
    "WHOSAYS_LIBRARY": "the library, when none is named",
    "NO_COLOR": "when set to anything, no colours",
    "PAGER": "shows what is longer than the screen; empty for none",
    "VISUAL, EDITOR": "what the key e opens a file in",
}


def manual() -> str:
    """Return the manual page in the man macros of roff; the same on every day and machine."""
    lines = [
        '.TH WHOSAYS 1 "" whosays "User commands"',
        ".SH NAME",
        r"whosays \- who says what, and where it says so",
        ".SH SYNOPSIS",
        r".B whosays",
        "[-L FOLDER] [FOLDER]",
        ".br",
        ".B whosays",
        "COMMAND [OPTION ...] [WORDS ...]",
        ".SH DESCRIPTION",
        _roff("Opens the explorer over a folder of news articles, or does one of the commands below."),
        ".PP",
        _roff(LIBRARY_HELP),
        *_options(command_parser(EXPLORE)),
        ".SH COMMANDS",
    ]
    for command in COMMANDS:
        lines += _command(command)
    lines += [".SH EXIT STATUS", *_table({str(int(code)): told for code, told in EXITS.items()})]
    lines += [".SH ENVIRONMENT", *_table(VARIABLES), ".SH EXAMPLES", *_examples(EXPLORE_EXAMPLES)]
    return "\n".join(lines)


def _command(command: Command) -> Iterator[str]:
    yield f".SS {_roff(f'whosays {command.name} {command.words}')}"
    yield _roff(f"{command.summary[0].upper()}{command.summary[1:]}.")
    if command.about:
        yield ".PP"
        yield _roff(command.about)
    yield from _options(command_parser(command.name))
    yield ".PP"
    yield "Examples:"
    yield from _examples(command.examples)


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to its actions
        if action.help == argparse.SUPPRESS or not action.option_strings:
            continue
        value = action.metavar or (f"{{{','.join(action.choices)}}}" if action.choices else "")
        yield ".TP"
        yield rf"\fB{_roff(', '.join(action.option_strings))}\fR {_roff(str(value))}".rstrip()
        yield _roff(action.help or "")


def _table(rows: dict[str, str]) -> Iterator[str]:
    for name, told in rows.items():
        yield from (".TP", rf"\fB{_roff(name)}\fR", _roff(told))


def _examples(examples: tuple[str, ...]) -> Iterator[str]:
    yield from (".PP", ".nf", ".RS", *map(_roff, examples), ".RE", ".fi")


def _roff(text: str) -> str:
    """Return a text that roff shows as it stands: quotes and dashes to be typed, and no line that is a request."""
    text = text.strip().replace("\\", r"\e")
    for plain, roff in (("-", r"\-"), ("'", r"\(aq"), ("`", r"\(ga"), ("^", r"\(ha"), ("~", r"\(ti"), ('"', r"\(dq")):
        text = text.replace(plain, roff)
    return re.sub(r"^\.", r"\\&.", text, flags=re.MULTILINE)
