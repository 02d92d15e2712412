"""What a verified SIM signature leads to: registering, signing in, or a proof for anything else."""

from accounts.records import Account
from bff.log import log
from bff.registration import Registration, Subject
from bff.services import Services
from bff.views.common.existing import at_existing
from bff.views.common.numbers import numbers_of
from bff.views.sim_signature.words import Mismatch
from verifiers.certificates import Certificate, Holder, HolderRefusal, SubjectKind, who_it_is
from verifiers.sim_signature import Signed


def register(services: Services, registration: Registration, signed: Signed) -> Registration:
    """Show what the certificate says; or say that an account exists, or that it is another kind's."""
    known = _identified(registration, signed.certificate)
    if isinstance(known, Mismatch):
        return _refused(registration, known)
    account = services.accounts.find(subject=registration.subject, **numbers_of(known))
    if account is not None:
        log.info("sim_signed", outcome="account_exists")
        return at_existing(services, known, account, signed=True)
    log.info("sim_signed", outcome="signed")
    return known.learn(step="confirm")


def sign_in(services: Services, registration: Registration, signed: Signed) -> Registration:
    """Sign in to the account that the certificate's numbers find; a citizen's before an organisation's."""
    account = _account_of(services, registration, signed)
    if account is None:
        return _refused(registration, Mismatch.NO_ACCOUNT)
    return registration.learn(step="enter", account_id=account.id, pending={})


def prove(_services: Services, registration: Registration, signed: Signed) -> Registration:
    """Keep whom the certificate vouches for; what the proof is for decides the rest."""
    known = _identified(registration, signed.certificate)
    if isinstance(known, Mismatch):
        return _refused(registration, known)
    log.info("sim_signed", outcome="proved")
    return known.learn(step="proven")


def _identified(registration: Registration, certificate: Certificate) -> Registration | Mismatch:
    """Read who the certificate vouches for, if it is of the kind of subject that is asked for."""
    holder = who_it_is(certificate)
    if isinstance(holder, HolderRefusal):
        return Mismatch.NOBODY
    if SubjectKind(registration.subject) not in holder.may_be:
        return Mismatch.WRONG_SUBJECT
    return _with_certificate(registration, holder, certificate)


def _refused(registration: Registration, why: Mismatch) -> Registration:
    log.info("sim_refused", outcome=f"refused_{why}")
    return registration.learn(step="refused", refusal=why, pending={})


def _account_of(services: Services, registration: Registration, signed: Signed) -> Account | None:
    holder = who_it_is(signed.certificate)
    if isinstance(holder, HolderRefusal):
        return None
    for kind in sorted(holder.may_be, key=lambda one: one is not SubjectKind.CITIZEN):
        meant = registration.learn(subject=Subject(kind))
        numbers = numbers_of(_with_certificate(meant, holder, signed.certificate))
        account = services.accounts.find(subject=kind, **numbers)
        if account is not None:
            return account
    return None


def _with_certificate(registration: Registration, holder: Holder, certificate: Certificate) -> Registration:
    representative = holder.organisation.representative if holder.organisation else None
    return registration.learn(
        identity=holder.person or representative,
        organisation=None if registration.subject is Subject.CITIZEN else holder.organisation,
        certificate={
            "issuer": certificate.issuer_name,
            "serial_number": certificate.serial_number,
            "valid_until": certificate.valid_until.isoformat(),
        },
        pending={},
    )
