"""The server: a page, a websocket for each session, and a process behind each."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.server import Server, to_int

from explorer.serving import SERVED
from explorer.serving.guard import Guard

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Awaitable, Callable

    from aiohttp.typedefs import Handler
    from textual_serve.download_manager import DownloadManager

PAGE = Path(__file__).parent
PAGE_FILES = ("page.css", "page.js")

PATIENCE = 3.0
"""Seconds for a session to end, and for one that waits for its place: a page loaded anew has just left one."""

LARGEST = 1000
"""The most cells across or down that a page can ask for."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
        "img-src 'self' data:; connect-src 'self' {websocket}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Nothing comes from elsewhere, and nobody may frame it; the terminal in the page writes styles of its own."""


class Session(AppService):
    """One explorer: a process group of its own, so that nothing of it outlives it."""

    def __init__(self, command: tuple[str, ...], websocket: web.WebSocketResponse, downloads: DownloadManager) -> None:
        super().__init__(
            "",
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=_closing(websocket),
            download_manager=downloads,
        )
        self._words = command

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        environment = self._build_environment(width, height)
        environment["TEXTUAL_DRIVER"] = "explorer.serving.driver:ServedDriver"
        environment[SERVED] = f"{width}x{height}"
        self._process = process = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        self._stdin = process.stdin
        return process

    async def run(self) -> None:
        """Carry the screen to the page, and close it when the explorer ends, however it does."""
        await super().run()
        await self.remote_close()

    async def stop(self) -> None:
        """Ask the explorer to end, wait, and then make it."""
        process = self._process
        if process is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await super().stop()
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await process.wait()
                break
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)
        await process.wait()


class ExplorerServer(Server):
    """What a browser is answered with."""

    def __init__(
        self, command: tuple[str, ...], title: str, guard: Guard, most: int, tell: Callable[[str], None]
    ) -> None:
        super().__init__("", title=title)
        self._words = command
        self._guard = guard
        self._most = most
        self._places = asyncio.Semaphore(most)
        self._tell = tell
        self._sessions: set[Session] = set()
        self._cookie = "whosays"

    def app(self) -> web.Application:
        """Return what answers."""
        app = web.Application(middlewares=[self._guarded])
        app.router.add_get("/", self._page)
        app.router.add_get("/page/{name}", self._file)
        app.router.add_get("/ws", self.handle_websocket)
        app.router.add_get("/download/{key}", self.handle_download)
        app.router.add_static("/static", self.statics_path)
        app.on_response_prepare.append(_protect)
        app.on_shutdown.append(self._end)
        return app

    def named_cookie(self, port: int) -> None:
        """Keep servers on several ports apart: a browser sends the cookies of one to all."""
        self._cookie = f"whosays-{port}"

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.query.get("token") or request.cookies.get(self._cookie)
        refusal = self._guard.refusal(request.headers, given, websocket=request.path == "/ws")
        if refusal:
            return web.Response(status=403, text=f"whosays: {refusal}\n")
        return await handler(request)

    async def _page(self, request: web.Request) -> web.Response:
        if not await self._has_place():
            return self._full()
        self._places.release()
        page = Template((PAGE / "page.html").read_text(encoding="utf-8"))
        size = min(max(to_int(request.query.get("fontsize", ""), 16), 6), 60)
        scheme = "wss" if request.secure else "ws"
        text = page.substitute(
            title=_escaped(self.title), websocket=_escaped(f"{scheme}://{request.host}/ws"), size=size
        )
        response = web.Response(text=text, content_type="text/html")
        if "token" in request.query:
            response.set_cookie(self._cookie, self._guard.token, httponly=True, samesite="Strict")
        return response

    async def _file(self, request: web.Request) -> web.FileResponse:
        name = request.match_info["name"]
        if name not in PAGE_FILES:
            raise web.HTTPNotFound
        return web.FileResponse(PAGE / name)

    async def _has_place(self) -> bool:
        """Take a place for a session, waiting a little; false when all stay taken, which is told."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._places.acquire()
        except TimeoutError:
            self._tell(self._full_line())
            return False

    def _full_line(self) -> str:
        opened = "1 session is" if self._most == 1 else f"{self._most} sessions are"
        return f"{opened} open already; close one, or start with --sessions {self._most + 1}"

    def _full(self) -> web.Response:
        return web.Response(status=503, text=f"whosays: {self._full_line()}\n")

    async def handle_websocket(self, request: web.Request) -> web.StreamResponse:  # type: ignore[override]
        """Run a session for as long as its page is open."""
        if not await self._has_place():
            return self._full()
        try:
            websocket = web.WebSocketResponse(heartbeat=15)
            await websocket.prepare(request)
            session = Session(self._words, websocket, self.download_manager)
            self._sessions.add(session)
            try:
                await session.start(_cells(request, "width", 80), _cells(request, "height", 24))
                await self._process_messages(websocket, session)
            except (AssertionError, LookupError, TypeError, ValueError):
                await websocket.close(message=b"not what the page says")
            finally:
                await asyncio.shield(session.stop())
                self._sessions.discard(session)
        finally:
            self._places.release()
        return websocket

    async def _end(self, _: web.Application) -> None:
        """End all sessions."""
        await asyncio.gather(*(session.stop() for session in self._sessions))


def serve(
    folder: Path,
    title: str,
    *,
    host: str,
    port: int,
    sessions: int,
    ready: Callable[[str, str], None],
    tell: Callable[[str], None],
) -> None:
    """Serve the explorer over a library until Ctrl-C or SIGTERM; no process of a session is left then.

    Args:
        folder: The library.
        title: What the page is called.
        host: What to listen on.
        port: On which port; 0 takes one that is free.
        sessions: How many may be open at once.
        ready: Called with the link, and with one that is good for one time.
        tell: Called with a line when all sessions are taken.

    Raises:
        OSError: The host or port cannot be listened on.
        KeyboardInterrupt: It was Ctrl-C.
    """
    # -P: the folder that one stands in is no place for modules; it may be anybody's articles.
    command = (sys.executable, "-P", "-m", "explorer", "-L", str(folder.resolve()))
    guard = Guard(host)

    async def run() -> int:
        server = ExplorerServer(command, title, guard, sessions, tell)
        runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=PATIENCE)
        await runner.setup()
        try:
            site = web.TCPSite(runner, host, port)
            await site.start()
            bound = runner.addresses[0][1]
            server.named_cookie(bound)
            ready(link(host, bound, guard.token), link(host, bound, guard.key_for_once()))
            return await _told_to_end()
        finally:
            await runner.cleanup()

    # What a session says as it dies is no data of ours.
    with contextlib.redirect_stdout(sys.stderr):
        if asyncio.run(run()) == signal.SIGINT:
            raise KeyboardInterrupt


def link(host: str, port: int, token: str) -> str:
    """Return the address to open, with the token that lets one in."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}/?{urlencode({'token': token})}"


def _closing(websocket: web.WebSocketResponse) -> Callable[[], Awaitable[None]]:
    async def close() -> None:
        await websocket.close()

    return close


async def _told_to_end() -> int:
    """Wait for a signal that asks for the end, and return its number."""
    loop = asyncio.get_running_loop()
    told: asyncio.Future[int] = loop.create_future()

    def tell(number: int) -> None:
        if not told.done():
            told.set_result(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, tell, number)
    return await told


async def _protect(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers[name] = value.format(websocket=f"ws://{request.host} wss://{request.host}")


def _cells(request: web.Request, name: str, default: int) -> int:
    return min(max(to_int(request.query.get(name, ""), default), 1), LARGEST)


def _escaped(text: str) -> str:
    from html import escape

    return escape(text)
