"""What a proof of who one is can be for, and where each of these aims goes on: the one list of them."""

from collections.abc import Mapping

from bff.journeys.flow import Aim
from bff.serving.language import lazy
from bff.views.steps.proof import AimPlace

AIMS: Mapping[Aim, AimPlace] = {
    Aim.RAISE: AimPlace(
        endpoint="account.raise_level",
        title=lazy("Raise the level of your account"),
        text=lazy("Prove with a signature who you are. The level then counts for everything you do here."),
        back_endpoint="account.my_account",
    ),
    Aim.DISPUTE: AimPlace(
        endpoint="dispute.proved",
        title=lazy("Prove that the number is yours"),
        text=lazy(
            "Whoever says that an account is not theirs proves first who they are. Choose a way that you "
            "have in hand; nothing happens to the account yet."
        ),
        back_endpoint="dispute.start",
    ),
    Aim.ANSWER: AimPlace(
        endpoint="dispute.answer_proved",
        title=lazy("Prove who you are and answer"),
        text=lazy(
            "If the account is yours and its phone no longer is, prove who you are in another way. Then you "
            "can answer."
        ),
        back_endpoint="dispute.start",
    ),
    Aim.DELETE: AimPlace(
        endpoint="privacy.delete_proven",
        title=lazy("Prove that it is you"),
        text=lazy(
            "Only then is the deletion of your account noted. You can still change your mind after that."
        ),
        back_endpoint="privacy.delete",
    ),
    Aim.RESET: AimPlace(
        endpoint="forgot_password.proved",
        title=lazy("A new password by a signature"),
        text=lazy("Prove with a signature who you are. Then you choose a new password."),
        back_endpoint="forgot_password.start",
    ),
    Aim.NEW_PHONE: AimPlace(
        endpoint="new_phone.proved",
        title=lazy("A new phone for your account"),
        text=lazy(
            "Prove who you are, in a way that is at least as strong as the one you registered with. Then you "
            "give the new phone number. The old one is told of it."
        ),
        back_endpoint="forgot_password.start",
    ),
}
