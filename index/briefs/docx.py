"""A brief as DOCX, written by python-docx."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from docx import Document

from index.briefs.text import cited, place
from index.briefs.values import link
from index.readers.exports import MARK

if TYPE_CHECKING:
    from index.briefs.values import Brief

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every part in the file, so that the same brief gives the same bytes."""

_REMARK = struct.pack("<HH", 0x7377, len(MARK)) + MARK.encode()
"""An extra field of the first part's header, as the ZIP format has them: an id, a length, the mark."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def docx(brief: Brief) -> bytes:
    """Return a brief as the bytes of a DOCX file."""
    document = Document()
    facts = document.core_properties
    facts.title, facts.author, facts.comments = _xml(brief.title)[:255], "whosays", MARK
    facts.created = facts.modified = datetime(*_EARLIEST, tzinfo=UTC).replace(tzinfo=None)
    document.add_heading(_xml(brief.title), level=0)
    if brief.query:
        document.add_paragraph(f"Query: {_xml(brief.query)}")
    for section in brief.sections:
        document.add_heading(_xml(section.title), level=1)
        for entry in section.entries:
            reference = brief.reference(entry)
            if entry.says:
                document.add_paragraph(_xml(entry.says)).paragraph_format.keep_with_next = True
            document.add_paragraph(_xml(entry.quote), style="Intense Quote")
            where = f"{place(entry, reference)} · {link(entry.article, entry.passage, reference.digest)}"
            document.add_paragraph(_xml(where))
            if entry.note:
                document.add_paragraph(f"Note: {_xml(entry.note)}")
    document.add_heading("Sources", level=1)
    for reference in brief.references:
        line = f"{reference.key}: {cited(reference)}. SHA-256 of the text: {reference.digest}"
        document.add_paragraph(_xml(line), style="List Bullet")
    written = io.BytesIO()
    document.save(written)
    return _timeless(written.getvalue())


def _timeless(content: bytes) -> bytes:
    """Return the same package without the time at which it was written, and with the mark of an export."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = zipfile.ZipInfo(name, _EARLIEST)
            part.extra = b"" if after.namelist() else _REMARK
            after.writestr(part, before.read(name), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)
