"""The page's socket to the token helper: each failure ends in time, with its own result."""

import subprocess
from string import Template

import pytest

from tests.unit.pwa.frame import PWA

#: Asks once over a socket that a test controls; Node's mock timers control the time.
ASK = Template("""
import { mock } from "node:test";
import { PIN_MS, talk } from "$module";
globalThis.location = { hostname: "$host" };
const allowed = new EventTarget();
allowed.state = "$state";
const query = async ({ name }) => {
  if (!"$state" || name !== "local-network-access") throw new TypeError("unknown");
  return allowed;
};
Object.defineProperty(globalThis, "navigator", { value: { permissions: { query } }, configurable: true });
const decide = (state) => { allowed.state = state; allowed.dispatchEvent(new Event("change")); };
mock.timers.enable({ apis: ["setTimeout"] });
let opened;
globalThis.WebSocket = class {
  constructor() { opened = this; $born }
  send() { $sent }
  close() { this.isClosed = true; }
};
let told = "waiting";
const tell = (word) => { told = word; };
talk("ws://localhost:8003/GetCertInfo", "get_cert_info", PIN_MS).then(tell, ({ ending }) => tell(ending));
await new Promise((done) => setImmediate(done));
$then
await new Promise((done) => setImmediate(done));
console.log(told, opened?.isClosed ?? false);
""")
OPEN = "opened.onopen();"
HOST = "portal.example.vn"


def after_asking(tell: str = "", *, born: str = "", sent: str = "", state: str = "", host: str = HOST) -> str:
    """The result that the page got, and whether it closed the socket.

    Args:
        state: of the browser's permission; empty: the browser asks for none.
    """
    module = (PWA / "token" / "socket.js").as_uri()
    script = ASK.substitute(module=module, born=born, sent=sent, then=tell, state=state, host=host)
    command = ["node", "--no-warnings", "--input-type=module", "--eval", script]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(
    ("tell", "ending"),
    [
        ("mock.timers.tick(2_999);", "waiting false"),
        ("mock.timers.tick(3_000);", "none_found true"),
        (OPEN + "mock.timers.tick(149_999);", "waiting false"),
        (OPEN + "mock.timers.tick(150_000);", "no_answer true"),
        ("opened.onerror();", "none_found true"),
        (OPEN + "opened.onclose();", "not_understood true"),
        (OPEN + "opened.onmessage({ data: new Blob() });", "not_understood true"),
        (OPEN + "opened.onmessage({ data: 'A'.repeat(256 * 1024 + 1) });", "not_understood true"),
        (OPEN + "opened.onmessage({ data: 'well' });", "well true"),
        (OPEN + "opened.onmessage({ data: 'well' }); mock.timers.tick(200_000);", "well true"),
    ],
    ids=[
        "opening",
        "never-opens",
        "silent-yet",
        "silent",
        "no-program",
        "hangs-up",
        "binary",
        "huge",
        "well",
        "once",
    ],
)
def test_each_program_on_the_port_ends_in_its_own_word(tell: str, ending: str) -> None:
    assert after_asking(tell) == ending


def test_a_browser_that_forbids_the_socket_has_its_own_ending() -> None:
    assert after_asking(born="throw new Error('forbidden');") == "denied false"


ALLOW, FORBID = 'decide("granted");', 'decide("denied");'


@pytest.mark.parametrize(
    ("tell", "ending"),
    [
        ("mock.timers.tick(60_000);", "waiting false"),
        ("mock.timers.tick(600_000);" + ALLOW + "mock.timers.tick(2_999);", "waiting false"),
        ("mock.timers.tick(600_000);" + ALLOW + "mock.timers.tick(3_000);", "none_found true"),
        (ALLOW + OPEN + "mock.timers.tick(100_000); opened.onmessage({ data: 'well' });", "well true"),
        (OPEN + "opened.onmessage({ data: 'well' });", "well true"),
        (FORBID, "denied true"),
        ("opened.onerror();", "not_allowed_yet true"),
    ],
    ids=[
        "reads",
        "allows-late",
        "allows-and-nothing-there",
        "allows",
        "opens-unasked",
        "forbids",
        "puts-away",
    ],
)
def test_no_time_counts_while_the_browser_asks_the_person(tell: str, ending: str) -> None:
    assert after_asking(tell, state="prompt") == ending


@pytest.mark.parametrize(
    ("state", "ending"), [("granted", "none_found true"), ("denied", "denied true"), ("", "none_found true")]
)
def test_a_socket_that_fails_is_told_apart_by_the_permission(state: str, ending: str) -> None:
    assert after_asking("opened.onerror();", state=state) == ending


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize("tell", ["mock.timers.tick(3_000);", "opened.onerror();"])
def test_a_page_of_this_device_is_not_asked(host: str, tell: str) -> None:
    assert after_asking(tell, state="prompt", host=host) == "none_found true"
