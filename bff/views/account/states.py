"""The states of the account's own screens, for the gallery."""

from bff.states import State
from bff.views.account.sign_in import JOURNEY

STATES = (
    State("sign_in/credentials", "empty", "/sign-in"),
    State("sign_in/credentials", "errors", "/sign-in", form={"citizen_number": "12", "password": ""}),
    State(
        "sign_in/credentials",
        "wrong",
        "/sign-in",
        form={"citizen_number": "000190999998", "password": "Sai-mật-khẩu-1"},
    ),
    State("sign_in/credentials", "ended", "/sign-in?notice=ended"),
    State("sign_in/frozen", "plain", "/sign-in/frozen"),
    State("sign_in/lost_phone", "plain", "/sign-in/lost-phone"),
    State(
        "sign_in/code",
        "empty",
        "/sign-in/code",
        JOURNEY,
        "code",
        facts=lambda: {"phone_number": "+84900000999"},
    ),
    State("account/my_account", "plain", "/account", signed_in=True),
    State("account/my_account", "password_changed", "/account?notice=password", signed_in=True),
    State("account/password", "empty", "/account/password", signed_in=True),
    State(
        "account/password",
        "errors",
        "/account/password",
        form={"current": "x", "password": "abc", "confirmation": "abd"},
        signed_in=True,
    ),
)
