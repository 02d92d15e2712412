"""The certificate authority and all that it issued; each start of the sandbox makes new certificates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import Lock

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from sandbox.authority.holders import HOLDERS, Hierarchy, Holder, Standing, holder_called
from sandbox.authority.issuing import (
    Issuer,
    key_of,
    make_certificate,
    make_issuing,
    make_responder,
    make_root,
)
from sandbox.authority.keys import Keys, PrivateKey
from sandbox.authority.revocation import STALE, Revoked, Status, make_crl, make_ocsp_answer, no_ocsp_answer

#: The revoked certificates were revoked this long before the sandbox started.
REVOKED_AGO = timedelta(days=10)


@dataclass(frozen=True)
class Credential:
    """The content of one SIM or token: private key, certificate and the issuer's certificate, both in DER."""

    holder: Holder
    certificate: bytes = field(repr=False)
    key: PrivateKey = field(repr=False)
    issuer: bytes = field(repr=False)


class Authority:
    """All hierarchies of one sandbox; safe to use from several threads.

    Keys and certificates are made on first use, because most tests need few of them and keys cost time.
    """

    def __init__(self, *, address: str, clock: Callable[[], datetime], folder: Path | None = None) -> None:
        """Configure the base URL of CRL and OCSP, the clock (aware, UTC) and the folder for keys."""
        self.address = address.rstrip("/")
        self._keys = Keys(folder)
        self._clock = clock
        self._start = clock()
        self._lock = Lock()
        self._credentials: dict[str, Credential] = {}

    @cached_property
    def _roots(self) -> dict[Hierarchy, Issuer]:
        return {
            hierarchy: make_root(hierarchy, keys=self._keys, start=self._start) for hierarchy in Hierarchy
        }

    @cached_property
    def _issuing(self) -> dict[Hierarchy, Issuer]:
        return {
            hierarchy: make_issuing(hierarchy, root, keys=self._keys, start=self._start, address=self.address)
            for hierarchy, root in self._roots.items()
        }

    @cached_property
    def _responders(self) -> dict[Hierarchy, Issuer]:
        return {
            hierarchy: make_responder(
                issuer, name=f"Sandbox OCSP, {hierarchy}", keys=self._keys, start=self._start
            )
            for hierarchy, issuer in self._issuing.items()
        }

    @cached_property
    def _serial_numbers(self) -> dict[int, Holder]:
        return {self._parsed(holder).serial_number: holder for holder in HOLDERS}

    def issuer(self, name: str) -> Issuer | None:
        """Return the issuer of the CRL *name*: ``sim`` is the issuing authority, ``sim-root`` its root."""
        with self._lock:
            hierarchy = name.removesuffix("-root")
            if hierarchy not in set(Hierarchy):
                return None
            return (self._roots if name.endswith("-root") else self._issuing)[Hierarchy(hierarchy)]

    def root_pem(self, *hierarchies: Hierarchy) -> bytes:
        """Return the roots of *hierarchies*, PEM."""
        with self._lock:
            roots = [self._roots[hierarchy].certificate for hierarchy in hierarchies]
        return b"".join(root.public_bytes(Encoding.PEM) for root in roots)

    def issuing_pem(self, *hierarchies: Hierarchy) -> bytes:
        """Return the issuing authorities under the roots of *hierarchies*, PEM."""
        with self._lock:
            issuing = [self._issuing[hierarchy].certificate for hierarchy in hierarchies]
        return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in issuing)

    def credential(self, holder: Holder | str) -> Credential:
        """Return the content of the SIM or token of *holder*, a `Holder` or the key of a row."""
        row = holder if isinstance(holder, Holder) else holder_called(holder)
        with self._lock:
            if row.key not in self._credentials:
                self._credentials[row.key] = self._issue(row)
            return self._credentials[row.key]

    def crl(self, name: str, *, stale: bool = False, others: Sequence[int] = ()) -> bytes | None:
        """Return the CRL of the issuer *name*, DER; it also lists the serial numbers *others*."""
        issuer = self.issuer(name)
        if issuer is None:
            return None
        listed = [
            self._parsed(holder).serial_number
            for holder in HOLDERS
            if holder.standing is Standing.REVOKED_BY_CRL and holder.hierarchy == name
        ]
        revoked = [Revoked(serial, self._start - REVOKED_AGO) for serial in (*listed, *others)]
        return make_crl(issuer, revoked, moment=self._moment(stale=stale))

    def ocsp(self, name: str, question: bytes, *, stale: bool = False) -> bytes | None:
        """Answer the OCSP request *question* (DER) to the issuer *name*; the response is DER."""
        issuer = self.issuer(name)
        if issuer is None:
            return None
        try:
            asked = ocsp.load_der_ocsp_request(question)
        except ValueError:
            return no_ocsp_answer(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
        holder = self._serial_numbers.get(asked.serial_number)
        if holder is None or holder.hierarchy != name:
            return no_ocsp_answer(ocsp.OCSPResponseStatus.UNAUTHORIZED)
        return make_ocsp_answer(
            self._status(holder),
            issuer=issuer,
            responder=self._responder(holder),
            moment=self._moment(stale=stale or holder.standing is Standing.OCSP_STALE),
            nonce=_nonce_of(asked),
        )

    def _issue(self, holder: Holder) -> Credential:
        issuer = self._issuing[holder.hierarchy]
        key = key_of(holder, self._keys)
        certificate = make_certificate(holder, issuer, key=key, start=self._start, address=self.address)
        return Credential(holder, certificate, key, issuer.certificate.public_bytes(Encoding.DER))

    def _parsed(self, holder: Holder) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.credential(holder).certificate)

    def _status(self, holder: Holder) -> Status:
        match holder.standing:
            case Standing.REVOKED_BY_OCSP | Standing.REVOKED_BY_CRL:
                when = self._start - REVOKED_AGO
                return Status(self._parsed(holder), ocsp.OCSPCertStatus.REVOKED, when)
            case Standing.OCSP_UNKNOWN:
                return Status(self._parsed(holder), ocsp.OCSPCertStatus.UNKNOWN)
            case Standing.OCSP_OTHER_CERTIFICATE:
                neighbour = next(
                    other for other in HOLDERS if other.hierarchy == holder.hierarchy and other != holder
                )
                return Status(self._parsed(neighbour))
            case _:
                return Status(self._parsed(holder))

    def _responder(self, holder: Holder) -> Issuer:
        """Return the signer of OCSP responses; for one story it belongs to another hierarchy."""
        stranger = holder.standing is Standing.OCSP_WRONG_RESPONDER
        return self._responders[Hierarchy.UNKNOWN if stranger else holder.hierarchy]

    def _moment(self, *, stale: bool) -> datetime:
        return self._clock() - STALE if stale else self._clock()


def _nonce_of(question: ocsp.OCSPRequest) -> bytes | None:
    try:
        return question.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        return None
