"""The first and the last line of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from explorer.keys import MATTERS
from explorer.render import fit

if TYPE_CHECKING:
    from textual.binding import Binding
    from textual.screen import Screen

_LAST = ("keys", "leave", "close")
_FIRST = "pane.results"
_PANES = ("Results Stances Claims Sources", "Panes")
"""What the keys of the panes lead to, and the same in short."""


class Masthead(Widget):
    """The library's name on the left, what is found or at work on the right."""

    name_of: reactive[str] = reactive("")
    facts: reactive[str] = reactive("")

    def render(self) -> Content:
        """Return the line; the name gives way before the facts do."""
        width = self.size.width
        right = fit(self.facts, width - 12)
        left = fit(f" whosays · {self.name_of}" if self.name_of else " whosays", width - cell_len(right) - 3)
        gap = " " * max(width - cell_len(left) - cell_len(right) - 1, 0)
        return Content(left + gap + right)


class KeyLine(Widget):
    """The keys that matter where the focus is, as many as fit; a click presses one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keyline--key"}

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def render(self) -> Content:
        """Return the line; keys and the way back stay when room is short."""
        entries = sorted(self._entries(), key=self._rank)
        last = [entry for entry in entries if entry[3] in _LAST]
        room = self.size.width - sum(self._cells(entry) for entry in last)
        shown = []
        for entry in entries:
            known = (entry, entry[:1] + _PANES[1:] + entry[2:]) if entry[1] == _PANES[0] else (entry,)
            told = next((one for one in known if self._cells(one) <= room), None)
            if entry not in last and told:
                room -= self._cells(told)
                shown.append(told)
        style = self.get_visual_style("keyline--key", partial=True)
        parts: list[Content] = []
        for key, does, action, _ in [*shown, *last]:
            text = Content(f" {key} {does} ").stylize(style, 1, 1 + len(key))
            parts.append(text.stylize(f"@click={action}") if action else text)
        return Content("").join(parts)

    def _follow(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            self.refresh()

    def _entries(self) -> list[tuple[str, str, str, str]]:
        seen: set[str] = set()
        entries = []
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.id == _FIRST and self.screen.has_class("-one") and not self._typed(binding):
                entries.append((self._panes(), _PANES[0], "", _FIRST))
            shown = binding.show or (binding.id in self._matter() and binding.id != _FIRST)
            if not (shown and active.enabled) or (binding.id or binding.action) in seen or self._typed(binding):
                continue
            seen.add(binding.id or binding.action)
            key = self.app.get_key_display(binding)
            entries.append((key, binding.description, "", binding.id or ""))
        return entries

    def _matter(self) -> tuple[str, ...]:
        """Return the ids of the bindings that matter most where the focus is."""
        focused = self.screen.focused
        return MATTERS.get((focused.id or "").rstrip("0123456789"), ()) if focused is not None else ()

    def _rank(self, entry: tuple[str, str, str, str]) -> int:
        first = self._matter()
        return first.index(entry[3]) if entry[3] in first else len(first)

    def _panes(self) -> str:
        """Return the keys of the panes in short: where one pane fills the screen nothing else tells of the others."""
        keys = [
            self.app.get_key_display(active.binding)
            for active in self.screen.active_bindings.values()
            if (active.binding.id or "").startswith("pane.") and not active.binding.action.startswith("next_pane")
        ]
        return f"{keys[0]}-{keys[-1]}"

    def _typed(self, binding: Binding) -> bool:
        """Say whether the key would only type a letter where the focus is."""
        focused = self.screen.focused
        shown = self.app.get_key_display(binding)
        return focused is not None and len(shown) == 1 and focused.check_consume_key(binding.key, shown)

    def _cells(self, entry: tuple[str, str, str, str]) -> int:
        return cell_len(entry[0]) + cell_len(entry[1]) + 3
