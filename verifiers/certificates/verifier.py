"""Check a certificate, or a signature and its certificate, at a given moment.

The process that examines checks everything that asks nobody: signature, path, strength, usage. Then this
process asks about revocation. So no revocation request is sent for a certificate without a path to a trusted
root, and `verify` returns no data of a certificate before its signature was checked.
"""

from collections.abc import Sequence
from datetime import datetime

from verifiers.certificates.children import Children, children_of_this_process
from verifiers.certificates.links import Link, links_of
from verifiers.certificates.revocation import Enquiry, Revocation
from verifiers.examination.certificate import Certificate, CertificateRefusal
from verifiers.examination.messages import Message
from verifiers.examination.signature import SignatureRefusal, SignatureScheme
from verifiers.examination.trust import TrustList

Verdict = Certificate | CertificateRefusal | SignatureRefusal


class CertificateVerifier:
    """Checks certificates and signatures for one method, with the trust list of that method."""

    def __init__(
        self,
        counterpart: str,
        *,
        trust: TrustList,
        revocation: Revocation,
        children: Children | None = None,
    ) -> None:
        """Keep the name of the *counterpart* that sends certificates and signatures, e.g. "sim_signature".

        Args:
            children: the processes that examine; by default those that all methods of this process share.
        """
        self._counterpart = counterpart
        self._trust = trust.to_message()
        self._revocation = revocation
        self._children = children or children_of_this_process()

    def verify(
        self,
        signature: bytes,
        *,
        over: bytes,
        certificate: bytes,
        scheme: SignatureScheme,
        moment: datetime,
    ) -> Verdict:
        """Check a bare *signature* over exactly the bytes *over*, then the signer's *certificate*.

        Args:
            certificate: DER.
            moment: the time of the signature; aware.

        Returns:
            The certificate, or the first refusal.

        Raises:
            UnexpectedAnswer: the signature or the certificate is malformed.
            Unreachable: no source says whether the certificate was revoked, or too many wait for a check.
            TooMuchWork: the check took more than its share of work.
        """
        question = {"signature": signature, "over": over, "certificate": certificate, "scheme": str(scheme)}
        return self._verdict({"task": "signature", **question}, moment)

    def verify_envelope(
        self, envelope: bytes, *, over: bytes, moment: datetime, named: bytes | None = None
    ) -> Verdict:
        """Check a CMS *envelope* (DER) over exactly the bytes *over*, then its signer's certificate.

        Args:
            named: the signer's certificate (DER) according to the counterpart; another signer is refused.

        Returns, Raises: as `verify`.
        """
        question = {"task": "envelope", "envelope": envelope, "over": over, "named": named}
        return self._verdict(question, moment)

    def check(self, certificate: bytes, *, moment: datetime, others: Sequence[bytes] = ()) -> Verdict:
        """Check a *certificate* (DER) without a signature; as certificates are public, this proves no person.

        Args:
            others: certificates that came with it, DER; used only to build the path to a root.

        Returns, Raises: as `verify`.
        """
        question = {"task": "certificate", "certificate": certificate, "others": list(others)}
        return self._verdict(question, moment)

    def _verdict(self, question: Message, moment: datetime) -> Verdict:
        common = {"trust": self._trust, "moment": moment.isoformat()}
        answer = self._children.ask({**question, **common, "counterpart": self._counterpart})
        match answer:
            case {"refused": "CertificateRefusal"}:
                return CertificateRefusal(answer["as"])
            case {"refused": _}:
                return SignatureRefusal(answer["as"])
            case _:
                return self._unless_revoked(answer, common)

    def _unless_revoked(self, answer: Message, common: Message) -> Certificate | CertificateRefusal:
        def examine(link: Link, asked: Message) -> Message:
            return self._children.ask({**asked, **common, "path": list(link.path)})

        refusal = Enquiry(self._revocation, links_of(answer["path"]), examine).refusal()
        return refusal or Certificate.from_message(answer["certificate"])
