"""Whether a CMS envelope (RFC 5652) was signed by exactly one signer, over exactly our bytes.

The one signer is found here, weak algorithms are refused, and the content is compared with what we sent.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from asn1crypto import cms, core, x509

from verifiers.errors import UnexpectedAnswer
from verifiers.examination.envelope.attributes import read_signed_attributes
from verifiers.examination.envelope.signing import check_signer
from verifiers.examination.issuers import MAX_SENT
from verifiers.examination.reading import BROKEN, read_certificate, require_short
from verifiers.examination.signature import SignatureRefusal
from verifiers.examination.strength import HASHES, has_strong_signature

MAX_ENVELOPE_BYTES = 48 * 1024  # assumption: four certificates, a signature and a challenge are some 8 KiB


@dataclass(frozen=True)
class Signer:
    """Whose key signed: the certificate that the envelope names, and what else came along; all DER."""

    certificate: bytes = field(repr=False)
    others: tuple[bytes, ...] = field(repr=False)


def check_envelope(
    envelope: bytes, *, over: bytes, counterpart: str, named: bytes | None = None
) -> Signer | SignatureRefusal:
    """Check the CMS *envelope* (DER), whether our bytes are in it (attached) or not (detached).

    Args:
        over: the bytes that were to be signed.
        named: the certificate (DER) said to have been used; it may be left out of the envelope.

    Returns:
        The signer, whose certificate is not yet checked; or what is wrong with the envelope.

    Raises:
        UnexpectedAnswer: it is no CMS SignedData with a signer whose certificate is known.
    """
    try:
        return _checked(_signed_data(envelope), over=over, named=named, counterpart=counterpart)
    except BROKEN as error:
        raise UnexpectedAnswer(counterpart, "sent no envelope that can be read") from error


def _checked(
    signed: cms.SignedData, *, over: bytes, named: bytes | None, counterpart: str
) -> Signer | SignatureRefusal:
    infos = signed["signer_infos"]
    if len(infos) > 1:
        return SignatureRefusal.SEVERAL_SIGNERS
    if not infos:
        raise ValueError("nobody signed")
    info = infos[0]
    sent = _certificates_in(signed)
    told = [read_certificate(named, counterpart=counterpart)] if named is not None else []
    certificate = _signer_of(info, [*told, *sent])
    if named is not None and certificate.dump() != named:
        return SignatureRefusal.OTHER_SIGNER
    refusal = _refusal_of(signed, info, certificate, over)
    others = tuple(one.dump() for one in sent if one.dump() != certificate.dump())
    return refusal or Signer(certificate.dump(), others)


def _signed_data(envelope: bytes) -> cms.SignedData:
    if len(envelope) > MAX_ENVELOPE_BYTES:
        raise ValueError("longer than any envelope")
    info = cms.ContentInfo.load(envelope, strict=True)
    if info["content_type"].native != "signed_data":
        raise ValueError("not signed data")
    signed = info["content"]
    if len(signed["certificates"]) > MAX_SENT:  # counts them by their frames: none is parsed yet
        raise ValueError("more certificates than any token sends")
    _ = info.native  # reads all of it: what is broken shows now
    return signed


def _certificates_in(signed: cms.SignedData) -> list[x509.Certificate]:
    return [one.chosen for one in signed["certificates"] or () if one.name == "certificate"]


def _signer_of(info: cms.SignerInfo, certificates: Sequence[x509.Certificate]) -> x509.Certificate:
    """Find the one certificate that the signer is identified by."""
    sid = info["sid"]
    if sid.name == "issuer_and_serial_number":
        who = sid.chosen
        found = {
            one.dump(): one
            for one in certificates
            if one.serial_number == who["serial_number"].native
            and require_short(one.issuer) == require_short(who["issuer"])
        }
    else:
        found = {one.dump(): one for one in certificates if one.key_identifier == sid.chosen.native}
    if len(found) != 1:
        raise ValueError("the signer's certificate is not there, or not one alone")
    return next(iter(found.values()))


def _refusal_of(
    signed: cms.SignedData, info: cms.SignerInfo, certificate: x509.Certificate, over: bytes
) -> SignatureRefusal | None:
    digest = info["digest_algorithm"]["algorithm"].native
    if digest not in HASHES or not has_strong_signature(info["signature_algorithm"], digest=digest):
        return SignatureRefusal.WEAK
    inside = signed["encap_content_info"]
    if inside["content_type"].native != "data":
        raise ValueError("the content is of another type")
    if not isinstance(inside["content"], core.Void) and bytes(inside["content"]) != over:
        return SignatureRefusal.OTHER_CONTENT
    attributes = read_signed_attributes(info, certificate)
    refusal = check_signer(info, certificate, attributes.encoded if attributes else over)
    if refusal or attributes is None:
        return refusal
    is_ours = attributes.message_digest == hashlib.new(digest, over).digest()
    return None if is_ours else SignatureRefusal.OTHER_CONTENT
