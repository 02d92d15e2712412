"""The texts for each way in which a signature with a token ends: what happened, then what to do."""

from enum import StrEnum

from bff.methods.method import RefusalWords
from bff.owners.certificates import CERTIFICATE_WORDS, MISMATCH_WORDS, NOT_CHECKED
from bff.serving.language import lazy
from verifiers.usb_token import Helper, TokenRefusal
from verifiers.usb_token.refusals import CERTIFICATE_REFUSALS


class Ending(StrEnum):
    """Why the page's script got no signature from a helper. The script posts only these codes."""

    NONE_FOUND = "none_found"
    DENIED = "denied"
    NOT_ALLOWED_YET = "not_allowed_yet"
    NO_TOKEN = "no_token"  # noqa: S105 - no password
    PIN_WRONG = "pin_wrong"
    PIN_BLOCKED = "pin_blocked"
    CANCELLED = "cancelled"
    TOO_OLD = "too_old"
    NOT_UNDERSTOOD = "not_understood"
    NO_ANSWER = "no_answer"


class Stop(StrEnum):
    """Why a flow ended without a refusal."""

    CALLED_OFF = "called_off"


#: Shown on the signing screen itself, where the person can try again at once.
ENDING_WORDS: dict[Ending, RefusalWords] = {
    Ending.NONE_FOUND: RefusalWords(
        lazy("No signing program answered on this computer"),
        lazy("Open it if it is installed; else install one of those below. Then look for it again."),
    ),
    Ending.DENIED: RefusalWords(
        lazy("The browser keeps this page from reaching the signing program"),
        lazy(
            "Press the sign left of the address, allow this page to reach apps on this device, "
            "then look again."
        ),
    ),
    Ending.NOT_ALLOWED_YET: RefusalWords(
        lazy("The browser asked, and its question was closed without an answer"),
        lazy("Look for the signing program again, and press Allow when the browser asks."),
    ),
    Ending.NO_TOKEN: RefusalWords(
        lazy("No token is plugged in, or the computer does not see it"),
        lazy("Plug the token in, wait until its light is steady, and try again."),
    ),
    Ending.PIN_WRONG: RefusalWords(
        lazy("The PIN was wrong"),
        lazy("Try again with care: several wrong PINs block the token."),
    ),
    Ending.PIN_BLOCKED: RefusalWords(
        lazy("The token's PIN is blocked"),
        lazy("Only whoever issued the token can unblock it. Call them, or choose another way."),
    ),
    Ending.CANCELLED: RefusalWords(
        lazy("The signature was cancelled"), lazy("Nothing was signed. Try again when you are ready.")
    ),
    Ending.TOO_OLD: RefusalWords(
        lazy("The signing program is too old"),
        lazy("Install its newest version with the links below, then try again."),
    ),
    Ending.NOT_UNDERSTOOD: RefusalWords(
        lazy("The program that answered is not one we understand"),
        lazy("Another program may use its place. Close it, open the signing program again, then try again."),
    ),
    Ending.NO_ANSWER: RefusalWords(
        lazy("The signing program did not finish in time"),
        lazy("Look for its window, which may be behind this one, or open the program again. Then try again."),
    ),
}
#: Shown on the refused screen.
WORDS: dict[str, RefusalWords] = {
    TokenRefusal.UNREADABLE: RefusalWords(
        lazy("The signing program handed over something that is no signature"),
        lazy("Close it, open it again, and sign once more. If it happens again, try another program."),
    ),
    TokenRefusal.TOO_LATE: RefusalWords(
        lazy("The signature took too long"), lazy("It counts for five minutes. Sign once more.")
    ),
    TokenRefusal.NOT_OVER_OURS: RefusalWords(
        lazy("The signature is not one for this page"),
        lazy("Nothing was registered. Sign once more, and only what this page asks for."),
    ),
    TokenRefusal.NOT_CHECKED: NOT_CHECKED,
    TokenRefusal.NEEDS_WEB_EID: RefusalWords(
        lazy("This certificate counts here only through Web eID"),
        lazy(
            "Other programs sign for any website, also for one that imitates ours. Install Web eID from the "
            "signing page, then sign once more with the same token."
        ),
    ),
    **{CERTIFICATE_REFUSALS[refusal]: words for refusal, words in CERTIFICATE_WORDS.items()},
    **MISMATCH_WORDS,
    Stop.CALLED_OFF: RefusalWords(
        lazy("The registration was cancelled"),
        lazy("It was cancelled on one of your devices. Nothing was registered."),
    ),
}
HELPER_NAMES: dict[Helper, str] = {
    Helper.VGCA: "VGCA Sign Service",
    Helper.VNPT: "VNPT-CA Plugin",
    Helper.WEB_EID: "Web eID",
}
