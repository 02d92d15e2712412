"""Send text messages through the SMS gateway, and count the segments that it charges.

The wire format is eSMS JSON, ``SendMultipleMessage_V4_post_json`` (https://developers.esms.vn/). The texts
are not written here, and `verifiers.delivery` reads the receipts that come later.
"""

from http import HTTPStatus

import httpx2

from verifiers.delivery import DeliveryState, Receipt, parse_receipt
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.http import Counterpart

__all__ = ["DeliveryState", "Receipt", "SmsGateway", "parse_receipt", "segments"]

SEND_PATH = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
CUSTOMER_CARE = "2"  # SmsType for registered templates under a brand name; one-time codes are such templates
# 3GPP TS 23.038, 6.2.1: a letter takes one septet, a letter of the extension table takes two.
GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")


class SmsGateway:
    """One account at the gateway, which sends under one brand name."""

    def __init__(
        self,
        *,
        client: httpx2.Client,
        base_url: str,
        api_key: str,
        secret_key: str,
        brand_name: str,
        timeout_seconds: float,
    ) -> None:
        """Configure the gateway's address (the part before ``/MainService.svc``) and our account."""
        self._counterpart = Counterpart("sms", client, timeout_seconds)
        self._url = base_url.rstrip("/") + SEND_PATH
        self._account = {"ApiKey": api_key, "SecretKey": secret_key, "Brandname": brand_name}

    def send(self, phone_number: str, text: str, *, request_id: str, callback_url: str) -> None:
        """Pass one message to the gateway.

        The request is safe to repeat after a lost connection: the gateway refuses a second message with the
        same *request_id* as a duplicate (124), and that code confirms that it has the first message.

        Args:
            phone_number: E.164.
            text: a registered template, filled in; GSM-7 only, so without Vietnamese diacritics.
            callback_url: where the gateway sends receipts; holds no personal data.

        Raises:
            ValueError: the text has letters outside GSM-7.
            Unreachable: no response in time, or the gateway cannot send now (99).
            UnexpectedAnswer: the gateway refuses the account, the brand name or the template: our fault.
        """
        if not _is_gsm(text):
            raise ValueError("a message is written in GSM-7 letters only")
        message = {
            **self._account,
            "Phone": phone_number.removeprefix("+"),
            "Content": text,
            "SmsType": CUSTOMER_CARE,
            "IsUnicode": "0",
            "Sandbox": "0",
            "RequestId": request_id,
            "CallbackUrl": callback_url,
        }
        self._accepted(self._counterpart.ask("POST", self._url, json=message, repeatable=True))

    def _accepted(self, answer: httpx2.Response) -> None:
        """Read ``CodeResult``; return if the gateway accepted the message."""
        if answer.status_code != HTTPStatus.OK:
            raise self._counterpart.unexpected(answer)
        match self._counterpart.object_in(answer).get("CodeResult"):
            case "100" | "124":  # 124: a duplicate, so the gateway has this message from the first try
                return
            case "99":
                raise Unreachable("sms", "cannot send for now (99)")
            case ("101" | "104" | "146") as code:  # credentials, brand name, template
                raise UnexpectedAnswer("sms", f"refuses our account or text ({code})")
            case _:
                raise UnexpectedAnswer("sms", "answered without an agreed code")


def segments(text: str) -> int:
    """Count the segments in which *text* is sent and charged (3GPP TS 23.040, 9.2.3.24.1).

    A single segment holds 160 GSM-7 septets, or 70 UTF-16 units if any letter is outside GSM-7. In a longer
    text each segment holds 153 or 67, because a header numbers the segments.
    """
    if _is_gsm(text):
        length, alone, joined = sum(2 if sign in GSM_EXTENSION else 1 for sign in text), 160, 153
    else:
        length, alone, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= alone else -(-length // joined)


def _is_gsm(text: str) -> bool:
    return all(sign in GSM_BASIC or sign in GSM_EXTENSION for sign in text)
