"""Certificates and signatures with them, for every method that has some: who signed, and is that still so.

`CertificateVerifier` checks, `who_it_is` says whom a good certificate vouches for; the rest is how.
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
