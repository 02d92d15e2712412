"""The status and fault codes of the gateway, with their messages: those of TS 102 204 and additions."""

from collections.abc import Mapping
from typing import Final

ACCEPTED: Final = 100
WRONG_PARAMETER: Final = 101
MISSING_PARAMETER: Final = 102
WRONG_LENGTH: Final = 103
UNAUTHORISED: Final = 104
UNKNOWN_CLIENT: Final = 105
INAPPROPRIATE_DATA: Final = 107
INCOMPATIBLE_INTERFACE: Final = 108
UNSUPPORTED_PROFILE: Final = 109
EXPIRED: Final = 208
OUT_OF_COVERAGE: Final = 209
CANCELLED: Final = 401
PIN_BLOCKED: Final = 402
BUSY: Final = 406
SIGNED: Final = 500
VALIDATED: Final = 502
OUTSTANDING: Final = 504

WORDS: Final[Mapping[int, str]] = {
    100: "REQUEST_OK",
    101: "WRONG_PARAM",
    102: "MISSING_PARAM",
    103: "WRONG_DATA_LENGTH",
    104: "UNAUTHORIZED_ACCESS",
    105: "UNKNOWN_CLIENT",
    107: "INAPPROPRIATE_DATA",
    108: "INCOMPATIBLE_INTERFACE",
    109: "UNSUPPORTED_PROFILE",
    208: "EXPIRED_TRANSACTION",
    2081: "EXPIRED_TRANSACTION_ON_SIM",
    2082: "EXPIRED_TRANSACTION_AT_GATEWAY",
    209: "OTA_ERROR",
    401: "USER_CANCEL",
    4011: "USER_CANCEL_AT_TEXT",
    4013: "USER_CANCEL_AT_PIN",
    402: "PIN_NR_BLOCKED",
    403: "CARD_BLOCKED",
    404: "NO_KEY_FOUND",
    405: "NO_URL_FOUND",
    406: "PB_SIGNATURE_PROCESS",
    407: "REGISTRATION_NOK",
    408: "REGISTRATION_OK",
    422: "NO_CERT_FOUND",
    423: "CRL_PB",
    424: "CRL_EXPIRED",
    425: "ERROR_CERTIFICATE",
    450: "ROAMING",
    500: "SIGNATURE",
    501: "REVOKED_CERTIFICATE",
    502: "VALID_SIGNATURE",
    503: "INVALID_SIGNATURE",
    504: "OUTSTANDING_TRANSACTION",
    505: "CONSTRAINT_MISMATCH",
    701: "SERVICE_ERROR",
    780: "UNABLE_TO_PROVIDE_SERVICES",
    900: "INTERNAL_ERROR",
    999: "NOBODY_AGREED_ON_THIS",
}
#: The codes of an ordinary response, in its Status; all other codes come as SOAP faults.
SUCCESSES: Final = frozenset({100, 408, 500, 501, 502, 503, 504, 505})
#: For each of these codes the sandbox has two phones: one gets it at the start, one at the status request.
RAISED: Final = tuple(code for code in WORDS if code not in {ACCEPTED, SIGNED, VALIDATED, OUTSTANDING})
