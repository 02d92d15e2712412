"""WSGI middleware that plays outages and delays: it acts before the code of the counterpart runs."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import httpx2

from sandbox.knobs import Counterpart, Knobs, Outage

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: The ``Retry-After`` of a busy counterpart, in seconds.
RETRY_AFTER_SECONDS = 30
#: The length of a "huge" response, in bytes: more than any client should read.
HUGE_BYTES = 10 * 1024 * 1024
_CHUNK = b'"' + b"x" * 65_533 + b'",'

#: Well-formed XML in a vocabulary that no counterpart uses.
OTHER_XML = b"<?xml version='1.0'?><answer><status>perhaps</status></answer>"
#: Each level repeats the level below ten times; a parser that expands nine levels fills 3 GB.
BOMB_LEVELS = 9

#: The counterpart at each path prefix.
PATHS: Mapping[str, Counterpart] = {
    "/carrier": Counterpart.CARRIER,
    "/sms": Counterpart.SMS,
    "/lgsp": Counterpart.SOCIAL_INSURANCE,
    "/authority/crl": Counterpart.CRL,
    "/authority/ocsp": Counterpart.OCSP,
    "/post": Counterpart.POST,
    "/vneid": Counterpart.VNEID,
    "/push/to": Counterpart.PUSH,
    "/mssp": Counterpart.MSSP,
    "/mssp-cms": Counterpart.MSSP,
}


class ConnectionLost(httpx2.ConnectError, ConnectionError):
    """The counterpart closes the connection without a response.

    The class has two bases for two servers. Inside a test the WSGI transport passes the exception to the
    client, which sees a transport error. The server of ``python -m sandbox`` handles Python's own
    ConnectionError and closes the connection.
    """


class Outages:
    """Middleware around the whole sandbox: it delays requests to a counterpart, or makes them fail."""

    def __init__(
        self, application: "WSGIApplication", *, knobs: Knobs, sleep: Callable[[float], None]
    ) -> None:
        self._application = application
        self._knobs = knobs
        self._sleep = sleep

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Respond as the knob says, or pass the request to the counterpart.

        Raises:
            ConnectionLost: the outage is "refuse".
        """
        counterpart = _counterpart_of(str(environ.get("PATH_INFO", "")))
        if counterpart is None:
            return self._application(environ, start_response)
        knob = self._knobs.of(counterpart)
        if knob.delay_seconds:
            self._sleep(knob.delay_seconds)
        return self._answer(knob.outage, environ, start_response)

    def _answer(
        self, outage: Outage, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        match outage:
            case Outage.NONE:
                return self._application(environ, start_response)
            case Outage.REFUSE:
                raise ConnectionLost("the sandbox refuses connections")
            case Outage.HTTP_500:
                return _error(start_response, "500 Internal Server Error", "INTERNAL")
            case Outage.HTTP_503:
                return _error(start_response, "503 Service Unavailable", "UNAVAILABLE")
            case Outage.HTTP_429:
                wait = ("Retry-After", str(RETRY_AFTER_SECONDS))
                return _error(start_response, "429 Too Many Requests", "TOO_MANY_REQUESTS", wait)
            case other:
                return _send(start_response, "200 OK", *_nonsense(other))


def _nonsense(outage: Outage) -> tuple[str, Iterable[bytes]]:
    """Return the media type and the body of a response that breaks the agreed format."""
    match outage:
        case Outage.NOT_JSON:
            return "text/html", [b"<h1>It works!</h1>"]
        case Outage.OTHER_XML:
            return "application/soap+xml", [OTHER_XML]
        case Outage.ENTITY_BOMB:
            return "application/soap+xml", [entity_bomb()]
        case Outage.HUGE:
            return "application/json", _huge()
        case _:
            return "application/json", [b'{"answer": "perhaps"}']


def _counterpart_of(path: str) -> Counterpart | None:
    for prefix, counterpart in PATHS.items():
        if path == prefix or path.startswith(f"{prefix}/"):
            return counterpart
    return None


def _error(
    start_response: "StartResponse", status: str, code: str, *headers: tuple[str, str]
) -> Iterable[bytes]:
    number = int(status.split(maxsplit=1)[0])
    body = {"status": number, "code": code, "message": "The sandbox was told to answer so."}
    return _send(start_response, status, "application/json", [json.dumps(body).encode()], *headers)


def _send(
    start_response: "StartResponse",
    status: str,
    media_type: str,
    body: Iterable[bytes],
    *headers: tuple[str, str],
) -> Iterable[bytes]:
    start_response(status, [("Content-Type", media_type), *headers])
    return body


def entity_bomb() -> bytes:
    """Write a small document that fills the memory of a parser that expands entities (CWE-776)."""
    entities = ['<!ENTITY e0 "lol">']
    entities += [f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, BOMB_LEVELS + 1)]
    envelope = '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
    return (
        f"<!DOCTYPE s:Envelope [{''.join(entities)}]>{envelope}&e{BOMB_LEVELS};</s:Body></s:Envelope>"
    ).encode()


def _huge() -> Iterator[bytes]:
    yield b'{"answers": ['
    for _ in range(HUGE_BYTES // len(_CHUNK)):
        yield _CHUNK
    yield b'""]}'
