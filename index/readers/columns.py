"""The columns of a table, or the keys of an object -> an article, by the names that exports give them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.text import CleanText, sanitise
from index.text.cleaning import paragraphs
from index.text.composing import GAP, compose_sanitised, flat
from index.text.dates import iso_date
from index.text.stated import language_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index.models import PassageKind

FIELDS = ("id", "title", "text", "source", "date", "url", "author", "language")
"""What a person may name a column for, in ``[columns]``."""

_NAMES = {
    "id": "id articleid docid documentid storyid storiesid recordid itemid guid uuid uid accessionnumber an",
    "title": "title headline heading webtitle articletitle storytitle hd",
    "text": "text body content fulltext articletext articlebody bodytext maintext storytext fullcontent contenttext "
    "cleantext cleanedtext plaintext contenthtml bodyhtml html transcript article story td",
    "lead": "leadparagraph lp",
    "summary": "description summary abstract snippet excerpt standfirst teaser",
    "source": "publisher source outlet publication publicationtitle publicationname sourcename medianame newspaper "
    "journal pubtitle sitename site website domain sn",
    "date": "published publishedat publishedon publicationdate webpublicationdate publishdate datepublished pubdate "
    "date datetime dateandtime timestamp seendate created createdat pd",
    "url": "url link weburl articleurl pageurl canonicalurl permalink documenturl documentidentifier sourceurl uri",
    "author": "author authors byline creator writer journalist by",
    "language": "language lang languagecode la",
}
"""Names of columns in lower case, letters and digits only; the first that holds something is taken."""

_PLACES = {name: (field, rank) for field, names in _NAMES.items() for rank, name in enumerate(names.split())}

_HOLDERS = frozenset({"fields", "_source", "data", "attributes", "properties", "document", "item", "article", "story"})
"""Keys under which a service puts the whole article."""

_VALUES = ("name", "main", "rendered", "text", "title", "original", "value", "content", "#text", "$oid", "$date")
"""Keys under which a value stands that has something beside it."""

_OURS = (
    frozenset({"article", "file", "start", "end"}),
    frozenset({"article", "file", "sha256", "passages"}),
    frozenset({"status", "kind", "countries", "evidence"}),
    frozenset({"who", "verdict", "anchors"}),
)
"""Keys that only rows have that this program wrote: no article is read out of these."""

_LANGUAGES = {
    name: code
    for pair in "arabic:ar bengali:bn chinese:zh czech:cs danish:da dutch:nl english:en finnish:fi french:fr german:de "
    "greek:el hebrew:he hindi:hi hungarian:hu indonesian:id italian:it japanese:ja korean:ko norwegian:no persian:fa "
    "polish:pl portuguese:pt romanian:ro russian:ru serbian:sr spanish:es swedish:sv turkish:tr ukrainian:uk urdu:ur "
    "vietnamese:vi".split()
    for name, code in [pair.split(":")]
}

_NO_PARAGRAPH = frozenset(name for name, (field, _) in _PLACES.items() if field in {"title", "date", "url", "summary"})
"""What an article has and a paragraph has not."""

_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|h[1-6]|ul|ol|li|blockquote|figure|img|table)\b[^<>]*>", re.IGNORECASE
)
_PAGE = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head)\b", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_CUT = re.compile(r"\s*(?:…|\.{3})?\s*\[\+\d+ chars\]\s*\Z")
_BYLINE = re.compile(r"by\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_MARKS = re.compile(r"[\W_]+")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:T?(?:\d{4}|\d{6})Z?)?")
_EPOCH = re.compile(r"[1-4]?\d{9}(?:\d{3})?(?:\.\d+)?")

_MILLISECONDS = 1e11
"""More seconds since 1970 are thousandths of seconds."""

_NOTHING: tuple[object, ...] = (None, "", [], {})
_SAME = 60
"""Characters by which a summary is found again in a text."""

_DEEPEST = 3
_MOST_LAYOUTS = 1_000


class Columns:
    """What the columns of one file mean; ``chosen`` maps some of ``FIELDS`` to what a person called them."""

    def __init__(self, chosen: Mapping[str, str]) -> None:
        self._chosen = chosen
        self._layouts: dict[tuple[str, ...], Mapping[str, list[str]]] = {}

    def knows(self, names: Iterable[str]) -> int:
        """Return how many of some columns' names are known."""
        given = set(names)
        return sum(name in given for name in self._chosen.values()) + sum(_plain(name) in _PLACES for name in given)

    def holds_text(self, row: Mapping[str, object]) -> bool:
        """Say whether a row has the words of an article, not only what it is called."""
        said = self._said(row)
        return any(_says(said.get(field)) for field in ("text", "lead"))

    def has_text(self, row: Mapping[str, object]) -> bool:
        """Say whether a row has a place for the words of an article, be it empty."""
        layout = self._layout(row)
        return any(name in row for field in ("text", "lead") for name in layout[field])

    def lists(self, row: Mapping[str, object]) -> bool:
        """Say whether a row tells that an article was published: its title, and where or when."""
        text = self.read(row)[1]
        return text is not None and text.title is not None and (text.url or text.published) is not None

    def read(self, row: Mapping[str, object]) -> tuple[str, CleanText | None]:
        """Return what a row calls itself, empty when it has no name, and the article in it.

        There is none in a row without text and lead, unless it has a title and an address, a date or a summary: lists
        of what was published are worth searching, and settings of programs are not.
        """
        said = self._said(row)
        title, link, source = (line_of(said.get(field)) for field in ("title", "url", "source"))
        text, lead, summary = (_words(said.get(field), GAP) for field in ("text", "lead", "summary"))
        published = published_in(said.get("date"))
        name = line_of(said.get("id"))
        if not text and not lead and not (title and (summary or link or published)):
            return name, None
        url = next((address for address in (link, source) if _ADDRESS.fullmatch(address)), None)
        language = line_of(said.get("language")).lower()
        page = _page(text, url)
        parts = [] if page.text else _parts(title, text, lead, summary)
        words, passages = (page.text, page.passages) if page.text else compose_sanitised(title, parts)
        return name, CleanText(
            text=words,
            passages=passages,
            title=page.title or title or None,
            author=_BYLINE.sub("", line_of(said.get("author")), count=1) or page.author,
            publisher=(urlsplit(source).hostname if url == source else source) or page.publisher,
            published=published or page.published,
            language=_LANGUAGES.get(language) or language_code(language) or page.language,
            url=url or page.url,
            dated_by="column" if published else page.dated_by,
        )

    def _said(self, row: Mapping[str, object]) -> dict[str, object]:
        """Return what a row has for each field: what a person chose, else the first of the known names with a value."""
        said = {}
        for field, names in self._layout(row).items():
            for name in names:
                value = row.get(name) if name in row else _at(row, name)
                if value not in _NOTHING:
                    said[field] = value
                    break
        return said

    def _layout(self, row: Mapping[str, object]) -> Mapping[str, list[str]]:
        """Return the names of a row's columns by field, those first that count first; a dot leads into an object."""
        names: tuple[str, ...] = tuple(row)
        for holder in sorted(_HOLDERS.intersection(names)):
            held = row[holder]
            if isinstance(held, dict):
                names = tuple(name for name in names if name != holder) + tuple(f"{holder}.{name}" for name in held)
        layout = self._layouts.get(names)
        if layout is None:
            if len(self._layouts) >= _MOST_LAYOUTS:
                self._layouts.clear()
            layout = self._layouts[names] = self._layout_of(names)
        return layout

    def _layout_of(self, names: Iterable[str]) -> Mapping[str, list[str]]:
        ranked: dict[str, list[tuple[bool, int, str]]] = {field: [] for field in _NAMES}
        for name in names:
            known = _PLACES.get(_plain(name)) or _PLACES.get(_plain(name.rpartition(".")[2]))
            if known:
                ranked[known[0]].append((_PLACES.get(_plain(name)) is None, known[1], name))
        chosen = {field: [name] for field, name in self._chosen.items()}
        return {
            field: chosen.get(field, []) + [name for _, _, name in sorted(found)] for field, found in ranked.items()
        }


