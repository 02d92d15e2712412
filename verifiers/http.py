"""Send HTTP requests to a counterpart, with limits on time and size, and no personal data in the log.

It raises `Unreachable` for every HTTP sign of an outage (no connection, no response in time, 5xx, 429). Any
other response is interpreted by the counterpart's own module.
"""

import json
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

from verifiers.connections import POOL_WAIT_SECONDS
from verifiers.errors import Crowded, UnexpectedAnswer, Unreachable

MAX_ANSWER_BYTES = 256 * 1024  # the longest response agreed with any counterpart is a few KiB
MAX_RETRY_AFTER_SECONDS = 3600  # assumption: a person who registers does not wait longer
TRIES = 2
MOST_LATE_PARTS = 16  # parts of 16 KiB and more: the longest answer, if it lies on the socket
LYING_SECONDS = 0.05  # what lies on the socket is read in less
CROWDED_SECONDS = 5  # when a person may try again: a question takes less
PAUSE_SECONDS = 0.1
# The form of CAMARA's error codes. Any other text could hold personal data, so it never reaches a message.
CODE = re.compile(r"[A-Z][A-Z0-9_.]{0,63}", re.ASCII)

log = structlog.stdlib.get_logger()


class Payload(TypedDict, total=False):
    """The headers and the body of a request; at most one of json, data and content."""

    headers: Mapping[str, str]
    json: Mapping[str, object]
    data: Mapping[str, str]
    content: bytes


def now() -> datetime:
    """Return the present time, aware, in UTC. This is the default clock of all clients."""
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
        """Configure the connection and its limits.

        Args:
            name: the counterpart's name in errors and logs, e.g. "carrier".
            client: keeps the connections; its own timeout and redirect settings are not used.
            timeout_seconds: limits connecting, sending and each read. A body that is still arriving
                after this time is cut off.
            correlation_header: header for a new random id in each request, if the counterpart has one.
            max_answer_bytes: a longer response is cut off and raises `UnexpectedAnswer`.
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
        answers_with: HTTPStatus | None = None,
        **payload: Unpack[Payload],
    ) -> httpx2.Response:
        """Send a request, and send it a second time if that cannot make the counterpart act twice.

        If no connection was made, the request never left, so it is sent again. If the connection broke
        later, the counterpart may have received the request: it is sent again only if *repeatable*.

        Args:
            answers_with: a status of 500 or more that is an answer of this counterpart, and not an outage by
                itself: SOAP faults have 500 (SOAP 1.2 part 2, 7.5.2.2). The caller decides what it means.

        Returns:
            The whole response, of any status but 429 and 5xx but *answers_with*; no redirect is followed.

        Raises:
            Unreachable: no response in time, 429 or 5xx.
            Crowded: all connections to this counterpart are taken.
            UnexpectedAnswer: the response is longer than agreed, or compressed.
        """
        # After a timeout there is no second try: the person has waited long enough.
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
                    return answer if answer.status_code == answers_with else self.heard(answer)
        except httpx2.PoolTimeout as error:
            raise Crowded(self.name, "no free connection", retry_after_seconds=CROWDED_SECONDS) from error
        except httpx2.TimeoutException as error:
            raise Unreachable(self.name, "no answer in time") from error
        except httpx2.TransportError as error:
            raise Unreachable(self.name, "no connection") from error
        raise AssertionError("unreachable: the last attempt returns or raises")

    def object_in(self, answer: httpx2.Response) -> Mapping[str, object]:
        """Read the JSON object in *answer*.

        Raises:
            UnexpectedAnswer: the body is not a JSON object.
        """
        try:
            body: object = answer.json()
            # JSON may escape half of a surrogate pair (RFC 8259, 8.2), which no UTF-8 text can hold.
            json.dumps(body, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:  # RecursionError: brackets nested thousands deep
            raise UnexpectedAnswer(self.name, f"answered {answer.status_code} without JSON") from error
        if not isinstance(body, dict):
            raise UnexpectedAnswer(self.name, f"answered {answer.status_code} without a JSON object")
        return body

    def unexpected(self, answer: httpx2.Response, code: object = None) -> UnexpectedAnswer:
        """Make the error for a response that is not agreed; its text has *code* only if in CAMARA's form."""
        known_form = isinstance(code, str) and CODE.fullmatch(code)
        return UnexpectedAnswer(
            self.name, f"answered {answer.status_code}" + (f" {code}" if known_form else "")
        )

    def heard(self, answer: httpx2.Response) -> httpx2.Response:
        """Return *answer*, unless its status says that the counterpart cannot serve us now.

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
        """Send one request and read its response within the limits of time and size."""
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
            timeout=httpx2.Timeout(self._timeout_seconds, pool=POOL_WAIT_SECONDS),
            follow_redirects=False,
        ) as answer:
            body = self._read(answer, deadline=started + self._timeout_seconds)
        log.info(
            "counterpart_answered",
            counterpart=self.name,
            status=answer.status_code,
            milliseconds=round(1000 * (time.monotonic() - started)),
            correlator=correlator,
            # Not every carrier echoes the id. It only helps to find one request in both sides' logs.
            echoed=answer.headers.get(self._correlation_header or "") == correlator,
        )
        return httpx2.Response(
            answer.status_code, headers=answer.headers, content=body, request=answer.request
        )

    def _read(self, answer: httpx2.Response, *, deadline: float) -> bytes:
        """Read the body up to the agreed size, and until *deadline* (of the monotonic clock)."""
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            # A few compressed bytes may unpack to gigabytes, and the size limit counts unpacked bytes.
            raise UnexpectedAnswer(self.name, "compressed an answer unasked")
        body, late, asked_at = bytearray(), 0, time.monotonic()
        for chunk in answer.iter_bytes():
            came_at = time.monotonic()
            body += chunk
            if len(body) > self._max_answer_bytes:
                raise UnexpectedAnswer(self.name, "answered more than is agreed")
            if came_at > deadline:
                # The first late part may have lain on the socket while our own loop was late, and so may the
                # parts after it, which then come without a wait.
                late += 1
                if late > MOST_LATE_PARTS or (late > 1 and came_at - asked_at > LYING_SECONDS):
                    raise Unreachable(self.name, "no answer in time")
            asked_at = time.monotonic()
        return bytes(body)


def retry_after_seconds(headers: Mapping[str, str]) -> int | None:
    """Read ``Retry-After`` (RFC 9110, 10.2.3): seconds, or a date.

    A date is compared with the response's own ``Date``, because the counterpart's clock may differ from ours.

    Returns:
        1 to `MAX_RETRY_AFTER_SECONDS`, or None if the header is missing or cannot be read.
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        wait = int(asked[:9])  # nine digits are more than 30 years; int() of a very long text would raise
    else:
        try:
            span = parsedate_to_datetime(asked) - parsedate_to_datetime(headers.get("Date", ""))
        except (TypeError, ValueError, OverflowError):
            # ValueError: not a date; TypeError: only one of the two has a zone; OverflowError: a year or a
            # zone of twenty digits.
            return None
        wait = round(span.total_seconds())
    return min(max(wait, 1), MAX_RETRY_AFTER_SECONDS)
