"""A cited brief: what a query or a basket brings together, for reading outside the program.

Every quote stands with its source, date and paragraph, and with a link that can be checked. ``values`` says what a
brief is, ``composing`` makes one of rows, and there is one module for each family of formats to write it in.
"""

from __future__ import annotations

from index.briefs.values import Brief, Entry, Reference, Section, link
from index.briefs.writing import ENDINGS, UnknownFormat, content_of

__all__ = ["ENDINGS", "Brief", "Entry", "Reference", "Section", "UnknownFormat", "content_of", "link"]
