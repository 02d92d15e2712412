"""Whether whoever holds a phone signs with its SIM what we ask, and who that is by their certificate.

ETSI TS 102 204 V1.1.4 over SOAP 1.2, asked asynchronously: `SimSigning.start` rings the phone,
`SimSigning.status` looks what became of it. What a gateway says is never believed: only 500 and 502 with a
signature that we verified over our own bytes make anyone a person.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

import httpx2

from verifiers.certificates.certificate import Certificate, CertificateRefusal
from verifiers.certificates.signature import SignatureRefusal, SignatureScheme
from verifiers.certificates.verifier import CertificateVerifier, Verdict
from verifiers.errors import UnexpectedAnswer
from verifiers.http import Counterpart, now
from verifiers.sim_signature.answers import Answer, Fault, NotAgreed, is_soap, read_answer
from verifiers.sim_signature.challenge import Challenge
from verifiers.sim_signature.codes import CERTIFICATE_REFUSALS, REFUSALS, SigningRefusal
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
#: A transaction lives as long as this on SIMs in use, in seconds.
MIN_LIFETIME_SECONDS: Final = 80
MAX_LIFETIME_SECONDS: Final = 300
#: How long after its end a signature is still taken, for who confirms in the last second is asked for later;
#: assumption: longer than the pause between two questions and a slow answer.
LATE_SECONDS: Final = 10
#: How a bare signature may be made; RSA keys sign in the first way, those on P-256 in the second.
SCHEMES: Final = (SignatureScheme.PKCS1_SHA256, SignatureScheme.ECDSA_SHA256_DER)


class SimSigning:
    """One gateway, asked as one application provider."""

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
        """Say where the gateway is, how it speaks, and who asks.

        Args:
            client: with our client certificate in its TLS context, see `tls.mutual_tls`.
            base_url: the part before ``/soap/services``.
            certificates: trusts the roots of SIMs alone.
            timeout_seconds: for one answer; see `verifiers.http.Counterpart`.
            lifetime_seconds: how long the SIM waits for its holder, 80 to 300.

        Raises:
            ValueError: the lifetime is out of bounds.
        """
        if not MIN_LIFETIME_SECONDS <= lifetime_seconds <= MAX_LIFETIME_SECONDS:
            raise ValueError(f"a SIM waits {MIN_LIFETIME_SECONDS} to {MAX_LIFETIME_SECONDS} seconds")
        self._counterpart = Counterpart(COUNTERPART, client, timeout_seconds)
        self._base_url = base_url.rstrip("/")
        self._profile = profile
        self._credentials = credentials
        self._certificates = certificates
        self._lifetime = timedelta(seconds=lifetime_seconds)
        self._clock = clock

    def control_code(self, challenge: Challenge) -> str:
        """Give the six digits to show beside "compare with your phone", before the phone rings."""
        return self._profile.control_code(challenge.to_bytes())

    def start(
        self, phone_number: str, challenge: Challenge, *, display_text: str
    ) -> Pending | SigningRefusal:
        """Let the SIM of *phone_number* ask its holder to sign *challenge*.

        Never asked twice: a second question would ring the phone again. After `Unreachable` it may ring all
        the same; nothing that is confirmed then counts, as nobody knows the transaction.

        Args:
            phone_number: E.164.
            challenge: used for nothing else, before or after.
            display_text: what the phone shows, in ASCII, with ``%%VC%%`` where the control code stands.

        Raises:
            ValueError: the text does not fit the phone.
            Unreachable: no answer in time.
            UnexpectedAnswer: the answer breaks the agreed format, or blames our request.
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
        """Look what became of *pending*; safe to repeat, also after `Signed`.

        Raises:
            ValueError: it was started with another profile.
            Unreachable: no answer in time, or nobody tells whether the certificate was revoked.
            UnexpectedAnswer: the answer breaks the agreed format, or what it calls a signature is none of
                this challenge with the key of the certificate it names.
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
        """Return if the gateway answers at all.

        Raises:
            Unreachable: it does not.
        """
        self._counterpart.ask("GET", self._base_url + STATUS_PATH, repeatable=True)

    def _outcome(
        self, answer: Answer, pending: Pending, moment: datetime
    ) -> StillWaiting | SigningRefusal | Signed:
        waiting = answer.code in self._profile.waiting_codes
        signed = answer.code in self._profile.signed_codes
        if not waiting and not signed:
            return self._refusal(answer.code)
        if moment > pending.expires_at + timedelta(seconds=LATE_SECONDS):
            return SigningRefusal.EXPIRED
        if waiting:
            return StillWaiting(max(0, round((pending.expires_at - moment).total_seconds())))
        match self._verdict(answer, pending.challenge.to_bytes(), moment):
            case Certificate() as certificate:
                return Signed(certificate)
            case CertificateRefusal() as refusal:
                return CERTIFICATE_REFUSALS[refusal]
            case SignatureRefusal() as refusal:
                raise UnexpectedAnswer(COUNTERPART, f"called something signed that is not: {refusal}")

    def _verdict(self, answer: Answer, content: bytes, moment: datetime) -> Verdict:
        """Check the signature over exactly *content*, then the certificate it was made with."""
        if answer.signature is None:
            raise UnexpectedAnswer(COUNTERPART, "called something signed without a signature")
        if self._profile.signature_form is SignatureForm.CMS:
            return self._certificates.verify_envelope(
                answer.signature, over=content, moment=moment, named=answer.certificate
            )
        if answer.certificate is None:
            raise UnexpectedAnswer(COUNTERPART, "called something signed without a certificate")
        for scheme in SCHEMES:
            verdict = self._certificates.verify(
                answer.signature, over=content, certificate=answer.certificate, scheme=scheme, moment=moment
            )
            if verdict is not SignatureRefusal.OTHER_KEY_KIND:
                return verdict
        return SignatureRefusal.OTHER_KEY_KIND

    def _header(self, moment: datetime) -> Header:
        """Name a new question; the same name twice would let the gateway remember the PIN (15 minutes)."""
        return Header(self._credentials, f"T{secrets.token_hex(16)}", moment)

    def _ask(self, path: str, body: bytes, message: str, *, repeatable: bool = False) -> Answer | Fault:
        answer = self._counterpart.ask(
            "POST",
            self._base_url + path,
            repeatable=repeatable,
            answers_with_500=True,
            headers={"Content-Type": MEDIA_TYPE, "Accept": "application/soap+xml, text/xml"},
            content=body,
        )
        if not is_soap(answer.content):
            self._counterpart.heard(answer)  # 500 without an envelope is an outage
        if answer.status_code not in {
            HTTPStatus.OK,
            HTTPStatus.BAD_REQUEST,
            HTTPStatus.INTERNAL_SERVER_ERROR,
        }:
            raise self._counterpart.unexpected(answer)
        try:
            found = read_answer(self._profile, answer.content, message=message)
        except NotAgreed as error:
            raise UnexpectedAnswer(COUNTERPART, f"answered {error}") from error
        if isinstance(found, Answer) and answer.status_code != HTTPStatus.OK:
            raise self._counterpart.unexpected(answer)
        return found

    def _check_echo(self, answer: Answer, header: Header, phone_number: str) -> None:
        """Check that the answer is to this question about this phone.

        Raises:
            UnexpectedAnswer: it is to another.
        """
        if answer.application_transaction != header.transaction:
            raise UnexpectedAnswer(COUNTERPART, "answered another question")
        if answer.msisdn != _msisdn(phone_number):
            raise UnexpectedAnswer(COUNTERPART, "told of another phone")

    def _refusal(self, code: int) -> SigningRefusal:
        """Give what *code* means to the citizen.

        Raises:
            UnexpectedAnswer: nothing: it blames our request, or nobody agreed on it.
        """
        if code not in REFUSALS:
            raise UnexpectedAnswer(COUNTERPART, f"answered with code {code}")
        return REFUSALS[code]


def _msisdn(phone_number: str) -> str:
    return phone_number.removeprefix("+")
