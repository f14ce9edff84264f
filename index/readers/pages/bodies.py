"""A page -> the blocks of its article, without the page around it."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from index.readers.pages.blocks import Block, blocks_in

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def article_blocks(tree: HtmlElement) -> list[Block]:
    """Return the headings and paragraphs of a page's article, in order; empty when it has none."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(deepcopy(tree), include_comments=False)
    return list(blocks_in(found.body)) if isinstance(found, Document) and found.body is not None else []
