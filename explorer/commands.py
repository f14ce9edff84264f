"""What each command does with a library: rows to the console, and an exit code."""

from __future__ import annotations

import errno
import shlex
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from explorer import shapes
from explorer.arguments import InvalidCall
from explorer.config import analysis_jobs
from explorer.exit_codes import ExitCode
from explorer.output import MOST_ON_TERMINAL, one_line
from index.errors import InvalidSettings, NoSuchArticle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from explorer.arguments import Call
    from explorer.output import Console
    from index.library import Library
    from index.models import Article, Passage, Refusal, SyncReport

MOST_REASONS = 10
"""So many reasons are counted when a sync closes; each refusal is named before."""

MOST_NAMED = 20
"""So many doubtful dates are named."""

SUGGESTED_TOPICS = 10
"""How many topics are suggested when no limit is given."""


def sync(call: Call, library: Library, console: Console) -> ExitCode:
    """Bring the library up to date and say what was done; what was refused is named with its reason."""
    if call.dry_run:
        return _foretell(library, console)
    report = _sync_and_tell(call, library, console)
    if call.watch:
        from explorer.watching import watch  # brings what watches

        watch(library.folder, lambda: _sync_and_tell(call, library, console), console)
    return ExitCode.REFUSED if report.refused else ExitCode.DONE


def _sync_and_tell(call: Call, library: Library, console: Console) -> SyncReport:
    report = _sync(library, console, analysis=call.analysis, jobs=call.jobs)
    console.lines([f"{library.name}: {summary(report)}", *closing(report)])
    console.flush()
    if not (report.read or report.unchanged or report.refused):
        _tell_empty(library, console)
    return report


def _foretell(library: Library, console: Console) -> ExitCode:
    """Write what a sync would do with which files; nothing is read and nothing written."""
    changes = library.changes()
    console.lines(f"{change.change:<8} {one_line(change.file)}" for change in changes)
    refused = library.refused()
    _tell_refused(refused, console)
    console.note(f"{_counted(len(changes), 'file')} to look into; nothing was read or written")
    return ExitCode.REFUSED if refused else ExitCode.DONE


