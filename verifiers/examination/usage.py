"""What a certificate may be used for: key usage and extended key usage (RFC 5280, 4.2.1.3 and 4.2.1.12).

A certificate of a web server, of a program's maker, of a time stamp or of an OCSP responder is signed by the
same authorities as those of persons. Only its extended key usage tells them apart, critical or not.
"""

import re
from dataclasses import dataclass
from typing import Final

from asn1crypto import x509

from verifiers.examination.subject import read_subject

CLIENT_AUTHENTICATION: Final = "1.3.6.1.5.5.7.3.2"
EMAIL_PROTECTION: Final = "1.3.6.1.5.5.7.3.4"
DOCUMENT_SIGNING: Final = "1.3.6.1.5.5.7.3.36"  # RFC 9336
MICROSOFT_DOCUMENT_SIGNING: Final = "1.3.6.1.4.1.311.10.3.12"
SMART_CARD_LOGON: Final = "1.3.6.1.4.1.311.20.2.2"
ANY_USE: Final = "2.5.29.37.0"
#: An extended key usage must name one of these, or one that the operator lists for a method's authorities.
USES_OF_PERSONS: Final = frozenset(
    {
        CLIENT_AUTHENTICATION,
        EMAIL_PROTECTION,
        DOCUMENT_SIGNING,
        MICROSOFT_DOCUMENT_SIGNING,
        SMART_CARD_LOGON,
        ANY_USE,
    }
)


OID = re.compile(r"[0-2](\.(0|[1-9]\d*))+", re.ASCII)


@dataclass(frozen=True)
class UsageProfile:
    """What the operator knows of the authorities of one method beyond the common rules.

    Attributes:
        more_uses: OIDs of extended key usages that also name a use of persons.
        sign_documents_only: CNs of authorities whose certificates of persons have nonRepudiation and no
            digitalSignature; all others need digitalSignature.
    """

    more_uses: frozenset[str] = frozenset()
    sign_documents_only: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what is no OID: it would admit nothing, and the operator would not know why.

        Raises:
            ValueError: a use is not written in numbers with dots.
        """
        if not all(OID.fullmatch(use) for use in self.more_uses):
            raise ValueError("an extended key usage is an OID: numbers with dots between them")


def is_for_signing(certificate: x509.Certificate, profile: UsageProfile) -> bool:
    """Tell whether *certificate* belongs to a holder, not an authority, and its usages let a person sign.

    A certificate without the key-usage extension is refused. Without an extended key usage, none is asked.
    """
    key_usage = certificate.key_usage_value
    if certificate.ca or key_usage is None:
        return False
    has_signing_bit = "digital_signature" in key_usage.native or (
        "non_repudiation" in key_usage.native
        and read_subject(certificate.issuer).common_name in profile.sign_documents_only
    )
    return has_signing_bit and names_a_use_of_persons(certificate, profile)


def names_a_use_of_persons(certificate: x509.Certificate, profile: UsageProfile) -> bool:
    """Tell whether the extended key usage, if there is one, names a use of persons.

    Asked of authorities too: one that may issue for web servers alone can not issue for a person.
    """
    extended = certificate.extended_key_usage_value
    if extended is None:
        return True
    return not (USES_OF_PERSONS | profile.more_uses).isdisjoint(use.dotted for use in extended)
