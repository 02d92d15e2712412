"""How the history of an account is told to its owner."""

from accounts.records import AccountEvent
from bff.language import gettext as _


def event_words(event: AccountEvent) -> str:
    """Say what happened."""
    match event:
        case AccountEvent.OPENED:
            return _("Account registered")
        case AccountEvent.SIGNED_IN:
            return _("Signed in")
        case AccountEvent.SIGN_IN_FAILED:
            return _("Sign-in failed: wrong password")
        case AccountEvent.SIGNED_OUT:
            return _("Signed out")
        case AccountEvent.SESSION_ENDED:
            return _("Session ended from another device")
        case AccountEvent.PASSWORD_CHANGED:
            return _("Password changed")
        case AccountEvent.REGISTRATION_REPEATED:
            return _("Somebody proved the same identity and was told that an account exists")
