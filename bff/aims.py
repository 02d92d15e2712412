"""What a proof of who one is can be for, and where each of these aims goes on: the one list of them."""

from collections.abc import Mapping

from bff.language import lazy
from bff.registration import Aim
from bff.views.common.proof import AimPlace

AIMS: Mapping[Aim, AimPlace] = {
    Aim.RAISE: AimPlace(
        endpoint="account.raise_level",
        title=lazy("Raise the level of your account"),
        text=lazy("Prove with a signature who you are. The level then counts for everything you do here."),
        back_endpoint="account.my_account",
    ),
}
