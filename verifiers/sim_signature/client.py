"""Ask the holder of a phone to sign our challenge with its SIM, and check the signature and the certificate.

The protocol is ETSI TS 102 204 V1.1.4 over SOAP 1.2, in asynchronous mode: `SimSigning.start` rings the
phone, `SimSigning.status` asks for the result. The gateway's status alone proves nothing: a person is proved
only by status 500 or 502 with a signature that we verified over our own bytes.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

import httpx2

from verifiers.certificates.verifier import CertificateVerifier, Verdict
from verifiers.errors import TooMuchWork, UnexpectedAnswer
from verifiers.examination.certificate import Certificate, CertificateRefusal
from verifiers.examination.signature import SignatureRefusal, SignatureScheme
from verifiers.http import Counterpart, now
from verifiers.sim_signature.answers import Answer, Fault, NotAgreed, is_soap, read_answer
from verifiers.sim_signature.challenge import Challenge
from verifiers.sim_signature.codes import CERTIFICATE_REFUSALS, SigningRefusal, refusal_of
from verifiers.sim_signature.pending import Pending, Signed, StillWaiting
from verifiers.sim_signature.profile import Profile, SignatureForm
from verifiers.sim_signature.questions import (
    MEDIA_TYPE,
    Credentials,
    Header,
    SignatureQuestion,
    signature_request,
    status_request,
)

COUNTERPART: Final = "sim_signature"
SIGNATURE_PATH: Final = "/soap/services/MSS_SignaturePort"
STATUS_PATH: Final = "/soap/services/MSS_StatusQueryPort"
#: The shortest and the longest lifetime of a transaction that the SIMs in use support, in seconds.
MIN_LIFETIME_SECONDS: Final = 80
MAX_LIFETIME_SECONDS: Final = 300
#: The longest answer of a gateway, in bytes, before it is parsed as XML. Assumption: a CMS with four
#: certificates has some 11 KiB in base64.
MAX_GATEWAY_BYTES: Final = 96 * 1024
#: We accept a signature until this long after the end of the transaction: if the holder confirms in the last
#: second, we see it in the next status request. Assumption: longer than the pause between two status requests
#: plus a slow response.
LATE_SECONDS: Final = 10
#: The accepted schemes of a bare signature: the first for RSA keys, the second for keys on P-256.
SCHEMES: Final = (SignatureScheme.PKCS1_SHA256, SignatureScheme.ECDSA_SHA256_DER)


class SimSigning:
    """A client of one gateway, with the credentials of one application provider."""

    def __init__(
        self,
        *,
        client: httpx2.Client,
        base_url: str,
        profile: Profile,
        credentials: Credentials,
        certificates: CertificateVerifier,
        timeout_seconds: float,
        lifetime_seconds: int,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Configure the gateway's address and dialect, and our credentials.

        Args:
            client: has our client certificate in its TLS context, see `tls.mutual_tls`.
            base_url: the part before ``/soap/services``.
            certificates: trusts only the roots for SIM certificates.
            timeout_seconds: for one response; see `verifiers.http.Counterpart`.
            lifetime_seconds: how long the SIM waits for its holder, 80 to 300.

        Raises:
            ValueError: the lifetime is out of bounds.
        """
        if not MIN_LIFETIME_SECONDS <= lifetime_seconds <= MAX_LIFETIME_SECONDS:
            raise ValueError(f"a SIM waits {MIN_LIFETIME_SECONDS} to {MAX_LIFETIME_SECONDS} seconds")
        self._counterpart = Counterpart(
            COUNTERPART, client, timeout_seconds, max_answer_bytes=MAX_GATEWAY_BYTES
        )
        self._base_url = base_url.rstrip("/")
        self._profile = profile
        self._credentials = credentials
        self._certificates = certificates
        self._lifetime = timedelta(seconds=lifetime_seconds)
        self._clock = clock

    def control_code(self, challenge: Challenge) -> str:
        """Return the six digits that our page shows for comparison with the phone, before the phone rings."""
        return self._profile.control_code(challenge.to_bytes())

    def start(
        self, phone_number: str, challenge: Challenge, *, display_text: str
    ) -> Pending | SigningRefusal:
        """Ask the holder of *phone_number* to sign *challenge* on the SIM.

        The request is never repeated: a second one would ring the phone again. After `Unreachable` the phone
        may still ring. A confirmation is then lost, because we do not know the id of the transaction.

        Args:
            phone_number: E.164.
            challenge: a new one for each call.
            display_text: the text on the phone, in ASCII, with ``%%VC%%`` in place of the control code.

        Raises:
            ValueError: the text does not fit on the phone.
            Unreachable: no response in time.
            UnexpectedAnswer: the response breaks the agreed format, or rejects our request.
        """
        content, moment = challenge.to_bytes(), self._clock()
        header = self._header(moment)
        question = SignatureQuestion(
            msisdn=_msisdn(phone_number),
            content=content,
            display=self._profile.display(display_text, content),
            lifetime_seconds=round(self._lifetime.total_seconds()),
        )
        answer = self._ask(
            SIGNATURE_PATH, signature_request(self._profile, header, question), "MSS_SignatureResp"
        )
        if isinstance(answer, Fault):
            return self._refusal(answer.code)
        self._check_echo(answer, header, phone_number)
        if answer.code not in self._profile.accepted_codes:
            return self._refusal(answer.code)
        if answer.gateway_transaction is None:
            raise UnexpectedAnswer(COUNTERPART, "accepted without a transaction id")
        return Pending(
            profile=self._profile.name,
            phone_number=phone_number,
            control_code=self._profile.control_code(content),
            application_transaction=header.transaction,
            gateway_transaction=answer.gateway_transaction,
            started_at=moment,
            expires_at=moment + self._lifetime,
            challenge=challenge,
        )

    def status(self, pending: Pending) -> StillWaiting | SigningRefusal | Signed:
        """Ask for the result of the transaction *pending*; safe to repeat, also after `Signed`.

        Raises:
            ValueError: the transaction was started with another profile.
            Unreachable: no response in time, or no source says whether the certificate was revoked.
            UnexpectedAnswer: the response breaks the agreed format, or its signature does not verify over
                this challenge with the key of its certificate.
        """
        if pending.profile != self._profile.name:
            raise ValueError("this transaction was started with another profile")
        header = self._header(self._clock())
        request = status_request(self._profile, header, pending.gateway_transaction)
        answer = self._ask(STATUS_PATH, request, "MSS_StatusResp", repeatable=True)
        if isinstance(answer, Fault):
            return self._refusal(answer.code)
        self._check_echo(answer, header, pending.phone_number)
        if answer.gateway_transaction not in {None, pending.gateway_transaction}:
            raise UnexpectedAnswer(COUNTERPART, "told of another transaction")
        return self._outcome(answer, pending, self._clock())

    def ping(self) -> None:
        """Check that the gateway responds, with any status except 429 and 5xx.

        Raises:
            Unreachable: it does not respond.
        """
        self._counterpart.ask("GET", self._base_url + STATUS_PATH, repeatable=True)

    def _outcome(
        self, answer: Answer, pending: Pending, moment: datetime
    ) -> StillWaiting | SigningRefusal | Signed:
        is_waiting = answer.code in self._profile.waiting_codes
        is_signed = answer.code in self._profile.signed_codes
        if not is_waiting and not is_signed:
            return self._refusal(answer.code)
        # Our clock decides, so a gateway cannot keep a transaction open by answering "waiting" for ever.
        if moment > pending.expires_at + timedelta(seconds=LATE_SECONDS):
            return SigningRefusal.EXPIRED
        if is_waiting:
            return StillWaiting(max(0, round((pending.expires_at - moment).total_seconds())))
        try:
            verdict = self._verdict(answer, pending.challenge.to_bytes(), moment)
        except TooMuchWork:
            return SigningRefusal.NOT_CHECKED
        match verdict:
            case Certificate() as certificate:
                return Signed(certificate)
            case CertificateRefusal() as refusal:
                return CERTIFICATE_REFUSALS[refusal]
            case SignatureRefusal() as refusal:
                raise UnexpectedAnswer(COUNTERPART, f"called something signed that is not: {refusal}")

    def _verdict(self, answer: Answer, content: bytes, moment: datetime) -> Verdict:
        """Check the signature over exactly *content*, then the signer's certificate."""
        if answer.signature is None:
            raise UnexpectedAnswer(COUNTERPART, "called something signed without a signature")
        if self._profile.signature_form is SignatureForm.CMS:
            return self._certificates.verify_envelope(
                answer.signature, over=content, moment=moment, named=answer.certificate
            )
        if answer.certificate is None:
            raise UnexpectedAnswer(COUNTERPART, "called something signed without a certificate")
        # The response does not name the scheme. Each scheme needs another kind of key: at most one fits.
        for scheme in SCHEMES:
            verdict = self._certificates.verify(
                answer.signature, over=content, certificate=answer.certificate, scheme=scheme, moment=moment
            )
            if verdict is not SignatureRefusal.OTHER_KEY_KIND:
                return verdict
        return SignatureRefusal.OTHER_KEY_KIND

    def _header(self, moment: datetime) -> Header:
        """Make the header of a new request, with a random AP_TransID.

        For a repeated AP_TransID, the gateway may reuse a PIN that the holder entered in the last 15 minutes.
        """
        return Header(self._credentials, f"T{secrets.token_hex(16)}", moment)

    def _ask(self, path: str, body: bytes, message: str, *, repeatable: bool = False) -> Answer | Fault:
        answer = self._counterpart.ask(
            "POST",
            self._base_url + path,
            repeatable=repeatable,
            answers_with=HTTPStatus.INTERNAL_SERVER_ERROR,
            headers={"Content-Type": MEDIA_TYPE, "Accept": "application/soap+xml, text/xml"},
            content=body,
        )
        if not is_soap(answer.content):
            self._counterpart.heard(answer)  # a 500 without a SOAP envelope is an outage, not a fault
        if answer.status_code not in {
            HTTPStatus.OK,
            HTTPStatus.BAD_REQUEST,
            HTTPStatus.INTERNAL_SERVER_ERROR,
        }:
            raise self._counterpart.unexpected(answer)
        try:
            content = read_answer(answer.content, message=message)
        except NotAgreed as error:
            raise UnexpectedAnswer(COUNTERPART, f"answered {error}") from error
        if isinstance(content, Answer) and answer.status_code != HTTPStatus.OK:
            raise self._counterpart.unexpected(answer)
        return content

    def _check_echo(self, answer: Answer, header: Header, phone_number: str) -> None:
        """Check that the response names our AP_TransID and this phone.

        Raises:
            UnexpectedAnswer: it names another.
        """
        if answer.application_transaction != header.transaction:
            raise UnexpectedAnswer(COUNTERPART, "answered another question")
        if answer.msisdn != _msisdn(phone_number):
            raise UnexpectedAnswer(COUNTERPART, "told of another phone")

    def _refusal(self, code: int) -> SigningRefusal:
        """Return the refusal that *code* means for the citizen.

        Raises:
            UnexpectedAnswer: the code rejects our request, or is not an agreed one.
        """
        refusal = refusal_of(code)
        if refusal is None:
            raise UnexpectedAnswer(COUNTERPART, f"answered with code {code}")
        return refusal


def _msisdn(phone_number: str) -> str:
    return phone_number.removeprefix("+")
