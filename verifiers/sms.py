"""How a text message is handed to the gateway, and how many it is charged as.

The wire format is eSMS JSON, ``SendMultipleMessage_V4_post_json`` (https://developers.esms.vn/). What comes
back later is read by `verifiers.delivery`.
"""

from http import HTTPStatus

import httpx2

from verifiers.delivery import DeliveryState, Receipt, parse_receipt
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.http import Counterpart

__all__ = ["DeliveryState", "Receipt", "SmsGateway", "parse_receipt", "segments"]

SEND_PATH = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
CUSTOMER_CARE = "2"  # SmsType: registered templates under a brand name, which one-time codes are
# 3GPP TS 23.038, 6.2.1: one septet each; those of the extension table take two.
GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")


class SmsGateway:
    """One account at the gateway, sending under one brand name."""

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
        """Say where the gateway is (the part before ``/MainService.svc``) and who sends."""
        self._counterpart = Counterpart("sms", client, timeout_seconds)
        self._url = base_url.rstrip("/") + SEND_PATH
        self._account = {"ApiKey": api_key, "SecretKey": secret_key, "Brandname": brand_name}

    def send(self, phone_number: str, text: str, *, request_id: str, callback_url: str) -> None:
        """Hand one message to the gateway.

        The same *request_id* never sends twice: the gateway refuses the second as a duplicate (124), which
        says that it has the first. That is why a lost connection may be tried again.

        Args:
            phone_number: E.164.
            text: a registered template, filled in; GSM-7 only, so without Vietnamese diacritics.
            callback_url: where receipts go; holds nothing personal.

        Raises:
            ValueError: the text has letters that need two bytes.
            Unreachable: no answer in time, or the gateway cannot send for now (99).
            UnexpectedAnswer: the account, the brand name or the template is refused: our fault.
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
        """Read ``CodeResult``; return if the gateway has the message."""
        if answer.status_code != HTTPStatus.OK:
            raise self._counterpart.unexpected(answer)
        match self._counterpart.object_in(answer).get("CodeResult"):
            case "100" | "124":
                return
            case "99":
                raise Unreachable("sms", "cannot send for now (99)")
            case ("101" | "104" | "146") as code:  # credentials, brand name, template
                raise UnexpectedAnswer("sms", f"refuses our account or text ({code})")
            case _:
                raise UnexpectedAnswer("sms", "answered without an agreed code")


def segments(text: str) -> int:
    """Count the messages that *text* is charged and sent as (3GPP TS 23.040, 9.2.3.24.1).

    One takes 160 GSM-7 letters, or 70 UTF-16 units if any letter is not among those; several take 153 or
    67 each.
    """
    if _is_gsm(text):
        length, alone, joined = sum(2 if sign in GSM_EXTENSION else 1 for sign in text), 160, 153
    else:
        length, alone, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= alone else -(-length // joined)


def _is_gsm(text: str) -> bool:
    return all(sign in GSM_BASIC or sign in GSM_EXTENSION for sign in text)
