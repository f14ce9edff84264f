"""What a user brings -> files of the library: copied, saved or fetched, each told with what became of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from glob import glob, has_magic
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from index.errors import FetchFailed, LibraryError, ReadError, reason_of
from index.fetching import Client, Validators, address_of
from index.library.feeding import KEPT_KEYS, Feed, read_feeds, remember_feed
from index.library.files import SIDECAR, Listing, is_ours, shown
from index.library.naming import ending_of, named_after_address, named_after_title
from index.library.shelf import Shelf, fitting

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from typing import BinaryIO

    from index.fetching import Fetched, Manners
    from index.readers import Reading

INPUT = "-"
"""The source that is the standard input."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_[ce]id)=[^&]*(?:&|\Z)")
_NO_ARTICLE = re.compile(r"(?:image|audio|video|font)/|text/css|.*javascript")
_TITLE_LINE = 200


class Added(NamedTuple):
    """What became of a source, or of one file, page or entry of it.

    ``what`` names it, ``outcome`` is "added", "changed", "unchanged" or "refused"; ``file`` is where it stands in the
    library, None when it was refused; ``reason`` is a clause that says why it was refused or is unchanged.
    """

    source: str
    what: str
    outcome: str
    file: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How sources are taken: known pages fetched ``again``, a page's ``feed`` instead of it, under what ``name``."""

    again: bool = False
    feed: bool = False
    name: str | None = None


class Known(Protocol):
    """What the records tell of a library."""

    def files_at(self, urls: Collection[str]) -> dict[str, str]:
        """Return the file of an article for each of some addresses that one has."""

    def digests(self) -> dict[str, str]:
        """Return a file for each digest of a file's bytes."""


