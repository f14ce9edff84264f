"""What news pages print around an article: general phrases, no site's own."""

from __future__ import annotations

import re

from index.text.lines import word_count
from index.text.words import CHROME, EDGE_CHROME

_LETTER = re.compile(r"[^\W_]")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


_LINES = re.compile(
    r"""
      share\ (?:this|on|via|to|with)\b.{,40}
    | (?:follow|like|find|join)\ us\ (?:on|at)\b.{,80}
    | (?:please\ )?(?:sign\ up|subscribe|register|log\ in|sign\ in)\ (?:to|for|now|here|today|with)\b.{,110}
    | (?:get|receive)\ (?:the|our|all)\b.{,60}\b(?:newsletter|inbox)\b.{,40}
    | click\ here\b.{,100}
    | (?:(?:read|see)\ (?:more|also)|also\ read|related|more\ on\ this(?:\ story)?|watch)\s?[:|»>].{,160}
    | (?:story|article)\ continues\b.{,40}
    | (?:advertisement|scroll)\b.{,40}\b(?:continue|below|advertisement)\b.{,20}
    | (?:estimated\ )?(?:reading\ time:?\ )?\d+[\s-]?min(?:ute)?s?(?:\ read)?
    | \d[\d,.]*k?\ (?:comments?|shares?|views?|likes?|reads?)
    | (?:photo|image|picture|video|illustration|graphic)s?\s?(?:credits?|courtesy|by|source|:|/|©).{,80}
    | (?:we|this\ (?:web)?site)\ uses?\ cookies\b.{,300}
    | (?:please\ )?(?:enable|turn\ on)\ (?:javascript|cookies)\b.{,120}
    | (?:©|\(c\)|copyright\b).{,160}
    | .{,120}\ball\ rights\ reserved\b.{,40}
    | (?:tags|filed\ under|topics|categories|category)\s?:.{,160}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LINE_WORDS = 30
_LONGEST = 320
"""No line of a page around an article has more characters."""


_REMNANT = re.compile(
    r"""
      !?\[[^\]]*\]\([^)]*\)?
    | (?:\S+\s){,2}\S*\.(?:png|jpe?g|gif|webp|svg|avif|bmp|tiff?|heic)\b\S*
    | https?://\S+ | www\.\S+ | \S+@\S+\.\w+
    | (?:[\#@]\w+\s*)+
    | <[^<>]*>
    """,
    re.IGNORECASE | re.VERBOSE,
)

_LINKS_FOLLOW = re.compile(
    r"""
      you\ (?:might|may|could)\ (?:also\ )?(?:like|enjoy|be\ interested\ in)
    | (?:related|recommended|suggested)
        (?:\ (?:articles?|stories|posts?|news|content|topics|coverage|links?|reading|for\ you))?
    | more\ (?:from|on|in|about)\b(?:\ \S+){1,5} | more\ (?:stories|news|articles|coverage)
    | (?:read|up|what\ to\ read)\ next | most\ (?:read|popular|viewed|shared)(?:\ \S+){,2}
    | topics | tags | trending(?:\ (?:now|stories|topics|news))? | latest\ (?:news|stories|posts|articles|headlines)
    | (?:leave|post|add|write)\ a\ (?:comment|reply) | join\ the\ (?:conversation|discussion)
    | editor['’]?s['’]?\ (?:picks?|choice) | (?:top|popular)\ (?:stories|posts|articles) | what\ others\ are\ reading
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_chrome(line: str, *, edge: bool) -> bool:
    """Say whether a line belongs to the page and not to the article.

    At the edges of an article (before its first and behind its last sentence) the names of
    sections count too; within it they may be headings.
    """
    if is_remnant(line):
        return True
    if len(line) > _LONGEST or word_count(line) > _LINE_WORDS:
        return False
    core = _core(line)
    return core in CHROME or (edge and core in EDGE_CHROME) or bool(_LINES.fullmatch(line))


def is_remnant(line: str) -> bool:
    """Say whether a line holds no words: marks, an address, what is left of a picture."""
    return _LETTER.search(line) is None or (len(line) <= _LONGEST and _REMNANT.fullmatch(line) is not None)


def starts_links(line: str) -> bool:
    """Say whether what follows a line are links to other articles."""
    return len(line) <= _LONGEST and _LINKS_FOLLOW.fullmatch(_core(line)) is not None


def _core(line: str) -> str:
    """Return a line in lower case without the marks at its ends."""
    return _EDGES.sub("", line).lower()


def is_section(words: list[str]) -> bool:
    """Say whether words name a section of a site and not the site."""
    return all(word.lower() in EDGE_CHROME for word in words)
