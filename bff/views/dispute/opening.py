"""Opens a dispute: the explanation, the proof, a phone, the statement.

The statement freezes the account if the proof is strong enough for that; otherwise it opens a case only.
"""

import json
from functools import partial
from uuid import UUID

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from accounts.disputes.records import Dispute, DisputeRefusal, DisputeWorth, NewDispute
from accounts.references import SIGNS, grouped
from accounts.working_days import end_of_office_days
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Aim, Purpose
from bff.limits.disputes import TooManyDisputes, open_or_say_why_not
from bff.messages.disputes import of_opening
from bff.messages.outbox import send_waiting
from bff.messages.vouching import Vouching
from bff.methods.proof import Proof
from bff.owners.numbers import numbers_of
from bff.services import services
from bff.serving.language import current_language
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.views.dispute.forms import SECRET_LENGTH, StatementForm
from bff.views.dispute.pendings import DisputeCase, DisputerProof, case_of
from bff.views.steps.dispute_stages import stages_of
from bff.views.steps.one_time_code import code_step, send_first
from bff.web.devices import become_known_to_dispute
from bff.web.lookup import method_of
from bff.web.phone_form import PhoneForm
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin, move_to
from identity.subject import Subject

blueprint = Blueprint("dispute", __name__, url_prefix="/dispute")

#: Facts that the flow forgets when the dispute is open.
_DONE_WITH = frozenset({"typed", "identity", "organisation", "consents", "codes", "phone_number"})


@blueprint.get("")
def start() -> ResponseReturnValue:
    """Explain what a dispute does, and link to the proof and to the status of an open dispute."""
    subject = request.args.get("subject", Subject.CITIZEN)
    if subject not in set(Subject):
        abort(404)
    days = services().settings.dispute_working_days
    return screen("dispute/start.html", subject=subject, subjects=list(Subject), days=days)


def proved(proof: Proof) -> ResponseReturnValue:
    """Begin the flow with *proof*, or say why this proof cannot dispute the account."""
    answer = _foreseen(proof)
    if isinstance(answer, DisputeRefusal):
        return refuse(answer, proof.subject)
    flow = begin(
        OPENING,
        proof.subject,
        at="statement" if proof.phone_number else "phone",
        phone_number=proof.phone_number,
        identity=proof.identity,
        organisation=proof.organisation,
        consents=proof.consents,
        aim=Aim.DISPUTE,
        pending=DisputerProof(proof.method, proof=proof.kind, freezes="yes" if answer.freezes else ""),
    )
    return arrive(flow)


def _foreseen(proof: Proof) -> DisputeWorth | DisputeRefusal:
    """Return what the store would answer, before the person writes a statement in vain.

    The store checks again when the dispute is opened, and it alone decides.
    """
    if proof.account is None:
        return DisputeRefusal.NO_ACCOUNT
    return services().disputes.would_open(proof.account.id, proof.kind)


def refuse(why: DisputeRefusal, subject: Subject) -> ResponseReturnValue:
    """Lead to the screen that explains the refusal."""
    outcome(f"dispute_{why}")
    return go(url_for("dispute.refused", why=why, subject=subject))


@blueprint.get("/refused/<why>")
def refused(why: str) -> ResponseReturnValue:
    """Explain a refusal, and say what the person can do. The address contains no personal data."""
    words, subject = _words(why), request.args.get("subject", Subject.CITIZEN)
    aim = request.args.get("aim", Aim.DISPUTE)
    if words is None or subject not in set(Subject) or aim not in {Aim.DISPUTE, Aim.ANSWER}:
        abort(404)
    return screen("dispute/refused.html", why=why, words=words, subject=subject, aim=aim)


def _words(why: str) -> tuple[str, str] | None:
    match why:
        case DisputeRefusal.NO_ACCOUNT:
            return _("There is no account with your number"), _(
                "You proved who you are, and no account uses your identification number. You can register."
            )
        case DisputeRefusal.LEVEL_TOO_LOW:
            return _("A stronger proof is needed"), _(
                "This account was verified at a higher level than your proof, or was disputed before and "
                "given back. A SIM signature or a USB token is needed here, or people at an office who see "
                "your identity card. Nothing was changed."
            )
        case DisputeRefusal.NO_MORE_CASES:
            return _("A stronger proof is needed"), _(
                "Cases about this account were opened with facts on cards before, and they have ended. "
                "Any proof but facts on cards opens a dispute now. Nothing was changed."
            )
        case DisputeRefusal.ALREADY_DISPUTED:
            return _("This account is disputed already"), _(
                "If the dispute is yours, look at it with your reference number. If the account is yours, "
                "answer with the link in the message."
            )
        case DisputeRefusal.HELD:
            return _("This account is frozen"), _(
                "The hotline has frozen this account. What was decided about your dispute stays. You can "
                "register once two officers have ended that freeze. Call the hotline or go to a counter."
            )
        case "ended":
            return _("This dispute has ended"), _("Nothing more can be written in it. You can open another.")
        case _:
            return None


