"""What a verified SIM signature leads to: registering, signing in, or raising an account's level."""

from contextlib import suppress

from accounts.records import Account
from accounts.store import NotActive
from bff.log import log
from bff.registration import Registration, Subject
from bff.services import Services
from bff.views.common.opening import organisation_numbers
from bff.views.sim_signature.words import Mismatch
from verifiers.certificates import Certificate, Holder, HolderRefusal, SubjectKind, who_it_is
from verifiers.sim_signature import Signed

_PERSONAL = frozenset({"identity", "organisation", "certificate"})


def register(services: Services, registration: Registration, signed: Signed) -> Registration:
    """Show what the certificate says; or say that an account exists, or that it is another kind's."""
    holder = who_it_is(signed.certificate)
    if isinstance(holder, HolderRefusal):
        return _refused(registration, Mismatch.NOBODY)
    if SubjectKind(registration.subject) not in holder.may_be:
        return _refused(registration, Mismatch.WRONG_SUBJECT)
    known = _with_certificate(registration, holder, signed.certificate)
    if services.accounts.exists(subject=registration.subject, **_numbers_of(known)):
        log.info("sim_signed", outcome="account_exists")
        return known.forget(_PERSONAL).learn(step="account_exists")
    log.info("sim_signed", outcome="signed")
    return known.learn(step="confirm")


def sign_in(services: Services, registration: Registration, signed: Signed) -> Registration:
    """Sign in to the account that the certificate's numbers find; a citizen's before an organisation's."""
    account = _account_of(services, registration, signed)
    if account is None:
        return _refused(registration, Mismatch.NO_ACCOUNT)
    return registration.learn(step="enter", account_id=account.id, pending={})


def raise_level(services: Services, registration: Registration, signed: Signed) -> Registration:
    """Raise the account's level, if the certificate's numbers find this very account."""
    account = _account_of(services, registration, signed)
    if account is None or account.id != registration.account_id:
        return _refused(registration, Mismatch.SOMEBODY_ELSE)
    with suppress(NotActive):  # frozen meanwhile: the account's own screen says so
        services.accounts.raise_level(account.id, level=3, method="sim_signature")
    return registration.learn(step="raised", pending={})


def _refused(registration: Registration, why: Mismatch) -> Registration:
    log.info("sim_refused", outcome=f"refused_{why}")
    return registration.learn(step="refused", refusal=why, pending={})


def _account_of(services: Services, registration: Registration, signed: Signed) -> Account | None:
    holder = who_it_is(signed.certificate)
    if isinstance(holder, HolderRefusal):
        return None
    for kind in sorted(holder.may_be, key=lambda one: one is not SubjectKind.CITIZEN):
        meant = registration.learn(subject=Subject(kind))
        numbers = _numbers_of(_with_certificate(meant, holder, signed.certificate))
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


def _numbers_of(registration: Registration) -> dict[str, str | None]:
    """The numbers that make an account of the registration's subject unique, as the certificate has them."""
    person, organisation = registration.identity, registration.organisation
    if registration.subject is not Subject.CITIZEN:
        return organisation_numbers(organisation)
    return {
        "citizen_number": person.citizen_number if person else None,
        "old_identity_number": person.old_identity_number if person else None,
    }
