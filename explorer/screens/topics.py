"""The library's topics: choose one, or save the query as one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from explorer.keys import CLOSING
from explorer.widgets.entries import Entries, Entry
from explorer.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from index.models import Topic


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """A topic that was chosen, or (``new``) is to be saved."""

    id: str
    title: str
    query: str
    new: bool = False


def topic_id(title: str, taken: Collection[str]) -> str:
    """Return a short id for a title: plain letters, digits and hyphens, unlike those that are taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "topic"
    number = 2
    free = slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


class TopicsScreen(ModalScreen[TopicChoice | None]):
    """A list over the panes; its last entry saves the present query."""

    BINDINGS: ClassVar[list[BindingType]] = [*CLOSING]
    AUTO_FOCUS: ClassVar[str | None] = "#entries"

    def __init__(self, topics: Sequence[Topic], query: str) -> None:
        super().__init__()
        self.topics = tuple(topics)
        self.query_text = query
        entries = [Entry(topic.title, topic.query) for topic in self.topics]
        if query:
            entries.append(Entry("Save the query …", query))
        self.list = Entries(entries, id="entries")
        self.naming = Input(id="naming", placeholder="a title for this query; Enter saves it", compact=True)

    def compose(self) -> ComposeResult:
        """Yield the list and the line for a new topic's title."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content("Topics")
            dialog.border_subtitle = Content("Enter chooses · Esc closes")
            yield self.list
            yield self.naming

    def on_mount(self) -> None:
        """Hide the title until it is wanted."""
        self.naming.display = False
        self.list.say("No topics yet. Search for something, then save the query here.")

    @on(Lines.Chosen, "#entries")
    def _chosen(self, event: Lines.Chosen) -> None:
        if event.item < len(self.topics):
            topic = self.topics[event.item]
            self.dismiss(TopicChoice(topic.id, topic.title, topic.query))
            return
        self.naming.display = True
        self.set_focus(self.naming)

    @on(Input.Submitted, "#naming")
    def _named(self, event: Input.Submitted) -> None:
        title = event.value.strip()
        if title:
            taken = {topic.id for topic in self.topics}
            self.dismiss(TopicChoice(topic_id(title, taken), title, self.query_text, new=True))

    def action_close(self) -> None:
        """Put the title away, or close the list."""
        if self.naming.display and self.focused is self.naming:
            self.naming.display = False
            self.set_focus(self.list)
        else:
            self.dismiss(None)
