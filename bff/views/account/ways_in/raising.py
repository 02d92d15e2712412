"""Raises the level of an account after a proof, and leads on where its ways in ended with that.

The proof that raised it counts afterwards for a new phone and a first password: nothing is signed twice.
"""

from datetime import timedelta

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from accounts.account.raising import Raised
from accounts.account.records import Account, AccountEvent
from accounts.account.standing import NotActive
from accounts.account.ways_in import Change
from accounts.outbox import Notice
from bff.journeys.purpose import Aim
from bff.messages.notices import of_change, with_stop
from bff.methods.proof import Proof
from bff.owners.fresh import may_confirm
from bff.owners.raising import given_up_by, is_unfinished
from bff.owners.worth import level_for
from bff.rules.proofs import ProofKind, ProofPurpose
from bff.services import services
from bff.serving.log import outcome
from bff.stores.signed_in import SignedIn
from bff.views.account import new_phone
from bff.views.account.ways_in.changing import finish
from bff.views.steps.proof import judged, too_weak
from bff.web.devices import is_helping, own_browser
from bff.web.portals import waiting
from bff.web.screens import go, screen
from bff.web.sessions import signed_in_only
from bff.web.walking import arrive, begin, begun_already, bound_to
from identity.subject import Subject

blueprint = Blueprint("raising", __name__, url_prefix="/account/raised")
#: What the proof of a raise counts for afterwards.
CARRIED = (Change.PHONE, Change.FIRST_PASSWORD)


@signed_in_only
def raise_level(account: Account, signed_in: SignedIn, proof: Proof) -> ResponseReturnValue:
    """Raise the account's level to the level of *proof*, if the account's holder gave it."""
    if proof.account is None or proof.account.id != account.id:
        outcome("proof_of_somebody_else")
        return go(url_for("account.my_account", notice="somebody_else"))
    reached = judged(proof, Aim.RAISE, account)
    if reached.level is None:
        return too_weak(Aim.RAISE, account, reached)
    ends = given_up_by(services(), account, proof)
    raised = Raised(
        level=reached.level,
        method=proof.method,
        proved_by=proof.kind,
        ends_ways=ends.ways,
        ends_phone=ends.phone,
        browser=own_browser(account.id) if ends.ways and not is_helping() else "",
    )
    told = _notices(account, ends_phone=ends.phone)
    try:
        services().accounts.raise_level(account.id, raised, generation=account.generation, tell=told)
    except NotActive:  # frozen or changed in between: `signed_in_only` then shows why
        return go(url_for("account.my_account"))
    _carry(finish(account, signed_in, Change.RAISE), proof)
    outcome("raised")
    if ends.ways:
        return go(url_for("raising.raised"))
    return go(waiting.next_place() or url_for("account.my_account", notice="raised"))


def _notices(account: Account, *, ends_phone: bool) -> tuple[Notice, ...]:
    return with_stop(account, "level_gone") if ends_phone else of_change(account, Change.RAISE)


def _carry(signed_in: SignedIn, proof: Proof) -> None:
    """Let the proof count once for each way in that the person now chooses, if it is enough for that."""
    account = services().accounts.get(signed_in.account_id)
    for change in CARRIED:
        if account and may_confirm(services(), proof.kind, change, account, phone_number=proof.phone_number):
            services().fresh.give(signed_in.id, change, by=proof.kind)


@blueprint.get("")
@signed_in_only
def raised(account: Account, _signed_in: SignedIn) -> ResponseReturnValue:
    """Say that the level is higher, that what opened the account before is ended, and what to choose now."""
    if not is_unfinished(services(), account):
        return go(url_for("account.my_account", notice="raised"))
    return screen("account/raised.html", account=account, portals=waiting.waiting_portals())


@blueprint.post("/phone")
@signed_in_only
def choose_phone(account: Account, signed_in: SignedIn) -> ResponseReturnValue:
    """Begin to choose a new phone on the proof of the raise; without it, the person proves who they are."""
    by = services().fresh.look(signed_in.id, Change.PHONE)
    if not account.has_lost_phone:
        return go(url_for("raising.raised"))
    since = account.registered_at - timedelta(days=1)
    entry = services().accounts.newest(account.id, AccountEvent.LEVEL_RAISED, since=since)
    if not by:
        kind = ProofKind(entry.codes["proof"]) if entry is not None else ProofKind.SIGNATURE
        level = level_for(services(), kind, ProofPurpose.NEW_PHONE, account)
        return go(url_for("proof.ways", aim=Aim.NEW_PHONE, subject=account.subject, level=str(level)))
    method = entry.codes["method"] if entry is not None else account.method
    facts = bound_to(account) | {"aim": Aim.NEW_PHONE}
    if (begun := begun_already(new_phone.JOURNEY, **facts)) is not None:
        return arrive(begun)
    pending = new_phone.ProvedBy(method, ProofKind(by), in_session=True)
    return arrive(begin(new_phone.JOURNEY, Subject(account.subject), **facts, pending=pending))
