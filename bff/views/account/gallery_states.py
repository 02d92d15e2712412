"""The states of the account's own screens, for the gallery."""

from datetime import timedelta

from flask import session

from accounts.links import LinkKind
from bff.journeys.flow import Aim
from bff.journeys.journey import Journey
from bff.methods.gallery_states import GALLERY_ACCOUNT_ID, State
from bff.services import services
from bff.views.account import app_code, forgot_password, new_phone
from bff.views.account.sign_in import JOURNEY
from bff.views.steps import existing

_PHONE = "+84900000999"


def _recovering(journey: Journey, step: str, state: str, form: dict[str, str] | None = None) -> State:
    def facts() -> dict[str, object]:
        known = {"account_id": GALLERY_ACCOUNT_ID, "phone_number": _PHONE, "aim": Aim.RESET}
        return known | {"pending": {"method": "gallery"}, "is_quiet": step == "code"}

    folder = "existing-account" if journey is existing.JOURNEY else journey.key.replace("_", "-")
    path = f"/{folder}/{step.replace('_', '-')}"
    return State(f"{journey.key}/{step}", state, path, journey, step, facts, form, signed_in=True)


def _counter_link() -> str:
    return "/l/" + services().links.issue(LinkKind.OFFICE_HELP, "gallery", timedelta(days=10))


def _reference_path() -> str:
    made = services().help_cases.make(citizen_number="000190999999", phone_number="+84900000999", days=3)
    session["counter_help"] = made
    return "/counter-help/reference"


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
    State("counter_help/ask", "empty", "/counter-help"),
    State("counter_help/ask", "errors", "/counter-help", form={"citizen_number": "12", "phone_number": ""}),
    State("counter_help/reference", "plain", make_path=_reference_path),
    State("links", "counter_help", make_path=_counter_link),
    State(
        "sign_in_app/app_code",
        "wrong",
        "/sign-in/app/app-code",
        app_code.JOURNEY,
        "app_code",
        facts=lambda: {"account_id": GALLERY_ACCOUNT_ID},
        form={"code": "123456"},
    ),
    State("forgot_password/start", "empty", "/forgot-password"),
    State("forgot_password/start", "errors", "/forgot-password", form={"citizen_number": "12"}),
    State("forgot_password/start", "expired", "/forgot-password?notice=expired"),
    _recovering(forgot_password.JOURNEY, "code", "empty"),
    _recovering(forgot_password.JOURNEY, "new_password", "empty"),
    _recovering(forgot_password.JOURNEY, "changed", "plain"),
    _recovering(new_phone.JOURNEY, "phone", "empty"),
    _recovering(new_phone.JOURNEY, "changed", "plain"),
    _recovering(existing.JOURNEY, "told", "plain"),
    State("second_step/set_up", "empty", "/account/second-step", signed_in=True),
    State("second_step/set_up", "wrong", "/account/second-step", form={"code": "000000"}, signed_in=True),
    State("second_step/recovery_codes", "empty", "/account/second-step/recovery-codes", signed_in=True),
    State("second_step/turn_off", "empty", "/account/second-step/off", signed_in=True),
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
    State("account/my_data", "plain", "/account/data", signed_in=True),
    State("account/email", "errors", "/account/data/email", form={"email": "@"}, signed_in=True),
    State("account/withdraw", "plain", "/account/data/withdraw", signed_in=True),
    State("account/delete", "errors", "/account/data/delete", form={"current": ""}, signed_in=True),
)
