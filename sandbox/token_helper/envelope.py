"""Make a detached CMS envelope (RFC 5652) from a token's signature and certificate."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

from asn1crypto import algos, cms, x509


def detached(data: bytes, certificate: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """Sign *data* and return the envelope, DER; the envelope does not hold *data*.

    Args:
        certificate: the signer's, DER; its key is RSA.
        sign: signs the attributes with SHA-256 and PKCS#1 v1.5.
    """
    signer = x509.Certificate.load(certificate)
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [sha256(data).digest()]}),
            cms.CMSAttribute(
                {
                    "type": "signing_time",
                    "values": [cms.Time({"utc_time": datetime.now(UTC).replace(microsecond=0)})],
                }
            ),
        ]
    )
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": signer.issuer, "serial_number": signer.serial_number}
                    )
                }
            ),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
            "signature": sign(attributes.dump()),
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": {"content_type": "data"},
            "certificates": [signer],
            "signer_infos": [info],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())
