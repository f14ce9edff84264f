"""JSON-LD -> the thing in it that is the page's article (https://schema.org/Article)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Thing = dict[str, Any]

_TYPES = re.compile(r"(?:\w*Article|\w*BlogPosting|SocialMediaPosting|Report|Review)\Z")
_WRAPPED = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*\Z")
_DEEPEST = 8
_LONGEST = 1_000
"""Characters of a name or title that are looked at."""

_MOST = 2_000
"""So many things are looked at; a page with more is a catalogue."""


class LinkedData:
    """All things that a page describes in JSON-LD; what is no JSON is left out."""

    def __init__(self, tree: HtmlElement) -> None:
        self._things: list[Thing] = []
        for script in tree.iter("script"):
            if "ld+json" in (script.get("type") or "").lower() and script.text:
                self._gather(_json(script.text), 0)
        self._by_id = {thing["@id"]: thing for thing in reversed(self._things) if _is_named(thing)}

    def article(self, title: str) -> Thing:
        """Return the article that a page with this title is about; empty when none is described."""
        articles = [thing for thing in self._things if any(map(_TYPES.match, types_of(thing)))]
        titled = [thing for thing in articles if thing.get("headline") and flat_of(thing["headline"])[:40] in title]
        return next(iter(titled or [thing for thing in articles if thing.get("headline")] or articles), {})

    def page(self) -> Thing:
        """Return what is said of the page itself; empty when nothing is."""
        return next((thing for thing in self._things if "WebPage" in types_of(thing)), {})

    def site(self) -> str | None:
        """Return the name of the site that the page belongs to."""
        return next(
            (name for thing in self._things if "WebSite" in types_of(thing) and (name := self.name(thing))), None
        )

    def name(self, value: Any) -> str | None:  # noqa: ANN401 - JSON
        """Return the name of a thing that is written out, referred to, or only a name."""
        return next(iter(self.names(value)), None)

    def names(self, value: Any, depth: int = 0) -> list[str]:  # noqa: ANN401 - JSON
        """Return the names of one thing or several, in order."""
        if depth > _DEEPEST:
            return []
        if isinstance(value, list):
            return [name for item in value[:_MOST] for name in self.names(item, depth + 1)]
        if isinstance(value, dict):
            known = value if value.get("name") else self._by_id.get(str(value.get("@id")), value)
            return self.names(known.get("name"), depth + 1)
        words = flat_of(value)
        return [words] if words else []

    def _gather(self, value: Any, depth: int) -> None:  # noqa: ANN401 - JSON
        if depth > _DEEPEST or len(self._things) >= _MOST:
            return
        if isinstance(value, list):
            for item in value:
                self._gather(item, depth + 1)
        elif isinstance(value, dict):
            self._things.append(value)
            for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemReviewed"):
                if isinstance(value.get(key), (dict, list)):
                    self._gather(value[key], depth + 1)


def types_of(thing: Thing) -> list[str]:
    """Return the types of a thing without their addresses."""
    written = thing.get("@type")
    kinds = written if isinstance(written, list) else [written]
    return [kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in kinds if isinstance(kind, str)]


def flat_of(value: Any) -> str:  # noqa: ANN401 - JSON
    """Return a string of JSON-LD in one line, without the references and tags that some write into it."""
    from html import unescape

    if not isinstance(value, str):
        return ""
    return " ".join(re.sub(r"<[^<>]*>", " ", unescape(value[:_LONGEST])).split())


def _is_named(thing: Thing) -> bool:
    return isinstance(thing.get("@id"), str) and bool(thing.get("name"))


def _json(text: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(_WRAPPED.sub("", text).strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None
