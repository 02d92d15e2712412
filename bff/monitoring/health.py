"""Health checks for operators' probes: the process runs, the stores answer, the counterparts answer."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from redis import RedisError

from accounts.storage.database import Unavailable
from bff.services import services
from verifiers.errors import CounterpartTrouble

blueprint = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
def live() -> ResponseReturnValue:
    """Return 200 if the process runs."""
    return {"status": "live"}


@blueprint.get("/ready")
def ready() -> ResponseReturnValue:
    """Return whether Redis and the accounts' database answer; 503 if one of them does not."""
    parts = {"registrations": _answers_redis(), "accounts": _answers_database()}
    return parts, 200 if all(parts.values()) else 503


@blueprint.get("/counterparts")
def counterparts() -> ResponseReturnValue:
    """Return which counterparts answer. The status is always 200: the product works without them."""
    pingable = [one for one in services().verifiers.values() if hasattr(one, "ping")]
    return {type(one).__name__.lower(): _answers_ping(one) for one in pingable}


def _answers_redis() -> bool:
    try:
        return bool(services().flows.client.ping())
    except RedisError:
        return False


def _answers_database() -> bool:
    try:
        services().accounts.get("nobody")
    except Unavailable:
        return False
    return True


def _answers_ping(counterpart: object) -> bool:
    try:
        counterpart.ping()  # type: ignore[attr-defined]  # only pingable ones come here
    except CounterpartTrouble:
        return False
    return True
