"""Choose, before a path is searched, the few certificates sent along that can lead to a root.

Anyone may send any certificates along. The path validator follows names alone: with seven certificates of one
name it tries every order of them, 5,040 in all. So a certificate is used only if its key verifies the
signature of a certificate below it, and the work spent to find that out has a limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from asn1crypto import x509
from cryptography import x509 as strict
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from verifiers.errors import UnexpectedAnswer
from verifiers.examination.reading import BROKEN, read_certificate, subject_of
from verifiers.examination.strength import MAX_RSA_BITS
from verifiers.examination.trust import TrustList

#: At most this many certificates sent along are looked at, the signer's included; assumption. Tokens send
#: four and more: the path, duplicates, roots and unrelated authorities.
MAX_SENT = 8
#: At most this many of them are used; a path has one or two authorities under the root.
MAX_USED = 3
#: At most this many signatures are checked to choose them; a real path needs one for each certificate used.
MAX_CHECKS = 2 * MAX_SENT


class IssuerSignatures:
    """Checks which certificate's key signed another certificate, and remembers each result."""

    def __init__(self) -> None:
        self._results: dict[tuple[bytes, bytes], bool] = {}

    @property
    def checked(self) -> int:
        """The number of signatures that were verified."""
        return len(self._results)

    def was_made(self, certificate: x509.Certificate, *, by: x509.Certificate) -> bool:
        """Tell whether the key of *by* verifies the signature on *certificate*; weak algorithms included."""
        pair = (certificate.sha256, by.sha256)
        if pair not in self._results:
            self._results[pair] = _verifies(certificate, by)
        return self._results[pair]


@dataclass(frozen=True)
class Along:
    """The certificates sent along that are used, in the order from the holder up, and what choosing cost."""

    used: tuple[x509.Certificate, ...] = field(repr=False)
    certificates_read: int


def choose_issuers(
    certificate: x509.Certificate,
    sent: Sequence[bytes],
    *,
    trust: TrustList,
    moment: datetime,
    signatures: IssuerSignatures,
) -> Along:
    """Choose those of the certificates *sent* along (DER) that lead up from *certificate*.

    At most one of each name and key is used. All others are left out, also those that cannot be read: some
    programs send all certificates of a token.
    """
    sent_along = _Sent(sent, trust, moment)
    # A certificate in the trust list needs no second one of the same name and key, unless it is out of date.
    seen = {_name_and_key(one) for one in (*trust.roots, *trust.issuing) if _is_valid(one, moment)}
    used: list[x509.Certificate] = []
    while len(used) < MAX_USED:
        below = used[-1] if used else certificate
        for candidate in sent_along.named(below.issuer):
            if signatures.checked >= MAX_CHECKS:
                return Along(tuple(used), sent_along.certificates_read)
            if _name_and_key(candidate) not in seen and signatures.was_made(below, by=candidate):
                seen.add(_name_and_key(candidate))
                used.append(candidate)
                break  # one signature has one key
        else:
            break
    return Along(tuple(used), sent_along.certificates_read)


class _Sent:
    """The certificates sent along; each is parsed as a whole only if its name is asked for."""

    def __init__(self, sent: Sequence[bytes], trust: TrustList, moment: datetime) -> None:
        self._moment = moment
        self._trusted_names = {one.subject.hashable for one in (*trust.roots, *trust.issuing)}
        self._unread: dict[str, list[bytes]] = {}
        self._read: dict[str, list[x509.Certificate]] = {}
        self.certificates_read = 0
        for der in tuple(dict.fromkeys(sent))[:MAX_SENT]:
            if (name := subject_of(der)) is not None:
                self._unread.setdefault(name.hashable, []).append(der)

    def named(self, name: x509.Name) -> Sequence[x509.Certificate]:
        """Return the certificates with the subject *name*, the most useful first."""
        key = name.hashable
        if key not in self._read:
            ders = self._unread.get(key, [])
            self.certificates_read += len(ders)
            readable = [certificate for der in ders if (certificate := _readable(der)) is not None]
            self._read[key] = sorted(readable, key=self._usefulness, reverse=True)
        return self._read[key]

    def _usefulness(self, certificate: x509.Certificate) -> tuple[bool, bool, bool]:
        """Rank two certificates of one key: an authority may be certified again, or by a second root."""
        above = certificate.issuer.hashable
        return _is_valid(certificate, self._moment), above in self._trusted_names, above in self._unread


def _readable(der: bytes) -> x509.Certificate | None:
    try:
        return read_certificate(der, counterpart="")
    except UnexpectedAnswer:
        return None


def _name_and_key(certificate: x509.Certificate) -> tuple[str, bytes]:
    return certificate.subject.hashable, certificate.public_key.dump()


def _is_valid(certificate: x509.Certificate, moment: datetime) -> bool:
    return bool(certificate.not_valid_before <= moment <= certificate.not_valid_after)


def _verifies(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    """Verify the signature on *certificate* with the key of *by*."""
    signed = strict.load_der_x509_certificate(certificate.dump())
    key = strict.load_der_x509_certificate(by.dump()).public_key()
    content, signature = signed.tbs_certificate_bytes, signed.signature
    try:
        digest = signed.signature_hash_algorithm
        match certificate["signature_algorithm"].signature_algo, key:
            case "rsassa_pkcs1v15", rsa.RSAPublicKey(key_size=bits) if digest and bits <= MAX_RSA_BITS:
                key.verify(signature, content, padding.PKCS1v15(), digest)
            case "rsassa_pss", rsa.RSAPublicKey(key_size=bits) if digest and bits <= MAX_RSA_BITS:
                pss = signed.signature_algorithm_parameters
                key.verify(signature, content, cast("padding.PSS", pss), digest)
            case "ecdsa", ec.EllipticCurvePublicKey() if digest:
                key.verify(signature, content, ec.ECDSA(digest))
            case _:
                return False
    except (InvalidSignature, *BROKEN):  # BROKEN: an unknown algorithm, or a key too short for the hash
        return False
    return True
