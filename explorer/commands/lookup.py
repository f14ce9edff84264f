"""The commands that write what the library holds: passages, stances, claims, articles, facts about it."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING

from explorer import shapes
from explorer.arguments import InvalidCall
from explorer.commands.around import finish, format_of, limit_of, make_ready, tell_broken, tell_pending
from explorer.exit_codes import ExitCode
from explorer.output import counted
from index.errors import NoSuchArticle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.arguments import Call
    from explorer.output import Console
    from index.library import Library
    from index.library.missing import Missed
    from index.models import Article, Passage


def search(call: Call, library: Library, console: Console) -> ExitCode:
    """Write the passages that match, best first."""
    make_ready(library, console)
    answer = library.search(call.query, limit=limit_of(call, console), hits_only=True)
    shapes.write(console, format_of(call), answer.hits, shapes.hits())
    of = f" in {counted(answer.articles, 'article')}"
    code = finish(console, call, len(answer.hits), answer.total, "passage", of)
    if not answer.total:
        _tell_missed(library.missed(call.query), console)
    return code


def _tell_missed(missed: Missed, console: Console) -> None:
    """Say which words stand nowhere, and what to ask instead."""
    if missed.absent:
        console.note(f"not found anywhere: {', '.join(missed.absent)}")
    if missed.instead:
        count = counted(missed.total, "passage")
        console.note(f"instead, {count} for: whosays search {shlex.quote(missed.instead)}")


def stances(call: Call, library: Library, console: Console) -> ExitCode:
    """Write the stances in what matches, those that only stand beside a match marked as near."""
    make_ready(library, console)
    tell_broken(library, console)
    rows = library.stances(call.query, reviews=call.reviews)
    shown = rows[: limit_of(call, console)]
    shapes.write(console, format_of(call), shown, shapes.stances(explain=call.explain))
    if not rows:
        tell_pending(library, console)
    return finish(console, call, len(shown), len(rows), "stance")


def claims(call: Call, library: Library, console: Console) -> ExitCode:
    """Write the claims in what matches, disputed ones first."""
    make_ready(library, console)
    tell_broken(library, console)
    rows = library.claims(call.query, reviews=call.reviews)
    shown = rows[: limit_of(call, console)]
    shapes.write(console, format_of(call), shown, shapes.claims())
    if not rows:
        tell_pending(library, console)
    return finish(console, call, len(shown), len(rows), "claim")


def show(call: Call, library: Library, console: Console) -> ExitCode:
    """Write an article, or one of its passages with its neighbours."""
    make_ready(library, console)
    article, passages = _referred(library, call.words[0], console)
    if call.versions or call.number is not None:
        return _show_versions(call, library, article, console)
    shape = shapes.article(passages[: call.limit], library.notes(article))
    shapes.write(console, format_of(call), [article], shape, one=True)
    return ExitCode.DONE


def _show_versions(call: Call, library: Library, article: Article, console: Console) -> ExitCode:
    """Write the texts that an article had, with the stances that came and went, or one of them in full."""
    kept = library.versions(article)
    if call.number is None:
        shapes.write(console, format_of(call), kept[: limit_of(call, console)], shapes.versions(whole=False))
        if len(kept) == 1:
            console.note("no earlier text is kept; they are from the first change on that a sync sees")
        return ExitCode.DONE
    chosen = [version for version in kept if version.number == call.number]
    if not chosen:
        known = ", ".join(str(version.number) for version in kept)
        raise NoSuchArticle(call.words[0], f"there is no version {call.number}; there are {known}")
    shapes.write(console, format_of(call), chosen, shapes.versions(whole=True), one=True)
    return ExitCode.DONE


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


def info(call: Call, library: Library, console: Console) -> ExitCode:
    """Write counts, sizes, engine, versions and paths."""
    make_ready(library, console)
    facts = asdict(library.info())
    shapes.write(console, format_of(call), [facts], shapes.facts(tuple(facts)), one=True)
    return ExitCode.DONE
