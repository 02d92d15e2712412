"""The page where a tester plays clerk and supervisor of a post office, and its signed calls to the product.

The signature of a call is HMAC-SHA256 over timestamp, nonce and body. The tester can also send the same call
twice (a replay), repeat its content in a new call, send it too late, or sign it with a wrong secret.
"""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import httpx2
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from sandbox.settings import SandboxSettings
from sandbox.state import sandbox
from sandbox.vietnam_post.people import POST_PEOPLE

#: The timeout for the product's response, in seconds.
TIMEOUT_SECONDS = 10.0
LATE_SECONDS = 600
REASONS = ("details_differ", "other_person", "document_expired", "document_doubtful")

blueprint = Blueprint("office", __name__, url_prefix="/counter")


class Sending(StrEnum):
    """The ways to send a call."""

    ONCE = "once"
    REPLAYED = "replayed"
    TOLD_AGAIN = "told_again"
    LATE = "late"
    WRONG_SIGNATURE = "wrong_signature"


@dataclass(frozen=True)
class Told:
    """The product's response to one call; status 0 means that there was none."""

    status: int
    text: str


@blueprint.route("", methods=["GET", "POST"])
def office() -> ResponseReturnValue:
    """Show the page; a POST calls the product first."""
    told = _tell(request.form) if request.method == "POST" else []
    return render_template(
        "office/office.html",
        typed=request.form,
        told=told,
        reasons=REASONS,
        sendings=list(Sending),
        people=POST_PEOPLE,
    )


def _tell(fields: Mapping[str, str]) -> list[Told]:
    settings = sandbox().settings
    sending = Sending(fields.get("sending") or Sending.ONCE)
    body = json.dumps(_news(fields)).encode()
    calls = [_headers(settings, body, sending)]
    if sending is Sending.REPLAYED:
        calls *= 2
    if sending is Sending.TOLD_AGAIN:
        calls.append(_headers(settings, body, sending))
    with httpx2.Client(
        transport=settings.product_transport, timeout=TIMEOUT_SECONDS, trust_env=False
    ) as client:
        return [_call(client, settings, body, headers) for headers in calls]


def _news(fields: Mapping[str, str]) -> dict[str, str]:
    act = fields.get("act", "")
    news = {"reference": fields.get("reference", ""), "act": act, "staff": fields.get("staff", "")}
    if act == "compared":
        news["documentDigits"] = fields.get("digits", "")
    if act == "rejected":
        news["reason"] = fields.get("reason", "")
    return news


def _headers(settings: SandboxSettings, body: bytes, sending: Sending) -> dict[str, str]:
    moment = int(sandbox().clock.now().timestamp()) - (LATE_SECONDS if sending is Sending.LATE else 0)
    nonce = secrets.token_urlsafe(24)
    secret = "wrong" if sending is Sending.WRONG_SIGNATURE else settings.post_callback_secret
    signature = hmac.digest(secret.encode(), f"{moment}.{nonce}.".encode() + body, "sha256").hex()
    return {
        "Content-Type": "application/json",
        "X-Post-Timestamp": str(moment),
        "X-Post-Nonce": nonce,
        "X-Post-Signature": f"v1={signature}",
    }


def _call(client: httpx2.Client, settings: SandboxSettings, body: bytes, headers: Mapping[str, str]) -> Told:
    address = f"{settings.product_url}/callbacks/post-office"
    try:
        answer = client.post(address, content=body, headers=dict(headers))
    except httpx2.HTTPError as error:
        return Told(0, type(error).__name__)
    return Told(answer.status_code, answer.text.strip())
