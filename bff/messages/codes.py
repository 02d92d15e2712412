"""How a one-time code becomes an SMS: made, kept as a keyed digest, written, counted against its phone."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import urlsplit

from flask import url_for

from bff.journeys.codes import OneTimeCodes, SentCode
from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.limits.table import limits
from bff.services import services, verifier
from bff.settings.settings import Settings
from bff.stores.attempts import Counted
from verifiers.one_time_code import code_digest, new_code
from verifiers.sms import SmsGateway


@dataclass(frozen=True)
class CodeMessage:
    """One one-time code on its way to a phone.

    Attributes:
        sent: what is kept of the code: a keyed digest, never the code itself.
        codes: the flow's codes with this one.
        counted: the limits of the phone that the message is counted against.
        send: hands the SMS to the gateway. It needs no request, and raises what `SmsGateway.send` raises.
    """

    sent: SentCode
    codes: OneTimeCodes
    counted: tuple[Counted, ...]
    send: Callable[[], None] = field(repr=False)


def new_code_message(flow: Flow) -> CodeMessage:
    """Make a code for the flow's phone, and its message. Nothing is saved or sent yet."""
    code, phone_number = new_code(), flow.phone_number or ""
    sent = SentCode(digest_of(flow, code), services().clock(), secrets.token_hex(16))
    send = partial(
        verifier(SmsGateway).send,
        phone_number,
        code_text(services().settings, flow.purpose, code),
        request_id=sent.request_id,
        callback_url=callback_url(sent.request_id),
    )
    codes = replace(flow.codes, sent=(*flow.codes.sent, sent), sent_to=flow.phone_number)
    return CodeMessage(sent, codes, _counted(flow, phone_number), send)


def _counted(flow: Flow, phone_number: str) -> tuple[Counted, ...]:
    """Name the limits of codes to one phone, and the digest that is counted.

    Codes to sign in are counted apart. They are sent after a right password only, so a stranger who has codes
    sent to a phone does not keep its owner from signing in.
    """
    counted_as = f"{phone_number} sign_in" if flow.purpose is Purpose.SIGN_IN else phone_number
    digest = services().digest_of(counted_as)
    return tuple((limit, digest) for limit in limits().codes_to_a_phone)


def code_text(settings: Settings, purpose: Purpose, code: str) -> str:
    """Write the SMS: the approved template without diacritics, its last line bound to our origin (WebOTP)."""
    host = urlsplit(settings.public_origin).hostname
    text = _template(settings, purpose).format(
        code=code, site=settings.sms_site_name, minutes=settings.one_time_code_seconds // 60
    )
    return f"{text}\n\n@{host} #{code}"


def _template(settings: Settings, purpose: Purpose) -> str:
    match purpose:
        case Purpose.REGISTER:
            return settings.sms_code_text
        case Purpose.SIGN_IN:
            return settings.sms_sign_in_text
        case Purpose.PROVE | Purpose.DISPUTE:
            return settings.sms_proof_text
        case Purpose.RECOVER:
            return settings.sms_recover_text


def callback_url(request_id: str) -> str:
    """The address for a message's delivery receipts; its last part proves that we gave it out."""
    path = url_for("callbacks.sms_receipt", token=callback_token(request_id))
    return services().settings.public_origin + path


def callback_token(request_id: str) -> str:
    """The proof that a receipt belongs to a message of ours: a keyed digest of its request id."""
    return services().lookup.digest("sms_receipt", request_id)[:43]


def digest_of(flow: Flow, code: str) -> str:
    """Make the keyed digest of a code, bound to its registration and phone."""
    key = hmac.digest(services().settings.secret_key.encode(), b"one-time codes", "sha256")
    number = flow.phone_number or ""
    return code_digest(key, registration_id=flow.id, phone_number=number, code=code)
