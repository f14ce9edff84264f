"""``whosays add``: files, pages and feeds become files of the library, politely and within limits."""

from __future__ import annotations

import contextlib
import dataclasses
import gzip
import io
import shutil
import socket
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from explorer import cli
from index.errors import FetchFailed
from index.fetching import Client, Manners, Validators, address_of
from index.library import Library
from index.library.adding import Wishes

LEAD = "The minister of Freedonia said on Monday that her country would send engineers to the valley next spring. "
PAGE = f"""<!doctype html><html lang="en"><head><title>Engineers for the valley</title></head><body><article>
<h1>Engineers for the valley</h1><p>{LEAD * 2}</p><p>{LEAD}Nobody in the valley had asked for them.</p></article>
</body></html>""".encode()
OTHER = PAGE.replace(b"Engineers", b"Doctors").replace(b"engineers", b"doctors")
QUICK = Manners(private=True, delay=0.0, pause=0.01, silence=1.0, connecting=1.0, seconds=5.0)


class Site(BaseHTTPRequestHandler):
    """A server whose answers a test lays down: by path, a status, headers and a body."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        answers = self.server.answers.get(self.path, [(404, {}, b"")])
        status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
        if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if type(body) is bytes:
            self.wfile.write(body)
            return
        for byte in body:
            with contextlib.suppress(OSError):
                self.wfile.write(bytes([byte]))
            if self.server.over.wait(0.05):
                return

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.answers, server.asked, server.over = {}, [], threading.Event()
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def library(tmp_path, monkeypatch):
    monkeypatch.setattr("index.fetching.Manners", lambda **given: Manners(**{**given, "delay": 0.0, "pause": 0.01}))
    (tmp_path / "library").mkdir()
    with Library.open(tmp_path / "library") as library:
        yield library


def add(library, *sources, **wishes):
    return list(library.add(sources, wishes=Wishes(**wishes), private=True))


def refusal(site, path, manners=QUICK):
    with Client(manners) as client, pytest.raises(FetchFailed) as caught:
        client.get(site.url + path)
    return caught.value.reason


def html(body, **headers):
    return [(200, {"Content-Type": "text/html; charset=utf-8", **headers}, body)]


# --- from this machine ---


def test_files_are_copied_and_never_over_another_one(library, tmp_path):
    (tmp_path / "a.txt").write_text(LEAD, encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text(f"{LEAD} Later.", encoding="utf-8")
    outcomes = add(library, str(tmp_path / "a.txt"), str(tmp_path / "other" / "a.txt"), str(tmp_path / "a.txt"))
    assert [one.outcome for one in outcomes] == ["added", "added", "unchanged"]
    files = sorted(path.name for path in library.folder.glob("*.txt"))
    assert len(files) == 2
    assert (library.folder / "a.txt").read_text(encoding="utf-8") == LEAD
    assert (tmp_path / "a.txt").exists()


def test_folders_keep_their_shape_and_patterns_find_files(library, tmp_path):
    folder = tmp_path / "clips"
    (folder / "may").mkdir(parents=True)
    (folder / "may" / "one.txt").write_text(LEAD, encoding="utf-8")
    (folder / ".hidden.txt").write_text(LEAD, encoding="utf-8")
    (one,) = add(library, str(folder))
    assert one.file == "clips/may/one.txt"
    (tmp_path / "two.txt").write_text(f"{LEAD} Two.", encoding="utf-8")
    assert [one.file for one in add(library, str(tmp_path / "t*.txt"))] == ["two.txt"]
    (none,) = add(library, str(tmp_path / "*.odd"))
    assert (none.outcome, none.reason) == ("refused", "no file matches it")


def test_the_library_is_not_added_to_itself(library, tmp_path):
    (library.folder / "a.txt").write_text(LEAD, encoding="utf-8")
    assert [one.outcome for one in add(library, str(library.folder), str(library.folder / "a.txt"))] == [
        "unchanged"
    ] * 2
    (one,) = add(library, str(tmp_path))
    assert (one.outcome, one.reason) == ("refused", "the library lies in it")


def test_what_is_not_there_or_no_article_is_refused_by_name(library, tmp_path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    missing, picture = add(library, str(tmp_path / "none.txt"), str(tmp_path / "picture.png"))
    assert "no such file" in missing.reason
    assert picture.outcome == "refused"
    assert not list(library.folder.glob("*.png"))


def test_the_standard_input_is_named_after_its_title(library):
    given = lambda: io.BytesIO(PAGE)  # noqa: E731
    (one,) = library.add(["-"], given=given)
    assert one.outcome == "added"
    assert one.file.endswith(".html")
    assert "engineers" in one.file.lower()
    (named,) = library.add(["-"], wishes=Wishes(name="mine.html"), given=lambda: io.BytesIO(OTHER))
    assert named.file == "mine.html"


# --- from elsewhere ---


def test_a_page_is_kept_as_it_was_fetched_with_its_address_beside_it(library, site):
    site.answers["/news/valley"] = html(PAGE)
    (one,) = add(library, f"{site.url}/news/valley")
    assert one.outcome == "added"
    assert (library.folder / one.file).read_bytes() == PAGE
    assert f'url = "{site.url}/news/valley"' in (library.folder / f"{one.file}.meta.toml").read_text(encoding="utf-8")
    report = library.sync(analysis=False)
    assert (report.read, report.refused) == (1, ())
    (article,) = library.articles()
    assert article.url == f"{site.url}/news/valley"
    assert all(headers["User-Agent"].startswith("whosays/") for _, headers in site.asked)


def test_each_address_is_told_before_it_is_asked_for(library, site):
    site.answers = {"/one": [(404, {}, b"")], "/two": [(404, {}, b"")]}
    addresses, told = [f"{site.url}/one", f"{site.url}/two"], []
    for number, _ in enumerate(library.add(addresses, private=True, visiting=told.append), 1):
        assert told == addresses[:number]


def test_a_page_that_is_there_is_fetched_again_only_when_told_to(library, site):
    site.answers["/one"] = html(PAGE, ETag='"1"')
    (first,) = add(library, f"{site.url}/one")
    asked = len(site.asked)
    (again,) = add(library, f"{site.url}/one#part")
    assert (again.outcome, again.file, len(site.asked)) == ("unchanged", first.file, asked)
    (told,) = add(library, f"{site.url}/one", again=True)
    assert (told.outcome, told.reason) == ("unchanged", "the server says that it is as it was")
    site.answers["/one"] = html(OTHER, ETag='"2"')
    (changed,) = add(library, f"{site.url}/one", again=True)
    assert (changed.outcome, changed.file) == ("changed", first.file)
    assert (library.folder / first.file).read_bytes() == OTHER


def test_a_feed_brings_each_entry_once(library, site):
    def feed(*names):
        entries = "".join(f"<item><link>{site.url}/{n}</link><guid>{n}</guid></item>" for n in names)
        return f"<rss version='2.0'><channel><title>The Valley</title>{entries}</channel></rss>".encode()

    site.answers["/feed"] = [(200, {"Content-Type": "application/rss+xml"}, feed("one"))]
    site.answers["/one"], site.answers["/two"] = html(PAGE), html(OTHER)
    assert [one.outcome for one in add(library, f"{site.url}/feed")] == ["added"]
    assert [one.reason for one in add(library)] == ["it has no new entries"]
    site.answers["/feed"] = [(200, {"Content-Type": "application/rss+xml"}, feed("two", "one"))]
    assert [one.what for one in add(library)] == [f"{site.url}/two"]
    assert "The Valley" in (library.folder / "feeds.toml").read_text(encoding="utf-8")
    assert library.sync(analysis=False).read == 2


def test_redirects_are_followed_a_few_times(site):
    site.answers["/a"] = [(301, {"Location": "/b"}, b"")]
    site.answers["/b"] = html(PAGE)
    site.answers["/loop"] = [(302, {"Location": "/loop"}, b"")]
    with Client(QUICK) as client:
        fetched = client.get(f"{site.url}/a")
    assert (fetched.url, fetched.passed, fetched.content) == (f"{site.url}/b", (f"{site.url}/a",), PAGE)
    assert refusal(site, "/loop") == "it leads on more than 5 times"


def test_what_robots_txt_forbids_is_not_asked_for(site):
    site.answers["/robots.txt"] = [(200, {}, b"User-agent: *\nDisallow: /private\n")]
    site.answers["/private/one"] = html(PAGE)
    assert refusal(site, "/private/one") == "its robots.txt forbids it"
    assert [path for path, _ in site.asked] == ["/robots.txt"]


def test_a_busy_server_is_asked_again_and_a_missing_page_is_not(site):
    site.answers["/busy"] = [(503, {"Retry-After": "0"}, b""), *html(PAGE)]
    with Client(QUICK) as client:
        assert client.get(f"{site.url}/busy").content == PAGE
    assert refusal(site, "/none").startswith("the server says 404")
    assert [path for path, _ in site.asked].count("/none") == 1


def test_more_than_the_limit_is_not_kept_packed_or_not(site):
    small = Manners(private=True, delay=0.0, most_bytes=1 << 16, tries=1)
    site.answers["/large"] = html(b"a" * (1 << 20))
    site.answers["/bomb"] = html(gzip.compress(bytes(50 << 20)), **{"Content-Encoding": "gzip"})
    for path in ("/large", "/bomb"):
        assert refusal(site, path, small) == "it has more than 0.0625 MB (limits.article_mb)"


def test_an_answer_that_ends_too_soon_is_none(site):
    once = Manners(private=True, delay=0.0, tries=1, silence=0.5)
    site.answers["/short"] = [(200, {"Content-Length": "100000", "Connection": "close"}, PAGE)]
    assert refusal(site, "/short", once)


def test_what_is_known_is_asked_for_by_its_validators(site):
    site.answers["/one"] = html(PAGE, ETag='"1"')
    with Client(QUICK) as client:
        assert client.get(f"{site.url}/one", Validators('"1"')).unchanged
        assert not client.get(f"{site.url}/one", Validators('"0"')).unchanged


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"]
)
def test_addresses_of_this_machine_and_its_network_are_refused_unasked(site, host):
    port = site.server_address[1]
    with Client(Manners(delay=0.0, tries=1, connecting=1.0)) as client, pytest.raises(FetchFailed):
        client.get(f"http://{host}:{port}/")
    assert site.asked == []


@pytest.fixture
def towns(monkeypatch):
    """Let one of this machine's addresses count as public, and names stand for addresses, one look-up after another."""
    known, asked = {}, []
    look_up = socket.getaddrinfo

    def looked_up(host, *rest, **kept):
        asked.append(host)
        found = known.get(host, [host])
        return look_up(found.pop(0) if len(found) > 1 else found[0], *rest, **kept)

    monkeypatch.setattr("index.fetching.addresses.is_public", lambda address: str(address) == "127.0.0.1")
    monkeypatch.setattr("index.fetching.addresses.socket.getaddrinfo", looked_up)
    known["asked"] = asked
    return known


