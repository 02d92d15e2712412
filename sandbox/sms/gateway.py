"""The SMS gateway: eSMS JSON, ``SendMultipleMessage_V4_post_json`` (https://developers.esms.vn/).

Every response has HTTP status 200; ``CodeResult`` holds the result. No real SMS is sent: a message goes to
the sandbox's inbox of its phone.
"""

import re
import secrets
from collections.abc import Mapping
from enum import StrEnum

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from sandbox.knobs import Counterpart
from sandbox.people.numbers import phone_number_of
from sandbox.people.table import SmsFate, person_with
from sandbox.sms.inbox import Message
from sandbox.sms.receipts import Sent
from sandbox.state import Sandbox, sandbox

#: The registered templates. They are loose on purpose: the operator may change all words but the key words.
TEMPLATES = (
    # A one-time code: begins with the code, and ends with the line that binds it to the site (WebOTP).
    re.compile(r"(?P<code>\d{6}|\d{10}) la ma xac thuc [^@#]+\n@[\w.\-]+ #(?P=code)", re.ASCII | re.DOTALL),
    # A notice of a change: what happened to the account, and what to do if it was not you.
    re.compile(r".*\btai khoan\b.*\bkhong phai ban\b.*", re.ASCII | re.DOTALL),
    # The result of an appointment at a post office.
    re.compile(r".*\b(?:buu dien (?:da|chua) xac minh|ma hen \S+ da het han)\b.*", re.ASCII | re.DOTALL),
    # News of a dispute.
    re.compile(r".*\bkhieu nai\b.*", re.ASCII | re.DOTALL),
    # The same in English, for accounts that were registered in English.
    re.compile(
        r".*\b(?:your account|it was not you|dispute|post office|appointment)\b.*", re.ASCII | re.DOTALL
    ),
)
CUSTOMER_CARE = "2"  # SmsType: registered templates under a brand name

blueprint = Blueprint("sms", __name__, url_prefix="/sms")


class CodeResult(StrEnum):
    """The result codes that this gateway uses."""

    ACCEPTED = "100"
    WRONG_CREDENTIALS = "101"
    WRONG_BRAND_NAME = "104"
    DUPLICATE_REQUEST = "124"
    TEMPLATE_NOT_REGISTERED = "146"
    TROUBLE = "99"


class Refused(Exception):
    """The gateway refuses the message."""

    def __init__(self, code: CodeResult, why: str) -> None:
        super().__init__(why)
        self.code = code


@blueprint.post("/MainService.svc/json/SendMultipleMessage_V4_post_json/")
def send() -> ResponseReturnValue:
    """Accept one message for one phone."""
    try:
        sms_id = _take(sandbox(), _fields(request.get_json(silent=True)))
    except Refused as refused:
        return {"CodeResult": refused.code, "ErrorMessage": str(refused)}
    return {"CodeResult": CodeResult.ACCEPTED, "CountRegenerate": 0, "SMSID": sms_id}


def _fields(body: object) -> dict[str, str]:
    if not isinstance(body, dict):
        raise Refused(CodeResult.TROUBLE, "The body is a JSON object")
    return {name: str(value) for name, value in body.items()}


def _take(here: Sandbox, fields: Mapping[str, str]) -> str:
    """Check the request, deliver the message as the person's row says, and return the message's id.

    Raises:
        Refused: with the reason.
    """
    _check_account(here, fields)
    phone_number = phone_number_of(fields.get("Phone", ""))
    if phone_number is None or fields.get("SmsType") != CUSTOMER_CARE:
        raise Refused(CodeResult.TROUBLE, f"Phone is a mobile number, SmsType is {CUSTOMER_CARE}")
    text = fields.get("Content", "")
    if not text.isascii() or not any(template.fullmatch(text) for template in TEMPLATES):
        raise Refused(CodeResult.TEMPLATE_NOT_REGISTERED, "The text is of no registered template")
    fate = _fate(here, phone_number)
    request_id = fields.get("RequestId", "")
    if request_id and not here.remember_request(request_id):
        raise Refused(CodeResult.DUPLICATE_REQUEST, "RequestId was used before")
    sms_id = secrets.token_hex(12)
    if fields.get("Sandbox") != "1":  # "1" is the gateway's trial mode: it accepts the message and sends none
        _deliver(
            here, fate, Message(sms_id, phone_number, fields["Brandname"], text, here.clock.now(), request_id)
        )
        sent = Sent(sms_id, request_id, fields.get("CallbackUrl", ""), phone_number, _segments(text))
        here.receipts.tell(sent, fate)
    return sms_id


def _segments(text: str) -> int:
    """Count the segments of a text without diacritics: 160 letters alone, 153 in each of several."""
    return 1 if len(text) <= 160 else -(-len(text) // 153)


def _check_account(here: Sandbox, fields: Mapping[str, str]) -> None:
    account = (fields.get("ApiKey"), fields.get("SecretKey"))
    if account != (here.settings.sms_api_key, here.settings.sms_secret_key):
        raise Refused(CodeResult.WRONG_CREDENTIALS, "ApiKey or SecretKey is wrong")
    if fields.get("Brandname", "").casefold() != here.settings.sms_brand_name.casefold():
        raise Refused(CodeResult.WRONG_BRAND_NAME, "Brandname is not registered")


def _fate(here: Sandbox, phone_number: str) -> SmsFate:
    """Return the fate of a message to *phone_number*.

    Raises:
        Refused: the gateway has trouble with this phone.
    """
    person = person_with(phone_number)
    fate = person.sms if person else SmsFate.ARRIVES
    if fate is SmsFate.GATEWAY_TROUBLE:
        raise Refused(CodeResult.TROUBLE, "The gateway cannot send for now")
    return SmsFate.DROPPED if here.knobs.of(Counterpart.SMS).drop else fate


def _deliver(here: Sandbox, fate: SmsFate, message: Message) -> None:
    if fate is SmsFate.ARRIVES:
        for _ in range(2 if here.knobs.of(Counterpart.SMS).duplicate else 1):
            here.inboxes.put(message)
