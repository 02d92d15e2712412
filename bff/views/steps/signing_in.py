"""The end of every sign-in: it begins the signed-in session, and an SMS tells the owner of a new browser."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from bff.journeys.flow import Flow
from bff.journeys.journey import Step
from bff.messages.notices import to_owner
from bff.messages.outbox import send_waiting
from bff.methods.method import Method
from bff.owners.certificates import HeldAccounts
from bff.owners.passkeys import is_offered
from bff.rules.portals.means import Means
from bff.rules.proofs import ProofKind, kind_about
from bff.services import services
from bff.serving.language import current_language
from bff.stores.signed_in import SignedIn
from bff.web.devices import become_known_to, counted_browser, is_helping, is_known_to
from bff.web.lookup import all_methods
from bff.web.portals import waiting
from bff.web.screens import go, screen
from bff.web.sessions import begin_session, enter_session, entering
from bff.web.walking import arrive, end, move_to
from identity.subject import Subject

#: What the session of a sign-in remembers for the offer of a passkey: the kind of its proof.
OFFER = "passkey_offer"


def which_account(flow: Flow) -> ResponseReturnValue:
    """Ask which account is meant, where the signature is good for two. Nothing of either is shown."""
    held = flow.pending_as(HeldAccounts)
    chosen = held.chosen(request.form.get("account", ""))
    if chosen is None:
        return screen("steps/which_account.html", flow=flow, name=held.name)
    return arrive(move_to(flow, "enter", pending=None, **chosen))


def enter(flow: Flow) -> ResponseReturnValue:
    """Begin the signed-in session and end the flow. The code or the signature was right."""
    answer = sign_in_to(flow)
    end(flow)
    return answer


def sign_in_to(flow: Flow) -> ResponseReturnValue:
    """Begin the session of the flow's account; see `sign_in_as`."""
    return sign_in_as(
        flow.account_id or "",
        generation=flow.generation or 0,
        kind=_kind_of(flow),
        means=means_of(flow),
    )


def sign_in_as(
    account_id: str, *, generation: int, kind: ProofKind, means: tuple[Means, ...]
) -> ResponseReturnValue:
    """Begin the session of the account. If the browser is new to it, send its owner an SMS.

    The history, the browser and the message are written in one transaction, then the session; the cookie is
    last. So no person is in whose sign-in the owner cannot see.

    Args:
        generation: of the account's ways in when the person proved theirs.
        kind: the strongest proof of this sign-in. It counts for adding a passkey, where one is offered.
        means: what the person used; portals are told.
    """
    account = entering(account_id, generation=generation)
    if not isinstance(account, Account):
        return account
    was_known, browser = is_known_to(account_id), counted_browser()
    tell = () if was_known else to_owner(account, "device")
    become_known_to(account_id, sign_in={"language": current_language()}, tell=tell)
    if not was_known:
        send_waiting()
    begun = begin_session(account_id, generation=generation, means=means)
    place = _place_after(account, begun, browser=browser, kind=kind)
    enter_session(begun)
    return go(place)


def _place_after(account: Account, begun: SignedIn, *, browser: str, kind: ProofKind) -> str:
    """Return where the person goes on: a portal that waits, the offer of a passkey, or the account."""
    # A portal that waits comes first: the person is on the way there.
    if (place := waiting.next_place()) is not None:
        return place
    shown = kind_about(kind, Subject(account.subject))
    if not is_helping() and is_offered(services(), account, browser, shown):
        services().fresh.give(begun.id, OFFER, by=shown)
        return url_for("passkeys.offer")
    return url_for("account.my_account")


def sign_in_after_registering(flow: Flow, *, generation: int) -> ResponseReturnValue:
    """Begin a session for the person who has just registered with *flow*; the flow ends.

    Args:
        generation: of the account's ways in when it was opened. Another one now: no session.
    """
    end(flow)
    return sign_in_to(flow.learn(generation=generation))


def means_of(flow: Flow) -> tuple[Means, ...]:
    """Return how the person of *flow* signed in, or what they have just proved by registering."""
    method = _method_with(flow)
    if method is not None and method.means is not None:
        return (method.means,)
    if flow.journey == "sign_in" and not services().settings.sign_in_code and not flow.is_quiet:
        return (Means.PASSWORD,)
    return Means.PASSWORD, Means.CODE


def _kind_of(flow: Flow) -> ProofKind:
    """Return the strongest proof of a sign-in: the method's, if one has signed; else the password."""
    method = _method_with(flow)
    return method.proof if method is not None else ProofKind.PASSWORD


def _method_with(flow: Flow) -> Method | None:
    """Return the method that has the flow's journey; None: it is the sign-in with a password."""
    owners = {journey.key: method for method in all_methods() for journey in method.part.journeys}
    return owners.get(flow.journey)


#: A side step of each sign-in by a signature.
WHICH_ACCOUNT = Step(which_account, forgets=frozenset({"pending"}))
