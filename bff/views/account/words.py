"""Words for the events in an account's history, as its owner reads them; repeated ones make one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.account.records import REPEATABLE, AccountEvent, HistoryEntry
from bff.services import services
from bff.serving.language import lazy

_WORDS = {
    AccountEvent.OPENED: lazy("Account registered"),
    AccountEvent.SIGNED_IN: lazy("Signed in"),
    AccountEvent.SIGN_IN_FAILED: lazy("Sign-in failed: wrong password"),
    AccountEvent.SIGNED_OUT: lazy("Signed out"),
    AccountEvent.SESSION_ENDED: lazy("Session ended from another device"),
    AccountEvent.PASSWORD_SET: lazy("Password added"),
    AccountEvent.STOPPED: lazy("Account stopped with a code from a message"),
    AccountEvent.PASSWORD_CHANGED: lazy("Password changed"),
    AccountEvent.PASSWORD_ENDED: lazy("Password ended"),
    AccountEvent.LEVEL_RAISED: lazy("Verification level raised"),
    AccountEvent.EMAIL_CHANGED: lazy("Email address changed"),
    AccountEvent.EMAIL_ENDED: lazy("Email address deleted"),
    AccountEvent.CONSENT_WITHDRAWN: lazy("Consent withdrawn"),
    AccountEvent.WITHDRAWAL_ANSWERED: lazy("Withdrawal of a consent carried out"),
    AccountEvent.DELETION_ASKED: lazy("Deletion of the account requested"),
    AccountEvent.DELETION_REVOKED: lazy("Deletion of the account called off"),
    AccountEvent.DELETED: lazy("Account deleted"),
    AccountEvent.PORTAL_SIGNED_IN: lazy("Signed in at a portal"),
    AccountEvent.NOT_ME: lazy("Somebody reported a request that they had not made"),
    AccountEvent.EXISTENCE_TOLD: lazy("Somebody with the account's phone was told when it was registered"),
    AccountEvent.PASSWORD_RESET: lazy("Forgotten password replaced"),
    AccountEvent.PHONE_CHANGED: lazy("Phone number changed"),
    AccountEvent.APP_TURNED_ON: lazy("Authenticator app set up"),
    AccountEvent.APP_TURNED_OFF: lazy("Authenticator app turned off"),
    AccountEvent.PASSKEY_ADDED: lazy("Passkey added"),
    AccountEvent.PASSKEY_REMOVED: lazy("Passkey removed"),
    AccountEvent.PASSKEY_COPIED: lazy("Sign-in refused: a copy of a passkey was used"),
    AccountEvent.RECOVERY_CODE_USED: lazy("Recovery code used"),
    AccountEvent.RECOVERY_CODES_RENEWED: lazy("New recovery codes made"),
    AccountEvent.NEW_DEVICE: lazy("Signed in from a new device"),
    AccountEvent.SIGN_IN_REFUSED: lazy("Sign-in refused: the account was frozen"),
    AccountEvent.FROZEN: lazy("Account frozen"),
    AccountEvent.RESTORED: lazy("Account given back to its holder"),
    AccountEvent.CLOSED: lazy("Account closed"),
    AccountEvent.PHONE_TAKEN_BACK: lazy("Phone number taken back"),
    AccountEvent.PHONE_LOST: lazy("Phone number given up: somebody else has it now"),
    AccountEvent.REGISTRATION_REPEATED: lazy(
        "Somebody proved the same identity and was told that an account exists"
    ),
    AccountEvent.OFFICE_COMPARED: lazy("At a counter: your document was compared for a new password"),
    AccountEvent.OFFICE_HELPED: lazy("At a counter: a second person approved, and a link was sent"),
    AccountEvent.OFFICE_REFUSED: lazy("At a counter: somebody asked for a new password and was refused"),
}


@dataclass(frozen=True)
class Line:
    """One line of a history: an event, or several of one kind that follow each other."""

    event: AccountEvent
    times: int
    first: datetime
    last: datetime

    @property
    def words(self) -> str:
        """What happened."""
        return event_words(self.event)


def lines_of(entries: Iterable[HistoryEntry | Line]) -> list[Line]:
    """Return the lines of *entries*, newest first: repeatable events in a row become one line."""
    lines: list[Line] = []
    # By the time of the last event: a sum is written after events that followed it.
    for entry in sorted(entries, key=lambda one: one.last, reverse=True):
        line = Line(entry.event, entry.times, entry.first, entry.last)
        if lines and line.event in REPEATABLE and lines[-1].event is line.event:
            newer = lines.pop()
            line = Line(line.event, line.times + newer.times, min(line.first, newer.first), newer.last)
        lines.append(line)
    return lines


def open_sums(account_id: str) -> list[Line]:
    """Return what was summed and is not written yet."""
    sums = services().repeats.open_of(account_id)
    return [Line(AccountEvent(one.event), one.times, one.first, one.last) for one in sums]


def event_words(event: AccountEvent) -> str:
    """Return the words for *event*."""
    return str(_WORDS[event])
