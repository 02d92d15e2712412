"""The page hears the Web eID extension alone: messages of other windows and of another form are discarded."""

import subprocess
from string import Template

import pytest

from tests.unit.pwa.frame import PWA

#: Asks the extension for its status; the window is played, and a test says what it hears.
HEAR = Template("""
let hear;
globalThis.window = {
  addEventListener: (_, listener) => { hear = listener; },
  removeEventListener() {},
  postMessage() {},
};
globalThis.location = { origin: "https://portal.example.vn" };
const { probe } = await import("$module");
let told = "waiting";
const tell = (word) => { told = word; };
probe().then(() => tell("answered"), ({ ending }) => tell(ending));
hear({ source: window, origin: location.origin, data: { action: "web-eid:status-success" }, ...$message });
await new Promise((done) => setImmediate(done));
console.log(told);
process.exit();
""")


def after_hearing(message: str) -> str:
    """What the page made of a right answer with the changes that *message* names."""
    script = HEAR.substitute(module=(PWA / "token" / "web_eid.js").as_uri(), message=message)
    command = ["node", "--no-warnings", "--input-type=module", "--eval", script]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_the_answer_of_the_extension_is_heard() -> None:
    assert after_hearing("{}") == "answered"


@pytest.mark.parametrize(
    "message",
    [
        '{ origin: "https://evil.example" }',
        '{ origin: "null" }',
        "{ source: {} }",
        "{ source: null }",
        "{ data: null }",
        '{ data: "web-eid:status-success" }',
        '{ data: { action: ["web-eid:status-success"] } }',
        '{ data: { action: "web-eid:authenticate-success" } }',
    ],
)
def test_a_message_of_another_window_or_form_is_discarded(message: str) -> None:
    assert after_hearing(message) == "waiting"
