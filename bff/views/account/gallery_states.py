"""The states of the account's screens, for the gallery."""

from datetime import timedelta

from flask import session

from accounts.links import LinkKind
from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim
from bff.methods.gallery_states import GALLERY_ACCOUNT_ID, GALLERY_PHONE, Shown
from bff.services import services
from bff.views.account import app_code, forgot_password, new_phone
from bff.views.account.sign_in import JOURNEY
from bff.views.steps import existing


def _recovering(journey: Journey, step: str, state: str) -> Shown:
    def facts() -> dict[str, object]:
        return {
            "account_id": GALLERY_ACCOUNT_ID,
            "phone_number": GALLERY_PHONE,
            "aim": Aim.RESET,
            "is_quiet": step == "code",
        }

    folder = "existing-account" if journey is existing.JOURNEY else journey.key.replace("_", "-")
    path = f"/{folder}/{step.replace('_', '-')}"
    return Shown(f"{journey.key}/{step}", state, path, journey, step, facts, signed_in=True)


def _help_link() -> str:
    return "/l/" + services().links.issue(LinkKind.OFFICE_HELP, "gallery", timedelta(days=10))


def _reference_path() -> str:
    reference = services().help_cases.make(citizen_number="000190999999", phone_number=GALLERY_PHONE, days=3)
    session["counter_help"] = reference
    return "/counter-help/reference"


GALLERY = (
    Shown("sign_in/credentials", "empty", "/sign-in"),
    Shown("sign_in/credentials", "errors", "/sign-in", form={"citizen_number": "12", "password": ""}),
    Shown(
        "sign_in/credentials",
        "wrong",
        "/sign-in",
        form={"citizen_number": "000190999998", "password": "Sai-mật-khẩu-1"},
    ),
    Shown("sign_in/credentials", "ended", "/sign-in?notice=ended"),
    Shown("sign_in/go_on", "plain", "/sign-in/enter", JOURNEY, "enter"),
    Shown("proof/no_account", "plain", "/prove/no-account"),
    Shown("new_phone/too_weak", "plain", "/new-phone/too-weak?level=3"),
    Shown("sign_in/frozen", "plain", "/sign-in/frozen"),
    Shown("sign_in/lost_phone", "plain", "/sign-in/lost-phone"),
    Shown(
        "sign_in/code",
        "empty",
        "/sign-in/code",
        JOURNEY,
        "code",
        facts=lambda: {"phone_number": GALLERY_PHONE},
    ),
    Shown("counter_help/ask", "empty", "/counter-help"),
    Shown("counter_help/ask", "errors", "/counter-help", form={"citizen_number": "12", "phone_number": ""}),
    Shown("counter_help/reference", "plain", make_path=_reference_path),
    Shown("links", "counter_help", make_path=_help_link),
    Shown(
        "sign_in_app/app_code",
        "wrong",
        "/sign-in/app/app-code",
        app_code.JOURNEY,
        "app_code",
        facts=lambda: {"account_id": GALLERY_ACCOUNT_ID},
        form={"code": "123456"},
    ),
    Shown("forgot_password/start", "empty", "/forgot-password"),
    Shown("forgot_password/start", "errors", "/forgot-password", form={"citizen_number": "12"}),
    Shown("forgot_password/start", "expired", "/forgot-password?notice=expired"),
    _recovering(forgot_password.JOURNEY, "code", "empty"),
    _recovering(forgot_password.JOURNEY, "new_password", "empty"),
    _recovering(forgot_password.JOURNEY, "changed", "plain"),
    _recovering(new_phone.JOURNEY, "phone", "empty"),
    _recovering(new_phone.JOURNEY, "changed", "plain"),
    _recovering(existing.JOURNEY, "told", "plain"),
    Shown("second_step/set_up", "empty", "/account/second-step", signed_in=True),
    Shown("second_step/set_up", "wrong", "/account/second-step", form={"code": "000000"}, signed_in=True),
    Shown("second_step/recovery_codes", "empty", "/account/second-step/recovery-codes", signed_in=True),
    Shown("second_step/turn_off", "empty", "/account/second-step/off", signed_in=True),
    Shown("account/my_account", "plain", "/account", signed_in=True),
    Shown("account/my_account", "password_changed", "/account?notice=password", signed_in=True),
    Shown("account/password", "empty", "/account/password", signed_in=True),
    Shown(
        "account/password",
        "errors",
        "/account/password",
        form={"current": "x", "password": "abc", "confirmation": "abd"},
        signed_in=True,
    ),
    Shown("account/my_data", "plain", "/account/data", signed_in=True),
    Shown("account/email", "errors", "/account/data/email", form={"email": "@"}, signed_in=True),
    Shown("account/withdraw", "plain", "/account/data/withdraw", signed_in=True),
    Shown("account/delete", "errors", "/account/data/delete", form={"current": ""}, signed_in=True),
)
