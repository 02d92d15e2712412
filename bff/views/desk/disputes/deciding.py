"""Disputes at the desk: deadlines, the texts of both sides, and a decision that needs two case officers.

The store checks in the transaction of each decision that two different people act, and that both have seen
what other officers did. A crafted request cannot bypass these checks. What the two sides have written since
a page was opened is shown once, and then the act goes on: otherwise a side that writes again and again would
put off the decision.
"""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, TextAreaField, ValidationError
from wtforms.fields import Field

from accounts import audit
from accounts.account.records import Account
from accounts.account.ways_in import Change
from accounts.disputes.records import Decision, Dispute, DisputeRefusal, DisputeState, NoteKind
from accounts.links import LinkKind
from accounts.outbox import Notice
from accounts.references import grouped, parse_reference
from accounts.staff.records import Role, Staff, StaffEvent
from bff.messages.disputes import of_appeal_answer, of_end, proved_in
from bff.messages.notices import of_change
from bff.messages.outbox import send_waiting
from bff.methods.part import Area
from bff.owners.holders import holder_rows
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.steps.dispute_stages import decision_words, stages_of
from bff.web.desk_sessions import desk_only
from bff.web.fields import Needed
from bff.web.lookup import method_of
from bff.web.screens import Form, go, screen
from identity.numbers import is_digits, mask_number
from identity.phones import mask_mobile

blueprint = Blueprint("desk_disputes", __name__, url_prefix="/desk/disputes")
LONGEST_TEXT = 2000
NOTES = {
    "internal": lazy("Only write a note for colleagues"),
    "citizen": lazy("Write to whoever disputes the account"),
}
PROPOSALS = {
    "restore": lazy("Propose: the account stays with its holder"),
    "transfer": lazy("Propose: it is closed, and whoever disputes it registers"),
    "close": lazy("Propose: it is closed"),
}
#: One act for each side's appeal: an appeal that comes while an officer answers the other one waits.
APPEAL_ACTS = {
    NoteKind.APPEAL: ("answer_appeal", lazy("Answer the appeal of whoever disputes the account")),
    NoteKind.HOLDERS_APPEAL: ("answer_holders_appeal", lazy("Answer the appeal of the holder")),
}
#: A dispute whose proof froze nothing cannot take the account from its holder.
CASE_PROPOSALS = {"restore": PROPOSALS["restore"]}
AGREE, TURN_DOWN = "agree", "turn_down"


class DisputeActForm(Form):
    """One act with its reason or note.

    ``version`` is the version of the dispute that the screen showed, ``texts`` how many texts of both sides.
    ``shown`` is set once newer texts were shown.
    """

    act = RadioField(
        lazy("What do you want to do?"),
        validators=[Needed(lazy("Choose what you want to do."))],
        validate_choice=False,
    )
    text = TextAreaField(
        lazy("Reason, or the text of the note"),
        validators=[Needed(lazy("Write why, or what the note says."))],
        render_kw={"rows": 4, "autocomplete": "off"},
    )
    reasons = TextAreaField(
        lazy("What both sides read"),
        description=lazy(
            "Only with a proposal: why it is decided so, in plain words, as a letter to both. No names, no "
            "numbers, and nothing that tells one side about the other."
        ),
        render_kw={"rows": 6, "autocomplete": "off"},
    )
    version = HiddenField()
    texts = HiddenField()
    shown = HiddenField()

    def __init__(self, acts: dict[str, str]) -> None:
        super().__init__()
        self.act.choices = [(key, str(words)) for key, words in acts.items()]
        if not set(acts) & set(PROPOSALS):
            del self.reasons

    def validate_act(self, field: Field) -> None:
        """Refuse an act that this form does not offer."""
        if field.data not in {key for key, _words in field.choices}:
            raise ValidationError(_("Choose what you want to do."))

    def validate_text(self, field: Field) -> None:
        """Refuse a text that is too long."""
        if len(field.data or "") > LONGEST_TEXT:
            raise ValidationError(_("This is longer than %(most)d letters. Shorten it.", most=LONGEST_TEXT))

    def validate_reasons(self, field: Field) -> None:
        """Require the reasons of a proposal: both sides read them once it is so decided."""
        if self.act.data in PROPOSALS and not (field.data or "").strip():
            raise ValidationError(_("Write what both sides read: why it is decided so."))
        self.validate_text(field)


def find(reference: str, _staff: Staff) -> str | None:
    """Return the address of the dispute with this reference; None if there is no such dispute."""
    parsed = parse_reference(reference)
    dispute = services().disputes.by_reference(parsed) if parsed else None
    return url_for("desk_disputes.show", reference=grouped(dispute.reference)) if dispute else None


AREA = Area(
    title=lazy("Disputes to decide"),
    roles=frozenset({Role.CASE_OFFICER}),
    endpoint="desk_disputes.list_open",
    count=lambda _staff: len(services().disputes.to_do()),
    find=find,
)


