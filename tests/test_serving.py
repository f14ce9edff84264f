"""The explorer in a browser: who is let in, what the page shows, and that nothing of it stays behind."""

import base64
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from piloting import TROOPS

from explorer.serving.guard import Guard, is_loopback
from explorer.serving.server import link

PATIENCE = 60
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
CHROMEDRIVER = shutil.which("chromedriver")
NOT_A_WEBSOCKET = {"websocket": False}

STYLES = re.compile(r"\x1b(?:\[[^@-~]*[@-~]|\].*?(?:\x07|\x1b\\))")

RECORD = """
window.drawn = [];
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...words) {
    super(...words);
    this.addEventListener("message", (event) => {
      if (typeof event.data !== "string") window.drawn.push(new TextDecoder().decode(event.data));
    });
  }
};
"""
"""Keeps what is drawn: the terminal in the page is a picture, in which no words can be looked for."""


class Served:
    """``whosays serve`` on a port of its own, with the link that it printed."""

    def __init__(self, folder, *options):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "explorer", "serve", str(folder), "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.link = self.process.stdout.readline().strip()
        parts = urlsplit(self.link)
        self.host, self.port, self.query = parts.hostname, parts.port, parts.query

    def get(self, target, **headers):
        """Return the answer to a request."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        connection.request("GET", target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.text = answer.read().decode(errors="replace")
        connection.close()
        return answer

    def session(self, origin=None):
        """Ask for a session as a page of an origin does, and return the status and the connection."""
        lines = (
            f"GET /ws?{self.query}&width=80&height=24 HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            f"Origin: {origin or f'http://{self.host}:{self.port}'}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(b'sixteen letters!').decode()}",
        )
        connection = socket.create_connection((self.host, self.port), timeout=PATIENCE)
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return int(connection.recv(1024).split()[1]), connection

    def children(self):
        """Return the processes of the sessions."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(line) for line in found.stdout.split()]

    def end(self, number=signal.SIGINT):
        """End it and return its exit code and its notes."""
        self.process.send_signal(number)
        _, notes = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, notes


def is_gone(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def wait_until(holds):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.05)
    return pytest.fail("it never came")


@pytest.fixture
def serve(seeds):
    started = []

    def start(*options):
        started.append(Served(seeds, *options))
        return started[-1]

    yield start
    for served in started:
        if served.process.poll() is None:
            served.process.kill()
        served.process.wait()
        served.process.stdout.close()
        served.process.stderr.close()


# --- who is let in ---


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:9000", "127.8.0.1"])
def test_loopback_is_ours_by_any_of_its_names_and_at_any_port(host):
    guard = Guard("127.0.0.1")
    assert guard.refusal({"Host": host}, guard.token, **NOT_A_WEBSOCKET) == ""


@pytest.mark.parametrize(
    "host", ["", "news.example", "localhost.news.example", "10.0.0.7", "[::1", "127.0.0.1.nip.example"]
)
def test_a_name_that_is_not_ours_is_refused_with_the_right_token_too(host):
    guard = Guard("127.0.0.1")
    assert "name" in guard.refusal({"Host": host}, guard.token, **NOT_A_WEBSOCKET)


def test_served_to_others_any_address_is_ours_but_no_name_that_could_point_here():
    guard = Guard("0.0.0.0")
    assert guard.refusal({"Host": "10.0.0.7:80"}, guard.token, **NOT_A_WEBSOCKET) == ""
    assert guard.refusal({"Host": socket.gethostname().lower()}, guard.token, **NOT_A_WEBSOCKET) == ""
    assert "name" in guard.refusal({"Host": "news.example"}, guard.token, **NOT_A_WEBSOCKET)


@pytest.mark.parametrize("given", [None, "", "x", "é", "\udcff"])
def test_without_the_token_nothing_is_answered(given):
    assert "link" in Guard("localhost").refusal({"Host": "localhost"}, given, **NOT_A_WEBSOCKET)


def test_a_key_for_once_lets_in_one_time():
    guard = Guard("localhost")
    once = guard.key_for_once()
    assert guard.refusal({"Host": "localhost"}, once, **NOT_A_WEBSOCKET) == ""
    assert guard.refusal({"Host": "localhost"}, once, **NOT_A_WEBSOCKET) != ""
    assert guard.refusal({"Host": "localhost"}, guard.token, **NOT_A_WEBSOCKET) == ""


@pytest.mark.parametrize("origin", [None, "null", "http://news.example", "http://localhost", "http://localhost:81"])
def test_a_session_is_only_for_the_page_itself(origin):
    guard = Guard("localhost")
    headers = {"Host": "localhost:80", **({"Origin": origin} if origin else {})}
    assert "another page" in guard.refusal(headers, guard.token, websocket=True)
    assert guard.refusal({**headers, "Origin": "http://localhost:80"}, guard.token, websocket=True) == ""


