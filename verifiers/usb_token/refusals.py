"""The helper programs, and the reasons to refuse a signature that came through one."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from verifiers.certificates import CertificateRefusal


class Helper(StrEnum):
    """The programs through which a page reaches a token."""

    VGCA = "vgca"
    VNPT = "vnpt"
    WEB_EID = "web_eid"


#: These sign a digest, or bytes, for any page that reaches them: the signature names no site that the browser
#: vouches for. So a page of a thief can have the thief's own challenge signed (a relay).
SIGN_FOR_ANY_SITE: Final = frozenset({Helper.VGCA, Helper.VNPT})


class TokenRefusal(StrEnum):
    """Why a signature of a token is not accepted."""

    UNREADABLE = "unreadable"  # not in the helper's format at all
    TOO_LATE = "too_late"
    NOT_OVER_OURS = (
        "not_over_ours"  # another challenge, key or origin, or an algorithm that is weak or not agreed
    )
    NOT_CHECKED = "not_checked"  # the check took too much work: nothing is known about the signature
    NEEDS_WEB_EID = "needs_web_eid"  # by setting: no other helper counts
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    CERTIFICATE_WRONG_USAGE = "certificate_wrong_usage"
    CERTIFICATE_WEAK = "certificate_weak"


CERTIFICATE_REFUSALS: Final[Mapping[CertificateRefusal, TokenRefusal]] = {
    refusal: TokenRefusal(f"certificate_{refusal}") for refusal in CertificateRefusal
}