class Adder:
    """Takes sources into one library.

    Args:
        folder: The library.
        reading: How its files are read.
        known: What the records tell of it.
        manners: How addresses are visited.
        wishes: How sources are taken.
        given: Opens the standard input.
        visiting: Called with each address before it is asked for, which may take long.
    """

    def __init__(
        self,
        folder: Path,
        reading: Reading,
        known: Known,
        manners: Manners,
        wishes: Wishes,
        given: Callable[[], BinaryIO],
        visiting: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._folder = folder
        self._reading = reading
        self._known = known
        self._wishes = wishes
        self._given = given
        self._visiting = visiting
        self._shelf = Shelf(folder, known.digests())
        self._client = Client(manners)
        self._pages: dict[str, str] | None = None

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def add(self, sources: Iterable[str]) -> Iterator[Added]:
        """Yield what becomes of each source, one after the other; what cannot be had is refused and passed over."""
        for source in sources:
            if source == INPUT:
                yield self._save_input()
            elif _ADDRESS.match(source):
                yield from self._fetch(source)
            else:
                yield from self._copy(source)

    def visit_feeds(self) -> Iterator[Added]:
        """Yield what becomes of the entries of all feeds that the library knows.

        Raises:
            InvalidSettings: ``feeds.toml`` is not valid.
        """
        for feed in read_feeds(self._folder):
            yield from self._visit(feed)

    # --- what is on this machine ---

    def _copy(self, source: str) -> Iterator[Added]:
        written = Path(source).exists() or not has_magic(source)
        found = [source] if written else sorted(glob(source, recursive=True))  # noqa: PTH207  (it may be absolute)
        if not found:
            yield _refused(source, "no file matches it")
        for name in found:
            path = Path(name).expanduser()
            if path.is_dir():
                yield from self._copy_folder(source, path)
            else:
                yield self._copy_file(source, name, path, fitting(self._wishes.name or path.name))

    def _copy_folder(self, source: str, folder: Path) -> Iterator[Added]:
        here, library = folder.resolve(), self._folder.resolve()
        if here.is_relative_to(library):
            yield Added(source, source, "unchanged", reason="it is in the library already")
            return
        if library.is_relative_to(here):
            yield _refused(source, "the library lies in it")
            return
        listing = Listing(folder)
        for found in listing:
            yield self._copy_file(source, found.path, folder / found.path, f"{here.name}/{found.path}")
        for refusal in listing.refused:
            yield Added(source, f"{source}: {refusal.file}", "refused", reason=refusal.reason)

    def _copy_file(self, source: str, what: str, path: Path, name: str) -> Added:
        from index.readers import Content, reader_of

        if shown(name) != name:
            return _refused(source, "its name holds characters that cannot be shown", what)
        if path.name.startswith("."):
            return _refused(source, "hidden files are not read", what)
        if is_ours(path.name):
            return _refused(source, "it is no article but a file that whosays writes", what)
        try:
            if path.resolve().is_relative_to(self._folder.resolve()):
                file = path.resolve().relative_to(self._folder.resolve()).as_posix()
                return Added(source, what, "unchanged", file, "it is in the library already")
            reader_of(Content.of_path(path, name, self._reading))
            beside = path.with_name(path.name + SIDECAR)
            sidecar = beside.read_bytes() if beside.is_file() else None
            with path.open("rb") as file_:
                put = self._shelf.put(name, file_, sidecar)
        except ReadError as error:
            return _refused(source, error.reason, what)
        except OSError as error:
            return _refused(source, reason_of(error), what)
        return _put(source, what, put.file, new=put.new)

    def _save_input(self) -> Added:
        from index.readers import Content, reader_of

        most = self._reading.limits.article_mb << 20
        data = self._given().read(most + 1)
        if len(data) > most:
            reason = f"it has more than the {most >> 20} MB that are read at once (limits.article_mb)"
            return _refused(INPUT, reason)
        try:
            reader = reader_of(Content.of_bytes(data, self._wishes.name or "article", self._reading))
            name = self._wishes.name or named_after_title(_title_of(data, reader), reader)
            put = self._shelf.put(fitting(name), BytesIO(data))
        except ReadError as error:
            return _refused(INPUT, error.reason)
        except OSError as error:
            return _refused(INPUT, reason_of(error))
        return _put(INPUT, INPUT, put.file, new=put.new)

    # --- what is elsewhere ---

    def _fetch(self, source: str) -> Iterator[Added]:
        """Yield what becomes of an address, or, where a feed stands there, of the feed's entries."""
        feeds = {feed.url: feed for feed in read_feeds(self._folder)}
        if source in feeds:
            yield from self._visit(feeds[source])
            return
        try:
            file = self._file_at(address_of(source))
            if file and not (self._wishes.again or self._wishes.feed):
                yield Added(source, source, "unchanged", file, "it is in the library already; --again fetches it again")
                return
            known = self._validators(file) if file and not self._wishes.feed else None
            fetched = self._get(source, known)
            if fetched.unchanged and file:
                yield Added(source, source, "unchanged", file, "the server says that it is as it was")
                return
            reader = self._reader_of(fetched)
            if reader == "feeds":
                yield from self._visit(Feed(fetched.url), fetched)
            elif self._wishes.feed:
                yield from self._visit_feeds_of(source, fetched)
            else:
                yield self._keep(source, fetched, reader, file)
        except (FetchFailed, ReadError) as error:
            yield _refused(source, error.reason)
        except OSError as error:
            yield _refused(source, reason_of(error))

    def _visit_feeds_of(self, source: str, fetched: Fetched) -> Iterator[Added]:
        from index.readers.pages.links import links_in

        named = links_in(fetched.content, fetched.url).feeds
        if not named:
            yield _refused(source, "it names no feed")
            return
        # The first is the page's own; others are those of its comments and of the whole site.
        yield from self._visit(next((f for f in read_feeds(self._folder) if f.url == named[0]), Feed(named[0])))

    def _visit(self, feed: Feed, fetched: Fetched | None = None) -> Iterator[Added]:
        """Yield what becomes of the entries of a feed that were not seen before, and remember them."""
        from index.readers import Content
        from index.readers.feeds import entries_of

        try:
            fetched = fetched or self._get(feed.url, Validators(feed.etag, feed.modified))
            if fetched.unchanged:
                yield Added(feed.url, feed.url, "unchanged", reason="the server says that it is as it was")
                return
            content = Content.of_bytes(fetched.content, "feed.xml", self._reading)
            title, entries = entries_of(content, fetched.url)
        except (FetchFailed, ReadError) as error:
            yield _refused(feed.url, error.reason)
            return
        if not entries:
            yield _refused(feed.url, "it names no page")
            return
        seen = dict.fromkeys(feed.seen)
        fresh = [entry for entry in entries if entry.key not in seen]
        unsettled = False
        try:
            for entry in fresh:
                added, settled = self._take(feed.url, entry.url)
                if settled:
                    seen[entry.key] = None
                unsettled |= not settled
                yield added
        except BaseException:
            unsettled = True
            raise
        finally:
            here = {entry.key for entry in entries}
            old = [key for key in seen if key not in here][-KEPT_KEYS:]
            validators = Validators() if unsettled else fetched.validators
            self._remember(
                replace(
                    feed,
                    title=title,
                    etag=validators.etag,
                    modified=validators.modified,
                    visited=_now(),
                    seen=(*old, *(key for key in seen if key in here)),
                )
            )
        if not fresh:
            yield Added(feed.url, feed.url, "unchanged", reason="it has no new entries")

    def _remember(self, feed: Feed) -> None:
        from index.library.files import FEEDS_FILE

        try:
            remember_feed(self._folder, feed)
        except OSError as error:
            raise LibraryError(FEEDS_FILE, f"{FEEDS_FILE}: cannot be written: {error.strerror or error}") from error

    def _take(self, source: str, url: str) -> tuple[Added, bool]:
        """Return what becomes of an entry's page, and whether that is settled: a later visit would find the same."""
        try:
            if file := self._file_at(address_of(url)):
                return Added(source, url, "unchanged", file, "it is in the library already"), True
            fetched = self._get(url)
            reader = self._reader_of(fetched)
            if reader == "feeds":
                return _refused(source, "it is a feed, not a page", url), True
            return self._keep(source, fetched, reader, None, url), True
        except FetchFailed as error:
            return _refused(source, error.reason, url), not error.passing
        except ReadError as error:
            return _refused(source, error.reason, url), True
        except OSError as error:
            return _refused(source, reason_of(error), url), False

    def _keep(self, source: str, fetched: Fetched, reader: str, file: str | None, what: str = "") -> Added:
        """Save what was fetched, unless the page it says to be stands in the library already."""
        from index.readers.pages.links import PageLinks, links_in

        what = what or source
        links = links_in(fetched.content, fetched.url) if reader == "html" else PageLinks()
        addresses = [fetched.asked, *fetched.passed, fetched.url, *([links.canonical] if links.canonical else [])]
        if file is None:
            standing = next(filter(None, map(self._file_at, addresses)), None)
            if standing and not self._wishes.again:
                return Added(source, what, "unchanged", standing, "it is in the library already, by another address")
            file = standing
        sidecar = _sidecar(fetched, links.canonical)
        if file is not None and file in self._fetched_pages().values():
            changed = self._shelf.replace(file, fetched.content, sidecar)
            reason = "" if changed else "its bytes are as they were"
            return Added(source, what, "changed" if changed else "unchanged", file, reason)
        name = fitting(self._wishes.name or "") if self._wishes.name else None
        name = name or named_after_address(fetched.url, reader, fetched.media)
        put = self._shelf.put(name, BytesIO(fetched.content), sidecar)
        for address in addresses:
            self._fetched_pages()[_key(address)] = put.file
        return _put(source, what, put.file, new=put.new)

    def _get(self, url: str, known: Validators | None = None) -> Fetched:
        self._visiting(url)
        return self._client.get(url, known)

    def _reader_of(self, fetched: Fetched) -> str:
        """Return which reader knows what was fetched.

        Raises:
            ReadError: None does.
        """
        from index.readers import Content, reader_of

        if not fetched.content.strip():
            raise ReadError(fetched.url, "it is empty")
        reader = reader_of(
            Content.of_bytes(fetched.content, f"page{ending_of(fetched.url, fetched.media)}", self._reading)
        )
        if reader == "plain" and _NO_ARTICLE.match(fetched.media):
            raise ReadError(fetched.url, f"it is no article: {fetched.media}")
        return reader

    def _file_at(self, url: str) -> str | None:
        """Return the file of the library that was fetched from an address, or whose article says that it is there."""
        file = self._fetched_pages().get(_key(url))
        if file is None:
            found = self._known.files_at({url, _key(url)})
            file = next((one for one in found.values() if (self._folder / one).exists()), None)
        return file

    def _fetched_pages(self) -> dict[str, str]:
        if self._pages is None:
            self._pages = dict(_fetched_before(self._folder))
        return self._pages

    def _validators(self, file: str) -> Validators | None:
        said = _said_of(self._folder / f"{file}{SIDECAR}").get("fetched", {})
        if not isinstance(said, dict) or not (self._folder / file).is_file():
            return None
        return Validators(_text(said.get("etag")), _text(said.get("modified")))


def _fetched_before(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the addresses of what was fetched into a library, and its files, as the sidecars say."""
    import os

    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name.removesuffix(SIDECAR))
            if not name.endswith(SIDECAR) or not path.is_file():
                continue
            said = _said_of(Path(place, name)).get("fetched")
            if not isinstance(said, dict):
                continue
            passed = said.get("passed")
            addresses = [said.get("url"), said.get("canonical"), *(passed if isinstance(passed, list) else [])]
            for address in addresses:
                if isinstance(address, str):
                    yield _key(address), path.relative_to(folder).as_posix()


def _said_of(path: Path) -> Mapping[str, object]:
    """Return what a sidecar says; nothing when it is broken: the next sync names it."""
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}


def _sidecar(fetched: Fetched, canonical: str | None) -> bytes:
    """Return what is known of a page that was fetched; its readers find the rest in its bytes."""
    import tomlkit

    table = tomlkit.table()
    passed = [url for url in dict.fromkeys((fetched.asked, *fetched.passed)) if url != fetched.url]
    facts = {
        "url": fetched.url,
        "passed": passed or None,
        "canonical": canonical if canonical != fetched.url else None,
        "at": _now(),
        "type": fetched.media or None,
        "charset": _charset(fetched),
        "etag": fetched.validators.etag,
        "modified": fetched.validators.modified,
    }
    table.update({name: value for name, value in facts.items() if value is not None})
    document = tomlkit.document()
    document.add(tomlkit.comment("Written by whosays add. What you write above the table goes before what is found."))
    document.add("fetched", table)
    return tomlkit.dumps(document).encode()


def _charset(fetched: Fetched) -> str | None:
    """Return the encoding that only the server told: UTF-8 is known without it."""
    try:
        fetched.content.decode("utf-8")
    except UnicodeDecodeError:
        return fetched.charset if fetched.charset not in {"utf-8", "utf8"} else None
    return None


def _title_of(data: bytes, reader: str) -> str:
    from index.readers.pages.links import links_in

    if reader == "html":
        return links_in(data).title or ""
    if reader != "plain":
        return ""
    lines = (line.strip("#*= \t\r") for line in data[: 1 << 16].decode("utf-8-sig", "replace").split("\n"))
    return next((line[:_TITLE_LINE] for line in lines if line), "")


def _key(url: str) -> str:
    """Return what is the same for addresses of the same page: without fragment, and what only counts visitors."""
    try:
        address = address_of(url)
    except FetchFailed:
        return url
    path, _, query = address.partition("?")
    query = _TRACKING.sub("", query).rstrip("&")
    return f"{path}?{query}" if query else path


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _refused(source: str, reason: str, what: str = "") -> Added:
    return Added(source, what or source, "refused", reason=reason)


def _put(source: str, what: str, file: str, *, new: bool) -> Added:
    reason = "" if new else "the same bytes are in the library already"
    return Added(source, what, "added" if new else "unchanged", file, reason)
