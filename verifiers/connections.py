"""Makes the HTTP client of one counterpart: its own connections, and a last look before a timeout counts.

Each counterpart has a client of its own, so that one that is slow cannot take the connections of another.
"""

import ssl
from pathlib import Path

import certifi
import httpcore2
import httpx2

from verifiers.places import InPlaces, Places, WhoAsks

#: How long a question waits for a free connection. Then `Crowded` is raised, and the person tries again soon.
POOL_WAIT_SECONDS = 2.0
#: How long the last look at the socket may take: it reads what has arrived already.
LAST_LOOK_SECONDS = 0.01
_KEEPALIVE_SECONDS = 5.0


def own_client(
    *, connections: int, verify: ssl.SSLContext | None = None, who: WhoAsks | None = None
) -> httpx2.Client:
    """Return a client with at most *connections* questions at a time.

    Args:
        who: says for whom a question is asked; strangers then get half of the places (`verifiers.places`).
            None: all questions are alike.
        verify: whom to trust, and our own certificate; None: the authorities in certifi. httpx2's default is
            truststore, whose context fails under gevent on macOS
            (https://github.com/gevent/gevent/issues/2178).
    """
    context = verify or ssl.create_default_context(cafile=certifi.where())
    # trust_env=False: requests with personal data must not go through a proxy of the environment.
    transport: httpx2.BaseTransport = PatientTransport(context, connections)
    if who is not None:
        transport = InPlaces(transport, Places(connections, wait_seconds=POOL_WAIT_SECONDS), who)
    return httpx2.Client(trust_env=False, transport=transport)


def client_of_authorities(*, connections: int, proxy: str = "", ca_file: Path | None = None) -> httpx2.Client:
    """Return a client for the hosts of certificate authorities: lists of revoked certificates, and OCSP.

    What these hosts send is signed, so the way to them needs no more trust than reaches them.

    Args:
        proxy: the address of an HTTP proxy; a name and a password may stand before the host. Empty: none.
        ca_file: PEM, authorities for TLS beside those in certifi. It may hold the one between a host and its
            root, which some hosts do not send.
    """
    context = ssl.create_default_context(cafile=certifi.where())
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    way = httpx2.Proxy(proxy) if proxy else None
    return httpx2.Client(trust_env=False, transport=PatientTransport(context, connections, proxy=way))


class PatientTransport(httpx2.HTTPTransport):
    """httpx2's transport, over sockets that are looked at once more when their time is over."""

    def __init__(
        self, context: ssl.SSLContext, connections: int, *, proxy: httpx2.Proxy | None = None
    ) -> None:
        super().__init__(verify=context, trust_env=False)
        # httpx2 has no argument for the network backend. A test notices if a release renames its pool.
        self._pool = _pool(context, connections, proxy)


def _pool(context: ssl.SSLContext, connections: int, proxy: httpx2.Proxy | None) -> httpcore2.ConnectionPool:
    if proxy is None:
        return httpcore2.ConnectionPool(
            ssl_context=context,
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=_KEEPALIVE_SECONDS,
            network_backend=_PatientBackend(),
        )
    return httpcore2.HTTPProxy(
        proxy_url=str(proxy.url),
        proxy_auth=proxy.raw_auth,
        ssl_context=context,
        proxy_ssl_context=context if proxy.url.scheme == "https" else None,
        max_connections=connections,
        max_keepalive_connections=connections,
        keepalive_expiry=_KEEPALIVE_SECONDS,
        network_backend=_PatientBackend(),
    )


class _PatientBackend(httpcore2.NetworkBackend):
    """Opens TCP connections whose streams are patient."""

    def __init__(self) -> None:
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(self, *arguments: object, **options: object) -> httpcore2.NetworkStream:
        return PatientStream(self._backend.connect_tcp(*arguments, **options))  # type: ignore[arg-type]  # passed on

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class PatientStream(httpcore2.NetworkStream):
    """A stream that judges a timeout by what lies on the socket.

    On a busy worker the event loop may come to a socket after its time is over, although the answer arrived
    long before. That is our delay, not the counterpart's silence.
    """

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read; if the time is over, read what has arrived."""
        try:
            return self._stream.read(max_bytes, timeout)
        except httpcore2.ReadTimeout:
            return self._stream.read(max_bytes, LAST_LOOK_SECONDS)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return PatientStream(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
