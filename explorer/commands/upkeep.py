"""The commands that take articles in and keep the library in order."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from explorer import shapes
from explorer.commands.around import (
    bring_up_to_date,
    format_of,
    limit_of,
    make_ready,
    summary,
    tell_empty,
    tell_refused,
)
from explorer.exit_codes import ExitCode
from explorer.output import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.arguments import Call
    from explorer.output import Console
    from index.library import Library
    from index.models import SyncReport

MOST_REASONS = 10
"""So many reasons are counted when a sync closes; each refusal is named before."""

MOST_NAMED = 20
"""So many doubtful dates are named."""


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
    report = bring_up_to_date(library, console, analysis=call.analysis, jobs=call.jobs)
    console.lines([f"{library.name}: {summary(report)}", *closing(report)])
    console.flush()
    if not (report.read or report.unchanged or report.refused):
        tell_empty(library, console)
    return report


def _foretell(library: Library, console: Console) -> ExitCode:
    """Write what a sync would do with which files; nothing is read and nothing written."""
    changes = library.changes()
    console.lines(f"{change.change:<8} {one_line(change.file)}" for change in changes)
    refused = library.refused()
    tell_refused(refused, console)
    console.note(f"{counted(len(changes), 'file')} to look into; nothing was read or written")
    return ExitCode.REFUSED if refused else ExitCode.DONE


def add(call: Call, library: Library, console: Console) -> ExitCode:
    """Take sources into the library, tell what became of each, and sync what was added."""
    from index.library.adding import Wishes

    wishes = Wishes(call.again, call.feed, call.name)
    counts: Counter[str] = Counter()
    for added in library.add(
        call.words,
        wishes=wishes,
        private=call.private,
        given=lambda: sys.stdin.buffer,
        visiting=lambda address: console.at_work(f"fetching {address}"),
    ):
        console.done()
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
        report = bring_up_to_date(library, console, analysis=call.analysis)
        console.note(f"{library.name}: {summary(report)}")
        refused = refused or bool(report.refused)
    return ExitCode.REFUSED if refused else ExitCode.DONE


def engine(call: Call, library: Library, console: Console) -> ExitCode:
    """Write the search engines, or change over to one; its index is whole before it is used."""
    make_ready(library, console)
    if call.words:
        _change_engine(library, call.words[0], console)
    rows: list[dict[str, object]] = [row._asdict() for row in library.engines()]
    shapes.write(console, format_of(call), rows, shapes.engines(tuple(rows[0])))
    if advice := library.info().advice:
        console.note(advice)
    return ExitCode.DONE


def _change_engine(library: Library, name: str, console: Console) -> None:
    try:
        library.change_engine(name, console.progress)
    finally:
        console.done()
    console.note(f"{library.name} is searched with {name} now")


def check(call: Call, library: Library, console: Console) -> ExitCode:
    """Write what does not agree between records, index and files; with ``--repair`` mend it first."""
    if not library.synced:
        make_ready(library, console)
    lost = library.check_reviews()
    problems: Sequence[str] = library.check()
    if problems and call.repair:
        problems = _repair(library, problems, console)
    rows: list[dict[str, object]] = [{"problem": problem} for problem in (*problems, *lost)]
    shapes.write(console, format_of(call), rows[: limit_of(call, console)], shapes.facts(("problem",)))
    tell_refused(library.refused(), console)
    for line in _first(library.doubted_dates()):
        console.note(f"doubtful date: {line}")
    for name, counts in library.info().formats.items():
        console.note(f"{name}: {', '.join(f'{number} {what}' for what, number in counts.items())}")
    if not problems:
        console.note("records, index and files agree")
    if problems:
        return ExitCode.UNUSABLE
    return ExitCode.REFUSED if lost else ExitCode.DONE


def _repair(library: Library, problems: Sequence[str], console: Console) -> Sequence[str]:
    """Sync, and where that is not enough make records and engine anew; return what still does not agree."""
    console.note(f"repairing {counted(len(problems), 'disagreement')}")
    bring_up_to_date(library, console)
    if not library.check():
        return ()
    library.close()
    with type(library).rebuild(library.folder) as rebuilt:
        bring_up_to_date(rebuilt, console)
        return rebuilt.check()


def closing(report: SyncReport) -> list[str]:
    """Return what else a sync came to, a line each: how fast, what waits, how many copies, why what was refused."""
    lines = []
    if report.articles:
        lines.append(
            ("articles", f"{report.articles} read, {report.articles / max(report.seconds, 0.001):.0f} a second")
        )
    if report.pending:
        lines.append(("waiting", f"{counted(report.pending, 'article')} without stances yet"))
    if report.copies:
        verb, whose = ("has", "its text") if report.copies == 1 else ("have", "their texts")
        lines.append(("copies", f"{counted(report.copies, 'article')} {verb} {whose} from another one, word for word"))
    stale = sum(1 for refusal in report.refused if refusal.since)
    if stale:
        lines.append(("unreadable", f"{counted(stale, 'file')} of which what was read before stays"))
    reasons = Counter(refusal.reason for refusal in report.refused)
    lines += [("refused", f"{count} {one_line(reason)}") for reason, count in reasons.most_common(MOST_REASONS)]
    return [f"  {name:<11}{value}" for name, value in lines]


def _first(lines: Sequence[str]) -> Iterator[str]:
    """Yield the first few lines, and how many more there are."""
    yield from lines[:MOST_NAMED]
    if len(lines) > MOST_NAMED:
        yield f"and {len(lines) - MOST_NAMED} more"
