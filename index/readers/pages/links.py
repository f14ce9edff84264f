"""Where a page leads: its own address, and the feeds that it names."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin

from index.errors import ReadError
from index.readers.pages.markup import decoded_markup, tree_of

_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_LOOKED_AT = 1 << 20
"""First bytes in which links are looked for: they stand in the head."""


class PageLinks(NamedTuple):
    """What a page says in its head; addresses are absolute, ``canonical`` and ``title`` None where it says nothing."""

    title: str | None = None
    canonical: str | None = None
    feeds: tuple[str, ...] = ()


def links_in(markup: bytes, url: str = "") -> PageLinks:
    """Return what the first megabyte of a page says of where it leads; ``url`` is where it was fetched."""
    try:
        tree = tree_of(decoded_markup(markup[:_LOOKED_AT], ""))
    except ReadError:
        return PageLinks()
    if tree is None:
        return PageLinks()
    canonical, feeds = None, dict[str, None]()
    for link in tree.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        try:
            address = urljoin(url, (link.get("href") or "").strip())
        except ValueError:
            continue
        if not address.lower().startswith(("http://", "https://")):
            continue
        if "canonical" in relations:
            canonical = canonical or address
        elif "alternate" in relations and (link.get("type") or "").lower().strip() in _FEEDS:
            feeds[address] = None
    title = " ".join((tree.findtext(".//title") or "").split())
    return PageLinks(title or None, canonical, tuple(feeds))
