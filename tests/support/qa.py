"""The sandbox's QA interface as journeys use it: people, the SMS on their phones, knobs, clock, reset.

Waiting is asking again until a deadline, never a fixed pause.
"""

import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2

#: How long something may take to arrive, in seconds; loopback takes under one, a loaded machine more.
ARRIVES_WITHIN_SECONDS = 15.0
#: Pause between two questions, in seconds.
ASK_AGAIN_SECONDS = 0.05

Answer = TypeVar("Answer")


class NeverHappened(AssertionError):
    """What a test waited for did not happen in time."""


class Qa:
    """One sandbox, asked over HTTP; phone numbers are E.164."""

    def __init__(self, sandbox_url: str) -> None:
        self._client = httpx2.Client(base_url=sandbox_url, trust_env=False, timeout=10.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def people(self) -> list[dict[str, Any]]:
        """Everyone in the table, with the story of each."""
        people: list[dict[str, Any]] = self._ask("GET", "/qa/people")["people"]
        return people

    def messages(self, phone_number: str) -> list[dict[str, Any]]:
        """The SMS on a phone, newest first."""
        messages: list[dict[str, Any]] = self._ask("GET", f"/qa/messages/{phone_number}")["messages"]
        return messages

    def codes(self, phone_number: str) -> list[str]:
        """The one-time codes on a phone, newest first."""
        return [str(one["one_time_code"]) for one in self.messages(phone_number) if one["one_time_code"]]

    def last_code(self, phone_number: str, *, sent: int = 1) -> str:
        """Wait until *sent* codes have arrived on a phone, and return the newest."""
        codes = eventually(
            lambda: found if len(found := self.codes(phone_number)) >= sent else None,
            f"{sent} one-time codes on {phone_number}",
        )
        return codes[0]

    def last_text(self, phone_number: str, *, containing: str) -> str:
        """Wait for an SMS with *containing* in it, and return the newest such text."""
        return eventually(
            lambda: next(
                (str(one["text"]) for one in self.messages(phone_number) if containing in one["text"]), None
            ),
            f"an SMS with {containing!r} on {phone_number}",
        )

    def sim_code(self, phone_number: str) -> str:
        """Wait until a SIM asks its holder, and return the control code that the phone shows."""
        prompt = eventually(lambda: self.sim_prompt(phone_number), f"a request on the SIM of {phone_number}")
        return str(prompt["control_code"])

    def sim_prompt(self, phone_number: str) -> dict[str, Any] | None:
        """What a SIM asks its holder now, if anything."""
        prompt: dict[str, Any] | None = self._ask("GET", f"/qa/sim/{phone_number}")["prompt"]
        return prompt

    def confirm_on_sim(self, phone_number: str) -> None:
        """Type the right PIN on the phone, once it asks."""
        self.sim_code(phone_number)
        self._ask("POST", f"/qa/sim/{phone_number}/confirm")

    def cancel_on_sim(self, phone_number: str) -> None:
        """Refuse on the phone, once it asks."""
        self.sim_code(phone_number)
        self._ask("POST", f"/qa/sim/{phone_number}/cancel")

    def set_up_token(self, *, plugged: str, manner: str = "well") -> None:
        """Plug a USB token in by its key, and say what the helper is like."""
        self._ask("PUT", "/qa/token", {"plugged": plugged, "manner": manner})

    def token_prompt(self) -> dict[str, Any] | None:
        """What the helper's PIN dialog asks now, if it is open."""
        prompt: dict[str, Any] | None = self._ask("GET", "/qa/token")["prompt"]
        return prompt

    def answer_token(self, what: str, body: Mapping[str, object] | None) -> None:
        """Answer the PIN dialog: ``pin`` or ``cancel``."""
        self._ask("POST", f"/qa/token/{what}", body)

    def web_eid(self, origin: str, nonce: str) -> dict[str, Any]:
        """Do what the Web eID extension asks its app to; waits for the PIN."""
        return self._ask("POST", "/qa/token/web-eid", {"origin": origin, "nonce": nonce})

    def turn(self, counterpart: str, **knob: float | str | bool) -> None:
        """Turn a counterpart's knobs: ``turn("carrier", outage="http_503", delay_seconds=2)``."""
        self._ask("PATCH", f"/qa/knobs/{counterpart}", knob)

    def set_clock(self, *, offset_seconds: float) -> None:
        """Put the sandbox's clock ahead of real time."""
        self._ask("PUT", "/qa/clock", {"offset_seconds": offset_seconds})

    def reset(self) -> None:
        """Empty every phone, and make every counterpart and the clock behave."""
        self._ask("POST", "/qa/reset")

    def _ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        answer = self._client.request(method, path, json=body).raise_for_status()
        said: dict[str, Any] = answer.json() if answer.content else {}
        return said


def eventually(
    ask: Callable[[], Answer | None], what: str, *, within_seconds: float = ARRIVES_WITHIN_SECONDS
) -> Answer:
    """Ask until there is an answer.

    Raises:
        NeverHappened: there was none in time.
    """
    deadline = time.monotonic() + within_seconds
    while True:
        if answer := ask():
            return answer
        if time.monotonic() > deadline:
            raise NeverHappened(f"waited {within_seconds:.0f} s for {what}")
        time.sleep(ASK_AGAIN_SECONDS)
