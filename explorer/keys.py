"""Every binding, each with an id by which the user's configuration can change it."""

from __future__ import annotations

from textual.binding import Binding

_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "exclamation_mark": "!",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "plus": "+",
    "minus": "-",
    "colon": ":",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "escape": "Esc",
}


def key_name(key: str) -> str:
    """Return a key as a person reads it: ``ctrl+p`` is ``Ctrl+P``, ``slash`` is ``/``."""
    if key in _NAMES:
        return _NAMES[key]
    return "+".join(_NAMES.get(part, part[:1].upper() + part[1:]) for part in key.split("+")) if len(key) > 1 else key


MOVING = [
    Binding("j,down", "move(1)", "Down", tooltip="one down", show=False, id="move.down"),
    Binding("k,up", "move(-1)", "Up", tooltip="one up", show=False, id="move.up"),
    Binding("g,home", "edge(-1)", "First", tooltip="to the first", show=False, id="move.first"),
    Binding("G,end", "edge(1)", "Last", tooltip="to the last", show=False, id="move.last"),
    Binding("ctrl+d,pagedown", "half(1)", "Half down", tooltip="half a pane down", show=False, id="move.half_down"),
    Binding("ctrl+u,pageup", "half(-1)", "Half up", tooltip="half a pane up", show=False, id="move.half_up"),
]
"""Moving in any pane or list."""

SIDEWAYS = [
    Binding("l,right", "across(1)", "Right", tooltip="one source to the right", show=False, id="move.right"),
    Binding("h,left", "across(-1)", "Left", tooltip="one source to the left", show=False, id="move.left"),
]
"""Moving across the stance table."""

SORTING = [
    Binding(
        "greater_than_sign",
        "sort",
        "Sort",
        tooltip="sort the table by the next column",
        id="table.sort",
    ),
]


def choosing(description: str, tooltip: str, action: str = "screen.choose") -> Binding:
    """Return the binding of Enter with what it does in one kind of pane."""
    return Binding("enter", action, description, tooltip=tooltip, id="choose")


EXPLORING = [
    Binding("slash", "search", "Search", tooltip="to the search field", id="search"),
    Binding("1", "pane('results')", "Results", tooltip="to the results", show=False, id="pane.results"),
    Binding("2", "pane('stances')", "Stances", tooltip="to the stance table", show=False, id="pane.stances"),
    Binding("3", "pane('claims')", "Claims", tooltip="to the claims", show=False, id="pane.claims"),
    Binding("4", "pane('sources')", "Sources", tooltip="to the sources", show=False, id="pane.sources"),
    Binding("tab", "next_pane(1)", "Next pane", tooltip="to the next pane", show=False, id="pane.next"),
    Binding("shift+tab", "next_pane(-1)", "Last pane", tooltip="to the pane before", show=False, id="pane.previous"),
    Binding("n", "hit(1)", "Next hit", tooltip="next hit, across passages and articles", id="hit.next"),
    Binding("N", "hit(-1)", "Previous hit", tooltip="previous hit", show=False, id="hit.previous"),
    Binding(
        "right_square_bracket",
        "turn(1)",
        "Next source",
        tooltip="next source in this pane",
        show=False,
        id="source.next",
    ),
    Binding(
        "left_square_bracket",
        "turn(-1)",
        "Previous source",
        tooltip="previous source in this pane",
        show=False,
        id="source.previous",
    ),
    Binding("s", "swap", "Swap", tooltip="swap the sources side by side", show=False, id="source.swap"),
    Binding("plus", "more(1)", "More sources", tooltip="one more source", show=False, id="source.more"),
    Binding("minus", "more(-1)", "Fewer sources", tooltip="one source less", show=False, id="source.fewer"),
    Binding("t", "topics", "Topics", tooltip="choose a topic, or save the query as one", id="topics"),
    Binding(
        "v",
        "view",
        "View",
        tooltip="table: sources, topics over all sources, or who speaks",
        id="table.view",
    ),
    Binding("f", "filter", "Filter", tooltip="filter by position, country, source, period", id="filter"),
    Binding("y", "copy", "Copy", tooltip="copy the passage with its citation", id="copy"),
    Binding("Y", "copy_link", "Copy link", tooltip="copy a link to the passage", show=False, id="copy.link"),
    Binding("o", "open", "Open", tooltip="open the source in a browser", show=False, id="open"),
    Binding("e", "edit", "Edit", tooltip="open the source's file in $EDITOR", show=False, id="edit"),
    Binding("b", "keep", "Keep", tooltip="put the passage into the basket", show=False, id="basket.keep"),
    Binding("B", "basket", "Basket", tooltip="show the basket", show=False, id="basket.show"),
    Binding("x", "export", "Export", tooltip="export what is shown, or the basket", show=False, id="export"),
    Binding("r", "review", "Review", tooltip="confirm, correct or reject the stance or claim", id="review"),
    Binding("u", "withdraw", "Undo review", tooltip="take your last review back", show=False, id="review.undo"),
    Binding("z", "zoom", "Zoom", tooltip="one pane over the whole screen, and back", id="zoom"),
    Binding("backspace", "back", "Back", tooltip="back, to the same place", show=False, id="back"),
    Binding(
        "ctrl+r", "update", "Update", tooltip="bring the library up to date with its files", show=False, id="update"
    ),
    Binding(
        "exclamation_mark",
        "refusals",
        "Refused files",
        tooltip="files that could not be read, and why",
        show=False,
        id="refusals",
    ),
    Binding("escape", "up", "Up", tooltip="clear, close, up one", show=False, id="up"),
    Binding("question_mark", "keys", "Keys", tooltip="all keys", id="keys"),
    Binding("q", "leave", "Back", tooltip="back; quits at the root", id="leave"),
]
"""What the four panes offer together."""

