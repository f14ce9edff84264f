"""Small files of parts, and what readers make of them."""

from __future__ import annotations

import io
import zipfile

from index.errors import ReadError
from index.readers import Content, Reading, read

BROKEN_EVERY = 7
"""A sample is cut at so many places that every kind of part is cut somewhere."""


def packed(parts, *, stored=()):
    """Return a ZIP of named parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def articles_of(content, name, **limits):
    """Return the articles and refusals of bytes."""
    return list(read(Content.of_bytes(content, name, Reading(**limits)), "0" * 64))


def article_of(content, name, **limits):
    """Return the one article of bytes."""
    (article,) = articles_of(content, name, **limits)
    return article


def passages_of(content, name, **limits):
    """Return kind and text of each passage of the one article."""
    article = article_of(content, name, **limits)
    return [(passage.kind.value, passage.span.of(article.text)) for passage in article.passages]


def reason_of(content, name, **limits):
    """Return why bytes are refused; None when they are read."""
    try:
        articles_of(content, name, **limits)
    except ReadError as error:
        return error.reason
    return None


def damaged(content, places):
    """Return bytes with some of them changed, by pairs of a place and a value."""
    changed = bytearray(content)
    for place, value in places:
        changed[place % len(changed)] = value
    return bytes(changed)
