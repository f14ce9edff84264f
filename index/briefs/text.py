"""A brief as Markdown, CSV, JSON and BibTeX."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from index.briefs.values import link
from index.export import csv_lines, to_json
from index.export import markdown as escaped
from index.readers.exports import COLUMNS, MARK

if TYPE_CHECKING:
    from index.briefs.values import Brief, Entry, Reference

_LATEX = re.compile(r"([\\{}$&#^_~%])")
_LATEX_WORDS = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}


def markdown(brief: Brief) -> str:
    """Return a brief as Markdown: a quote a block, numbered sources at the end."""
    lines = [f"<!-- {MARK} -->", f"# {escaped(brief.title)}", ""]
    if brief.query:
        lines += [f"Query: {escaped(brief.query)}", ""]
    for section in brief.sections:
        lines += [f"## {escaped(section.title)}", ""]
        for entry in section.entries:
            lines += [*_quoted(entry, brief), ""]
    lines += ["## Sources", ""]
    for reference in brief.references:
        lines.append(f"- **{reference.key}** {escaped(cited(reference))}. SHA-256 of the text: `{reference.digest}`")
    return "\n".join(lines) + "\n"


def _quoted(entry: Entry, brief: Brief) -> list[str]:
    reference = brief.reference(entry)
    where = f"{escaped(place(entry, reference))} · `{link(entry.article, entry.passage, reference.digest)}`"
    says = [f"{escaped(entry.says)}", ""] if entry.says else []
    note = ["", f"Note: {escaped(entry.note)}"] if entry.note else []
    return [*says, f"> {escaped(entry.quote)}", ">", f"> — {where}", *note]


def csv(brief: Brief) -> str:
    """Return a brief as CSV, a quote a row."""
    rows = []
    for section in brief.sections:
        for entry in section.entries:
            reference = brief.reference(entry)
            known = asdict(reference) | asdict(entry)
            rows.append(
                {name: known.get(name) for name in COLUMNS}
                | {"section": section.title, "link": link(entry.article, entry.passage, reference.digest)}
            )
    return "".join(csv_lines(rows, COLUMNS))


def json(brief: Brief) -> str:
    """Return a brief as one JSON object: generator, title, query, sections with their quotes, references."""
    digests = {reference.article: reference.digest for reference in brief.references}
    sections = [
        {
            "title": section.title,
            "quotes": [
                asdict(entry) | {"link": link(entry.article, entry.passage, digests[entry.article])}
                for entry in section.entries
            ],
        }
        for section in brief.sections
    ]
    references = [{"key": reference.key} | asdict(reference) for reference in brief.references]
    whole = {"generator": MARK, "title": brief.title, "query": brief.query, "sections": sections}
    return to_json(whole | {"references": references}, indent=2) + "\n"


def bibtex(brief: Brief) -> str:
    """Return the articles that a brief cites as BibTeX, with the paragraphs quoted as notes."""
    quoted: dict[str, list[int]] = {}
    for section in brief.sections:
        for entry in section.entries:
            quoted.setdefault(entry.article, []).append(entry.passage)
    return f"% {MARK}\n" + "".join(
        _bibtex(reference, sorted(set(quoted[reference.article]))) for reference in brief.references
    )


def _bibtex(reference: Reference, passages: list[int]) -> str:
    year, month, day = ([*(reference.published or "").split("-"), "", "", ""])[:3]
    fields = {
        "title": reference.title or reference.file,
        "author": reference.author,
        "organization": reference.source,
        "year": year,
        "month": month and str(int(month)),
        "day": day and str(int(day)),
        "url": reference.url,
        "note": f"{reference.file}, paragraphs {', '.join(map(str, passages))}; SHA-256 {reference.digest}",
    }
    lines = [f"  {name} = {{{value if name == 'url' else _latex(value)}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{reference.key},", *lines, "}", ""])


def _latex(text: str) -> str:
    return _LATEX.sub(lambda found: _LATEX_WORDS.get(found[0], f"\\{found[0]}"), text)


def cited(reference: Reference) -> str:
    """Return a source in one line: who, when, what, where."""
    file = reference.file if reference.member is None else f"{reference.file} ({reference.member})"
    known = (reference.source, reference.author, reference.published, reference.title, reference.url, file)
    return ", ".join(part for part in known if part)


def place(entry: Entry, reference: Reference) -> str:
    """Return where a quote stands in one line: source, date, paragraph."""
    paragraph = f"¶{entry.passage}" if entry.passage else "title"
    return ", ".join(part for part in (reference.source, reference.published, paragraph) if part)
