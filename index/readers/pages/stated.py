"""What a page states of its article: in JSON-LD, in meta elements, in its headings and in its address."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from index.readers.pages.linked import LinkedData, flat_of
from index.text import has_words
from index.text.dates import iso_date
from index.text.lines import content_stems
from index.text.stated import language_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml.html import HtmlElement

_TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title")
_AUTHORS = ("author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "article:author")
_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher")
_DATES = (
    "article:published_time og:published_time og:article:published_time article:published article.published "
    "datepublished parsely-pub-date sailthru.date dc.date.issued dcterms.issued dc.date.created dcterms.created "
    "publication_date publish-date publish_date publishdate pubdate pdate rnews:datepublished displaydate "
    "citation_publication_date citation_online_date cxenseparse:recs:publishtime originalpublicationdate dc.date "
    "dcterms.date date datecreated"
).split()
_LANGUAGES = ("content-language", "og:locale", "inlanguage", "dc.language", "language")

_SEPARATOR = re.compile(r"\s+[|–—·•»«:-]+\s+|\s+::\s+|\s*\|\s*")
_SUFFIX_WORDS = 5
_TITLE_WORDS = 3
_SAME_TITLE = 0.6
_TITLE_SHARE = 0.3
_HEADINGS = 12
"""So many headings of the first level are looked at."""

_DAY = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<between>[-/.]?)(?P<month>[01]\d)(?P=between)(?P<day>[0-3]\d)(?!\d)")
_URL_DAY = re.compile(
    r"[/-](?P<year>(?:19|20)\d\d)(?P<between>[-/]?)(?P<month>[01]?\d)(?P=between)(?P<day>[0-3]?\d)(?=[/-])"
)
_BY = re.compile(r"\A(?:(?:written|posted|reported|story|words|text)\s+)?by[:\s]\s*", re.IGNORECASE)
_AND = re.compile(r"\s*;\s*|\s+(?:and|&|\|)\s+|\s*\|\s*")
_NO_NAME = re.compile(r"https?:|www\.|[@/<>{}]|\A\W*\Z", re.IGNORECASE)
_LONGEST_NAME = 120
_LONGEST = 1_000
"""Characters of what is stated that are looked at."""

_BYLINE_WORDS = 10
_VALUES = 20
"""So many values of one name are kept."""


class PageStated(NamedTuple):
    """What a page says of its article; None for what it does not say.

    ``published`` is an ISO date and ``dated_by`` how it was found: "json-ld", "meta", "url" or "text". ``body`` is the
    article as JSON-LD gives it, in lines.
    """

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    dated_by: str | None = None
    language: str | None = None
    url: str | None = None
    body: str | None = None


def stated_in(tree: HtmlElement, url: str | None = None) -> PageStated:
    """Return what a page states of its article.

    Args:
        tree: The page.
        url: Where it was fetched, for a page that does not say it.
    """
    meta = _meta(tree)
    linked = LinkedData(tree)
    written = _flat(tree.findtext(".//title"))
    article = linked.article(" ".join([*meta["og:title"], written]))
    page_url = _canonical(tree, meta, url)
    titles = [*(meta[name][0] for name in _TITLES if meta[name]), flat_of(article.get("headline")), written]
    publisher = _publisher(
        [*meta["og:site_name"], *linked.names(article.get("publisher")), linked.site() or ""]
        + [name for key in _SITES for name in meta[key]],
        _suffix(written),
        page_url or url,
    )
    days = (article.get("datePublished"), linked.page().get("datePublished"))
    published, dated_by = _published(days, meta, page_url or url, tree)
    return PageStated(
        title=_title(tree, list(filter(has_words, titles)), publisher),
        author=_author(linked.names(article.get("author")), publisher) or _author(_bylines(tree, meta), publisher),
        publisher=publisher,
        published=published,
        dated_by=dated_by,
        language=_language(tree, meta, flat_of(article.get("inLanguage"))),
        url=page_url or url,
        body=_body(article.get("articleBody")),
    )


def _meta(tree: HtmlElement) -> Mapping[str, list[str]]:
    """Return what meta elements and properties of elements say, by their names in lower case, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for element in tree.xpath("//meta[@content] | //*[@itemprop and (@content or @datetime)]"):
        value = _flat(element.get("content") or element.get("datetime"))
        names = (element.get(key) for key in ("property", "name", "itemprop", "http-equiv"))
        for name in {name.lower() for names_ in names if names_ for name in names_.split()}:
            if value and len(found[name]) < _VALUES:
                found[name].append(value)
    return found


