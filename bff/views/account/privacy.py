"""My data: show what is stored, correct the e-mail address, withdraw a consent, delete the account."""

from datetime import timedelta

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.account.ways_in import Change
from accounts.requests.store import HolderRequest, RequestKind, RequestRefusal
from bff.journeys.purpose import Aim
from bff.limits.table import limits
from bff.messages.notices import of_change, to_owner
from bff.messages.outbox import send_waiting
from bff.methods.proof import Proof
from bff.owners.worth import worth
from bff.rules.proofs import ProofKind, ProofPurpose
from bff.services import services
from bff.serving.language import current_language, local_time
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.stores.signed_in import SignedIn
from bff.views.account.current_password import is_current
from bff.views.account.forms import CurrentPasswordForm
from bff.views.account.privacy_words import consents_told, receivers_of, requests_told, rows_of
from bff.views.account.ways_in.changing import ask_first, finish, using_fresh
from bff.views.steps.proof import judged, too_weak
from bff.web.fields import email_field, email_purpose
from bff.web.screens import Form, go, screen
from bff.web.sessions import signed_in_only

blueprint = Blueprint("privacy", __name__, url_prefix="/account/data")


@blueprint.get("")
@signed_in_only
def my_data(account: Account, _signed_in: SignedIn) -> ResponseReturnValue:
    """Show which data is stored, why, for how long, who received it, and what the holder can do."""
    requests = services().requests.open_of(account.id)
    return screen(
        "account/my_data.html",
        rows=rows_of(account),
        has_password=account.password_hash is not None,
        receivers=receivers_of(account),
        consents=consents_told(services().requests.consents_of(account.id)),
        requests=requests_told(requests),
        deletion=next((asked for asked in requests if asked.kind is RequestKind.DELETION), None),
        notice=_notice(),
    )


class EmailForm(Form):
    """The e-mail address; it may be empty."""

    email = email_field()


@blueprint.route("/email", methods=["GET", "POST"])
@signed_in_only
def email(account: Account, signed_in: SignedIn) -> ResponseReturnValue:
    """Change the e-mail address, after a fresh proof. No counterpart vouches for the address."""
    if (asked := ask_first(signed_in, Change.EMAIL)) is not None:
        return asked
    form = EmailForm(data={"email": account.email or ""})
    if not form.validate_on_submit():
        return screen("account/email.html", form=form, purpose=email_purpose())
    address = (form.email.data or "").strip() or None
    with using_fresh(signed_in, Change.EMAIL) as by:
        if not by:
            return go(url_for("privacy.my_data"))
        services().requests.correct_email(
            account.id,
            address,
            generation=account.generation,
            proved_by=by,
            tell=of_change(account, Change.EMAIL),
        )
    finish(account, signed_in, Change.EMAIL)
    return go(url_for("privacy.my_data", notice="email"))


@blueprint.route("/withdraw", methods=["GET", "POST"])
@signed_in_only
def withdraw(account: Account, _signed_in: SignedIn) -> ResponseReturnValue:
    """Explain what it means to withdraw a consent, and withdraw it when the form is sent.

    If the address names no purpose, the first consent that is not withdrawn is meant.
    """
    days = services().settings.withdrawal_working_days
    given = consents_told(services().requests.consents_of(account.id))
    standing = [consent for consent in given if consent.withdrawn_at is None]
    purpose = request.args.get("purpose") or next((consent.purpose for consent in standing), "")
    consent = next((consent for consent in standing if consent.purpose == purpose), None)
    if request.method == "GET":
        return screen("account/withdraw.html", consent=consent or abort(404), days=days)
    answer = services().requests.withdraw(
        account.id, purpose, language=current_language(), within_working_days=days
    )
    outcome("withdrawal_refused" if isinstance(answer, RequestRefusal) else "consent_withdrawn")
    return go(url_for("privacy.my_data", notice="withdrawn"))


@blueprint.route("/delete", methods=["GET", "POST"])
@signed_in_only
def delete(account: Account, _signed_in: SignedIn) -> ResponseReturnValue:
    """Explain what it means to delete the account, and request the deletion.

    The request needs the password. An account without one, or for which the table asks for more than a
    password, needs a new proof (`delete_proven`).
    """
    form = CurrentPasswordForm()
    by_password = worth(services(), ProofKind.PASSWORD, ProofPurpose.DELETE, account).is_allowed
    has_password = account.password_hash is not None and by_password
    if has_password and form.validate_on_submit():
        if is_current(account, form.current.data):
            return _ask_deletion(account)
        form.current.errors = [_("The current password is not right. Enter it again.")]
    settings = services().settings
    return screen(
        "account/delete.html",
        form=form,
        has_password=has_password,
        account=account,
        hours=settings.deletion_wait_hours,
        days=settings.deletion_days,
    )


@signed_in_only
def delete_proven(account: Account, _signed_in: SignedIn, proof: Proof) -> ResponseReturnValue:
    """Request the deletion, if the account's holder gave *proof* and its level is high enough."""
    if proof.account is None or proof.account.id != account.id:
        outcome("proof_of_somebody_else")
        return go(url_for("privacy.my_data", notice="somebody_else"))
    answer = judged(proof, Aim.DELETE, account)
    if not answer.is_allowed:
        return too_weak(Aim.DELETE, account, answer)
    return _ask_deletion(account)


@blueprint.post("/keep")
@signed_in_only
def keep(account: Account, _signed_in: SignedIn) -> ResponseReturnValue:
    """Cancel the deletion that was requested."""
    revoked = services().requests.revoke_deletion(account.id)
    outcome("deletion_revoked" if revoked else "")
    return go(url_for("privacy.my_data", notice="kept" if revoked else None))


def _ask_deletion(account: Account) -> ResponseReturnValue:
    """Request the deletion, and notify the owner by SMS: a stranger may be using an open session."""
    settings = services().settings
    open_requests = services().requests.open_of(account.id)
    had_asked = any(asked.kind is RequestKind.DELETION for asked in open_requests)
    counted = (limits().deletions_asked, services().digest_of(account.id))
    with services().limits.attempt(*(() if had_asked else (counted,))) as tried:
        answer = services().requests.ask_deletion(
            account.id,
            wait=timedelta(hours=settings.deletion_wait_hours),
            within=timedelta(days=settings.deletion_days),
            tell=lambda asked: to_owner(account, "deletion", time=local_time(asked.not_before)),
        )
        if isinstance(answer, RequestRefusal):
            tried.give_back()
    if isinstance(answer, HolderRequest) and not had_asked:  # a repeated request gets no second SMS
        outcome("deletion_asked")
        send_waiting()
    return go(url_for("privacy.my_data", notice="deletion"))


def _notice() -> tuple[str, str] | None:
    """Return the notice that the address names, and its kind: ``good`` or ``warning``."""
    words = {
        "email": (_("Your email address was changed."), "good"),
        "withdrawn": (_("Your consent is withdrawn. Below you see by when you are answered."), "good"),
        "deletion": (_("We have your request. Until it is carried out you can change your mind."), "good"),
        "kept": (_("Your account stays. Nothing was deleted."), "good"),
        "somebody_else": (
            _("What you proved belongs to somebody else. An account is deleted by its holder only."),
            "warning",
        ),
    }
    return words.get(request.args.get("notice", ""))
