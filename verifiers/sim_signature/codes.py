"""Map the status and fault codes of a gateway to the refusals that a citizen sees.

The codes are those of ETSI TS 102 204 V1.1.4 (table of status codes), with the codes 402 to 505 and 780 that
Vietnamese, Swiss and Finnish gateways add. A four-digit code is a special case of its first three digits.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from verifiers.examination.certificate import CertificateRefusal


class SigningRefusal(StrEnum):
    """Why there is no signature, or why the signature is not accepted."""

    NO_SIM_SIGNATURE = "no_sim_signature"
    EXPIRED = "expired"
    OUT_OF_COVERAGE = "out_of_coverage"
    CANCELLED = "cancelled"
    PIN_BLOCKED = "pin_blocked"
    CARD_BLOCKED = "card_blocked"
    NOT_ACTIVATED = "not_activated"
    STATUS_UNKNOWN = "status_unknown"
    BUSY = "busy"
    NOT_REGISTERED = "not_registered"
    TRY_LATER = "try_later"
    #: The gateway itself rejected the signature.
    SIGNATURE_REFUSED = "signature_refused"
    #: The check took too much work: nothing is known about the signature.
    NOT_CHECKED = "not_checked"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    CERTIFICATE_WRONG_USAGE = "certificate_wrong_usage"
    CERTIFICATE_WEAK = "certificate_weak"


FOUR_DIGITS: Final = 1000
#: The codes that concern the citizen. Not in this table, and so `UnexpectedAnswer`: codes that reject our
#: request (101 to 104, 107 to 109), 408 "registration is fine", and codes that are not agreed.
REFUSALS: Final[Mapping[int, SigningRefusal]] = {
    105: SigningRefusal.NO_SIM_SIGNATURE,
    208: SigningRefusal.EXPIRED,
    2081: SigningRefusal.EXPIRED,
    2082: SigningRefusal.EXPIRED,
    209: SigningRefusal.OUT_OF_COVERAGE,
    401: SigningRefusal.CANCELLED,
    4011: SigningRefusal.CANCELLED,
    4013: SigningRefusal.CANCELLED,
    402: SigningRefusal.PIN_BLOCKED,
    403: SigningRefusal.CARD_BLOCKED,
    404: SigningRefusal.NOT_ACTIVATED,
    422: SigningRefusal.NOT_ACTIVATED,
    405: SigningRefusal.STATUS_UNKNOWN,
    423: SigningRefusal.STATUS_UNKNOWN,
    424: SigningRefusal.STATUS_UNKNOWN,
    425: SigningRefusal.STATUS_UNKNOWN,
    406: SigningRefusal.BUSY,
    407: SigningRefusal.NOT_REGISTERED,
    450: SigningRefusal.TRY_LATER,
    900: SigningRefusal.TRY_LATER,
    **dict.fromkeys(range(701, 781), SigningRefusal.TRY_LATER),
    501: SigningRefusal.CERTIFICATE_REVOKED,
    503: SigningRefusal.SIGNATURE_REFUSED,
    505: SigningRefusal.SIGNATURE_REFUSED,
}


def refusal_of(code: int) -> SigningRefusal | None:
    """Return what *code* means for the citizen; an unknown one of four digits counts as its first three."""
    return REFUSALS.get(code) or REFUSALS.get(code // 10 if code >= FOUR_DIGITS else code)


CERTIFICATE_REFUSALS: Final[Mapping[CertificateRefusal, SigningRefusal]] = {
    CertificateRefusal.EXPIRED: SigningRefusal.CERTIFICATE_EXPIRED,
    CertificateRefusal.NOT_YET_VALID: SigningRefusal.CERTIFICATE_NOT_YET_VALID,
    CertificateRefusal.REVOKED: SigningRefusal.CERTIFICATE_REVOKED,
    CertificateRefusal.UNTRUSTED: SigningRefusal.CERTIFICATE_UNTRUSTED,
    CertificateRefusal.WRONG_USAGE: SigningRefusal.CERTIFICATE_WRONG_USAGE,
    CertificateRefusal.WEAK: SigningRefusal.CERTIFICATE_WEAK,
}
