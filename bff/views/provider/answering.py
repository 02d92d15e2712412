"""Decides what is missing before a portal gets its answer, and gives it: a code for one minute."""

import secrets
from enum import StrEnum

from flask.typing import ResponseReturnValue

from accounts.account.records import AccountState
from accounts.portals.records import Portal, Scope
from bff.limits.portals import answering
from bff.rules.portals.means import AMR, reached_level
from bff.services import services
from bff.serving.log import outcome
from bff.stores.portals.records import CODE_SECONDS, Kind
from bff.stores.signed_in import SignedIn
from bff.views.provider.asking import Asked
from bff.views.provider.protocol.hints import subject_hinted
from bff.views.provider.protocol.id_tokens import subject_of


class Need(StrEnum):
    """What is missing; the values name the page's state, and `REFUSALS` what a silent request is told."""

    SIGN_IN = "sign_in"
    SIGN_IN_AGAIN = "sign_in_again"
    OTHER_PERSON = "other_person"
    """The portal expects another person, or none of ours, and this one has signed in for its request."""
    SECOND_FACTOR = "second_factor"
    """One factor alone signed the person in: the operator's setting allows that for the account only."""
    SIGNATURE = "signature"
    """The level counts only with a signature at this sign-in."""
    HIGHER_LEVEL = "higher_level"
    CONSENT = "consent"


#: The version of the text to which a person agrees on `provider/door.html`; another one is asked again.
CONSENT_VERSION = "portal-1"
#: What a request that may show no page is told (OpenID Connect Core 1.0, 3.1.2.6).
REFUSALS = {
    Need.SIGN_IN: "login_required",
    Need.SIGN_IN_AGAIN: "login_required",
    Need.OTHER_PERSON: "login_required",
    Need.SECOND_FACTOR: "interaction_required",
    Need.SIGNATURE: "interaction_required",
    Need.HIGHER_LEVEL: "interaction_required",
    Need.CONSENT: "consent_required",
}


def level_of(account: AccountState, signed_in: SignedIn) -> int | None:
    """Return the level that this sign-in reaches; None: one factor alone reaches none."""
    wants = services().settings.portal_level_3_needs_signature
    return reached_level(account.level, signed_in.means, three_needs_signature=wants)


def need_of(asked: Asked, account: AccountState | None, signed_in: SignedIn | None) -> Need | None:
    """Return what is missing first; None: nothing."""
    if account is None or signed_in is None:
        return Need.SIGN_IN
    if asked.is_older_than_wanted(signed_in.began_at):
        return Need.SIGN_IN_AGAIN
    if not _is_person_meant(asked, account):
        is_for_this = asked.is_signed_in_for(signed_in.began_at)
        return Need.OTHER_PERSON if is_for_this else Need.SIGN_IN_AGAIN
    level = level_of(account, signed_in)
    if level is None:
        return Need.SECOND_FACTOR
    if level < asked.level:
        return Need.HIGHER_LEVEL if account.level < asked.level else Need.SIGNATURE
    return None if is_agreed(asked, account) else Need.CONSENT


def _is_person_meant(asked: Asked, account: AccountState) -> bool:
    """Return whether the portal expects this person, if it says whom it expects."""
    hint = asked.values.get("id_token_hint")
    return hint is None or subject_hinted(asked.portal, hint) == subject_of(asked.portal, account.id)


def is_agreed(asked: Asked, account: AccountState) -> bool:
    """Return whether the person has agreed to all that the portal asks for."""
    if "consent" in asked.prompts and not asked.agreed:
        return False
    consent = services().grants.consent_of(account.id, asked.portal.id)
    if consent is None or consent.text_version != CONSENT_VERSION:
        return False
    return set(asked.scopes) - {Scope.OPENID} <= consent.scopes


def answered_code(asked: Asked, signed_in: SignedIn) -> str | None:
    """Return the code with which this session answered a kept request a moment ago; None: it has not."""
    known = services().portal_store.find(Kind.ANSWER, asked.token)
    is_own = known is not None and known["signed_in_id"] == signed_in.id
    return str(known["code"]) if known is not None and is_own else None


def answer(asked: Asked, account: AccountState, signed_in: SignedIn) -> ResponseReturnValue:
    """Redirect to the portal with a code. A second press in the same session gets the same answer."""
    if not asked.token:
        return asked.back(code=_new_code(asked, account, signed_in))
    with services().flows.hold(f"portal {asked.token}"):
        code = answered_code(asked, signed_in)
        if code is None:  # kept for as long as the code: after its end the next press gets another one
            code = _new_code(asked, account, signed_in)
            answered = {"code": code, "signed_in_id": signed_in.id}
            services().portal_store.put(Kind.ANSWER, asked.token, answered, seconds=CODE_SECONDS)
    asked.leave()
    return asked.back(code=code)


def _new_code(asked: Asked, account: AccountState, signed_in: SignedIn) -> str:
    level = level_of(account, signed_in)
    code = secrets.token_urlsafe(32)
    facts = {
        "portal_id": asked.portal.id,
        "redirect_uri": asked.redirect_uri,
        "scope": " ".join(asked.scopes),
        "nonce": asked.values.get("nonce"),
        "code_challenge": asked.values.get("code_challenge"),
        "dpop_jkt": asked.values.get("dpop_jkt"),
        "account_id": account.id,
        "generation": account.generation,
        "signed_in_id": signed_in.id,
        "auth_time": int(signed_in.began_at.timestamp()),
        "level": level,
        "acr": asked.acr(level) if level is not None else None,
        "amr": [AMR[one] for one in signed_in.means],
        "sid": sid_of(asked.portal, signed_in.id),
    }
    with services().limits.attempt(answering(signed_in.id)):
        services().portal_store.put(Kind.CODE, code, facts, seconds=CODE_SECONDS)
    outcome("portal_answered")
    return code


def sid_of(portal: Portal, signed_in_id: str) -> str:
    """Return the name of a signed-in session at one portal; another portal knows it by another name."""
    return services().lookup.digest("portal_session", f"{portal.id} {signed_in_id}")[:32]
