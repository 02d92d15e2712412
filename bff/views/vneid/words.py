"""The words of each refusal: those of VNeID, and those of our own about the account."""

from enum import StrEnum

from bff.methods.method import RefusalWords
from bff.serving.language import lazy
from verifiers.vneid import VneidRefusal


class Mismatch(StrEnum):
    """Why a person whom VNeID vouches for can not go on here."""

    NO_ACCOUNT = "no_account"
    NAME_DIFFERS = "name_differs"


#: The titles for a return that leads nowhere here.
LOST: dict[str, str] = {
    "again": lazy("You are further already"),
    "late": lazy("Too much time has passed"),
    "elsewhere": lazy("Return to where you began"),
}

WORDS: dict[str, RefusalWords] = {
    VneidRefusal.CANCELLED: RefusalWords(
        title=lazy("You cancelled at VNeID"),
        body=lazy("Nothing was passed on. You can try again, or choose another way."),
    ),
    VneidRefusal.LEVEL_TOO_LOW: RefusalWords(
        title=lazy("Your VNeID account has level 1"),
        body=lazy(
            "Level 2 is needed here. The police raise your VNeID account to level 2 when you come with your "
            "identity card. Then come back, or choose another way now."
        ),
    ),
    VneidRefusal.UNDER_AGE: RefusalWords(
        title=lazy("You are too young for an account of your own"),
        body=lazy("A parent or guardian does online procedures for you with their account."),
        can_correct=False,
    ),
    VneidRefusal.OTHER_ACCOUNT: RefusalWords(
        title=lazy("This is not a citizen's VNeID account"),
        body=lazy(
            "Sign in there with your own VNeID account. An organisation registers with a SIM signature or a "
            "USB token."
        ),
    ),
    VneidRefusal.TOO_LATE: RefusalWords(
        title=lazy("That sign-in at VNeID no longer counts"),
        body=lazy("It was used already, or too much time has passed. Please sign in there once more."),
    ),
    Mismatch.NO_ACCOUNT: RefusalWords(
        title=lazy("You have no account here yet"),
        body=lazy("VNeID knows you, but nobody has registered here with your number. Register first."),
        can_correct=False,
    ),
    Mismatch.NAME_DIFFERS: RefusalWords(
        title=lazy("VNeID has another name for this number"),
        body=lazy(
            "The account here with your number has another name than VNeID told us. To protect both, we do "
            "not go on. If somebody else opened it, dispute it; if your name was changed, get help at a "
            "counter with your identity card."
        ),
        can_correct=False,
    ),
}
