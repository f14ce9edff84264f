"""Taking out of a tree what stands around articles, by what its elements are called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_HIDDEN = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|(?:max-height|opacity)\s*:\s*0(?:\.0+)?(?:px|em|pt|%)?\s*(?:;|!|\Z))",
    re.IGNORECASE,
)
"""Styles of what nobody sees."""

_UNREAD = frozenset(
    "script style noscript template svg math iframe object embed canvas audio video form button select textarea input "
    "nav figcaption".split()
)
_WHOLE = frozenset("html body main article h1 p a em strong b i span".split())
"""Never taken out for its name: a page, its text, or a part of a sentence."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CHROME = re.compile(
    r"""(?:^|[\s_-])(?:
      newsletters? | sign-?up | subscri(?:be|ption)s? | promo(?:tion)?s? | related | recirc\w* | recommend\w*
    | shar(?:e|ing) | social | cookies? | consent | gdpr | captions? | credits? | bylines? | author-?(?:bio|info|box)
    | comments? | disqus\w* | outbrain | taboola | advert\w* | ads? | sponsor\w* | breadcrumbs? | tags? | toolbar
    | tooltip | modal | popup | overlay | toast | dialog | sidebar | most-?(?:read|popular) | trending
    | read-?more | more-?(?:from|stories|on|news) | teasers? | pull-?quote | sr-only | visually-?hidden
    | screen-reader\w* | hidden | copyright | print\w* | login | disclaimer | paywall | error\w*
    )(?=$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)
"""What sites call the parts of a page that are not the article, in classes, ids and roles (English everywhere)."""

_LONGEST = 1_000
"""Characters of names and styles that are looked at."""

MOST = 0.3
"""What holds a larger share of a page's paragraphs is the article, whatever it is called."""


def is_hidden(element: _Element) -> bool:
    """Say whether an element is told not to be shown."""
    return element.get("hidden") is not None or _HIDDEN.search((element.get("style") or "")[:_LONGEST]) is not None


def drop_chrome(tree: HtmlElement) -> list[HtmlElement]:
    """Take out of a page what is hidden, what acts, and what is called something else than an article.

    Returns:
        What was taken out for its name or because it is hidden, in order.
    """
    from lxml.etree import iterwalk

    limit = MOST * sum(map(_length, tree.iter("p")))
    unread: list[HtmlElement] = []
    named: list[HtmlElement] = []
    walk = iterwalk(tree, events=("start",))
    for _, element in walk:
        if element is tree or element.tag in {"html", "body"}:
            continue
        if element.tag in _UNREAD and (element.tag != "form" or _asks(element) or _prose(element) <= limit):
            unread.append(element)
            walk.skip_subtree()
        elif (is_hidden(element) or _is_chrome(element)) and _prose(element) <= limit:
            named.append(element)
            walk.skip_subtree()
    for element in (*unread, *named):
        element.drop_tree()
    return named


def _asks(form: _Element) -> bool:
    """Say whether a form asks for a password; others may hold a whole page."""
    return any((field.get("type") or "").lower() == "password" for field in form.iter("input"))


def _is_chrome(element: _Element) -> bool:
    if element.tag in _WHOLE:
        return False
    names = " ".join(filter(None, (element.get(name) for name in ("class", "id", "role"))))[:_LONGEST]
    return bool(names) and _CHROME.search(_CAMEL.sub("-", names)) is not None


def _prose(element: _Element) -> int:
    return sum(map(_length, element.iter("p")))


def _length(element: _Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())
