"""Certificates and their signatures: is the signature good, is the certificate valid now, who is its holder.

`CertificateVerifier` checks a signature and its certificate. `who_it_is` reads the holder from a certificate
that passed. No gateway or helper program is known here: the folders of the methods know them.
"""

from verifiers.certificates.certificate import Certificate, CertificateRefusal
from verifiers.certificates.holder import Holder, HolderRefusal, who_it_is
from verifiers.certificates.revocation import Revocation
from verifiers.certificates.signature import SignatureRefusal, SignatureScheme
from verifiers.certificates.subject import SubjectFacts
from verifiers.certificates.trust import RootKind, TrustList
from verifiers.certificates.verifier import CertificateVerifier, Verdict

__all__ = [
    "Certificate",
    "CertificateRefusal",
    "CertificateVerifier",
    "Holder",
    "HolderRefusal",
    "Revocation",
    "RootKind",
    "SignatureRefusal",
    "SignatureScheme",
    "SubjectFacts",
    "TrustList",
    "Verdict",
    "who_it_is",
]