def test_tokens_differ():
    assert Guard("localhost").token != Guard("localhost").token


@pytest.mark.parametrize(("host", "only"), [("::1", True), ("localhost", True), ("::", False), ("news.example", False)])
def test_what_only_this_machine_can_reach_is_told_apart(host, only):
    assert is_loopback(host) is only


def test_a_link_can_be_opened_as_it_is_printed():
    assert link("::1", 80, "a_b-c") == "http://[::1]:80/?token=a_b-c"
    assert link("0.0.0.0", 80, "a") == "http://127.0.0.1:80/?token=a"


# --- what is answered ---


def test_it_answers_with_the_token_alone_and_ends_all_sessions_with_it(serve):
    served = serve("--sessions", "1")
    page = served.get(f"/?{served.query}")
    cookie = page.getheader("Set-Cookie").partition(";")[0]
    assert page.status == 200
    assert "default-src 'none'" in page.getheader("Content-Security-Policy")
    assert "HttpOnly" in page.getheader("Set-Cookie")
    assert "SameSite=Strict" in page.getheader("Set-Cookie")
    assert served.get("/page/page.js", Cookie=cookie).status == 200
    for target in ("/", "/static/js/textual.js", "/page/page.js", "/ws", "/download/x", "/nothing", "/?token=x"):
        assert served.get(target).status == 403
    assert served.get(f"/?{served.query}", Host="news.example").status == 403
    status, connection = served.session(origin="http://news.example")
    connection.close()
    assert status == 403
    assert served.get(f"/page/..%2fserver.py?{served.query}").status == 404

    status, connection = served.session()
    assert status == 101
    children = wait_until(served.children)
    full = served.get(f"/?{served.query}")
    assert full.status == 503
    assert full.text.startswith("whosays: 1 session is open")
    assert "--sessions 2" in full.text
    code, notes = served.end()
    assert code == 130
    assert "--sessions 2" in notes
    assert all(is_gone(child) for child in children)
    connection.close()


def test_a_server_that_is_killed_leaves_no_session(serve):
    served = serve()
    status, connection = served.session()
    assert status == 101
    children = wait_until(served.children)
    served.end(signal.SIGKILL)
    wait_until(lambda: all(is_gone(child) for child in children))
    connection.close()


def test_a_port_that_is_taken_is_told_in_one_line(seeds):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "explorer", "serve", str(seeds), "--port", port],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert port in done.stderr
    assert done.stdout == ""


# --- in a browser ---


@pytest.fixture
def browser(tmp_path):
    if not (CHROMIUM and CHROMEDRIVER):
        pytest.skip("chromium and chromedriver are not installed (on Debian: apt install chromium chromium-driver)")
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    options = ChromeOptions()
    options.binary_location = CHROMIUM
    (tmp_path / "down").mkdir()
    options.add_experimental_option("prefs", {"download.default_directory": str(tmp_path / "down")})
    for option in (
        "headless=new no-sandbox disable-gpu disable-quic no-first-run disable-background-networking "
        "disable-component-update disable-sync disable-dev-shm-usage window-size=1280,800"
    ).split():
        options.add_argument(f"--{option}")
    options.add_argument(f"--user-data-dir={tmp_path / 'profile'}")
    chrome = Chrome(options=options, service=ChromeService(CHROMEDRIVER))
    chrome.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": RECORD})
    yield chrome
    chrome.quit()


def test_a_word_typed_in_the_page_leads_to_its_evidence(serve, browser, tmp_path):
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    served = serve()

    def drawn():
        return STYLES.sub("", "".join(browser.execute_script("return drawn")))

    def press(*keys):
        ActionChains(browser).send_keys(*keys).perform()

    browser.get(served.link)
    wait_until(lambda: "5 articles" in drawn())
    assert "token" not in browser.current_url
    press(TROOPS)
    wait_until(lambda: f"2 Stances · {TROOPS}" in drawn())
    before = len(drawn())
    press(Keys.ARROW_DOWN, "2", Keys.ENTER)
    wait_until(lambda: "commits “" in drawn()[before:])
    picture = tmp_path / "evidence.png"
    assert browser.save_screenshot(str(picture))
    assert picture.stat().st_size > 20_000
    asked = browser.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert asked
    assert all(one.startswith((f"http://{served.host}:{served.port}/", "data:")) for one in asked)

    press("e")
    wait_until(lambda: "An editor would open" in drawn())
    press("o")
    wait_until(lambda: "It has no address; its file is" in drawn())
    press("x", Keys.ENTER)
    brief = wait_until(lambda: list((tmp_path / "down").glob("*.md")))[0]
    assert "United Kingdom" in brief.read_text(encoding="utf-8")
    browser.refresh()
    wait_until(lambda: "5 articles" in drawn())
