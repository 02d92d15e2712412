"""Decides what follows a valid signature, by its certificate: registering, signing in or proving.

Used by every method whose counterpart returns a certificate. The functions return the changed flow and do not
save it, because a poller saves it in another way than a request does.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from accounts.account.records import Account
from bff.journeys.flow import CertificateFacts, Flow
from bff.journeys.pending import Pending
from bff.journeys.purpose import Purpose
from bff.methods.method import RefusalWords
from bff.owners.existing import at_existing
from bff.owners.numbers import numbers_of
from bff.owners.whose import own_account
from bff.owners.worth import worth
from bff.rules.proofs import ProofKind, ProofPurpose, kind_about
from bff.services import Services
from bff.serving.language import gettext as _
from bff.serving.language import lazy, local_time
from bff.serving.log import log
from identity.subject import Subject
from verifiers.certificates import (
    Certificate,
    CertificateRefusal,
    Holder,
    HolderRefusal,
    who_it_is,
)

#: The screen shows the days left of a certificate that ends within this number of days.
SOON_DAYS = 60


class Mismatch(StrEnum):
    """Why a valid signature does not help in this flow."""

    OTHER_NUMBER = "nobody"  # the stored value is older than the words for a certificate without a number
    WRONG_SUBJECT = "wrong_subject"
    NO_ACCOUNT = "no_account"


@dataclass(frozen=True)
class HeldAccounts(Pending):
    """The two accounts for which one signature is good: a person's and that of their household business.

    Attributes:
        citizen, business: generation and id of the account, as they were when the signature came.
        name: of the business, from the certificate.
    """

    KIND: ClassVar[str] = "held_accounts"

    citizen: str
    business: str
    name: str

    @property
    def vouches(self) -> bool:
        """A signature proves the person well."""
        return True

    def chosen(self, subject: str) -> dict[str, str | int] | None:
        """Return the facts that bind a flow to the account of this *subject*; None: there is none."""
        held: dict[str, str] = {Subject.CITIZEN: self.citizen, Subject.BUSINESS: self.business}
        if subject not in held:
            return None
        generation, _, account_id = held[subject].partition(" ")
        return {"account_id": account_id, "generation": int(generation)}


AT_THE_ISSUER = lazy("Ask whoever issued the certificate, or choose another way.")

#: Nothing is known about the signature; the same for every method.
NOT_CHECKED = RefusalWords(
    lazy("The signature could not be checked in time"),
    lazy(
        "You have not been refused, and nothing is wrong with your certificate as far as we know. "
        "Sign once more; if it happens again, choose another way."
    ),
)
CERTIFICATE_WORDS: dict[CertificateRefusal, RefusalWords] = {
    CertificateRefusal.EXPIRED: RefusalWords(lazy("The certificate has expired"), AT_THE_ISSUER),
    CertificateRefusal.NOT_YET_VALID: RefusalWords(lazy("The certificate is not valid yet"), AT_THE_ISSUER),
    CertificateRefusal.REVOKED: RefusalWords(lazy("The certificate is revoked or suspended"), AT_THE_ISSUER),
    CertificateRefusal.UNTRUSTED: RefusalWords(
        lazy("The certificate was not issued by an authority licensed in Viet Nam"), AT_THE_ISSUER
    ),
    CertificateRefusal.WRONG_USAGE: RefusalWords(
        lazy("The certificate is not meant for signing"), AT_THE_ISSUER
    ),
    CertificateRefusal.WEAK: RefusalWords(lazy("The certificate is too weak to be relied on"), AT_THE_ISSUER),
}
MISMATCH_WORDS: dict[str, RefusalWords] = {
    HolderRefusal.NO_NUMBER: RefusalWords(
        lazy("The certificate holds no number that we can register"),
        lazy(
            "It needs a citizen number or a tax number; for an agency a budget code or an official e-mail "
            "address. Ask its issuer for a certificate with that number, or choose another way."
        ),
    ),
    HolderRefusal.UNREADABLE_NUMBER: RefusalWords(
        lazy("A number in the certificate can not be read"),
        lazy(
            "It does not have the form of such a number; perhaps a digit is missing. Show this page to the "
            "issuer, who can issue the certificate again, or choose another way."
        ),
    ),
    HolderRefusal.CONTRADICTORY: RefusalWords(
        lazy("The certificate holds two numbers that contradict each other"),
        lazy(
            "So it does not say whose it is. Show this page to the issuer, who can correct the certificate, "
            "or choose another way."
        ),
    ),
    HolderRefusal.EMPLOYEE: RefusalWords(
        lazy("The certificate was issued to a person who works in an organisation"),
        lazy(
            "It does not say that this person acts for the whole organisation. Use the organisation's own "
            "certificate, or your private one for your own account."
        ),
    ),
    HolderRefusal.NO_NAME: RefusalWords(
        lazy("The certificate holds no name that we can read"),
        lazy(
            "A person's name has letters only; an agency's certificate also names the agency. Show this page "
            "to the issuer, who can correct the certificate, or choose another way."
        ),
    ),
    Mismatch.OTHER_NUMBER: RefusalWords(
        lazy("The certificate holds a number of another kind"),
        lazy(
            "A passport or a social insurance number alone opens no account. Ask the issuer for a "
            "certificate with your citizen number, or choose another way."
        ),
    ),
    Mismatch.WRONG_SUBJECT: RefusalWords(
        lazy("This certificate is for another kind of account"),
        lazy(
            "A person's certificate registers a citizen; an organisation's registers the organisation. "
            "Choose again who the account is for."
        ),
    ),
    Mismatch.NO_ACCOUNT: RefusalWords(
        lazy("There is no account with this signature yet"),
        lazy("Register first: it takes about two minutes."),
    ),
}


def go_on_with(services: Services, flow: Flow, certificate: Certificate) -> Flow:
    """Return the flow at its next step, which depends on its purpose and on the certificate.

    Nothing is saved. A poller calls this outside a request.
    """
    match flow.purpose:
        case Purpose.REGISTER:
            return _register(services, flow, certificate)
        case Purpose.SIGN_IN:
            return _sign_in(services, flow, certificate)
        case Purpose.PROVE | Purpose.DISPUTE | Purpose.RECOVER:
            return _prove(flow, certificate)


def _register(services: Services, flow: Flow, certificate: Certificate) -> Flow:
    """Go to the step confirm, account_exists, or refused (if the certificate does not fit the flow)."""
    known = _identified(flow, certificate)
    if not isinstance(known, Flow):
        return refused(flow, known)
    account = services.accounts.find(numbers_of(known))
    if account is not None:
        log.info("signed", outcome="account_exists", method=flow.journey)
        return at_existing(services, known, account, signed=signs_for(services, known, account))
    log.info("signed", outcome="signed", method=flow.journey)
    return known.learn(step="confirm")


def _sign_in(services: Services, flow: Flow, certificate: Certificate) -> Flow:
    """Sign in to the account of the certificate's holder: the organisation, if it names one.

    A person and their household business have one number and one certificate. Where both have an account, the
    person says which is meant.
    """
    holder = who_it_is(certificate)
    if isinstance(holder, HolderRefusal):
        return refused(flow, holder)
    meant = [_with_certificate(flow.learn(subject=subject), holder, certificate) for subject in holder.may_be]
    if not any(numbers_of(one).numbers for one in meant):
        return refused(flow, Mismatch.OTHER_NUMBER)
    held = _accounts_of(services, meant)
    if not held:
        return refused(flow, Mismatch.NO_ACCOUNT)
    if len(held) > 1 and holder.organisation is not None:
        facts = {one.subject: f"{one.generation} {one.id}" for one in held}
        return flow.learn(
            step="which_account",
            pending=HeldAccounts(
                facts[Subject.CITIZEN], facts[Subject.BUSINESS], name=holder.organisation.name
            ),
        )
    (account,) = held
    return flow.learn(step="enter", account_id=account.id, generation=account.generation, pending=None)


def _prove(flow: Flow, certificate: Certificate) -> Flow:
    """Go to the step proven with the certificate's holder; the page that asked for the proof continues."""
    known = _identified(flow, certificate)
    if not isinstance(known, Flow):
        return refused(flow, known)
    log.info("signed", outcome="proved", method=flow.journey)
    return known.learn(step="proven")


