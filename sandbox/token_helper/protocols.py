"""What each helper answers to one frame of a page; nothing here knows of sockets.

VGCA Sign Service, ``GetCertInfo`` and ``SignMsg``; the VNPT-CA plugin's functions 7, 6, 0 and 10; the
Web eID app. What VGCA's Status says beside 0 is an assumption: no list of it is published.
"""

import base64
import binascii
import json
from hashlib import sha256
from typing import Any, Final

from asn1crypto import x509

from sandbox.token_helper.computer import Manner, Outcome, Prompt, TokenComputer
from sandbox.token_helper.envelope import detached

VGCA_STATUS: Final = {
    Outcome.NO_TOKEN: 1,
    Outcome.CANCELLED: 2,
    Outcome.WRONG_PIN: 3,
    Outcome.BLOCKED: 4,
}
VGCA_TOO_OLD: Final = 9
VNPT_CODE: Final = {
    Outcome.CANCELLED: 11,
    Outcome.NO_TOKEN: 2,
    Outcome.WRONG_PIN: 3,
    Outcome.BLOCKED: 3,
}
#: What the extension says of its app's troubles (web-eid.js, ErrorCode).
WEB_EID_ERROR: Final = {
    Outcome.CANCELLED: "ERR_WEBEID_USER_CANCELLED",
    Outcome.NO_TOKEN: "ERR_WEBEID_USER_TIMEOUT",
    Outcome.WRONG_PIN: "ERR_WEBEID_USER_CANCELLED",
    Outcome.BLOCKED: "ERR_WEBEID_NATIVE_FATAL",
}


class BadFrame(Exception):
    """The frame makes no sense: a real helper hangs up."""


def vgca(operation: str, frame: str, computer: TokenComputer, origin: str) -> str:
    """Answer VGCA's *operation*."""
    if computer.now.manner is Manner.TOO_OLD:
        return json.dumps({"Status": VGCA_TOO_OLD, "Message": "update needed"})
    if operation == "GetCertInfo":
        token = computer.token
        if token is None:
            return json.dumps({"Status": VGCA_STATUS[Outcome.NO_TOKEN], "Message": "no certificate"})
        return json.dumps({"Status": 0, "Message": "", "CertInfo": {"Base64Data": _text(token.certificate)}})
    return _vgca_signed(frame, computer, origin)


def _vgca_signed(frame: str, computer: TokenComputer, origin: str) -> str:
    asked = _json(frame)
    if asked.get("HashAlg") != "SHA256" or asked.get("Encode") != "RSA":
        raise BadFrame
    digest = _bytes(asked.get("HashValue"))
    found = computer.sign(digest, Prompt(origin, "VGCA Sign Service", _text(digest)))
    token = computer.handed_over
    if isinstance(found, Outcome) or token is None:
        status = VGCA_STATUS[found if isinstance(found, Outcome) else Outcome.NO_TOKEN]
        return json.dumps({"Status": status, "Message": "not signed"})
    signed = {"Status": 0, "Message": "", "Signature": _text(found), "CertBase64": _text(token.certificate)}
    return json.dumps(signed)


def vnpt(frame: str, computer: TokenComputer, origin: str) -> str:
    """Answer one function of the plugin: ``<result>*<callback>``."""
    asked = _json(frame)
    arguments = asked.get("args")
    arguments = arguments if isinstance(arguments, list) else []
    callback = asked.get("funcCallback", "callbackDefault")
    match asked.get("functionID"):
        case 7:
            result = "1"
        case 6:
            good = arguments[:1] == ["sandbox"]
            result = json.dumps({"code": 1 if good else 0})
        case 0:
            result = _vnpt_certificate(computer)
        case 10:
            result = _vnpt_signed(arguments, computer, origin)
        case _:
            raise BadFrame
    return f"{result}*{callback}"


def _vnpt_certificate(computer: TokenComputer) -> str:
    token = computer.token
    if token is None:
        return ""
    told = x509.Certificate.load(token.certificate)
    return json.dumps(
        {
            "subjectCN": token.holder.full_name,
            "issuerCN": told.issuer.native.get("common_name"),
            "serial": f"{told.serial_number:X}",
            "notBefore": told.not_valid_before.isoformat(),
            "notAfter": told.not_valid_after.isoformat(),
            "base64": _text(token.certificate),
        }
    )


def _vnpt_signed(arguments: list[Any], computer: TokenComputer, origin: str) -> str:
    if not arguments or not isinstance(arguments[0], str):
        raise BadFrame
    items = json.loads(arguments[0])
    data = _bytes(_json(items[0]).get("data"))
    prompt = Prompt(origin, "VNPT-CA Plugin", data.decode(errors="replace"))
    token = computer.token
    made: list[Outcome] = []

    def sign(attributes: bytes) -> bytes:
        found = computer.sign(sha256(attributes).digest(), prompt)
        if isinstance(found, Outcome):
            made.append(found)
            return b""
        return found

    envelope = detached(data, token.certificate, sign) if token else b""
    outcome = made[0] if made else None if token else Outcome.NO_TOKEN
    code = VNPT_CODE[outcome] if outcome else 0
    told = {"code": code, "data": "" if code else _text(envelope), "error": "", "serial": ""}
    return json.dumps([json.dumps(told)])


def web_eid(origin: str, nonce: str, computer: TokenComputer) -> dict[str, object]:
    """Give the authentication token, or ``{"error": {"code": …}}`` as the extension does."""
    if computer.now.manner is Manner.TOO_OLD:
        return {"error": {"code": "ERR_WEBEID_VERSION_MISMATCH", "message": "update needed"}}
    over = b"".join(sha256(part.encode()).digest() for part in (origin, nonce))
    found = computer.sign(sha256(over).digest(), Prompt(origin, "Web eID", nonce))
    token = computer.handed_over
    if isinstance(found, Outcome) or token is None:
        outcome = found if isinstance(found, Outcome) else Outcome.NO_TOKEN
        return {"error": {"code": WEB_EID_ERROR[outcome], "message": outcome}}
    return {
        "unverifiedCertificate": _text(token.certificate),
        "algorithm": "RS256" if token.holder.rsa else "ES256",
        "signature": _text(found),
        "format": "web-eid:1.0",
        "appVersion": "https://web-eid.eu/web-eid-app/releases/2.6.0+sandbox",
    }


def _json(text: Any) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, TypeError) as error:
        raise BadFrame from error
    if not isinstance(told, dict):
        raise BadFrame
    return told


def _bytes(text: Any) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error as error:
        raise BadFrame from error


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
