"""Judges what passkeys sign, for citizens and for staff alike, and decides when an account is offered one.

The order is that of docs/limits.md: the form costs nothing, then the browser's limit is taken, then the
challenge is used up, and only then a signature is checked.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from accounts.account.records import Account
from accounts.account.ways_in import Change
from accounts.second_factors.ceremonies import NotOurs, challenge_of, credential_id_of, text_of
from accounts.second_factors.passkeys import NewPasskey, Passkey, PasskeyBook
from bff.limits.table import limits
from bff.owners.fresh import may_confirm
from bff.rules.proofs import ProofKind
from bff.services import Services
from bff.stores.attempts import TooOften

#: The most characters of an answer: those of browsers have less than 3,000, with an RSA key.
LONGEST_ANSWER = 6_000
#: In a session of its own: that this browser has a fingerprint, a face or a screen lock at hand.
_DEVICE = "passkey_device"


class Trouble(StrEnum):
    """Why a passkey did not count."""

    NOT_OURS = "passkey_wrong"
    """Garbage, or signed for another place or purpose."""
    TOO_LATE = "passkey_too_late"
    """The challenge is too old, was used before, or was made for another browser."""
    UNKNOWN = "passkey_unknown"
    """The product does not have this passkey: it was removed here, and not on the device."""
    COPIED = "passkey_copied"
    """Its counter did not grow."""
    OF_ANOTHER = "passkey_of_another"
    """It opens another account."""


@dataclass(frozen=True)
class Refused:
    """A passkey that did not count; *credential_id* (base64url) is for the device, if it is unknown here."""

    trouble: Trouble
    credential_id: str = ""


def new_challenge(parts: Services, browser: str, purpose: str) -> str:
    """Return a challenge for this browser's session.

    Raises:
        TooOften: the session has asked for too many.
    """
    with parts.limits.attempt((limits().passkey_challenges, parts.digest_of(browser))):
        return parts.challenges.make(browser, purpose)


def judge_made(
    parts: Services, answer: str, *, browser: str, purpose: str, name: str
) -> NewPasskey | Refused:
    """Return the passkey that a device has just made.

    Raises:
        TooOften: the browser has sent too many answers that were not right.
    """
    with parts.limits.attempt((limits().wrong_passkeys, parts.digest_of(browser))) as tried:
        try:
            challenge = challenge_of(answer)
            if not parts.challenges.take(browser, purpose, challenge):
                return Refused(Trouble.TOO_LATE)
            made = parts.ceremonies.new_passkey(answer, challenge, name=name)
        except NotOurs:
            return Refused(Trouble.NOT_OURS)
        tried.give_back()
    return made


def judge_signed(
    parts: Services,
    book: PasskeyBook,
    answer: str,
    *,
    browser: str,
    purpose: str,
    owner_id: str | None = None,
) -> Passkey | Refused:
    """Return the passkey that has signed, and note its use.

    Args:
        owner_id: whose passkey it must be; None: it says itself whose it is.

    Raises:
        TooOften: the browser has sent too many answers that were not right.
    """
    with parts.limits.attempt((limits().wrong_passkeys, parts.digest_of(browser))) as tried:
        try:
            challenge, credential_id = challenge_of(answer), credential_id_of(answer)
            if not parts.challenges.take(browser, purpose, challenge):
                return Refused(Trouble.TOO_LATE)
            passkey = book.find(credential_id)
            if passkey is None:
                return Refused(Trouble.UNKNOWN, text_of(credential_id))
            signed = parts.ceremonies.signed(answer, challenge, passkey)
        except NotOurs:
            return Refused(Trouble.NOT_OURS)
        if signed.handle != book.handle_of(passkey.owner_id):
            return Refused(Trouble.NOT_OURS)
        if owner_id not in {None, passkey.owner_id}:
            return Refused(Trouble.OF_ANOTHER)
        if not book.use(passkey, sign_count=signed.sign_count, is_backed_up=signed.is_backed_up):
            return Refused(Trouble.COPIED)
        tried.give_back()
    return passkey


def note_device(parts: Services, browser: str) -> None:
    """Remember for some minutes that this browser can make a passkey of its own device."""
    parts.fresh.give(browser, _DEVICE, by="yes")


def is_offered(parts: Services, account: Account, browser: str, kind: ProofKind) -> bool:
    """Decide whether a person who has just signed in is offered a passkey, and count the offer.

    Args:
        kind: the strongest proof of this sign-in; it must be enough to add a passkey.
    """
    settings = parts.settings
    old_enough = account.registered_at + timedelta(hours=settings.passkey_offer_after_hours)
    has_two_steps = kind is not ProofKind.PASSWORD or settings.sign_in_code
    if not (settings.passkeys and has_two_steps and parts.clock() >= old_enough):
        return False
    if parts.fresh.look(browser, _DEVICE) is None or parts.passkeys.has_any(account.id):
        return False
    if not may_confirm(parts, kind, Change.PASSKEY_ON, account):
        return False
    try:
        with parts.limits.attempt((limits().passkey_offers, parts.digest_of(account.id))):
            return True
    except TooOften:
        return False
