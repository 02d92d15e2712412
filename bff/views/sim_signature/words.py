"""The texts for each way in which a request to a SIM ends: what happened, then what to do."""

from enum import StrEnum

from bff.methods.method import RefusalWords
from bff.owners.certificates import CERTIFICATE_WORDS, MISMATCH_WORDS, NOT_CHECKED
from bff.serving.language import lazy
from bff.web.errors import NO_WORD_ON_REVOCATION
from verifiers.sim_signature import SigningRefusal
from verifiers.sim_signature.codes import CERTIFICATE_REFUSALS


class Trouble(StrEnum):
    """Why a request ended without a refusal by the person, the SIM or the carrier."""

    NO_ANSWER = "no_answer"
    NOT_UNDERSTOOD = "not_understood"


_AT_THE_CARRIER = lazy("Ask your carrier, with your identity card in hand, or choose another way.")
_LATER = lazy("You have not been refused. Try again in a few minutes, or choose another way.")

WORDS: dict[str, RefusalWords] = {
    SigningRefusal.NO_SIM_SIGNATURE: RefusalWords(
        lazy("This number has no SIM signature"),
        lazy(
            "Check the number. If it is right, choose another way to register, or ask your carrier for a "
            "SIM that signs."
        ),
    ),
    SigningRefusal.CANCELLED: RefusalWords(
        lazy("You cancelled the request on the phone"),
        lazy("If you want to go on, try again. If it was not you who was asked, tell us below."),
    ),
    SigningRefusal.EXPIRED: RefusalWords(
        lazy("No answer came from the phone in time"),
        lazy("Keep the phone in your hand, with signal, and try again."),
    ),
    SigningRefusal.OUT_OF_COVERAGE: RefusalWords(
        lazy("The SIM could not be reached"),
        lazy("The phone is off or has no signal. Check it, then try again."),
    ),
    SigningRefusal.PIN_BLOCKED: RefusalWords(
        lazy("The signing PIN is blocked"),
        lazy("A shop of your carrier unblocks it. Bring your identity card."),
        can_correct=False,
    ),
    SigningRefusal.CARD_BLOCKED: RefusalWords(
        lazy("The SIM's signature is blocked"),
        lazy("A shop of your carrier replaces it. Bring your identity card."),
        can_correct=False,
    ),
    SigningRefusal.NOT_ACTIVATED: RefusalWords(
        lazy("The SIM's signature is not activated"),
        lazy("Your carrier activates it. Until then, choose another way."),
    ),
    SigningRefusal.BUSY: RefusalWords(
        lazy("Another request is still open on this phone"),
        lazy("Finish it on the phone, or wait a few minutes, then try again."),
    ),
    SigningRefusal.NOT_REGISTERED: RefusalWords(
        lazy("The SIM's signature is not registered completely"), _AT_THE_CARRIER
    ),
    SigningRefusal.STATUS_UNKNOWN: RefusalWords(
        lazy("The certificate's status could not be checked"), NO_WORD_ON_REVOCATION
    ),
    SigningRefusal.TRY_LATER: RefusalWords(lazy("The carrier cannot sign right now"), _LATER),
    SigningRefusal.SIGNATURE_REFUSED: RefusalWords(lazy("The signature is not right"), _AT_THE_CARRIER),
    SigningRefusal.NOT_CHECKED: NOT_CHECKED,
    **{CERTIFICATE_REFUSALS[refusal]: words for refusal, words in CERTIFICATE_WORDS.items()},
    **MISMATCH_WORDS,
    Trouble.NO_ANSWER: RefusalWords(
        lazy("The signing service did not answer"),
        lazy("You have not been refused, and nothing you entered is lost. Try again in a few minutes."),
    ),
    Trouble.NOT_UNDERSTOOD: RefusalWords(
        lazy("Something is wrong on our side"),
        lazy(
            "The signing service gave an answer we do not understand. You have not been refused. "
            "Try again later."
        ),
    ),
}
