"""Health checks for operators' probes: the process runs, the stores take writes, the counterparts answer."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, current_app, g
from flask.typing import ResponseReturnValue
from redis import RedisError

from bff.services import services
from bff.serving.log import log
from verifiers.certificates import Revocation
from verifiers.errors import CounterpartTrouble

#: The part of the store's memory above which each probe logs a warning.
NEARLY_FULL = 0.8
_KEEP_SECONDS = 60
#: A worker writes its probes at most this often, however many ask.
PROBE_EVERY_SECONDS = 1.0

blueprint = Blueprint("health", __name__, url_prefix="/health")


class Probe:
    """What the stores took when they were last asked to take a value; asked again after a second."""

    def __init__(self, ask: Callable[[], Mapping[str, bool]]) -> None:
        self._ask = ask
        self._lock = threading.Lock()  # those who ask while a slow store is being asked get the same answer
        self._last: Mapping[str, bool] = {}
        self._looked_at = float("-inf")

    def look(self) -> Mapping[str, bool]:
        """Return which stores take a new value."""
        with self._lock:
            if time.monotonic() - self._looked_at >= PROBE_EVERY_SECONDS:
                self._last = self._ask()
                self._looked_at = time.monotonic()
            return self._last


@blueprint.record_once
def _keep_probe(state: Any) -> None:
    app: Flask = state.app
    app.extensions["probe"] = Probe(
        lambda: {"registrations": _takes_redis(), "accounts": services().accounts.takes_writes()}
    )


@blueprint.get("/live")
def live() -> ResponseReturnValue:
    """Return 200 if the process runs."""
    return {"status": "live"}


@blueprint.get("/ready")
def ready() -> ResponseReturnValue:
    """Return whether Redis and the accounts' database take a new value; 503 if one of them does not.

    Only a write shows a read-only primary after a failover, or a full store: both answer every question.
    """
    parts = dict(current_app.extensions["probe"].look())
    return parts, 200 if all(parts.values()) else 503


@blueprint.get("/counterparts")
def counterparts() -> ResponseReturnValue:
    """Return which counterparts answer. The status is always 200: the product works without them."""
    g.shown = "health"  # a crowd of strangers must not look like a silent counterpart
    pingable = [one for one in services().verifiers.values() if hasattr(one, "ping")]
    return {type(one).__name__.lower(): _answers_ping(one) for one in pingable}


@blueprint.get("/revocation-lists")
def revocation_lists() -> ResponseReturnValue:
    """Return how old each list of revoked certificates at hand is, and whether one needs to be looked at."""
    now = services().clock()
    ages = services().verifiers[Revocation].ages()
    told = [
        {
            "url": one.url,
            "is_copy": one.is_copy,
            "hours_old": _hours(now - one.this_update) if one.this_update else None,
            "hours_left": _hours(one.next_update - now) if one.next_update else None,
            "ends_soon": one.ends_soon,
        }
        for one in ages
    ]
    return {"alarm": any(one.ends_soon for one in ages), "lists": told}


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 1)


def _takes_redis() -> bool:
    try:
        taken = bool(services().flows.client.set("health", "1", ex=_KEEP_SECONDS))
        _warn_if_nearly_full(services().flows.client.info("memory"))
    except RedisError as trouble:
        log.error("store_takes_nothing", kind=type(trouble).__name__)
        return False
    return taken


def _warn_if_nearly_full(memory: Mapping[str, Any]) -> None:
    used, most = int(memory.get("used_memory", 0)), int(memory.get("maxmemory", 0))
    if most and used > most * NEARLY_FULL:
        log.warning("store_nearly_full", used_percent=round(100 * used / most))


def _answers_ping(counterpart: object) -> bool:
    try:
        counterpart.ping()  # type: ignore[attr-defined]  # only pingable ones come here
    except CounterpartTrouble:
        return False
    return True