def test_no_redirect_leads_to_a_private_address(site, towns):
    port = site.server_address[1]
    towns["inside.example"] = ["127.0.0.2"]
    site.answers["/a"] = [(302, {"Location": f"http://inside.example:{port}/b"}, b"")]
    site.answers["/b"] = html(PAGE)
    reason = refusal(site, "/a", dataclasses.replace(QUICK, private=False, tries=1))
    assert reason.startswith("127.0.0.2 is an address of this machine")
    assert "/b" not in [path for path, _ in site.asked]


def test_a_name_that_stands_for_another_address_later_leads_there_never(site, towns):
    port = site.server_address[1]
    towns["turning.example"] = ["127.0.0.1", "127.0.0.1", "127.0.0.2"]
    site.answers["/a"] = html(PAGE)
    outside = dataclasses.replace(QUICK, private=False, tries=1)
    with Client(outside) as client:
        assert client.get(f"http://turning.example:{port}/a").content == PAGE  # one look-up for robots.txt, one for it
        with pytest.raises(FetchFailed, match=r"127\.0\.0\.2 is an address of this machine"):
            client.get(f"http://turning.example:{port}/a")
    assert towns["asked"] == ["turning.example"] * 3
    assert [path for path, _ in site.asked].count("/a") == 1


def test_a_server_that_says_nothing_costs_what_is_allowed_and_no_more():
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        Client(dataclasses.replace(QUICK, silence=0.2, tries=1)) as client,
        pytest.raises(FetchFailed, match="the server does not answer in time"),
    ):
        client.get(f"http://127.0.0.1:{silent.getsockname()[1]}/a")


