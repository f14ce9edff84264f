"""Markdown: its marks are read, not shown."""

from __future__ import annotations

import pytest

from index.models import PassageKind
from index.text import clean, sanitise
from index.text.markdown import is_markdown

LEAD = "The minister of Freedonia said that her country would send engineers to the valley once the truce is signed."
BODY = (
    "Sylvania has argued over the valley for years, and several rounds of talks have ended without any result at all."
)


def passages(text):
    return [(passage.kind.value, passage.span.of(text.text)) for passage in text.passages]


def test_marks_become_kinds_and_words():
    text = clean(
        f"""# Engineers *for* the valley

{LEAD.replace("engineers", "**engineers**").replace("truce", "[truce](https://example.org/truce)")}

## What now?

![a picture](valley.png)

> {BODY}

- one `item` of
  a list
1. another

| who | what |
|-----|------|
| Roe | yes  |

---

<div><p>Inside <b>markup</b> &amp; out.</p><script>alert(1)</script></div>

```
left as it is
```

### Last

{BODY} \\*
"""
    )
    assert text.title == "Engineers for the valley"
    assert passages(text) == [
        ("title", "Engineers for the valley"),
        ("paragraph", LEAD),
        ("heading", "What now?"),
        ("paragraph", BODY),
        ("paragraph", "one item of a list"),
        ("paragraph", "another"),
        ("paragraph", "who | what"),
        ("paragraph", "Roe | yes"),
        ("paragraph", "Inside markup & out."),
        ("paragraph", "left as it is"),
        ("heading", "Last"),
        ("paragraph", f"{BODY} *"),
    ]


YAML = """---
title: "Engineers: for the valley"
date: 2026-01-07T23:00:00+01:00
authors:
  - Jane Doe
  - 'John Roe'
publisher: The Valley Herald # a comment
url: https://example.org/a
lang: en-GB
tags: [a, b]
---
"""
TOML = """+++
title = "Engineers: for the valley"
date = 2026-01-07
authors = ["Jane Doe", "John Roe"]
publisher = "The Valley Herald"
url = "https://example.org/a"
lang = "en-GB"
+++
"""


@pytest.mark.parametrize("front", [YAML, TOML])
def test_front_matter_states_what_the_article_is(front):
    text = clean(f"{front}\n# Engineers: for the valley\n\n{LEAD}\n\n{BODY}")
    assert (text.title, text.published, text.author) == (
        "Engineers: for the valley",
        "2026-01-07",
        "Jane Doe, John Roe",
    )
    assert (text.publisher, text.url, text.language) == ("The Valley Herald", "https://example.org/a", "en")
    assert passages(text) == [("title", "Engineers: for the valley"), ("paragraph", LEAD), ("paragraph", BODY)]


def test_front_matter_that_cannot_be_read_states_nothing_and_loses_no_prose():
    text = clean(f"+++\ntitle = [\n+++\n\n{LEAD}", markdown=True)
    assert text.title is None
    assert passages(text) == [("paragraph", LEAD)]


def test_a_byline_below_the_title_is_taken():
    text = clean(f"# Engineers for the valley\n\n*By Jane Doe*\n\n7 January 2026\n\n{LEAD}")
    assert (text.author, text.published) == ("Jane Doe", "2026-01-07")
    assert passages(text) == [("title", "Engineers for the valley"), ("paragraph", LEAD)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("# A title\n\nText.", True),
        ("Text with [one](https://a.example) and [two](https://b.example).", True),
        ("---\ntitle: x\n---\nText.", True),
        ("Text with a #hashtag and 2 * 3 * 4.", False),
        ("---\n\nText between rules\n\n---\n", False),
        ("* a star\n* another", False),
    ],
)
def test_markdown_is_told_by_its_marks(raw, expected):
    assert is_markdown(raw) is expected


def test_the_only_title_is_the_first_heading_of_level_one():
    text = clean(f"# First of all\n\n{LEAD}\n\n# Second\n\n{BODY}", markdown=True)
    assert [passage.kind for passage in text.passages] == [
        PassageKind.TITLE,
        PassageKind.PARAGRAPH,
        PassageKind.HEADING,
        PassageKind.PARAGRAPH,
    ]


@pytest.mark.parametrize(
    "raw",
    [
        f"# A &#27;[31m&#x202e;title of engineers\n\n{LEAD} &#155;31m &#x2066;",
        f"<div>{LEAD} &#27;]0;x&#7; &#x202e;</div>\n\n{BODY}",
        f'+++\ntitle = "A \\u202e\\u001btitle"\nauthor = "Jane\\u001b Doe"\n+++\n\n{LEAD}',
    ],
)
def test_references_and_escapes_bring_nothing_back_that_a_terminal_obeys(raw):
    text = clean(raw, markdown=True)
    for value in (text.text, text.title or "", text.author or ""):
        assert value == sanitise(value)


def test_what_is_not_shown_on_a_page_is_not_read():
    text = clean(
        f"<style>p {{}}</style>\n\n{LEAD}\n\n<!-- {BODY} -->\n\n<p>{BODY}</p><script>never closed", markdown=True
    )
    assert passages(text) == [("paragraph", LEAD), ("paragraph", BODY)]