def signs_for(services: Services, flow: Flow, account: Account) -> bool:
    """Tell whether the flow's certificate is of the person or organisation that holds *account*."""
    own = own_account(services, flow)
    kind = kind_about(ProofKind.SIGNATURE, flow.subject)
    return (
        flow.certificate is not None
        and own is not None
        and own.id == account.id
        and worth(services, kind, ProofPurpose.SIGN_IN, account).is_allowed
    )


def refused(flow: Flow, why: str) -> Flow:
    """Return the flow at the refused step; the screen has the words for *why*."""
    log.info("signature_refused", outcome=f"refused_{why}", method=flow.journey)
    return flow.learn(step="refused", refusal=why, pending=None)


def certificate_rows(flow: Flow, *, now: datetime) -> list[tuple[str, str]]:
    """Return the certificate's facts that its holder should check, as pairs of name and value."""
    person, organisation, certificate = flow.identity, flow.organisation, flow.certificate
    rows = [
        (_("Organisation"), organisation.name if organisation else None),
        (_("Unit"), organisation.unit if organisation else None),
        (_("Tax number"), organisation.tax_number if organisation else None),
        (_("Budget code"), organisation.budget_code if organisation else None),
        (_("Official email"), organisation.official_email if organisation else None),
        (_("Full name"), person.full_name if person else None),
        (_("Identification number"), person.citizen_number if person else None),
        (_("Old identity number"), person.old_identity_number if person else None),
        (_("Certificate issued by"), certificate.issuer if certificate else None),
        (_("Valid until"), _validity(certificate.valid_until, now) if certificate else None),
    ]
    return [(name, value) for name, value in rows if value]


def _validity(until: datetime, now: datetime) -> str:
    days = (until - now).days
    if days > SOON_DAYS:
        return local_time(until)
    return _("%(time)s (%(days)s days left)", time=local_time(until), days=days)


def _identified(flow: Flow, certificate: Certificate) -> Flow | Mismatch | HolderRefusal:
    """Return the flow with the certificate's holder, or why this holder does not fit the flow."""
    holder = who_it_is(certificate)
    if isinstance(holder, HolderRefusal):
        return holder
    if flow.subject not in holder.may_be:
        return Mismatch.WRONG_SUBJECT
    known = _with_certificate(flow, holder, certificate)
    return known if numbers_of(known).numbers else Mismatch.OTHER_NUMBER


def _accounts_of(services: Services, meant: list[Flow]) -> list[Account]:
    found = [(own_account(services, one), kind_about(ProofKind.SIGNATURE, one.subject)) for one in meant]
    return [
        account
        for account, kind in found
        if account is not None and worth(services, kind, ProofPurpose.SIGN_IN, account).is_allowed
    ]


def _with_certificate(flow: Flow, holder: Holder, certificate: Certificate) -> Flow:
    representative = holder.organisation.representative if holder.organisation else None
    return flow.learn(
        identity=holder.person or representative,
        organisation=None if flow.subject is Subject.CITIZEN else holder.organisation,
        certificate=CertificateFacts(
            issuer=certificate.issuer_name,
            serial_number=certificate.serial_number,
            valid_until=certificate.valid_until,
        ),
        pending=None,
    )
