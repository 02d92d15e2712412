"""The browser's proof of work: its worker finds what the server accepts, and its page loads it."""

import json
import subprocess

import pytest

from bff.rules.work import Answer
from tests.unit.pwa.frame import assets, client

#: Gives the worker's script the scope of a worker, and prints what it posts.
SCOPE = "globalThis.self = globalThis; self.postMessage = (answer) => console.log(answer);\n"


def solved_by_the_worker(challenge: str) -> str:
    script = client().get(assets().url("solver.js")).get_data(as_text=True)
    asked = f"{SCOPE}{script}\nself.onmessage({{ data: {json.dumps(challenge)} }});"
    done = subprocess.run(["node", "-e", asked], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.parametrize("bits", [4, 10, 13])
@pytest.mark.parametrize("seed", ["0" * 64, "0123456789abcdef" * 4, "f" * 64])
def test_the_worker_finds_what_the_server_accepts(bits: int, seed: str) -> None:
    challenge = f"1800000000.{bits}.{'r' * 22}.{seed}"
    text = solved_by_the_worker(challenge)
    answer = Answer.read(text)
    assert answer is not None
    assert text.startswith(challenge)
    assert answer.is_solved


def test_the_page_loads_the_worker_by_the_address_of_its_content() -> None:
    script = client().get(assets().url("work.js")).get_data(as_text=True)
    assert f'new Worker("{assets().url("solver.js")}")' in script


def test_the_installed_app_does_not_carry_the_work() -> None:
    kept = assets().precache()
    assert assets().url("solver.js") not in kept
    assert assets().url("work.js") not in kept
