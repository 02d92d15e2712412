"""The signed attributes of a CMS signer (RFC 5652 sections 5.3 and 11), and the bytes that are signed.

Unsigned attributes are never read: anyone may add or change them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from asn1crypto import cms, core, tsp, x509

from verifiers.examination.envelope.der import require_der
from verifiers.examination.reading import require_short
from verifiers.examination.strength import HASHES

_SET_OF = b"\x31"


@dataclass(frozen=True)
class SignedAttributes:
    """The attributes that one signature covers.

    Attributes:
        encoded: the bytes that are signed.
        message_digest: the digest of the content, as the signer computed it.
    """

    encoded: bytes = field(repr=False)
    message_digest: bytes


def read_signed_attributes(info: cms.SignerInfo, certificate: x509.Certificate) -> SignedAttributes | None:
    """Read the attributes that *info* signs, with *certificate* as its signer's.

    Returns:
        None where there are none: RFC 5652 section 5.3 allows that for content of the type data.

    Raises:
        ValueError: they break the RFC's rules, or contradict *info* or *certificate*.
    """
    attributes = info["signed_attrs"]
    if isinstance(attributes, core.Void):
        return None
    encoded = attributes.dump()
    require_der(encoded)
    values = _values_by_type(attributes)
    if _only(values.get("content_type")).native != "data":
        raise ValueError("the signed content is of another type")
    digest = _only(values.get("message_digest"))
    _check_algorithms(values, info)
    _check_certificate(values, certificate)
    # Section 5.4: the signature covers the SET OF tag in place of [0]. The order stays as received, as in
    # OpenSSL: some signers sign a set that they did not sort, and their signature covers that order.
    return SignedAttributes(_SET_OF + encoded[1:], digest.native)


def _values_by_type(attributes: cms.CMSAttributes) -> dict[str, Sequence[core.Asn1Value]]:
    values = {attribute["type"].native: attribute["values"] for attribute in attributes}
    if len(values) != len(attributes):
        raise ValueError("an attribute stands there twice")
    return values


def _only(values: Sequence[core.Asn1Value] | None) -> core.Asn1Value:
    if values is None or len(values) != 1:
        raise ValueError("an attribute is missing, or has not exactly one value")
    return values[0]


def _check_algorithms(values: dict[str, Sequence[core.Asn1Value]], info: cms.SignerInfo) -> None:
    """Compare the algorithms with the attribute that protects them, where there is one (RFC 6211)."""
    if "cms_algorithm_protection" not in values:
        return
    protected = _only(values["cms_algorithm_protection"])
    for name in ("digest_algorithm", "signature_algorithm"):
        if protected[name].native != info[name].native:
            raise ValueError("the algorithms are not those that were signed")


def _check_certificate(values: dict[str, Sequence[core.Asn1Value]], certificate: x509.Certificate) -> None:
    """Compare *certificate* with the attributes that name the signer's, where there are some (RFC 5035).

    The older attribute holds a SHA-1. It can only refuse a certificate here, never make one acceptable.
    """
    if "signing_certificate_v2" in values:
        named = _only(values["signing_certificate_v2"])["certs"][0]
        digest = named["hash_algorithm"]["algorithm"].native
        if digest not in HASHES:
            raise ValueError("the signer's certificate is named by a weak hash")
        _compare(named, hashlib.new(digest, certificate.dump()).digest(), certificate)
    if "signing_certificate" in values:
        _compare(_only(values["signing_certificate"])["certs"][0], certificate.sha1, certificate)


def _compare(named: tsp.ESSCertID | tsp.ESSCertIDv2, digest: bytes, certificate: x509.Certificate) -> None:
    if named["cert_hash"].native != digest:
        raise ValueError("the signature names another certificate")
    identity = named["issuer_serial"]
    if isinstance(identity, core.Void):
        return
    issuer, *more = identity["issuer"]
    is_name = issuer.name == "directory_name" and not more
    if not (is_name and _is_same(issuer.chosen, certificate.issuer)) or (
        identity["serial_number"].native != certificate.serial_number
    ):
        raise ValueError("the signature names another issuer or serial number")


def _is_same(name: x509.Name, other: x509.Name) -> bool:
    return bool(name.dump() == other.dump() or require_short(name) == require_short(other))