def add(call: Call, library: Library, console: Console) -> ExitCode:
    """Take sources into the library, tell what became of each, and sync what was added."""
    from index.library.adding import Wishes

    wishes = Wishes(call.again, call.feed, call.name)
    counts: Counter[str] = Counter()
    for added in library.add(call.words, wishes=wishes, private=call.private, given=lambda: sys.stdin.buffer):
        counts[added.outcome] += 1
        where = f" → {added.file}" if added.file and added.outcome != "refused" else ""
        reason = f": {added.reason}" if added.reason else ""
        told = one_line(f"{added.outcome:<9} {added.what}{where}{reason}")
        if added.outcome == "refused":
            console.note(told)
        else:
            console.lines([told])
    if not counts:
        console.note("no feeds are known; whosays add ADDRESS takes one")
        return ExitCode.NOTHING
    console.note(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    refused = bool(counts["refused"])
    if counts["added"] or counts["changed"]:
        report = _sync(library, console, analysis=call.analysis)
        console.note(f"{library.name}: {summary(report)}")
        refused = refused or bool(report.refused)
    return ExitCode.REFUSED if refused else ExitCode.DONE


def search(call: Call, library: Library, console: Console) -> ExitCode:
    """Write the passages that match, best first."""
    _ready(library, console)
    answer = library.search(call.query, limit=_limit(call, console), hits_only=True)
    shapes.write(console, _format(call), answer.hits, shapes.hits())
    of = f" in {_counted(answer.articles, 'article')}"
    return _finish(console, call, len(answer.hits), answer.total, "passage", of)


def stances(call: Call, library: Library, console: Console) -> ExitCode:
    """Write the stances in what matches, those that only stand beside a match marked as near."""
    _ready(library, console)
    _tell_broken(library, console)
    rows = library.stances(call.query, reviews=call.reviews)
    shown = rows[: _limit(call, console)]
    shapes.write(console, _format(call), shown, shapes.stances(explain=call.explain))
    if not rows:
        _tell_pending(library, console)
    return _finish(console, call, len(shown), len(rows), "stance")


def claims(call: Call, library: Library, console: Console) -> ExitCode:
    """Write the claims in what matches, disputed ones first."""
    _ready(library, console)
    _tell_broken(library, console)
    rows = library.claims(call.query, reviews=call.reviews)
    shown = rows[: _limit(call, console)]
    shapes.write(console, _format(call), shown, shapes.claims())
    if not rows:
        _tell_pending(library, console)
    return _finish(console, call, len(shown), len(rows), "claim")


def show(call: Call, library: Library, console: Console) -> ExitCode:
    """Write an article, or one of its passages with its neighbours."""
    _ready(library, console)
    article, passages = _referred(library, call.words[0], console)
    if call.versions or call.number is not None:
        return _show_versions(call, library, article, console)
    shape = shapes.article(passages[: call.limit], library.notes(article))
    shapes.write(console, _format(call), [article], shape, one=True)
    return ExitCode.DONE


def _show_versions(call: Call, library: Library, article: Article, console: Console) -> ExitCode:
    """Write the texts that an article had, with the stances that came and went, or one of them in full."""
    kept = library.versions(article)
    if call.number is None:
        shapes.write(console, _format(call), kept[: _limit(call, console)], shapes.versions(whole=False))
        if len(kept) == 1:
            console.note("no earlier text is kept; they are from the first change on that a sync sees")
        return ExitCode.DONE
    chosen = [version for version in kept if version.number == call.number]
    if not chosen:
        known = ", ".join(str(version.number) for version in kept)
        raise NoSuchArticle(call.words[0], f"there is no version {call.number}; there are {known}")
    shapes.write(console, _format(call), chosen, shapes.versions(whole=True), one=True)
    return ExitCode.DONE


def topics(call: Call, library: Library, console: Console) -> ExitCode:
    """Write the topics, or add or remove one in the library's own settings."""
    match call.words:
        case ():
            rows = library.topics()
            shapes.write(console, _format(call), rows[: _limit(call, console)], shapes.topics())
            if not rows:
                console.note("no topics yet; whosays topics add ID QUERY ... makes one")
        case ("add", key, _, *_):
            query = " ".join(call.words[2:])
            if any(topic.id == key for topic in library.topics()):
                raise InvalidCall(call.command, f"there is a topic {key} already")
            with _wrong_topic(call):
                library.add_topic(key, call.title or key, query)
            console.note(f"added the topic {key}: {query}")
        case ("remove", key):
            if all(topic.id != key for topic in library.topics()):
                raise InvalidCall(call.command, f"there is no topic {key}")
            with _wrong_topic(call):
                library.remove_topic(key)
            console.note(f"removed the topic {key}")
        case ("suggest",):
            return _suggest_topics(call, library, console)
        case _:
            raise InvalidCall(call.command, "say: topics, topics add ID QUERY ..., topics remove ID or topics suggest")
    return ExitCode.DONE


@contextmanager
def _wrong_topic(call: Call) -> Iterator[None]:
    """Say of a topic that cannot be that the call is wrong: the file was valid when the library was opened."""
    try:
        yield
    except InvalidSettings as error:
        raise InvalidCall(call.command, error.reason) from error


def _suggest_topics(call: Call, library: Library, console: Console) -> ExitCode:
    """Write topics that the library could have, and how to keep one; none is kept by itself."""
    _ready(library, console)
    rows = library.suggest_topics(call.limit or SUGGESTED_TOPICS)
    shapes.write(console, _format(call), rows, shapes.topics())
    if not rows:
        console.note("no topics to suggest: too little is said in several articles")
        return ExitCode.NOTHING
    if _format(call) == "text":
        first = rows[0]
        words = [first.id, "--title", first.title, first.query]
        console.note(f"to keep one: whosays topics add {' '.join(map(shlex.quote, words))}")
    return ExitCode.DONE


def review(call: Call, library: Library, console: Console) -> ExitCode:
    """Write what people decided or how far they agree, or do what the call says about a stance or claim."""
    _ready(library, console)
    _tell_broken(library, console)
    match call.words:
        case () | ("list",):
            rows = library.reviews()
            shapes.write(console, _format(call), rows[: _limit(call, console)], shapes.reviews())
            if not rows:
                console.note("no reviews yet; whosays review confirm ARTICLE:PASSAGE makes one")
        case ("agreement",):
            pairs = library.agreement()
            shapes.write(console, _format(call), pairs[: _limit(call, console)], shapes.agreements())
            if not pairs:
                console.note("no two people have reviewed the same yet")
        case _:
            from explorer.deciding import decide, told  # a list needs none of it

            written = decide(call, library, _person(console))
            if call.format:
                shown = [row for row in library.reviews() if row.review.id == written.id]
                shapes.write(console, call.format, shown, shapes.reviews())
            console.note(told(written))
    return ExitCode.DONE


def export(call: Call, library: Library, console: Console) -> ExitCode:
    """Write a brief of what matches, or of the user's basket, to a file."""
    from index.briefs import UnknownFormat, content_of
    from index.library.briefing import write_brief

    if call.basket and call.words:
        raise InvalidCall(call.command, "takes a query or --basket, not both")
    _ready(library, console)
    brief = library.basket_brief(_person(console)) if call.basket else library.brief(call.query)
    quotes = sum(len(section.entries) for section in brief.sections)
    if not quotes:
        console.note("the basket is empty; b in the explorer puts a passage in" if call.basket else "nothing matched")
        return ExitCode.NOTHING
    name = call.output or "-"
    try:
        if name == "-":
            console.raw([content_of(brief, "brief.md").decode()])
        else:
            write_brief(brief, Path(name))
    except UnknownFormat as error:
        raise InvalidCall(call.command, str(error)) from error
    place = "" if name == "-" else f" in {name}"
    console.note(f"{_counted(quotes, 'quote')} from {_counted(len(brief.references), 'article')}{place}")
    return ExitCode.DONE


def engine(call: Call, library: Library, console: Console) -> ExitCode:
    """Write the search engines, or change over to one; its index is whole before it is used."""
    _ready(library, console)
    if call.words:
        _change_engine(library, call.words[0], console)
    rows: list[dict[str, object]] = [row._asdict() for row in library.engines()]
    shapes.write(console, _format(call), rows, shapes.engines(tuple(rows[0])))
    if advice := library.info().advice:
        console.note(advice)
    return ExitCode.DONE


def _change_engine(library: Library, name: str, console: Console) -> None:
    try:
        library.change_engine(name, console.progress)
    finally:
        console.done()
    console.note(f"{library.name} is searched with {name} now")


def info(call: Call, library: Library, console: Console) -> ExitCode:
    """Write counts, sizes, engine, versions and paths."""
    _ready(library, console)
    facts = asdict(library.info())
    shapes.write(console, _format(call), [facts], shapes.facts(tuple(facts)), one=True)
    return ExitCode.DONE


def check(call: Call, library: Library, console: Console) -> ExitCode:
    """Write what does not agree between records, index and files; with ``--repair`` mend it first."""
    if not library.synced:
        _ready(library, console)
    lost = library.check_reviews()
    problems: Sequence[str] = library.check()
    if problems and call.repair:
        problems = _repair(library, problems, console)
    rows: list[dict[str, object]] = [{"problem": problem} for problem in (*problems, *lost)]
    shapes.write(console, _format(call), rows[: _limit(call, console)], shapes.facts(("problem",)))
    _tell_refused(library.refused(), console)
    for line in _first(library.doubted_dates()):
        console.note(f"doubtful date: {line}")
    for name, counts in library.info().formats.items():
        console.note(f"{name}: {', '.join(f'{number} {what}' for what, number in counts.items())}")
    if not problems:
        console.note("records, index and files agree")
    if problems:
        return ExitCode.UNUSABLE
    return ExitCode.REFUSED if lost else ExitCode.DONE


def serve(call: Call, library: Library, console: Console) -> ExitCode:
    """Serve the explorer to browsers until Ctrl-C; the link goes to stdout."""
    from explorer.serving.guard import is_loopback
    from explorer.serving.server import serve as serve_until_told

    name, folder = library.name, library.folder
    library.close()  # each session opens it
    if not is_loopback(call.host):
        console.note(
            f"{call.host} can be reached from elsewhere: whoever has the link can read and decide in your name, "
            "and nothing is encrypted"
        )

    def ready(link: str, once: str) -> None:
        console.lines([link])
        console.flush()
        console.note("Ctrl-C ends it")
        if call.open:
            from explorer.opening import open_address

            if not open_address(once):
                console.note("there is no browser here; open the link")

    try:
        serve_until_told(
            folder, name, host=call.host, port=call.port, sessions=call.sessions, ready=ready, tell=console.note
        )
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "; --port 0 takes a free one" if error.errno == errno.EADDRINUSE else ""
        raise InvalidCall(call.command, f"cannot listen on {call.host}:{call.port}: {reason}{hint}") from error
    return ExitCode.DONE


def _repair(library: Library, problems: Sequence[str], console: Console) -> Sequence[str]:
    """Sync, and where that is not enough make records and engine anew; return what still does not agree."""
    console.note(f"repairing {_counted(len(problems), 'disagreement')}")
    _sync(library, console)
    if not library.check():
        return ()
    library.close()
    with type(library).rebuild(library.folder) as rebuilt:
        _sync(rebuilt, console)
        return rebuilt.check()


RUN: Mapping[str, Callable[[Call, Library, Console], ExitCode]] = {
    "sync": sync,
    "add": add,
    "search": search,
    "stances": stances,
    "claims": claims,
    "show": show,
    "topics": topics,
    "review": review,
    "export": export,
    "engine": engine,
    "info": info,
    "check": check,
    "serve": serve,
}


def summary(report: SyncReport) -> str:
    """Return what a sync did as one line."""
    parts = [
        f"{report.read} read",
        f"{report.unchanged} unchanged",
        *([f"{report.renamed} renamed"] if report.renamed else []),
        f"{report.removed} removed",
        f"{report.analysed} analysed",
        *([f"{len(report.refused)} refused"] if report.refused else []),
    ]
    return f"{', '.join(parts)} in {report.seconds:.1f} s"


def closing(report: SyncReport) -> list[str]:
    """Return what else a sync came to, a line each: how fast, what waits, how many copies, why what was refused."""
    lines = []
    if report.articles:
        lines.append(
            ("articles", f"{report.articles} read, {report.articles / max(report.seconds, 0.001):.0f} a second")
        )
    if report.pending:
        lines.append(("waiting", f"{_counted(report.pending, 'article')} without stances yet"))
    if report.copies:
        verb, whose = ("has", "its text") if report.copies == 1 else ("have", "their texts")
        lines.append(("copies", f"{_counted(report.copies, 'article')} {verb} {whose} from another one, word for word"))
    stale = sum(1 for refusal in report.refused if refusal.since)
    if stale:
        lines.append(("unreadable", f"{_counted(stale, 'file')} of which what was read before stays"))
    reasons = Counter(refusal.reason for refusal in report.refused)
    lines += [("refused", f"{count} {one_line(reason)}") for reason, count in reasons.most_common(MOST_REASONS)]
    return [f"  {name:<11}{value}" for name, value in lines]


def _ready(library: Library, console: Console) -> None:
    """Sync a library that never was; otherwise say how many files have changed since."""
    if not library.synced:
        console.note(f"{library.name}: {summary(_sync(library, console))}")
        return
    changed = library.changed_files()
    if changed:
        verb = "has" if changed == 1 else "have"
        console.note(f"{_counted(changed, 'file')} {verb} changed; whosays sync brings the library up to date")


def _sync(library: Library, console: Console, *, analysis: bool = True, jobs: int | None = None) -> SyncReport:
    jobs = jobs or analysis_jobs()
    if library.elsewhere and not library.synced:
        console.note(library.elsewhere)
    try:
        report = library.sync(analysis=analysis, jobs=jobs, progress=console.progress)
    finally:
        console.done()
    _tell_refused(report.refused, console)
    if report.reason:
        console.note(f"{_counted(report.pending, 'article')} without stances: {report.reason}")
    return report


def _tell_refused(refused: Sequence[Refusal], console: Console) -> None:
    for refusal in refused:
        console.note(f"refused: {one_line(str(refusal))}")


def _tell_broken(library: Library, console: Console) -> None:
    """Name the lines of reviews that are none; all others count."""
    for problem in library.broken_reviews():
        console.note(f"{problem}; this line does not count")


def _person(console: Console) -> str:
    """Return who reviews: the name in the user's own settings, else the one that he logged in with, and say so."""
    from explorer.config import login_name, read_user_settings, settings_file

    place = settings_file()
    if name := read_user_settings(place).name:
        return name
    name = login_name()
    console.note(f'you are {name or "nobody"}; [person] name = "..." in {place} sets another name')
    return name


def _tell_pending(library: Library, console: Console) -> None:
    """Say how many articles nothing was looked for in yet: no stance found there is no silence."""
    pending = library.info().pending
    if pending:
        verb, whose = ("waits", "its") if pending == 1 else ("wait", "their")
        console.note(
            f"{_counted(pending, 'article')} {verb} for {whose} stances and claims; whosays sync looks for them"
        )


def _tell_empty(library: Library, console: Console) -> None:
    console.note(f"no articles in {library.folder}; put text or Markdown files there and sync again")


def _format(call: Call) -> str:
    return call.format or "text"


def _limit(call: Call, console: Console) -> int | None:
    if call.limit is None and console.is_terminal and _format(call) == "text":
        return MOST_ON_TERMINAL
    return call.limit


def _finish(console: Console, call: Call, shown: int, total: int, what: str, of: str = "") -> ExitCode:
    """Say how much there is, in the formats for people, and return the exit code."""
    if not total:
        console.note("nothing matched")
        return ExitCode.NOTHING
    if shown < total:
        console.note(f"{shown} of {_counted(total, what)}{of}; --limit {total} shows all")
    elif _format(call) == "text":
        console.note(f"{_counted(total, what)}{of}")
    return ExitCode.DONE


def _first(lines: Sequence[str]) -> Iterator[str]:
    """Yield the first few lines, and how many more there are."""
    yield from lines[:MOST_NAMED]
    if len(lines) > MOST_NAMED:
        yield f"and {len(lines) - MOST_NAMED} more"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _referred(library: Library, reference: str, console: Console) -> tuple[Article, Sequence[Passage]]:
    """Return the article that ``ARTICLE``, ``ARTICLE:N`` or a link names, and its passages, or N with its neighbours.

    A link is checked: whether the text is still the one that was quoted.
    """
    if not reference.strip():
        raise InvalidCall("show", f"ARTICLE is empty; it is an id, a unique start of it, or a file of {library.name}")
    from index.briefs.values import LINK  # few commands show an article

    if reference.startswith(LINK):
        reference = _checked_link(library, reference, console)
    before, colon, number = reference.rpartition(":")
    if not (before and colon and number.isdecimal()):
        article = library.article(reference)
        return article, article.passages
    article = library.article(before)
    places = [place for place, passage in enumerate(article.passages) if passage.number == int(number)]
    if not places:
        last = max((passage.number for passage in article.passages), default=0)
        raise NoSuchArticle(reference, f"there is no passage {number}; the last is {last}")
    return article, article.passages[max(places[0] - 1, 0) : places[0] + 2]


def _checked_link(library: Library, text: str, console: Console) -> str:
    """Return ``ARTICLE:N`` for the link to a passage, and say whether the text is the one that was quoted."""
    from index.briefs.values import LINK, parts_of
    from index.reviews.anchoring import digest_of

    parts = parts_of(text)
    if parts is None:
        raise NoSuchArticle(text, f"is no link to a passage: {LINK}ARTICLE/N#sha256=DIGITS")
    key, passage, digits = parts
    if digits:
        same = digest_of(library.article(key).text).startswith(digits)
        told = "is as it was quoted" if same else "has changed since it was quoted"
        console.note(f"the text {told}")
    return f"{key}:{passage}"