def _canonical(tree: HtmlElement, meta: Mapping[str, list[str]], url: str | None) -> str | None:
    """Return the address that a page gives itself; not that of the site's front page for what stands below it."""
    links = [
        link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    ]
    for written in (*links, *meta["og:url"]):
        try:
            address = urljoin(url or "", written.strip())
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.netloc and (parts.path.strip("/") or parts.query or url is None):
            return address
    return None


def _title(tree: HtmlElement, titles: Sequence[str], publisher: str | None) -> str | None:
    """Return the heading of the first level that says what the page is called, else what it is called."""
    headings = [_flat(heading.text_content()) for heading, _ in zip(tree.iter("h1"), range(_HEADINGS), strict=False)]
    bare_titles = [_without_site(title, publisher) for title in titles]
    for heading in filter(None, headings):
        if any(_same(heading, title) for title in bare_titles) and not _is_name(heading, publisher):
            return heading
    for title in bare_titles:
        if not _is_name(title, publisher):
            return title
    return headings[0] if len(headings) == 1 and headings[0] else (titles[0] if titles else None)


def _same(heading: str, title: str) -> bool:
    """Say whether a heading stands in a title, or shares most of its words with it."""
    if heading.lower() in title.lower():
        return len(heading) >= _TITLE_SHARE * len(title) or len(heading.split()) > _SUFFIX_WORDS
    one, other = content_stems(heading), content_stems(title)
    shared = len(one & other)
    return shared >= _SAME_TITLE * max(min(len(one), len(other)), 2) and shared >= _TITLE_SHARE * max(
        len(one), len(other)
    )


def _without_site(title: str, publisher: str | None) -> str:
    """Return a title without the name of the site behind or before it."""
    parts = _SEPARATOR.split(title)
    if len(parts) == 1:
        return title
    if _is_name(parts[-1], publisher):
        return _without_site(title[: title.rindex(parts[-1])].rstrip(" |–—·•»«:-"), publisher)
    if _is_name(parts[0], publisher):
        return title[len(parts[0]) :].lstrip(" |–—·•»«:-")
    return title


def _suffix(title: str) -> str:
    """Return what stands behind the last separator of a title, when it may be the name of a site."""
    parts = _SEPARATOR.split(title)
    is_short = len(parts) > 1 and len(parts[-1].split()) <= _SUFFIX_WORDS < len(title.split())
    return parts[-1].strip() if is_short else ""


def _publisher(names: Iterable[str], suffix: str, url: str | None) -> str | None:
    """Return the first name that the page's address spells and that is no handle; else the first, else the host.

    What stands behind the title is a name only where the address spells it, or nothing else is known.
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    known = [name for written in names if (name := _site_name(written))]
    for name in (*known, *filter(None, [_site_name(suffix)])):
        if _goes_with(name, host) and not name.islower():
            return name
    return next(iter(known), host or _site_name(suffix) or None)


def _site_name(written: str) -> str:
    """Return the name of a site without what it says of itself behind it."""
    first = _SEPARATOR.split(written)[0].strip()
    name = first if first and len(written.split()) > _SUFFIX_WORDS - 2 else written.strip()
    return "" if _NO_NAME.search(name) or len(name) > _LONGEST_NAME else name


def _goes_with(name: str, host: str) -> bool:
    """Say whether a site's name is what its address spells, in full or by its initials."""
    words = [word for word in re.findall(r"\w+", name.lower()) if word != "the"]
    joined = "".join(words)
    spelled = "".join(character for character in host if character.isalnum())
    initials = "".join(word[0] for word in words)
    if not joined or not spelled:
        return False
    labels = [label.replace("-", "") for label in host.split(".")[:-1]]
    return joined in spelled or any(
        (label in joined and len(label) >= _TITLE_WORDS) or (label.startswith(initials) and len(initials) > 1)
        for label in labels
    )


