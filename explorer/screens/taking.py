"""What is taken along: copied, opened elsewhere, put into the basket, exported."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual import work
from textual.app import SuspendNotSupported
from textual.message import Message
from textual.worker import get_current_worker

from explorer.layout import Pane
from explorer.output import counted
from explorer.reading import Place, Reading
from explorer.screens.sources import SourcesScreen
from explorer.telling import telling
from index.models import Span

if TYPE_CHECKING:
    from explorer.app import ExplorerApp
    from explorer.citing import Cited
    from explorer.desk import Desk
    from explorer.screens.basket import BasketChoice
    from index.library.keeping import BasketRow

NOTHING = "Nothing is chosen."
_NO_NAME = re.compile(r"[^\w-]+")


class TakingScreen(SourcesScreen):
    """Takes what the focus is on out of the explorer."""

    class Filled(Message):
        """What lies in the basket has come; ``show`` says that it is to be shown."""

        def __init__(self, rows: tuple[BasketRow, ...], *, show: bool) -> None:
            self.rows = rows
            self.show = show
            super().__init__()

    def chosen(self) -> tuple[Cited, ...]:
        """Return what the focus is on: a passage, a stance, or all evidence of a claim; empty for nothing."""
        from explorer.citing import cited_passage, cited_row  # no frame needs it

        whole = self.opened is not None and self.opened.is_current
        view = self.opened.article if self.opened is not None and whole else self.sources.active
        if (whole or self.pane is Pane.SOURCES) and view.page is not None:
            passage = view.page.article.passages[view.cursor]
            return (cited_passage(view.page.article, passage.number, passage.span),)
        if self.pane is Pane.STANCES:
            return tuple(map(cited_row, self.behind.own[:1])) if self.behind else ()
        if self.pane is Pane.CLAIMS:
            claims = self.claims.claims
            return tuple(map(cited_row, claims[self.claims.cursor].evidence)) if claims else ()
        hits = self.results.hits
        return (cited_row(hits[self.results.cursor]),) if hits else ()

    class Writing(Message):
        """A file of that name is being written; empty when none is any more."""

        def __init__(self, name: str) -> None:
            self.name = name
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self.writing = ""

    # ---- copying and opening

    def action_copy(self) -> None:
        """Copy what the focus is on, with where it stands."""
        if chosen := self._wanted_chosen():
            cast("ExplorerApp", self.app).copy("\n\n".join(cited.citation for cited in chosen))

    def action_copy_link(self) -> None:
        """Copy a link to what the focus is on."""
        chosen = self._wanted_chosen()
        if chosen and self.desk is not None:
            self._copy_links(self.desk, chosen)

    @work(thread=True, group="take")
    def _copy_links(self, desk: Desk, chosen: tuple[Cited, ...]) -> None:
        with telling(self):
            links = [desk.link(cited.article, cited.passage) for cited in chosen]
            self.app.call_from_thread(cast("ExplorerApp", self.app).copy, "\n".join(links))

    def action_open(self) -> None:
        """Open the article's address, or else its file, in the browser."""
        chosen = self._wanted_chosen()
        if chosen and self.desk is not None:
            self._open_source(self.desk, chosen[0])

    @work(thread=True, group="take")
    def _open_source(self, desk: Desk, cited: Cited) -> None:
        from explorer.opening import address_of, open_address  # only a key needs it

        with telling(self):
            address = address_of(desk.library.article(cited.article).url, desk.library.folder / cited.file)
            if self.app.is_web:
                told = address if address.startswith("http") else f"It has no address; its file is {cited.file}"
                self.app.notify(told, timeout=10, markup=False)
                return
            told = f"Opened {address}" if open_address(address) else f"There is no browser here to open {address}"
            self.app.notify(told, timeout=5, markup=False)

    def action_edit(self) -> None:
        """Edit the article's file in the user's editor, and bring the library up to date afterwards."""
        from explorer.opening import editor_command  # as above

        chosen = self._wanted_chosen()
        if not chosen or self.desk is None:
            return
        if self.app.is_web:
            self.notify("An editor would open on the machine that serves this; there, e opens one.")
            return
        path = self.desk.library.folder / chosen[0].file
        command = editor_command(os.environ, path, chosen[0].words)
        if command is None:
            self.notify("No editor is known; $EDITOR names one.", severity="warning")
            return
        app = cast("ExplorerApp", self.app)
        try:
            with app.suspend():
                subprocess.run(command, check=False)  # noqa: S603  (the user's own editor)
        except SuspendNotSupported:
            self.notify("An editor needs a terminal, and the explorer does not run in one here.", severity="warning")
            return
        except OSError as error:
            self.notify(f"{command[0]}: {error.strerror or error}", severity="error")
            return
        app.update_library()

    # ---- the basket

    def action_keep(self) -> None:
        """Put what the focus is on into the basket."""
        chosen = self._wanted_chosen()
        if chosen and self.desk is not None:
            self._keep(self.desk, chosen)

    @work(thread=True, group="take")
    def _keep(self, desk: Desk, chosen: tuple[Cited, ...]) -> None:
        with telling(self):
            for cited in chosen:
                desk.keep(cited.article, Span(cited.start, cited.end))
            count = len(desk.basket())
            self.app.notify(f"In the basket: {count}. B shows it.", timeout=3)

    def action_basket(self) -> None:
        """Show the basket."""
        if self.desk is not None:
            self._fill(self.desk, show=True)

    @work(thread=True, group="basket")
    def _fill(self, desk: Desk, *, show: bool = False) -> None:
        with telling(self):
            self.post_message(self.Filled(desk.basket(), show=show))

    def on_taking_screen_filled(self, event: Filled) -> None:
        """Show what lies in the basket."""
        from explorer.screens.basket import BasketScreen

        if event.show:
            self.app.push_screen(BasketScreen(event.rows, self._take_out, self._note), self._basket_chosen)
        elif isinstance(self.app.screen, BasketScreen):
            self.app.screen.show(event.rows)

    def _basket_chosen(self, choice: BasketChoice | None) -> None:
        if choice is None:
            return
        if choice.row is None:
            self._export(basket=True)
            return
        row = choice.row
        place = Place(row.article or "", row.source, row.passage or 0, Span(row.start or 0, row.end or 0), "basket")
        self.visit()
        self.go_and_read(Reading.of([place], 0, 1))

    def _take_out(self, row: BasketRow) -> None:
        if self.desk is not None:
            self._change(self.desk, row, None)

    def _note(self, row: BasketRow, note: str) -> None:
        if self.desk is not None and row.article is not None:
            self._change(self.desk, row, note)

    @work(thread=True, group="basket")
    def _change(self, desk: Desk, row: BasketRow, note: str | None) -> None:
        with telling(self):
            if note is None:
                desk.take_out(row.id)
            else:
                desk.keep(row.article or "", Span(row.start or 0, row.end or 0), note)
            self.post_message(self.Filled(desk.basket(), show=False))

    # ---- exporting

    def action_export(self) -> None:
        """Export what the query brings together."""
        self._export(basket=False)

    def _export(self, *, basket: bool) -> None:
        from explorer.screens.export import ExportScreen
        from index.briefs import ENDINGS

        if self.desk is None:
            return
        name = "basket" if basket else _NO_NAME.sub("-", self.answer.query).strip("-")[:40] or "articles"
        title = "Export the basket" if basket else "Export what the query brings together"
        place = Path() if self.app.is_web else Path.cwd()
        screen = ExportScreen(title, place / f"{name}.md", " ".join(ENDINGS), download=self.app.is_web)
        self.app.push_screen(screen, lambda path: self._export_to(path, basket=basket))

    def _export_to(self, path: Path | None, *, basket: bool) -> None:
        if path is not None and self.desk is not None:
            self._write_brief(self.desk, path, None if basket else self.answer.query)

    @work(thread=True, group="export")
    def _write_brief(self, desk: Desk, path: Path, query: str | None) -> None:
        from index.briefs import UnknownFormat

        worker = get_current_worker()
        with telling(self):
            try:
                if self.app.is_web:
                    self._download(desk, path.name, query)
                    return
                self.post_message(self.Writing(path.name))
                try:
                    quotes = desk.export(path, query, lambda: worker.is_cancelled)
                finally:
                    if not worker.is_cancelled:
                        self.post_message(self.Writing(""))
                if quotes is None:
                    return
            except UnknownFormat as error:
                self.app.notify(str(error), severity="error", markup=False)
                return
            self.app.notify(f"{counted(quotes, 'quote')} in {path}", timeout=5, markup=False)

    def _download(self, desk: Desk, name: str, query: str | None) -> None:
        """Give a brief to the browser: a page may write no file on the machine that serves it."""
        from io import BytesIO

        content = BytesIO(desk.brief(name, query))
        self.app.call_from_thread(self.app.deliver_binary, content, save_filename=name)

    def stop_writing(self) -> bool:
        """Give up what is being exported, so that no file is written; false when nothing is."""
        stopped = bool(self.writing)
        self.workers.cancel_group(self, "export")
        self.writing = ""
        self.tell()
        return stopped

    def on_taking_screen_writing(self, event: Writing) -> None:
        """Say what is being written."""
        self.writing = event.name
        self.tell()

    # ---- within

    def tell(self) -> None:
        """Say in the first line what is at work."""

    def visit(self) -> None:
        """Remember this place as one to come back to."""

    def _wanted_chosen(self) -> tuple[Cited, ...]:
        chosen = self.chosen()
        if not chosen:
            self.notify(NOTHING, timeout=2)
        return chosen