def phone(flow: Flow) -> ResponseReturnValue:
    """Ask for the disputer's phone if the proof brought none, and send a code to it."""
    form = PhoneForm()
    if not form.validate_on_submit():
        return screen("dispute/phone.html", form=form, flow=flow)
    flow = move_to(flow, "code", phone_number=form.mobile)
    return arrive(send_first(flow))


def statement(flow: Flow) -> ResponseReturnValue:
    """Ask what happened. Sending the statement opens the dispute, and freezes the account if it may."""
    form = StatementForm()
    if not form.validate_on_submit():
        return _ask_for_statement(flow, form)
    tell, new = partial(of_opening, secret=_shown(viewing_code(flow))), _new_dispute(flow, form.text.data)
    answer = open_or_say_why_not(new, partial(services().disputes.open, new, tell=tell))
    if isinstance(answer, TooManyDisputes):
        form.text.errors = [answer.words]
        return _ask_for_statement(flow, form)
    if isinstance(answer, DisputeRefusal):
        return refuse(answer, flow.subject)
    if answer.freezes:
        services().signed_in.end_all(answer.account_id)
    outcome("dispute_opened" if answer.freezes else "dispute_case_opened")
    become_known_to_dispute(answer.reference)
    send_waiting()
    return advance(flow.forget(_DONE_WITH), pending=DisputeCase(answer.id))


def _ask_for_statement(flow: Flow, form: StatementForm) -> ResponseReturnValue:
    days, freezes = services().settings.dispute_working_days, _freezes(flow.pending_as(DisputerProof))
    return screen("dispute/statement.html", form=form, flow=flow, days=days, freezes=freezes)


def _freezes(proof: DisputerProof) -> bool:
    return bool(proof.freezes or not proof.proof)  # a flow of an older release: the store decides


def opened(flow: Flow) -> ResponseReturnValue:
    """Show the reference, the viewing code and what happens next. No later screen shows the viewing code."""
    dispute = dispute_of(flow)
    return screen(
        "dispute/opened.html",
        flow=flow,
        dispute=dispute,
        reference=grouped(dispute.reference),
        secret=_shown(viewing_code(flow)),
        stages=stages_of(dispute),
    )


def dispute_of(flow: Flow) -> Dispute:
    """Return the dispute that a flow is about.

    Raises:
        LookupError: the dispute does not exist: a programming error.
    """
    dispute = services().disputes.get(case_of(flow).dispute_id)
    if dispute is None:
        raise LookupError("the case of a flow is gone")
    return dispute


def viewing_code(flow: Flow) -> str:
    """Derive the viewing code of the dispute that a flow opens. A repeated request gets the same code."""
    number = int(services().lookup.digest("viewing_code", flow.id), 16)
    signs = [SIGNS[number // len(SIGNS) ** place % len(SIGNS)] for place in range(SECRET_LENGTH)]
    return "".join(signs)


def _shown(code: str) -> str:
    return f"{code[:4]}-{code[4:]}"


def _new_dispute(flow: Flow, text: str) -> NewDispute:
    # the id comes from the flow, so that a repeated request opens no second dispute
    settings, digest = services().settings, services().lookup.digest("dispute_id", flow.id)
    proof = flow.pending_as(DisputerProof)
    return NewDispute(
        id=str(UUID(hex=digest[:32], version=4)),
        code=viewing_code(flow),
        claims=numbers_of(flow),
        method=proof.method,
        level=method_of(proof.method).level,
        # a flow of an older release names the method alone
        proved_by=proof.proof or method_of(proof.method).proof_about(flow.subject),
        phone_number=flow.phone_number or "",
        # stored disputes have this key, which is older than the name `Flow`
        proof=json.dumps(
            {"registration": services().flows.codec.write(flow), "language": current_language()}
        ),
        statement=text,
        due_at=end_of_office_days(
            services().clock(), settings.dispute_working_days, settings.public_holidays
        ),
    )


#: The disputer's journey after the proof. A proof that brings a phone skips the steps phone and code.
OPENING = Journey(
    "dispute_open",
    at="/dispute/open",
    purpose=Purpose.DISPUTE,
    steps=(
        Step(phone),
        code_step(vouched_by=Vouching.NOTHING, forgets=frozenset({"phone_number"})),
        Step(statement),
        Step(opened),
    ),
)
