"""Each line of the log is one JSON object with a time in UTC, whatever a record holds."""

import json
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.unit.bff.conftest import World

#: Writes one line by the product's logger and one by a library's, both with text that could forge a line.
WRITE = """
import logging, sys
from bff.serving.log import log, set_up_logging
set_up_logging("INFO")
log.info("request", outcome=sys.argv[1])
logging.getLogger("a.library").warning("it says %s", sys.argv[1])
"""
FORGERIES = [
    'x\n{"event": "account_opened", "level": "info"}',
    "x\r\nx",
    '"}\x1b[2K\x08',
    "\u2028\u2029\x85",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
]


def lines_of(text: str) -> list[dict[str, Any]]:
    """What the log of another process holds, line by line."""
    done = subprocess.run(
        [sys.executable, "-c", WRITE, text], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return [json.loads(line) for line in done.stderr.split("\n") if line]


@pytest.mark.parametrize("text", FORGERIES)
def test_a_stranger_can_not_forge_a_line_of_the_log(text: str) -> None:
    ours, theirs = lines_of(text)
    assert (ours["event"], ours["outcome"], ours["logger"]) == ("request", text, "cuaso")
    assert (theirs["event"], theirs["logger"]) == (f"it says {text}", "a.library")


def test_the_times_of_all_lines_are_in_utc() -> None:
    for line in lines_of("x"):
        moment = datetime.fromisoformat(line["timestamp"])
        assert moment.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("path", "code"),
    [("/account", "not_signed_in"), ("/desk", "desk_not_signed_in"), ("/desk/staff", "desk_not_signed_in")],
)
def test_a_refused_visit_has_its_own_code_in_the_log(
    world: World, capsys: pytest.CaptureFixture[str], path: str, code: str
) -> None:
    world.citizen().browser.ask(path)
    text = capsys.readouterr().out
    print(text)  # noqa: T201 - the check for personal data still reads it
    assert f"outcome={code}" in text


def test_a_log_for_debugging_holds_no_portals_access_token() -> None:
    write = (
        "import logging\nfrom bff.serving.log import set_up_logging\nset_up_logging('DEBUG')\n"
        "for name in ('a.library', 'authlib.oauth2.rfc6749.grants.authorization_code'):\n"
        "    logging.getLogger(name).debug('Issue token from %s', name)\n"
    )
    done = subprocess.run([sys.executable, "-c", write], check=True, capture_output=True, text=True)
    assert "Issue token from a.library" in done.stderr
    assert "authlib" not in done.stderr
