"""How a counterpart is asked over HTTP: bounded in time and size, and silent about persons.

Silence (no connection, no answer in time, 5xx, 429) is told here and nowhere else. What any other answer
means is for the counterpart's own module.
"""

import re
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypedDict, Unpack

import httpx2
import stamina
import structlog

from verifiers.errors import UnexpectedAnswer, Unreachable

MAX_ANSWER_BYTES = 256 * 1024  # the longest answer agreed with any counterpart is a few KiB
MAX_RETRY_AFTER_SECONDS = 3600  # assumption: a longer wait is no help to a person who is registering
TRIES = 2
PAUSE_SECONDS = 0.1
# The form that CAMARA's error codes have; anything else is the counterpart's own text and is not repeated.
CODE = re.compile(r"[A-Z][A-Z0-9_.]{0,63}", re.ASCII)

log = structlog.stdlib.get_logger()


class Payload(TypedDict, total=False):
    """What `Counterpart.ask` sends along: one body at most."""

    headers: Mapping[str, str]
    json: Mapping[str, object]
    data: Mapping[str, str]
    content: bytes


def now() -> datetime:
    """Give the present moment, aware, in UTC: the clock where no other is passed in."""
    return datetime.now(UTC)


class Counterpart:
    """One outside counterpart, reached through one `httpx2.Client` that the caller owns."""

    def __init__(
        self,
        name: str,
        client: httpx2.Client,
        timeout_seconds: float,
        *,
        correlation_header: str | None = None,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
    ) -> None:
        """Say how to reach the counterpart.

        Args:
            name: what errors and logs call it, e.g. "carrier".
            client: keeps the connections; its own timeout and redirect settings are not used.
            timeout_seconds: for each of connecting, sending and waiting for more; a body that is still
                trickling in after this time is cut off.
            correlation_header: carries a fresh random id with every question, if the counterpart takes one.
            max_answer_bytes: longer answers are cut off, for they break what was agreed.
        """
        self.name = name
        self._client = client
        self._timeout_seconds = timeout_seconds
        self._correlation_header = correlation_header
        self._max_answer_bytes = max_answer_bytes

    def ask(
        self,
        method: str,
        url: str,
        *,
        repeatable: bool = False,
        answers_with_500: bool = False,
        **payload: Unpack[Payload],
    ) -> httpx2.Response:
        """Ask once, and a second time where nothing can have happened twice.

        A question is asked again when no connection could be made: it never left. If the connection was
        lost later, it is asked again only if *repeatable*, as the counterpart may have heard it.

        Args:
            answers_with_500: this counterpart also refuses with status 500, as SOAP faults do (SOAP 1.2
                part 2, 7.5.2.2); whether one is a fault or an outage is then for the caller to tell.

        Returns:
            The whole answer, of any status but 429 and 5xx; redirects are not followed.

        Raises:
            Unreachable: no answer in time, 429 or 5xx.
            UnexpectedAnswer: the answer is longer than is agreed, or compressed.
        """
        lost: tuple[type[Exception], ...] = (httpx2.ConnectError,)
        if repeatable:
            lost += (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError)
        tries = stamina.retry_context(
            on=lost, attempts=TRIES, timeout=self._timeout_seconds, wait_initial=PAUSE_SECONDS, wait_jitter=0
        )
        try:
            for attempt in tries:
                with attempt:
                    answer = self._ask_once(method, url, payload)
                    said = answers_with_500 and answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
                    return answer if said else self.heard(answer)
        except httpx2.TimeoutException as error:
            raise Unreachable(self.name, "no answer in time") from error
        except httpx2.TransportError as error:
            raise Unreachable(self.name, "no connection") from error
        raise AssertionError("unreachable: the last attempt returns or raises")

    def object_in(self, answer: httpx2.Response) -> Mapping[str, object]:
        """Read the JSON object in *answer*.

        Raises:
            UnexpectedAnswer: it is not one.
        """
        try:
            found: object = answer.json()
        except (ValueError, RecursionError) as error:  # the latter for brackets nested thousands deep
            raise UnexpectedAnswer(self.name, f"answered {answer.status_code} without JSON") from error
        if not isinstance(found, dict):
            raise UnexpectedAnswer(self.name, f"answered {answer.status_code} without a JSON object")
        return found

    def unexpected(self, answer: httpx2.Response, code: object = None) -> UnexpectedAnswer:
        """Make the error for an answer that nobody agreed on; *code* is named only if it looks like one."""
        known_form = isinstance(code, str) and CODE.fullmatch(code)
        return UnexpectedAnswer(
            self.name, f"answered {answer.status_code}" + (f" {code}" if known_form else "")
        )

    def heard(self, answer: httpx2.Response) -> httpx2.Response:
        """Pass on an answer, unless it only says that there is none for now.

        Raises:
            Unreachable: 429 or 5xx.
        """
        if answer.is_server_error or answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            raise Unreachable(
                self.name,
                f"answered {answer.status_code}",
                retry_after_seconds=retry_after_seconds(answer.headers),
            )
        return answer

    def _ask_once(self, method: str, url: str, payload: Payload) -> httpx2.Response:
        """Send one request and read its answer within the limits."""
        correlator = str(uuid.uuid4())
        headers = {"Accept": "application/json", **payload.get("headers", {}), "Accept-Encoding": "identity"}
        if self._correlation_header:
            headers[self._correlation_header] = correlator
        started = time.monotonic()
        with self._client.stream(
            method,
            url,
            headers=headers,
            json=payload.get("json"),
            data=payload.get("data"),
            content=payload.get("content"),
            timeout=self._timeout_seconds,
            follow_redirects=False,
        ) as answer:
            body = self._read(answer, deadline=started + self._timeout_seconds)
        log.info(
            "counterpart_answered",
            counterpart=self.name,
            status=answer.status_code,
            milliseconds=round(1000 * (time.monotonic() - started)),
            correlator=correlator,
            # Carriers differ in echoing it, and nothing depends on it but finding a question in two logs.
            echoed=answer.headers.get(self._correlation_header or "") == correlator,
        )
        return httpx2.Response(
            answer.status_code, headers=answer.headers, content=body, request=answer.request
        )

    def _read(self, answer: httpx2.Response, *, deadline: float) -> bytes:
        """Read the body, but never more than is agreed, nor longer than until *deadline* (monotonic)."""
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise UnexpectedAnswer(self.name, "compressed an answer unasked")  # a small one may unpack to GiB
        body = bytearray()
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > self._max_answer_bytes:
                raise UnexpectedAnswer(self.name, "answered more than is agreed")
            if time.monotonic() > deadline:
                raise Unreachable(self.name, "no answer in time")
        return bytes(body)


def retry_after_seconds(headers: Mapping[str, str]) -> int | None:
    """Read ``Retry-After`` (RFC 9110, 10.2.3): seconds, or a date against the answer's own ``Date``.

    Returns:
        1 to `MAX_RETRY_AFTER_SECONDS`, or None if there is none that can be read.
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        wait = int(asked[:9])  # nine digits are years
    else:
        try:
            span = parsedate_to_datetime(asked) - parsedate_to_datetime(headers.get("Date", ""))
        except (TypeError, ValueError):  # no date, or only one of the two names its zone
            return None
        wait = round(span.total_seconds())
    return min(max(wait, 1), MAX_RETRY_AFTER_SECONDS)