def is_ours(names: Iterable[str]) -> bool:
    """Say whether a row with such columns was written by this program: no article is read out of its own exports."""
    given = frozenset(names)
    return any(ours <= given for ours in _OURS)


def published_in(value: object) -> str | None:
    """Return the ISO date that a value states, in words, digits or seconds since 1970; None when it could be two."""
    words = line_of(value)
    if _ISO.fullmatch(words):
        return _day(words[:10])
    compact = _COMPACT.fullmatch(words)
    if compact:
        return _day("-".join(compact.groups()))
    if _EPOCH.fullmatch(words):
        seconds = float(words)
        return datetime.fromtimestamp(seconds if seconds < _MILLISECONDS else seconds / 1000, UTC).date().isoformat()
    return iso_date(words)


def _day(iso: str) -> str | None:
    try:
        return date.fromisoformat(iso).isoformat()
    except ValueError:
        return None


def _page(text: str, url: str | None) -> CleanText:
    """Return the article of a whole web page that a column holds; an empty one when it holds something else."""
    if "<" not in text[:_SAME] or not _PAGE.match(text):
        return CleanText("", ())
    from index.readers.html import html_text

    return html_text(text, url)


def _parts(title: str, text: str, lead: str, summary: str) -> list[tuple[PassageKind, str]]:
    """Return the paragraphs of an article, the lead before its text and the summary instead of one that is cut."""
    cut = _CUT.search(text) if text.endswith(" chars]") else None
    parts = [f"{text[: cut.start()]} …" if cut else text]
    for part, wanted in ((summary, cut or not (text or lead)), (lead, True)):
        if part and wanted and part[:_SAME] not in text:
            parts.insert(0, part)
    blocks = [block for part in parts for block in blocks_of(part)]
    return blocks[1:] if blocks and blocks[0][1] == title else blocks


