"""The commands that there are, and what their help tells of each."""

from __future__ import annotations

from typing import NamedTuple

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
