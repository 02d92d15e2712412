"""Makes the SMS of a one-time code: the code, its keyed digest, its text, and its limits."""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import urlsplit

from flask import url_for

from bff.journeys.codes import OneTimeCodes, SentCode
from bff.journeys.flow import Flow
from bff.journeys.purpose import Aim, Purpose
from bff.limits.guessing import is_after_password
from bff.limits.table import LimitTable, limits
from bff.messages.shared_codes import NO_FLOW, is_shared, may_share
from bff.messages.vouching import is_rare, is_vouched
from bff.services import Services, services, verifier
from bff.settings.settings import Settings
from bff.stores.attempts import Counted
from bff.web.devices import own_browser
from verifiers.one_time_code import CODE_DIGITS, LONGER_CODE_DIGITS, code_digest, new_code
from verifiers.sms import SmsGateway


@dataclass(frozen=True)
class CodeMessage:
    """The message with one one-time code.

    Attributes:
        sent: what the flow stores: the keyed digest of the code, never the code itself.
        codes: all codes of the flow, this one included.
        counted: the limits that the message counts against.
        send: sends the SMS to the gateway. It works outside a request, and raises what `SmsGateway.send`
            raises.
    """

    sent: SentCode
    codes: OneTimeCodes
    counted: tuple[Counted, ...]
    send: Callable[[], None] = field(repr=False)


def new_code_message(flow: Flow) -> CodeMessage:
    """Make a code for the flow's phone, and its message. This saves nothing and sends nothing."""
    code, phone_number = new_code(digits_of_code(flow.codes)), flow.phone_number or ""
    sent = SentCode(digest_of(flow, code), services().clock(), secrets.token_hex(16))
    send = partial(
        verifier(SmsGateway).send,
        phone_number,
        code_text(services().settings, flow.purpose, code),
        request_id=sent.request_id,
        callback_url=callback_url(sent.request_id),
    )
    codes = replace(
        flow.codes,
        sent=(*flow.codes.sent, sent),
        sent_to=flow.phone_number,
        turn=None,
        bound_to=_binding_of(flow),
    )
    return CodeMessage(sent, codes, _counted(flow, phone_number), send)


def digits_of_code(codes: OneTimeCodes) -> int:
    """Return how many digits the next code of a flow has, and the only one that is accepted."""
    return LONGER_CODE_DIGITS if codes.are_longer else CODE_DIGITS


def _counted(flow: Flow, phone_number: str) -> tuple[Counted, ...]:
    """Return the limits of codes to one phone, with the digest of the phone.

    Each kind of code has its own count, and in it each browser that has signed in before: a stranger who
    makes the product send codes to a phone closes no way of its owner. A quiet flow asks nothing of the
    account here: that would show that there is one.
    """
    if is_shared(flow):
        return ((limits().shared_codes_to_a_phone, services().digest_of(f"{phone_number} shared")),)
    own = own_browser(flow.account_id) if flow.account_id and not flow.is_quiet else ""
    parts = (phone_number, own, _kind_of_count(flow))
    counted_as = " ".join(part for part in parts if part)
    digest = services().digest_of(counted_as)
    most = limits().rare_codes_to_a_phone if is_rare(flow) else limits().codes_to_a_phone
    counted = tuple((limit, digest) for limit in most)
    if flow.account_id is None or flow.is_quiet or flow.pending is not None:
        return counted
    bound = bound_of_account(services(), flow.account_id, phone_number, generation=flow.generation or 0)
    return (*counted, bound)


def bound_of_account(
    parts: Services, account_id: str, phone_number: str, *, generation: int, after: str = "password"
) -> Counted:
    """Return the bound of codes that one account sends to one phone, over all its browsers.

    Each browser begins counts of its own, so one person with one phone could have codes sent without end.
    The bound begins at zero after each change of a way in: a thief with an old password, who may fill it,
    closes nothing to the owner who chose another one. Codes that a signature or two people stand behind, and
    what a number alone can have sent, have bounds of their own and do not count here.

    Args:
        generation: the account's count of changes of its ways in.
        after: what the person has shown before the code: the password, or a browser that signed in before.
    """
    digest = parts.digest_of(f"codes of {account_id} {phone_number} {generation} {after}")
    return LimitTable(parts.settings).codes_of_an_account, digest


#: The aims whose proofs keep a count of their own: a stranger who uses up the others closes no way out of a
#: theft.
_KINDS_OF_PROOF: Mapping[Aim | None, str] = {
    Aim.DISPUTE: "dispute",
    Aim.ANSWER: "dispute",
    Aim.AFTER_STOP: "after_stop",
}


def _kind_of_count(flow: Flow) -> str:
    """Name the count. What a stranger drives with one fact closes no way that asks for other facts.

    Registrations share two counts: of typed phones, which anyone can fill with the number alone, and of those
    that a register knows. Codes before a register or a SIM is asked need the number alone, too, so all
    journeys and purposes share one count: a stranger chooses these. With facts from cards a stranger chooses
    among the proofs that a register vouches for, so they share one count over aims and methods; disputes, and
    what opens a stopped account, stay apart from it. Every other way has a count for each purpose and each
    step of its own, and so has what begins with the approval of two people.
    """
    if is_after_password(flow):
        # A thief's tries with a stolen password close nothing once the owner has chosen another one.
        # Other accounts on the phone close nothing either.
        return f"sign_in {flow.account_id} {flow.generation or 0}"
    if may_share(flow):
        return "phone_first"
    if flow.purpose is Purpose.REGISTER:
        return "vouched" if is_vouched(flow) else ""
    if flow.purpose is Purpose.PROVE and is_vouched(flow):
        return f"proof {_KINDS_OF_PROOF.get(flow.aim, 'other')}"
    begun_with = flow.pending.KIND if flow.pending else ""
    return ".".join((flow.journey, flow.aim or "", flow.step, begun_with))


def code_text(settings: Settings, purpose: Purpose, code: str) -> str:
    """Return the SMS text: the approved template, and the last line that binds the code to our origin.

    The format of the last line is "origin-bound one-time codes" (WICG). Browsers with WebOTP fill the code
    in.
    """
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
    """Return the address for a message's delivery receipts, with a token that only we can make."""
    path = url_for("callbacks.sms_receipt", token=callback_token(request_id))
    return services().settings.public_origin + path


def callback_token(request_id: str) -> str:
    """Return the token of a receipt: a keyed digest of the message's request id."""
    return services().lookup.digest("sms_receipt", request_id)[:43]


def _binding_of(flow: Flow) -> str:
    return flow.codes.bound_to or flow.id


def digest_of(flow: Flow, code: str) -> str:
    """Return the keyed digest of a code.

    The digest includes the flow's first id and phone, so that no other flow accepts the code; that of a
    shared code has the phone alone.
    """
    # A key for this use only: a code has 6 digits, so a digest without a key could be reversed by trying all.
    key = hmac.digest(services().settings.secret_key.encode(), b"one-time codes", "sha256")
    number, bound_to = flow.phone_number or "", NO_FLOW if is_shared(flow) else _binding_of(flow)
    return code_digest(key, registration_id=bound_to, phone_number=number, code=code)
