"""A brief as one HTML file that needs nothing else: no script, no picture, no address but those of the sources."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from index.briefs.text import cited, place
from index.briefs.values import link
from index.readers.exports import MARK

if TYPE_CHECKING:
    from index.briefs.values import Brief, Entry, Reference

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { font-family: system-ui, sans-serif; line-height: 1.2; }
blockquote { margin: .5rem 0 1.2rem; padding-left: 1rem; border-left: 3px solid #2f6fb3; }
.says { font-family: system-ui, sans-serif; margin: .8rem 0 .2rem; }
.note { font-style: italic; }
cite { display: block; font-size: .85rem; font-style: normal; opacity: .8; }
code { font-size: .8rem; overflow-wrap: anywhere; }
"""


def html(brief: Brief) -> str:
    """Return a brief as a page in HTML 5."""
    title = escape(brief.title)
    parts = [
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="generator" content="{MARK}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
    ]
    if brief.query:
        parts.append(f"<p>Query: <code>{escape(brief.query)}</code></p>")
    for section in brief.sections:
        parts.append(f"<section>\n<h2>{escape(section.title)}</h2>")
        parts += [_quoted(entry, brief.reference(entry)) for entry in section.entries]
        parts.append("</section>")
    parts.append("<section>\n<h2>Sources</h2>\n<ul>")
    parts += [_source(reference) for reference in brief.references]
    return "\n".join([*parts, "</ul>\n</section>\n</body>\n</html>\n"])


def _quoted(entry: Entry, reference: Reference) -> str:
    says = f'<p class="says">{escape(entry.says)}</p>\n' if entry.says else ""
    note = f'\n<p class="note">{escape(entry.note)}</p>' if entry.note else ""
    where = f'<a href="#{reference.key}">{escape(place(entry, reference))}</a>'
    checked = f"<code>{escape(link(entry.article, entry.passage, reference.digest))}</code>"
    return f"{says}<blockquote>{escape(entry.quote)}\n<cite>{where} {checked}</cite></blockquote>{note}"


def _source(reference: Reference) -> str:
    url = reference.url or ""
    # Any other kind of address may run something.
    address = f' <a href="{escape(url)}">{escape(url)}</a>' if url.startswith(("http://", "https://")) else ""
    return (
        f'<li id="{reference.key}">{escape(cited(reference))}{address}<br><code>sha256 {reference.digest}</code></li>'
    )