def blocks_of(text: str) -> list[tuple[PassageKind, str]]:
    """Return the paragraphs of a text, be it plain or HTML."""
    if "<" in text and _TAG.search(text):
        from index.readers.html import html_blocks

        return [(kind, sanitise(words)) for kind, words in html_blocks(text)]
    return paragraphs(unescape(text) if "&" in text and _ENTITY.search(text) else text)


def line_of(value: object) -> str:
    """Return a value in one line."""
    words = _words(value, ", ")
    if "<" in words and _TAG.search(words):
        return " ".join(text for _, text in blocks_of(words))
    return flat(sanitise(unescape(words) if "&" in words and _ENTITY.search(words) else words))


def _words(value: object, between: str, depth: int = 0) -> str:
    """Return the words of a value: of the parts of a list, and of what an object calls its name or text."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if depth >= _DEEPEST:
        return ""
    if isinstance(value, list):
        return between.join(filter(None, (_words(part, between, depth + 1) for part in value)))
    if isinstance(value, dict):
        return next(filter(None, (_words(value.get(name), between, depth + 1) for name in _VALUES)), "")
    return ""


def _says(value: object) -> bool:
    """Say whether a value is a text or its paragraphs, and no list of articles."""
    if isinstance(value, list):
        return bool(value) and all(
            isinstance(part, str) or (isinstance(part, dict) and not _NO_PARAGRAPH.intersection(map(_plain, part)))
            for part in value
        )
    return bool(_words(value, GAP))


def _at(row: object, path: str) -> object:
    """Return what stands at a path of keys with dots between them, or None; a number counts in a list, from 0."""
    for name in path.split("."):
        if isinstance(row, dict):
            row = row.get(name)
        elif isinstance(row, list) and name.isdecimal() and int(name) < len(row):
            row = row[int(name)]
        else:
            return None
    return row


def _plain(name: str) -> str:
    return _MARKS.sub("", name).lower()
