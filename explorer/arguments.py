"""What stands on the command line -> a Call, or InvalidCall; the help and the completions.

The first word that is no option decides: a command, or else the folder that the explorer opens.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FORMATS = ("text", "json", "jsonl", "csv", "md")
SHELLS = ("bash", "zsh", "fish")
SERVE_PORT, SERVE_SESSIONS = 8765, 4
EXPLORE = ""
"""The name of the call without a command."""

QUERY_HELP = """\
A query that is a single - is read from standard input.
Words are joined by AND. OR, NOT or -, (parentheses), "a phrase", "near words"~3, pref*, w?ldcard, fuzzy~,
and the fields title: source: country: holder: position: speaker: topic: lang: date:
"""
SHOW_HELP = """\
ARTICLE is its id, a unique start of it, or its file; N is the number of a passage. A link, as briefs and copies hold
it, says too whether the text is still the one that was quoted. When an article changes, its earlier text is kept, the
last 20 of them, as long as .whosays/ stands: deleting that folder forgets them. A single - is read from standard input.
"""
REVIEW_HELP = """\
WHAT is a stance or a claim: the id of either in --format jsonl, or ARTICLE:PASSAGE with --holder and --was where
several stances stand there. WHERE is ARTICLE:PASSAGE with --quote, or ARTICLE:START-END. Reviews are lines of
reviews/NAME.jsonl in the library, NAME from [person] name in your own settings; lines are only ever added.
"""
SERVE_HELP = """\
Prints a link; its token lets in who has it, and nobody else. Ctrl-C ends it and all its sessions. A session may do
what you may do in the explorer, topics and reviews in your name too, but for what only this machine would see: e is
off, o gives the address, x comes as a download.
"""
LIBRARY_HELP = """\
The library is the folder given, else $WHOSAYS_LIBRARY, else the nearest folder at or above
the current one that holds whosays.toml or .whosays/. A folder named like a command is ./search.
"""
EXPLORE_EXAMPLES = ("whosays ~/articles", "whosays search troops -L ~/articles", "whosays COMMAND --help")
_TAKES_VALUE = {"-L", "--library", "--print-completion"}


class InvalidCall(Exception):
    """The command line is not what it should be; ``command`` is the one that was called, or ``EXPLORE``."""

    def __init__(self, command: str, reason: str, hint: str = "") -> None:
        self.command = command
        self.hint = hint
        super().__init__(reason)


# Tuples, because dataclasses take several times as long to make, and these are made before the first frame.


class Command(NamedTuple):
    """One command as its help tells it; ``most`` None is any number of words, ``offered`` are those to complete."""

    name: str
    summary: str
    examples: tuple[str, ...]
    words: str
    least: int = 0
    most: int | None = 0
    rows: bool = True
    folder: bool = False
    about: str = ""
    offered: tuple[str, ...] = ()


COMMANDS = (
    Command(
        "sync",
        "bring the library up to date: new, changed and removed files",
        (
            "whosays sync ~/articles",
            "whosays sync --no-analysis",
            "whosays sync --dry-run",
            "whosays sync --watch --jobs 4",
        ),
        words="[FOLDER]",
        most=1,
        rows=False,
        folder=True,
    ),
    Command(
        "add",
        "copy files and folders, or fetch pages and feeds, into the library, then sync",
        (
            "whosays add ~/Downloads/report.pdf ~/clippings 'old/*.html'",
            "whosays add https://example.org/news/one https://example.org/feed.xml",
            "whosays add - --name one.html",
            "whosays add                       # visit all feeds that the library knows",
        ),
        words="[SOURCE ...]",
        most=None,
        rows=False,
        about=(
            "SOURCE is a file, a folder, a pattern, the address of a page or feed, or - for the standard input.\n"
            "Pages are kept as they were fetched, with NAME.meta.toml beside them; feeds.toml remembers what was seen\n"
            "of feeds. robots.txt is obeyed.\n"
        ),
    ),
    Command(
        "search",
        "the passages that match, best first",
        (
            "whosays search troops OR forces",
            "whosays search '\"would not deploy\"' --format jsonl",
            "whosays search -- -russia ceasefire",
            "whosays search - < query.txt",
        ),
        words="QUERY ...",
        least=1,
        most=None,
        about=QUERY_HELP,
    ),
    Command(
        "stances",
        "who is for and against, in what matches; all of it without a query",
        (
            "whosays stances troops",
            "whosays stances holder:germany position:declines --explain",
            "whosays stances --no-reviews --format jsonl",
        ),
        words="[QUERY ...]",
        most=None,
        about=QUERY_HELP,
    ),
    Command(
        "claims",
        "the claims in what matches with their evidence over the sources, disputed ones first",
        ("whosays claims", "whosays claims ceasefire --format md"),
        words="[QUERY ...]",
        most=None,
        about=QUERY_HELP,
    ),
    Command(
        "show",
        "an article, or one passage of it with its neighbours",
        (
            "whosays show report.txt",
            "whosays show 3f2a:12 --format json",
            "whosays show report.txt --versions",
            "whosays show report.txt --version 1",
        ),
        words="ARTICLE[:N]",
        least=1,
        most=1,
        about=SHOW_HELP,
    ),
    Command(
        "topics",
        "list, add, remove and suggest topics: queries with a name",
        (
            "whosays topics",
            'whosays topics add hubs --title "Military hubs" hub* OR bases',
            "whosays topics remove hubs",
            "whosays topics suggest --limit 5",
        ),
        words="[add ID QUERY ... | remove ID | suggest]",
        most=None,
        offered=("add", "remove", "suggest"),
    ),
    Command(
        "review",
        "what people decided: list it, confirm, correct, reject or add, take back; how far people agree",
        (
            "whosays review",
            "whosays review confirm 3f2a:12 --holder germany",
            'whosays review correct 3f2a:12 --holder DE --was commits --is declines --why "a hypothetical"',
            'whosays review add 3f2a:12 --quote "Berlin is ready" --holder DE --is commits --target troops',
            "whosays review reject 3f2a9c0d1e2f:1180-1302:DE:commits",
            "whosays review withdraw 5d0c",
            "whosays review agreement --format csv",
        ),
        words="[list | confirm WHAT | correct WHAT | reject WHAT | add WHERE | withdraw [REVIEW] | agreement]",
        most=2,
        about=REVIEW_HELP,
        offered=("list", "confirm", "correct", "reject", "add", "withdraw", "agreement"),
    ),
    Command(
        "export",
        "a brief of what matches, or of your basket, every quote with its source",
        (
            "whosays export troops -o troops.md",
            "whosays export holder:germany -o germany.docx",
            "whosays export --basket -o basket.html",
            "whosays export ceasefire -o - | less",
        ),
        words="[QUERY ...] -o FILE",
        most=None,
        rows=False,
        about="FILE ends in .md .html .csv .json .docx or .bib; - is the standard output, in Markdown.\n" + QUERY_HELP,
    ),
    Command(
        "engine",
        "the search engines, and what the library would gain by another; with NAME change over to it",
        ("whosays engine", "whosays engine tantivy"),
        words="[NAME]",
        most=1,
        offered=("whoosh", "tantivy"),
    ),
    Command(
        "info",
        "counts, sizes, engine, versions and paths",
        ("whosays info ~/articles", "whosays info --format json"),
        words="[FOLDER]",
        most=1,
        folder=True,
    ),
    Command(
        "check",
        "prove that records, index and files agree",
        ("whosays check", "whosays check ~/articles --repair"),
        words="[FOLDER]",
        most=1,
        folder=True,
    ),
    Command(
        "serve",
        "the explorer in a browser, on this machine alone",
        ("whosays serve ~/articles", "whosays serve --port 0 --open", "whosays serve --host 0.0.0.0 --sessions 8"),
        words="[FOLDER]",
        most=1,
        rows=False,
        folder=True,
        about=SERVE_HELP,
    ),
)
BY_NAME = {command.name: command for command in COMMANDS}


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
        _explore_options(parser)
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
    _command_arguments(parser, command)
    return parser


def completion(shell: str) -> str:
    """Return the completion script for a shell."""
    import shtab  # nothing but this prints completions

    parser = argparse.ArgumentParser(prog="whosays")
    _explore_options(parser)
    below = parser.add_subparsers(metavar="COMMAND")
    for command in COMMANDS:
        within = below.add_parser(command.name, help=command.summary)
        _command_arguments(within, command)
        _offer(within, command)
    _complete_files(parser, {"FOLDER": shtab.DIRECTORY, "FILE": shtab.FILE, BY_NAME["show"].words: shtab.FILE})
    return str(shtab.complete(parser, shell=shell))


def misspelt(word: str) -> str:
    """Return a hint when a folder that is not there may have been meant as a command, else nothing."""
    import difflib  # only on the way out

    near = difflib.get_close_matches(word, BY_NAME, n=1)
    return f"did you mean {near[0]}?" if near else ""


def _explore_options(parser: argparse.ArgumentParser) -> None:
    _library_option(parser)
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.add_argument("--print-completion", dest="shell", choices=SHELLS, help="print a completion script")
    parser.add_argument("--print-man", dest="manual", action="store_true", help="print the manual page")


def _library_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-L", "--library", metavar="FOLDER", help="the library, wherever the current folder is")


def _command_arguments(parser: argparse.ArgumentParser, command: Command) -> None:
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