MATTERS = {
    "query": ("field.results", "field.complete", "field.clear", "quit", "palette"),
    "results": ("choose", "search", "pane.results", "topics", "filter", "copy"),
    "stances": ("choose", "table.view", "pane.results", "filter", "search", "table.sort", "review", "copy"),
    "claims": ("choose", "pane.results", "search", "review", "copy"),
    "source": ("choose", "copy", "pane.results", "basket.keep", "hit.next", "source.next", "search", "source.more"),
}
"""The ids of the bindings that matter most in a pane, which the last line tells first; others follow where they fit."""

READING = [
    Binding("slash", "find", "Find", tooltip="find in the article", id="article.find"),
    Binding("n", "hit(1)", "Next", tooltip="next hit, or next find", id="hit.next"),
    Binding("N", "hit(-1)", "Previous", tooltip="previous hit, or previous find", show=False, id="hit.previous"),
    Binding("y", "below('copy')", "Copy", tooltip="copy the passage with its citation", id="copy"),
    Binding("b", "below('keep')", "Keep", tooltip="put the passage into the basket", id="basket.keep"),
    Binding("Y", "below('copy_link')", "Copy link", tooltip="copy a link to the passage", show=False, id="copy.link"),
    Binding("o", "below('open')", "Open", tooltip="open the source in a browser", show=False, id="open"),
    Binding("e", "below('edit')", "Edit", tooltip="open the source's file in $EDITOR", show=False, id="edit"),
    Binding("escape", "up", "Up", tooltip="close the find, then the article", show=False, id="up"),
    Binding("question_mark", "keys", "Keys", tooltip="all keys", id="keys"),
    Binding("q,backspace", "leave", "Back", tooltip="back, to the same place", id="leave"),
]
"""What a whole article offers."""

FINDING = [
    Binding("enter", "submit", "To the text", tooltip="from the find to the text; n and N go on", id="find.read"),
    Binding("escape", "screen.up", "Close", tooltip="close the find", id="find.close"),
]
"""What the find line of an article offers."""

CLOSING = [
    Binding("escape,q,backspace", "close", "Close", tooltip="close", id="close"),
]
"""What every list over the panes offers."""

CLOSING_LINE = [
    Binding("escape", "close", "Close", tooltip="close", id="close"),
]
"""What a line over the panes offers, in which letters are written."""

ANYWHERE = [
    Binding("ctrl+q", "quit", "Quit", tooltip="quit", show=False, priority=True, id="quit"),
    Binding("ctrl+p", "command_palette", "Commands", tooltip="every action by name", id="palette"),
    Binding("colon", "command_palette", "Commands", tooltip="as Ctrl+P", show=False, id="palette.colon"),
    Binding(
        "ctrl+z",
        "suspend_process",
        "Suspend",
        tooltip="to the shell; fg comes back",
        show=False,
        priority=True,
        id="suspend",
    ),
    Binding("ctrl+c", "interrupt", "Stop", tooltip="stop what is at work", show=False, priority=True, id="interrupt"),
]
"""What holds on every screen."""