def test_a_server_that_drips_costs_what_is_allowed_and_no_more(site):
    class Drips(bytes):
        """A body that is written a byte at a time."""

    site.answers["/slow"] = [(200, {"Content-Length": "100000"}, Drips(PAGE))]
    reason = refusal(site, "/slow", dataclasses.replace(QUICK, seconds=0.6, tries=1))
    assert reason == "it took more than 0.6 seconds (limits.seconds)"


def test_a_server_that_cannot_prove_who_it_is_is_not_listened_to(site, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    call = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    made = shutil.which("openssl") and subprocess.run(
        [*call.split(), "-keyout", str(key), "-out", str(certificate)], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("openssl makes no certificate here")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    site.socket = context.wrap_socket(site.socket, server_side=True)
    site.url = site.url.replace("http:", "https:")
    site.answers["/a"] = html(PAGE)
    reason = refusal(site, "/a")
    assert reason.startswith("the server cannot prove who it is: ")
    assert "\n" not in reason
    assert site.asked == []


@pytest.mark.parametrize("url", ["ftp://example.org/a", "file:///etc/passwd", "http://", "http:///a"])
def test_only_addresses_of_the_web_are_visited(url):
    with pytest.raises(FetchFailed):
        address_of(url)


def test_the_command_tells_what_became_of_each_source(tmp_path, capsys):
    (tmp_path / "library").mkdir()
    (tmp_path / "a.txt").write_text(LEAD, encoding="utf-8")
    arguments = [str(tmp_path / "a.txt"), str(tmp_path / "none.txt"), "-L", str(tmp_path / "library")]
    assert cli.main(["add", *arguments, "--no-analysis"]) == 3
    done = capsys.readouterr()
    assert "added     " in done.out
    assert "none.txt: it cannot be read: no such file" in done.err
    assert "1 added, 1 refused" in done.err
    assert cli.main(["add", "-L", str(tmp_path / "library")]) == 1
    assert "no feeds are known" in capsys.readouterr().err
