"""Certificates and their signatures: is the signature good, is the certificate valid now, who is its holder.

`CertificateVerifier` checks a signature and its certificate: `verifiers.examination` reads them in another
process, and this folder asks the authorities about revocation. `who_it_is` reads the holder from a
certificate that passed. No gateway or helper program is known here: the folders of the methods know them.
"""

from verifiers.certificates.children import Children, children_of_this_process
from verifiers.certificates.holder import Holder, HolderRefusal, who_it_is
from verifiers.certificates.revocation import SOURCES_OF_REVOCATION, Revocation, is_left_alone
from verifiers.certificates.verifier import CertificateVerifier, Verdict
from verifiers.examination.certificate import Certificate, CertificateRefusal
from verifiers.examination.signature import SignatureRefusal, SignatureScheme
from verifiers.examination.subject import SubjectFacts
from verifiers.examination.trust import RootKind, TrustList
from verifiers.examination.usage import UsageProfile

__all__ = [
    "SOURCES_OF_REVOCATION",
    "Certificate",
    "CertificateRefusal",
    "CertificateVerifier",
    "Children",
    "Holder",
    "HolderRefusal",
    "Revocation",
    "RootKind",
    "SignatureRefusal",
    "SignatureScheme",
    "SubjectFacts",
    "TrustList",
    "UsageProfile",
    "Verdict",
    "children_of_this_process",
    "is_left_alone",
    "who_it_is",
]