@blueprint.get("")
@desk_only(Role.CASE_OFFICER)
def list_open(staff: Staff) -> ResponseReturnValue:
    """List the open disputes with their states, the earliest deadline first."""
    now = services().clock()
    rows = [
        (grouped(dispute.reference), state_words(dispute, staff), dispute.due_at, dispute.due_at < now)
        for dispute in services().disputes.to_do()
    ]
    return screen("desk/disputes.html", rows=rows)


@blueprint.route("/<reference>", methods=["GET", "POST"])
@desk_only(Role.CASE_OFFICER)
def show(staff: Staff, reference: str) -> ResponseReturnValue:
    """Show the texts of both sides, and carry out one act."""
    dispute = services().disputes.by_reference(parse_reference(reference) or "")
    if dispute is None:
        return go(url_for("desk.home"))
    form = DisputeActForm(_acts_for(dispute, staff))
    is_valid = form.validate_on_submit()
    if is_valid and _has_news(dispute, form):
        outcome("desk_dispute_news")
        form.shown.data = "yes"
        form.form_errors.append(
            _("A side has written since you opened this page. Read it, then record your act once more.")
        )
    elif is_valid:
        form.shown.data = ""
        refusal = _act(dispute, staff, form)
        if refusal is None:
            return go(url_for("desk_disputes.show", reference=reference, notice="done"))
        outcome(f"desk_dispute_{refusal}")
        form.form_errors.append(_refusal_words(refusal))
    services().staff.note(dispute.id, StaffEvent.RECORD_OPENED, staff=audit.spelled(staff.id))
    return _show(dispute, staff, form)


def state_words(dispute: Dispute, staff: Staff) -> str:
    """Return the words for the state of a dispute, as this member of staff sees it."""
    match dispute.state:
        case DisputeState.OPENED | DisputeState.HOLDER_TOLD:
            return _("The holder has not answered")
        case DisputeState.ANSWERED:
            return _("The holder has answered")
        case DisputeState.PROPOSED if dispute.proposed_by == staff.id:
            return _("You proposed; waits for another person")
        case DisputeState.PROPOSED:
            return _("Proposed; waits for your decision")
        case DisputeState.DECIDED if dispute.appealed_at is not None:
            return _("A side has appealed against the decision")
        case DisputeState.DECIDED:
            return _("Decided")
        case DisputeState.WITHDRAWN:
            return _("Withdrawn")


def _acts_for(dispute: Dispute, staff: Staff) -> dict[str, str]:
    """Return the acts that this member of staff may choose now, with their words."""
    if not dispute.is_open:
        disputes = services().disputes
        is_decider = staff.id in disputes.deciders(dispute.id)
        waiting = frozenset() if is_decider else disputes.waiting_appeals(dispute.id)
        return dict(act for side, act in APPEAL_ACTS.items() if side in waiting) | NOTES
    if dispute.proposal is None:
        return (PROPOSALS if dispute.freezes else CASE_PROPOSALS) | NOTES
    if dispute.proposed_by == staff.id:
        return {TURN_DOWN: lazy("Take my proposal back")} | NOTES
    return {AGREE: lazy("I agree: it is so decided"), TURN_DOWN: lazy("I do not agree: send it back")} | NOTES


def _act(dispute: Dispute, staff: Staff, form: DisputeActForm) -> DisputeRefusal | None:
    disputes, text = services().disputes, form.text.data
    # versions begin at 1: a damaged field gives 0, and the store refuses a proposal or decision with it
    seen = int(form.version.data) if is_digits(form.version.data or "") else 0
    match form.act.data:
        case "internal" | "citizen" as kind:
            done = disputes.add_note(dispute.id, NoteKind(kind), text, by=staff.id)
        case "turn_down":
            done = disputes.turn_down(dispute.id, version=seen, by=staff.id, reason=text)
        case "answer_appeal":
            return _answer_appeal(dispute, staff, NoteKind.APPEAL, text)
        case "answer_holders_appeal":
            return _answer_appeal(dispute, staff, NoteKind.HOLDERS_APPEAL, text)
        case "agree":
            return _decide(dispute, staff, seen, text)
        case proposal:
            decision = Decision(proposal)
            done = disputes.propose(
                dispute.id, decision, version=seen, by=staff.id, reason=text, reasons=form.reasons.data
            )
    return None if done else DisputeRefusal.OUT_OF_DATE


def _answer_appeal(dispute: Dispute, staff: Staff, appeal: NoteKind, text: str) -> DisputeRefusal | None:
    account = services().accounts.get(dispute.account_id)
    tell = of_appeal_answer(dispute, account, appeal)
    refusal = services().disputes.answer_appeal(dispute.id, appeal, text, by=staff.id, tell=tell)
    if refusal is None:
        outcome("desk_dispute_appeal_answered")
        send_waiting()
    return refusal


