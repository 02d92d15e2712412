"""Keeps in a cookie which record the browser may look at, as long as an unused flow would live.

Browsers are shared. An appointment outlives its flow by weeks; the browser that made it opens it for the idle
time of a registration only, counted from the last look. After that the reference is needed, and a code to the
phone.
"""

from datetime import timedelta

from flask import session

from bff.services import services


def keep_open(name: str, record: str) -> None:
    """Let this browser look at *record*; the cookie holds it under *name* together with its end.

    The end is signed with the rest of the cookie, so that a copy of an older cookie opens nothing later.
    """
    ends_at = services().clock() + timedelta(seconds=services().settings.registration_idle_seconds)
    session[name] = [record, int(ends_at.timestamp())]


def kept_open(name: str) -> str:
    """Return the record that this browser may look at, and restart its idle time; empty if there is none."""
    match session.get(name):
        case [str(record), int(ends_at)] if services().clock().timestamp() < ends_at:
            keep_open(name, record)
            return record
        case _:
            let_go(name)
            return ""


def still_open(name: str) -> str:
    """Return the same, and leave its idle time as it is: a page that asks by itself keeps nothing open."""
    match session.get(name):
        case [str(record), int(ends_at)] if services().clock().timestamp() < ends_at:
            return record
        case _:
            return ""


def let_go(name: str) -> None:
    """Let this browser look at the record no more."""
    session.pop(name, None)
