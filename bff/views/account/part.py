"""What this folder adds to the product: sign-in, recovery of an account, my account and my data."""

from bff.journeys.purpose import Aim
from bff.methods.part import AimPlace, Part
from bff.serving.language import lazy
from bff.views.account import (
    app_code,
    forgot_password,
    help_at_office,
    my_account,
    new_phone,
    privacy,
    second_step,
    sign_in,
)
from bff.views.account.devices import news
from bff.views.account.gallery_states import GALLERY
from bff.views.account.passkeys import keeping as passkeys
from bff.views.account.passkeys import signing_in as passkey_sign_in
from bff.views.account.ways_in import confirm, raising, restoring, stopping

PART = Part(
    journeys=(
        sign_in.JOURNEY,
        app_code.JOURNEY,
        forgot_password.JOURNEY,
        new_phone.JOURNEY,
        confirm.JOURNEY,
        restoring.JOURNEY,
    ),
    blueprints=(
        help_at_office.blueprint,
        sign_in.blueprint,
        forgot_password.blueprint,
        my_account.blueprint,
        my_account.well_known,
        privacy.blueprint,
        second_step.blueprint,
        confirm.blueprint,
        passkeys.blueprint,
        news.blueprint,
        passkey_sign_in.blueprint,
        stopping.blueprint,
        raising.blueprint,
    ),
    called_by_machines=(news.moved,),
    pendings=(new_phone.ProvedBy, confirm.WantedChange, restoring.HolderProof),
    continuations=(help_at_office.CONTINUATION, stopping.CONTINUATION, stopping.FROM_THE_OLD_PHONE),
    aims=confirm.PLACES
    | {
        Aim.AFTER_STOP: AimPlace(
            take=restoring.take,
            title=lazy("Open your stopped account again"),
            text=lazy(
                "Prove who you are, in a way that is at least as strong as the one you registered with. Then "
                "you choose a new password and check the other ways in."
            ),
            back_endpoint="stopping.stopped",
        ),
        Aim.RAISE: AimPlace(
            take=raising.raise_level,
            title=lazy("Raise the level of your account"),
            text=lazy(
                "Prove with a signature who you are. The level then counts for everything you do here. If "
                "facts on cards opened your account, everything that opened it until then ends."
            ),
            back_endpoint="account.my_account",
        ),
        Aim.DELETE: AimPlace(
            take=privacy.delete_proven,
            title=lazy("Prove that it is you"),
            text=lazy(
                "Only then is the deletion of your account noted. You can still change your mind after that."
            ),
            back_endpoint="privacy.delete",
        ),
        Aim.RESET: AimPlace(
            take=forgot_password.proved,
            title=lazy("A new password by a proof of who you are"),
            text=lazy("Prove who you are. Then you choose a new password."),
            back_endpoint="forgot_password.start",
        ),
        Aim.NEW_PHONE: AimPlace(
            take=new_phone.proved,
            title=lazy("A new phone for your account"),
            text=lazy("Prove who you are. Then you give the new phone number. The old one is told of it."),
            back_endpoint="forgot_password.start",
        ),
    },
    gallery=GALLERY,
)
