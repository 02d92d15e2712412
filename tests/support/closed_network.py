"""Unit tests reach no network: every socket but Unix ones is refused while the network is closed.

An audit hook of the interpreter (PEP 578) sees every connection of every library, so nothing is patched.
An audit hook cannot be removed, so this one reads a flag.
"""

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

#: Audit events of the socket module that reach out, or let others in.
_EVENTS = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
_LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}


class NetworkClosed(AssertionError):
    """A unit test tried to reach the network."""


@dataclass
class _Gate:
    closed: bool = False
    loopback: bool = False
    watched: bool = False


_gate = _Gate()


@contextmanager
def closed_network(*, loopback: bool) -> Iterator[None]:
    """Refuse every network address in the block; with *loopback* those of this machine are allowed."""
    if not _gate.watched:
        sys.addaudithook(_watch)
        _gate.watched = True
    before = (_gate.closed, _gate.loopback)
    _gate.closed, _gate.loopback = True, loopback
    try:
        yield
    finally:
        _gate.closed, _gate.loopback = before


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if not _gate.closed:
        return
    if event in _EVENTS:
        opened, address = arguments[0], arguments[1]
        if isinstance(opened, socket.SocketType) and opened.family in {socket.AF_INET, socket.AF_INET6}:
            host = address[0] if isinstance(address, tuple) else address
            _refuse_unless_allowed(host)
    elif event in _LOOKUPS:
        host = arguments[0][0] if isinstance(arguments[0], tuple) else arguments[0]
        _refuse_unless_allowed(host)


def _refuse_unless_allowed(host: object) -> None:
    if _gate.loopback and _is_this_machine(host):
        return
    raise NetworkClosed(f"a unit test tried to reach {host!r}: use the sandbox in process, or a Unix socket")


def _is_this_machine(host: object) -> bool:
    if host in {"localhost", b"localhost", None}:
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False