def _is_name(text: str, publisher: str | None) -> bool:
    """Say whether a text is the name of the publisher and no more."""
    if publisher is None:
        return False
    one, other = (re.sub(r"\W+|\bthe\b", "", name.lower()) for name in (text, publisher))
    return one == other or (len(one) > _TITLE_WORDS and one in {f"{other}com", other.removesuffix("com")})


def _published(
    linked: Iterable[object], meta: Mapping[str, list[str]], url: str | None, tree: HtmlElement
) -> tuple[str | None, str | None]:
    """Return when the article was first published, and how that was found."""
    if day := next(filter(None, map(_day, linked)), None):
        return day, "json-ld"
    for name in _DATES:
        if day := next(filter(None, map(_day, meta[name])), None):
            return day, "meta"
    if url and (found := _URL_DAY.search(urlsplit(url).path + "/")) and (day := _valid(found)):
        return day, "url"
    for element in tree.xpath("//time[@pubdate and @datetime] | //article//time[@datetime] | //time[@datetime]")[:1]:
        if day := _day(element.get("datetime")):
            return day, "text"
    day = _shown_day(tree)
    return day, day and "text"


def _shown_day(tree: HtmlElement) -> str | None:
    """Return the day that a page shows where pages show it; what it says anywhere in its text is no date of its own."""
    from htmldate import find_date

    body = tree.find(".//body")  # what the head says has been looked at, and it also says when a page was changed
    if body is None:
        return None
    # A bound that moves with today would read one file in two ways.
    return find_date(body, extensive_search=False, original_date=True, max_date="2100-01-01", url="")


def _day(value: object) -> str | None:
    """Return the day of a time as it is written: of the publisher's own clock."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return None
    found = _DAY.match(value.strip())
    return (_valid(found) if found else None) or iso_date(value[:80])


def _valid(found: re.Match[str]) -> str | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        return None


def _bylines(tree: HtmlElement, meta: Mapping[str, list[str]]) -> list[str]:
    for name in _AUTHORS:
        if known := [value for value in meta[name] if not _NO_NAME.search(value)]:
            return known
    elements = tree.xpath("//*[@rel='author'] | //*[@itemprop='author'] | //*[contains(@class, 'byline')]")
    lines = (_flat(element.text_content()) for element in elements[:_VALUES])
    return [line for line in lines if 0 < len(line.split()) <= _BYLINE_WORDS and not any(map(str.isdigit, line))][:1]


def _author(written: Iterable[str], publisher: str | None) -> str | None:
    """Return the names of the authors, each once, with commas; not the publisher's own."""
    names = [_BY.sub("", name).strip(" ,;:") for value in written for name in _AND.split(_BY.sub("", value))]
    known = [
        name
        for name in {name.casefold(): name for name in reversed(names)}.values()
        if not _NO_NAME.search(name) and not _is_name(name, publisher) and not (name.islower() and " " not in name)
    ]
    return ", ".join(reversed(known))[:_LONGEST_NAME] or None


def _language(tree: HtmlElement, meta: Mapping[str, list[str]], stated: str) -> str | None:
    root = tree.getroottree().getroot()
    tags = (root.get("lang"), root.get("xml:lang"), stated, *(value for name in _LANGUAGES for value in meta[name]))
    return next(filter(None, (language_code(tag) for tag in tags if tag)), None)


def _body(value: object) -> str | None:
    if isinstance(value, list):
        value = "\n\n".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) and value.strip() else None


def _flat(text: str | None) -> str:
    return " ".join((text or "")[:_LONGEST].split())
