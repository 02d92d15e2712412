"""The push service: makes devices for tests, takes messages to them, and shows what came (page ``/push``)."""

import re
from base64 import urlsafe_b64decode
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from sandbox.push.devices import PushDevice, PushReceived, Unreadable
from sandbox.state import sandbox

#: RFC 8292, 2: a token lives at most for this time, in seconds.
LONGEST_TOKEN = 24 * 3600
#: RFC 8030, 5.4.
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)
URGENCIES = ("very-low", "low", "normal", "high")
_VAPID = re.compile(r"vapid t=([A-Za-z0-9._-]+), ?k=([A-Za-z0-9_-]+)", re.ASCII)

blueprint = Blueprint("push", __name__, url_prefix="/push")


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Show what came to each device, the newest first."""
    return render_template("push/devices.html", devices=sandbox().push.all())


@blueprint.post("/devices")
def make() -> ResponseReturnValue:
    """Make a device, and return what its browser says of its subscription.

    A body ``{"key": "…"}`` names the only key from which it takes messages (``applicationServerKey``).
    """
    said = request.get_json(silent=True)
    key = said.get("key") if isinstance(said, dict) else None
    device = sandbox().push.make(server_key=key if isinstance(key, str) else "")
    return device.subscription(sandbox().settings.own_url), 201


@blueprint.get("/devices/<device_id>")
def look(device_id: str) -> ResponseReturnValue:
    """Return what came to a device, the newest last."""
    return {"messages": [one.to_json() for one in _device(device_id).received]}


@blueprint.delete("/devices/<device_id>")
def end(device_id: str) -> ResponseReturnValue:
    """End the subscription of a device: from now on the push service answers 410."""
    _device(device_id).has_ended = True
    return "", 204


@blueprint.post("/to/<device_id>")
def take(device_id: str) -> ResponseReturnValue:
    """Take a message (RFC 8030, 5), and decrypt it on the device at once."""
    device = _device(device_id)
    if device.has_ended:
        return {"message": "the subscription has ended"}, 410
    sender = _sender_of(request.headers.get("Authorization", ""))
    if sender is None or sender != (device.server_key or sender):
        return {"message": "not the key that the browser was given (RFC 8292)"}, 403
    topic, urgency = request.headers.get("Topic", ""), request.headers.get("Urgency", "normal")
    ttl = request.headers.get("TTL", "")
    if not ttl.isdigit() or urgency not in URGENCIES or (topic and not TOPIC.fullmatch(topic)):
        return {"message": "TTL, Topic or Urgency (RFC 8030)"}, 400
    if request.headers.get("Content-Encoding") != "aes128gcm":
        return {"message": "another encoding than aes128gcm"}, 415
    try:
        text = device.decrypt(request.get_data())
    except Unreadable as error:
        return {"message": str(error)}, 400
    at = sandbox().clock.now()
    received = PushReceived(
        text=text, ttl=int(ttl), topic=topic, urgency=urgency, sender=sender, received_at=at
    )
    device.received.append(received)
    return "", 201, {"Location": f"{sandbox().settings.own_url}/push/message"}


def _device(device_id: str) -> PushDevice:
    return sandbox().push.find(device_id) or abort(404)


def _sender_of(authorization: str) -> str | None:
    """Return the key that has signed the token of RFC 8292; None: there is none, or it is not for us."""
    found = _VAPID.fullmatch(authorization)
    if found is None:
        return None
    token, key = found.groups()
    try:
        point = urlsafe_b64decode(key + "=" * (-len(key) % 4))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        claims: dict[str, Any] = jwt.decode(
            token,
            public,
            algorithms=["ES256"],
            audience=sandbox().settings.own_url,
            options={"require": ["aud", "exp", "sub"], "verify_exp": False},
        )
        seconds = float(claims["exp"]) - sandbox().clock.now().timestamp()
    except (jwt.InvalidTokenError, ValueError, TypeError):
        return None
    is_known = str(claims["sub"]).startswith(("mailto:", "https:"))
    return key if 0 < seconds <= LONGEST_TOKEN and is_known else None
