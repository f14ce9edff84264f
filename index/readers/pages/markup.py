"""Markup in any encoding and any state -> a tree, in bounded depth."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from index.errors import ReadError
from index.readers.plain import decoded, wide

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DECLARED = re.compile(
    rb"""
      <meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})
    | <\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{2,40})
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DECLARING = 1 << 18
"""First bytes in which a declaration is looked for; browsers stop after 1,024, and pages do not."""

_LABELS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "x-mac-roman": "mac_roman",
    "x-user-defined": "cp1252",
}
"""What browsers take a declared encoding for (WHATWG Encoding Standard), where Python takes it for something else."""

_ESCAPED = re.compile(rb"\x1b[$(]")

_INLINE_DATA = re.compile(r"""data:[\w/+.;=-]{0,80},[^\s"'()<>]{200,}""")
DEEPEST = 250
"""Elements that may stand in one another; no page that somebody wrote has half as many."""

LONGEST_VALUE = 10_000
"""Characters that an attribute may have; a longer one is data."""

_TAG = re.compile(r"<[a-z!/?]", re.IGNORECASE)
_NESTING = re.compile(
    r"</?(?:(?P<inline>span|font|a|b|i|u|em|strong|small|big|center|tt|label|abbr|ins|del|s|bdo|bdi|q|cite|sub|sup)"
    r"|div|section|main|header|footer|nav|aside|article|table|tbody|tr|td|th|ul|ol|li|dl|dd|dt|blockquote|form|fieldset|p)"
    r"\b[^<>]*>",
    re.IGNORECASE,
)


def has_tags(text: str) -> bool:
    """Say whether there is a tag or a declaration in a text."""
    return _TAG.search(text) is not None


def decoded_markup(content: bytes, file: str) -> str:
    """Return markup as text: by its byte order mark, as UTF-8, as it declares, else in the most likely encoding.

    What a page declares is tried after UTF-8, since what is UTF-8 by chance is hardly ever anything else.

    Raises:
        ReadError: No encoding fits.
    """
    if content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decoded(content, file)
    if encoding := wide(content):
        return content.decode(encoding, "replace")
    content = content.replace(b"\0", b"")
    declared = _declared(content)
    if declared and declared != "utf-8":
        try:
            return _decoded_as(content, declared)
        except UnicodeDecodeError:
            pass
    try:
        return decoded(content, file)
    except ReadError:
        if declared is None:
            raise
        return content.decode(declared, "replace")


_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What a parser lets through and a tree does not take back when a part of it is moved."""


def tree_of(markup: str) -> HtmlElement | None:
    """Return a page as a tree without comments; None when nothing stands in it.

    Pictures written into the page are left out. Where elements stand so deep in one another that what walks a tree
    would give up, their nesting is given up instead, and the text stays.
    """
    markup = _NO_XML.sub("", _INLINE_DATA.sub("data:,", markup))
    tree = _parsed(markup)
    if tree is None:
        return None
    for element in tree.iter():
        for name, value in element.items():
            if len(value) > LONGEST_VALUE:
                del element.attrib[name]
    return _parsed(_NESTING.sub(lambda tag: " " if tag["inline"] else "<p>", markup)) if _is_deep(tree) else tree


def _parsed(markup: str) -> HtmlElement | None:
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring

    # Without huge_tree a text or an attribute of ten million bytes ends the page, and so do 255 open elements.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except ParserError:
        return None


def _is_deep(tree: HtmlElement) -> bool:
    from lxml.etree import iterwalk

    depth = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


def _declared(content: bytes) -> str | None:
    """Return Python's name of the encoding that a page declares, wherever in it; None when it declares none."""
    for found in _DECLARED.finditer(content[:_DECLARING]):
        label = (found[1] or found[2]).decode("ascii").lower()
        if label.startswith("utf-16"):
            return "utf-8"  # read as bytes, it was not
        try:
            return codecs.lookup(_LABELS.get(label, label)).name
        except LookupError:
            continue
    return None


def _decoded_as(content: bytes, declared: str) -> str:
    if not (declared.startswith(("iso2022", "hz")) and _ESCAPED.search(content)):
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return content.decode(declared)
