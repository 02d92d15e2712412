"""Each helper's response to one frame of a page. The sockets are in `sandbox.token_helper.app`.

The helpers are VGCA Sign Service (``GetCertInfo`` and ``SignMsg``), the VNPT-CA plugin (functions 7, 6, 0 and
10) and the Web eID app. VGCA has published no list of its Status values, so all but 0 are assumptions.
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
#: The error codes of the Web eID extension (web-eid.js, ErrorCode).
WEB_EID_ERROR: Final = {
    Outcome.CANCELLED: "ERR_WEBEID_USER_CANCELLED",
    Outcome.NO_TOKEN: "ERR_WEBEID_USER_TIMEOUT",
    Outcome.WRONG_PIN: "ERR_WEBEID_USER_CANCELLED",
    Outcome.BLOCKED: "ERR_WEBEID_NATIVE_FATAL",
}


class BadFrame(Exception):
    """The frame is malformed; a real helper closes the connection."""


def vgca(operation: str, frame: str, computer: TokenComputer, origin: str) -> str:
    """Respond to *operation* as VGCA Sign Service does."""
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
    result = computer.sign(digest, Prompt(origin, "VGCA Sign Service", _text(digest)))
    token = computer.handed_over
    if isinstance(result, Outcome) or token is None:
        status = VGCA_STATUS[result if isinstance(result, Outcome) else Outcome.NO_TOKEN]
        return json.dumps({"Status": status, "Message": "not signed"})
    signed = {"Status": 0, "Message": "", "Signature": _text(result), "CertBase64": _text(token.certificate)}
    return json.dumps(signed)


def vnpt(frame: str, computer: TokenComputer, origin: str) -> str:
    """Respond to one function of the VNPT-CA plugin: ``<result>*<callback>``."""
    asked = _json(frame)
    arguments = asked.get("args")
    callback = asked.get("funcCallback", "callbackDefault")
    match asked.get("functionID"), arguments:
        case 7, [""]:
            result = "1"
        case 6, [str(licence)]:
            result = json.dumps({"code": 1 if licence == "sandbox" else 0})
        case 0, ["0" | "1"]:
            result = _vnpt_certificate(computer)
        case 10, [str(items), str(), "0" | "1", "0" | "1"]:
            result = _vnpt_signed(items, computer, origin)
        case _:
            raise BadFrame
    return f"{result}*{callback}"


def _vnpt_certificate(computer: TokenComputer) -> str:
    token = computer.token
    if token is None:
        return ""
    certificate = x509.Certificate.load(token.certificate)
    return json.dumps(
        {
            "subjectCN": token.holder.full_name,
            "issuerCN": certificate.issuer.native.get("common_name"),
            "serial": f"{certificate.serial_number:X}",
            "notBefore": certificate.not_valid_before.isoformat(),
            "notAfter": certificate.not_valid_after.isoformat(),
            "base64": _text(token.certificate),
        }
    )


def _vnpt_signed(items: str, computer: TokenComputer, origin: str) -> str:
    listed = _loaded(items)
    if not isinstance(listed, list) or not listed:
        raise BadFrame
    data = _bytes(_json(listed[0]).get("data"))
    prompt = Prompt(origin, "VNPT-CA Plugin", data.decode(errors="replace"))
    token = computer.token
    failures: list[Outcome] = []

    def sign(attributes: bytes) -> bytes:
        result = computer.sign(sha256(attributes).digest(), prompt)
        if isinstance(result, Outcome):
            failures.append(result)
            return b""
        return result

    envelope = detached(data, token.certificate, sign) if token else b""
    outcome = failures[0] if failures else None if token else Outcome.NO_TOKEN
    code = VNPT_CODE[outcome] if outcome else 0
    answer = {"code": code, "data": "" if code else _text(envelope), "error": "", "serial": ""}
    return json.dumps([json.dumps(answer)])  # the plugin sends JSON in JSON: a list of texts that are JSON


def web_eid(origin: str, nonce: str, computer: TokenComputer) -> dict[str, object]:
    """Return the authentication token, or ``{"error": {"code": …}}`` as the extension does."""
    if computer.now.manner is Manner.TOO_OLD:
        return {"error": {"code": "ERR_WEBEID_VERSION_MISMATCH", "message": "update needed"}}
    # A Web eID token signs hash(origin) + hash(nonce), so a token for one origin fails at another.
    over = b"".join(sha256(part.encode()).digest() for part in (origin, nonce))
    result = computer.sign(sha256(over).digest(), Prompt(origin, "Web eID", nonce))
    token = computer.handed_over
    if isinstance(result, Outcome) or token is None:
        outcome = result if isinstance(result, Outcome) else Outcome.NO_TOKEN
        return {"error": {"code": WEB_EID_ERROR[outcome], "message": outcome}}
    return {
        "unverifiedCertificate": _text(token.certificate),
        "algorithm": "RS256" if token.holder.rsa else "ES256",
        "signature": _text(result),
        "format": "web-eid:1.0",
        "appVersion": "https://web-eid.eu/web-eid-app/releases/2.6.0+sandbox",
    }


def _loaded(text: Any) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError) as error:
        raise BadFrame from error


def _json(text: Any) -> dict[str, Any]:
    fields = _loaded(text)
    if not isinstance(fields, dict):
        raise BadFrame
    return fields


def _bytes(text: Any) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error as error:
        raise BadFrame from error


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