def _has_news(dispute: Dispute, form: DisputeActForm) -> bool:
    """Return whether a side has written since the page was opened on which an officer proposes or decides.

    Once such texts were shown, further ones are no news.
    """
    if form.act.data in {*NOTES, TURN_DOWN} or form.shown.data:
        return False
    return bool(form.texts.data != str(_texts_of(dispute)))


def _texts_of(dispute: Dispute) -> int:
    return len(services().disputes.notes(dispute.id, NoteKind.STATEMENT, NoteKind.ANSWER))


def _decide(dispute: Dispute, staff: Staff, seen: int, reason: str) -> DisputeRefusal | None:
    account = services().accounts.get(dispute.account_id)

    def tell(decided: Dispute) -> tuple[Notice, ...]:
        told = of_end(decided, account, decision=decided.decision)
        return (*told, *_of_passkeys(decided, account))

    answer = services().disputes.decide(dispute.id, version=seen, by=staff.id, reason=reason, tell=tell)
    if isinstance(answer, DisputeRefusal):
        return answer
    outcome(f"desk_dispute_{answer.decision}")
    services().signed_in.end_all(answer.account_id)
    services().links.withdraw(LinkKind.DISPUTE_ANSWER, dispute.id)
    send_waiting()
    return None


def _of_passkeys(decided: Dispute, account: Account | None) -> tuple[Notice, ...]:
    """Return the notice that the passkeys of an account have ended, which is given back to its holder."""
    is_back = decided.freezes and decided.decision is Decision.RESTORE
    if account is None or not is_back or not services().passkeys.has_any(account.id):
        return ()
    return of_change(account, Change.PASSKEY_OFF)


def _refusal_words(refusal: DisputeRefusal) -> str:
    if refusal is DisputeRefusal.ONLY_A_CASE:
        return _("This proof is too weak to take the account from its holder. A stronger one has to come.")
    if refusal is DisputeRefusal.OWN_PROPOSAL:
        return _("Whoever proposed may not decide. Ask a colleague.")
    if refusal is DisputeRefusal.SAME_PERSON:
        return _("Whoever took part in the decision may not answer an appeal against it. Ask a colleague.")
    if refusal is DisputeRefusal.NO_REASONS:
        return _("This proposal says nothing that both sides may read. Send it back, and propose it again.")
    return _("Something was written or decided meanwhile. Read it again, then act.")


def _show(dispute: Dispute, staff: Staff, form: DisputeActForm) -> ResponseReturnValue:
    account = services().accounts.get(dispute.account_id)
    proved = proved_in(dispute)
    form.version.data, form.texts.data = str(dispute.version), str(_texts_of(dispute))
    return screen(
        "desk/dispute.html",
        form=form,
        dispute=dispute,
        reference=grouped(dispute.reference),
        state_words=state_words(dispute, staff),
        stages=stages_of(dispute, for_desk=True),
        is_late=dispute.is_open and dispute.due_at < services().clock(),
        proved=proved,
        number=mask_number((proved.identity.citizen_number if proved.identity else None) or ""),
        disputer_phone=mask_mobile(dispute.phone_number),
        disputer_method=method_of(dispute.method),
        account=account,
        holder=holder_rows(account) if account else [],
        account_method=method_of(account.method) if account else None,
        account_phone=mask_mobile(account.phone_number) if account else "",
        proposal=decision_words(dispute.proposal) if dispute.proposal else None,
        notes=_notes(dispute),
        notice=request.args.get("notice") == "done",
    )


def _notes(dispute: Dispute) -> list[tuple[object, str, str]]:
    """Return all texts of the dispute as time, author with reader, and text."""
    return [
        (note.at, _whose(note.kind, note.by), note.text)
        for note in services().disputes.notes(dispute.id, *NoteKind)
    ]


def _whose(kind: NoteKind, by: str) -> str:
    match kind:
        case NoteKind.STATEMENT:
            return _("Whoever disputes the account")
        case NoteKind.ANSWER if by == "phone":
            return _("The holder, who has the account's phone")
        case NoteKind.ANSWER:
            return _("The holder, proved by: %(way)s", way=method_of(by).title)
        case NoteKind.CITIZEN:
            return _("%(name)s, to whoever disputes the account", name=_name_of(by))
        case NoteKind.APPEAL:
            return _("Appeal of whoever disputes the account")
        case NoteKind.HOLDERS_APPEAL:
            return _("Appeal of the holder")
        case NoteKind.APPEAL_ANSWER:
            return _("%(name)s, to whoever disputes the account", name=_name_of(by))
        case NoteKind.HOLDERS_APPEAL_ANSWER:
            return _("%(name)s, to the holder", name=_name_of(by))
        case NoteKind.INTERNAL:
            return _("%(name)s, for colleagues", name=_name_of(by))


def _name_of(staff_id: str) -> str:
    staff = services().staff.get(staff_id)
    return staff.name if staff else "–"
