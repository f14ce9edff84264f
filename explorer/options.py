"""What each command takes beside its words."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.offers import Command

FORMATS = ("text", "json", "jsonl", "csv", "md")
SHELLS = ("bash", "zsh", "fish")
SERVE_PORT, SERVE_SESSIONS = 8765, 4


def explore_options(parser: argparse.ArgumentParser) -> None:
    """Add what the call without a command takes."""
    _library_option(parser)
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.add_argument("--print-completion", dest="shell", choices=SHELLS, help="print a completion script")
    parser.add_argument("--print-man", dest="manual", action="store_true", help="print the manual page")


def _library_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-L", "--library", metavar="FOLDER", help="the library, wherever the current folder is")


def command_arguments(parser: argparse.ArgumentParser, command: Command) -> None:
    """Add a command's words and options."""
    metavar = "FOLDER" if command.folder else command.words
    parser.add_argument("words", nargs="*", metavar=metavar, help=argparse.SUPPRESS)
    _library_option(parser)
    if command.rows:
        _row_options(parser)
    if command.name in _OPTIONS:
        _OPTIONS[command.name](parser)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--again", action="store_true", help="fetch pages again that are in the library already")
    parser.add_argument("--feed", action="store_true", help="take the feed that a page names, instead of the page")
    parser.add_argument("--name", metavar="NAME", help="what the file is called in the library")
    parser.add_argument("--private", action="store_true", help="allow addresses of this machine and its own network")
    help_text = "leave stances and claims for later"
    parser.add_argument("--no-analysis", dest="analysis", action="store_false", help=help_text)


def _show_options(parser: argparse.ArgumentParser) -> None:
    help_text = "list its texts, with the stances that came and went"
    parser.add_argument("--versions", action="store_true", help=help_text)
    parser.add_argument("--version", dest="number", type=_number, metavar="N", help="its text as version N")


def _stances_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--explain", action="store_true", help="show the words and the rule that made it one")
    _reviews_option(parser)


def _export_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help="where the brief goes")
    parser.add_argument("--basket", action="store_true", help="the passages in your basket")


def _review_options(parser: argparse.ArgumentParser) -> None:
    for option, dest, metavar, help_text in _REVIEW_OPTIONS:
        parser.add_argument(option, dest=dest, metavar=metavar, help=help_text)


def _topics_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--title", metavar="TITLE", help="with add: the topic's title")


def _check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--repair", action="store_true", help="rebuild what does not agree")


_REVIEW_OPTIONS = (
    ("--holder", "holder", "COUNTRY", "whose stance is meant; with add: whose it is"),
    ("--was", "was", "POSITION", "which position is meant"),
    ("--is", "now", "POSITION", "what it should be; for a claim its status"),
    ("--is-holder", "is_holder", "COUNTRY", "whose it should be"),
    ("--target", "target", "WORDS", "the target in the article's words; an empty one is none"),
    ("--condition", "condition", "WORDS", "the condition in the article's words; an empty one is none"),
    ("--quote", "quote", "WORDS", "with add: the words of the passage that say it, one sentence at most"),
    ("--why", "why", "NOTE", "a note"),
)


def _row_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, help="text unless given; the others are for programs")
    help_text = "what is longer than the screen goes through $PAGER, but for this"
    parser.add_argument("--no-pager", dest="paged", action="store_false", help=help_text)
    limit = "at most so many rows; by default 20 for text on a terminal, else all"
    parser.add_argument("--limit", type=_number, metavar="N", help=limit)


def _sync_options(parser: argparse.ArgumentParser) -> None:
    help_text = "leave stances and claims for later"
    parser.add_argument("--no-analysis", dest="analysis", action="store_false", help=help_text)
    parser.add_argument("--dry-run", action="store_true", help="only tell which files it would look into")
    parser.add_argument("--watch", action="store_true", help="go on whenever a file changes, until Ctrl-C")
    help_text = "processes that read and analyse at once; by default all cores but one, at most 4"
    parser.add_argument("--jobs", type=_number, metavar="N", help=help_text)


def _serve_options(parser: argparse.ArgumentParser) -> None:
    help_text = "what to listen on, 127.0.0.1 unless given; another lets in whoever reaches it and has the link"
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help=help_text)
    help_text = f"{SERVE_PORT} unless given; 0 takes one that is free"
    parser.add_argument("--port", type=_port, default=SERVE_PORT, metavar="N", help=help_text)
    help_text = f"how many may be open at once; {SERVE_SESSIONS} unless given"
    parser.add_argument("--sessions", type=_number, default=SERVE_SESSIONS, metavar="N", help=help_text)
    help_text = "open the link in your browser, or (the default) only print it"
    parser.add_argument("--open", action=argparse.BooleanOptionalAction, default=False, help=help_text)


def _reviews_option(parser: argparse.ArgumentParser) -> None:
    help_text = "what is worked out alone, without what people decided"
    parser.add_argument("--no-reviews", dest="reviews", action="store_false", help=help_text)


_OPTIONS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "sync": _sync_options,
    "add": _add_options,
    "show": _show_options,
    "stances": _stances_options,
    "claims": _reviews_option,
    "review": _review_options,
    "export": _export_options,
    "topics": _topics_options,
    "check": _check_options,
    "serve": _serve_options,
}
"""What each command takes beside the options of all."""


def _number(text: str) -> int:
    """Read a limit; argparse names the type in its message, hence the error it expects."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"not a number from 1 up: {text}")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:  # noqa: PLR2004 - a port has 16 bits
        raise argparse.ArgumentTypeError(f"not a port from 0 to 65535: {text}")
    return int(text)
