"""The one cookie that a script sets: over https it is for this host and for https alone."""

import subprocess
from string import Template

import pytest

from tests.unit.pwa.frame import PWA

#: Presses the button for larger text on a page of *scheme*; the page is played by a few objects.
PRESS = Template("""
let press;
const button = { dataset: {}, setAttribute() {}, addEventListener: (_, pressed) => { press ??= pressed; } };
globalThis.document = { documentElement: { dataset: {} }, cookie: "", querySelector: () => button };
globalThis.window = {};
globalThis.location = { protocol: "$scheme:" };
const { offerComforts } = await import("$module");
offerComforts();
press();
console.log(document.cookie);
""")


@pytest.mark.parametrize(
    ("scheme", "cookie"),
    [
        ("https", "__Host-text_size=larger; path=/; max-age=31536000; samesite=lax; secure"),
        ("http", "text_size=larger; path=/; max-age=31536000; samesite=lax"),
    ],
)
def test_the_size_of_the_text_is_kept_for_this_host_and_scheme(scheme: str, cookie: str) -> None:
    script = PRESS.substitute(scheme=scheme, module=(PWA / "comfort.js").as_uri())
    command = ["node", "--no-warnings", "--input-type=module", "--eval", script]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip() == cookie
