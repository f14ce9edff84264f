"""The commands over what people settle and keep: topics, reviews, briefs."""

from __future__ import annotations

import shlex
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from explorer import shapes
from explorer.arguments import InvalidCall
from explorer.commands.around import format_of, limit_of, make_ready, person, tell_broken
from explorer.exit_codes import ExitCode
from explorer.output import counted
from index.errors import InvalidSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.arguments import Call
    from explorer.output import Console
    from index.library import Library

SUGGESTED_TOPICS = 10
"""How many topics are suggested when no limit is given."""


def topics(call: Call, library: Library, console: Console) -> ExitCode:
    """Write the topics, or add or remove one in the library's own settings."""
    match call.words:
        case ():
            rows = library.topics()
            shapes.write(console, format_of(call), rows[: limit_of(call, console)], shapes.topics())
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
    make_ready(library, console)
    rows = library.suggest_topics(call.limit or SUGGESTED_TOPICS)
    shapes.write(console, format_of(call), rows, shapes.topics())
    if not rows:
        console.note("no topics to suggest: too little is said in several articles")
        return ExitCode.NOTHING
    if format_of(call) == "text":
        first = rows[0]
        words = [first.id, "--title", first.title, first.query]
        console.note(f"to keep one: whosays topics add {' '.join(map(shlex.quote, words))}")
    return ExitCode.DONE


def review(call: Call, library: Library, console: Console) -> ExitCode:
    """Write what people decided or how far they agree, or do what the call says about a stance or claim."""
    make_ready(library, console)
    tell_broken(library, console)
    match call.words:
        case () | ("list",):
            rows = library.reviews()
            shapes.write(console, format_of(call), rows[: limit_of(call, console)], shapes.reviews())
            if not rows:
                console.note("no reviews yet; whosays review confirm ARTICLE:PASSAGE makes one")
        case ("agreement",):
            pairs = library.agreement()
            shapes.write(console, format_of(call), pairs[: limit_of(call, console)], shapes.agreements())
            if not pairs:
                console.note("no two people have reviewed the same yet")
        case _:
            from explorer.deciding import decide, told  # a list needs none of it

            written = decide(call, library, person(console))
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
    make_ready(library, console)
    brief = library.basket_brief(person(console)) if call.basket else library.brief(call.query)
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
    console.note(f"{counted(quotes, 'quote')} from {counted(len(brief.references), 'article')}{place}")
    return ExitCode.DONE
