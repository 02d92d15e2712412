"""The states of the account's screens, for the gallery."""

from collections.abc import Callable
from datetime import timedelta

from accounts.account.raising import Raised
from accounts.account.ways_in import Change
from accounts.links import LinkKind
from accounts.second_factors.passkeys import NewPasskey
from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim
from bff.methods.gallery_states import GALLERY_ACCOUNT_ID, GALLERY_PHONE, GALLERY_TYPED, Shown
from bff.owners.phones import Doubt
from bff.rules.proofs import ProofKind
from bff.services import services
from bff.views.account import app_code, forgot_password, new_phone
from bff.views.account.sign_in import JOURNEY
from bff.views.account.ways_in import confirm, restoring
from bff.views.account.ways_in.said_before import note_said
from bff.views.steps import existing
from bff.views.steps.signing_in import OFFER
from bff.web.kept import keep_open
from bff.web.sessions import current_session, go_on_as


def _recovering(
    journey: Journey,
    step: str,
    state: str,
    proved: new_phone.ProvedBy | None = None,
    *,
    refusal: str | None = None,
) -> Shown:
    def facts() -> dict[str, object]:
        return {
            "account_id": GALLERY_ACCOUNT_ID,
            "generation": 0,
            "phone_number": GALLERY_PHONE,
            "aim": Aim.RESET,
            "pending": proved,
            "refusal": refusal,
            "is_quiet": step == "code",
        }

    folder = "existing-account" if journey is existing.JOURNEY else journey.key.replace("_", "-")
    path = f"/{folder}/{step.replace('_', '-')}"
    return Shown(f"{journey.key}/{step}", state, path, journey, step, facts, signed_in=True)


def _confirmed(change: Change) -> Callable[[], None]:
    """Return what gives the gallery's session a fresh proof for *change*."""

    def confirm() -> None:
        signed_in = current_session()
        if signed_in is not None:
            services().fresh.give(signed_in.id, change, by=ProofKind.PASSWORD)

    return confirm


def _with_passkeys() -> None:
    """Give the gallery's account two passkeys; its session goes on, as after a change of one's own."""
    signed_in, account_id = current_session(), GALLERY_ACCOUNT_ID
    kinds = (("Chrome · Android", ("internal", "hybrid")), ("YubiKey", ("usb",)))
    for number, (name, transports) in enumerate(kinds):
        new = NewPasskey(
            credential_id=f"gallery {number}".encode(),
            public_key=b"gallery",
            sign_count=0,
            is_backup_eligible=number == 0,
            is_backed_up=number == 0,
            transports=transports,
            name=name,
        )
        generation = services().accounts.generation_of(account_id) or 0
        services().passkeys.add(account_id, new, most=len(kinds), generation=generation)
    if signed_in is not None:
        go_on_as(signed_in, generation=services().accounts.generation_of(account_id) or 0)


def _raised(*, ends_phone: bool) -> Callable[[], None]:
    """Return what raises the gallery's account by a signature, as if facts on cards had opened it."""

    def raise_it() -> None:
        signed_in, generation = current_session(), services().accounts.generation_of(GALLERY_ACCOUNT_ID) or 0
        raised = Raised(
            level=3,
            method="sim_signature",
            proved_by=ProofKind.SIGNATURE,
            ends_ways=True,
            ends_phone=ends_phone,
        )
        services().accounts.raise_level(GALLERY_ACCOUNT_ID, raised, generation=generation)
        if signed_in is not None:
            go_on_as(signed_in, generation=generation + 1)

    return raise_it


def _removing() -> None:
    _with_passkeys()
    _confirmed(Change.PASSKEY_OFF)()


def _offered() -> None:
    signed_in = current_session()
    if signed_in is not None:
        services().fresh.give(signed_in.id, OFFER, by=ProofKind.PASSWORD)


def _name_path() -> str:
    _with_passkeys()
    return f"/account/passkeys/name?which={services().passkeys.of_owner(GALLERY_ACCOUNT_ID)[0].id}"


def _help_link() -> str:
    return "/l/" + services().links.issue(LinkKind.OFFICE_HELP, "gallery", timedelta(days=10))


def _reference_path() -> str:
    reference = services().help_cases.make(number="000190999999", phone_number=GALLERY_PHONE, days=3)
    keep_open("counter_help", reference)
    return "/counter-help/reference"


_SEEN = new_phone.ProvedBy(new_phone.AT_OFFICE, ProofKind.TWO_PEOPLE, "+84900000998")
_BY_CARRIER = new_phone.ProvedBy("mobile_subscriber", ProofKind.CARRIER, "+84900000998")


def _say_number() -> None:
    note_said(**{name: GALLERY_TYPED[name] for name in ("citizen_number", "phone_number")})


GALLERY = (
    Shown(
        "account/news",
        "plain",
        "/account/news",
        signed_in=True,
        settings={"push_contact": "mailto:a@b.example"},
    ),
    Shown("sign_in/credentials", "empty", "/sign-in"),
    Shown("sign_in/credentials", "errors", "/sign-in", form={"citizen_number": "12", "password": ""}),
    Shown(
        "sign_in/credentials",
        "wrong",
        "/sign-in",
        form={"citizen_number": "000190999998", "password": "Sai-mật-khẩu-1"},
    ),
    Shown("sign_in/credentials", "known", "/sign-in", prepares=_say_number),
    Shown("sign_in/credentials", "ended", "/sign-in?notice=ended"),
    Shown("passkey_sign_in/sign_in", "empty", "/sign-in/passkey"),
    Shown("passkey_sign_in/sign_in", "wrong", "/sign-in/passkey", form={"credential": "{}"}),
    Shown("sign_in/go_on", "plain", "/sign-in/enter", JOURNEY, "enter"),
    Shown("proof/no_account", "plain", "/prove/no-account"),
    Shown("sign_in/frozen", "plain", "/sign-in/frozen"),
    Shown("sign_in/lost_phone", "plain", "/sign-in/lost-phone"),
    Shown("sign_in/phone_too_new", "plain", "/sign-in/phone-too-new"),
    Shown(
        "sign_in/code",
        "empty",
        "/sign-in/code",
        JOURNEY,
        "code",
        facts=lambda: {"phone_number": GALLERY_PHONE},
    ),
    Shown(
        "sign_in/sim_changed",
        "plain",
        "/sign-in/sim-changed",
        JOURNEY,
        "sim_changed",
        facts=lambda: {"account_id": GALLERY_ACCOUNT_ID, "generation": 0},
    ),
    Shown("counter_help/ask", "empty", "/counter-help"),
    Shown("counter_help/ask", "errors", "/counter-help", form={"citizen_number": "12", "phone_number": ""}),
    Shown("counter_help/ask", "by_email", "/counter-help?by=email"),
    Shown("sign_in/credentials", "by_email", "/sign-in?by=email"),
    Shown("counter_help/reference", "plain", make_path=_reference_path),
    Shown("links", "counter_help", make_path=_help_link),
    Shown(
        "sign_in_app/app_code",
        "wrong",
        "/sign-in/app/app-code",
        app_code.JOURNEY,
        "app_code",
        facts=lambda: {"account_id": GALLERY_ACCOUNT_ID, "generation": 0},
        form={"code": "123456"},
    ),
    Shown("forgot_password/start", "empty", "/forgot-password"),
    Shown("forgot_password/start", "known", "/forgot-password", prepares=_say_number),
    Shown("forgot_password/start", "errors", "/forgot-password", form={"citizen_number": "12"}),
    Shown("forgot_password/start", "expired", "/forgot-password?notice=expired"),
    _recovering(forgot_password.JOURNEY, "code", "empty"),
    _recovering(forgot_password.JOURNEY, "new_password", "empty"),
    _recovering(forgot_password.JOURNEY, "changed", "plain"),
    _recovering(forgot_password.JOURNEY, "sim_changed", "plain"),
    _recovering(forgot_password.JOURNEY, "sim_changed", "of_another", refusal=Doubt.OF_ANOTHER),
    _recovering(forgot_password.JOURNEY, "sim_changed", "may_be_of_another", refusal=Doubt.MAY_BE_OF_ANOTHER),
    _recovering(forgot_password.JOURNEY, "new_password", "office", _SEEN),
    _recovering(new_phone.JOURNEY, "phone", "empty", _SEEN),
    _recovering(new_phone.JOURNEY, "phone", "bound", _BY_CARRIER),
    Shown("proof/too_weak", "level", "/prove/too-weak/new_phone?level=3"),
    Shown("proof/too_weak", "number", "/prove/too-weak/reset?level=2&why=other_number"),
    _recovering(new_phone.JOURNEY, "changed", "plain"),
    _recovering(existing.JOURNEY, "told", "plain"),
    Shown(
        "second_step/set_up",
        "empty",
        "/account/second-step",
        signed_in=True,
        prepares=_confirmed(Change.APP_ON),
    ),
    Shown(
        "second_step/set_up",
        "wrong",
        "/account/second-step",
        form={"code": "000000"},
        signed_in=True,
        prepares=_confirmed(Change.APP_ON),
    ),
    Shown(
        "second_step/recovery_codes",
        "empty",
        "/account/second-step/recovery-codes",
        signed_in=True,
        prepares=_confirmed(Change.RECOVERY_CODES),
    ),
    Shown(
        "second_step/turn_off",
        "empty",
        "/account/second-step/off",
        signed_in=True,
        prepares=_confirmed(Change.APP_OFF),
    ),
    Shown("passkeys/mine", "empty", "/account/passkeys", signed_in=True),
    Shown(
        "passkeys/mine", "several", "/account/passkeys?notice=added", signed_in=True, prepares=_with_passkeys
    ),
    Shown(
        "passkeys/add",
        "empty",
        "/account/passkeys/new",
        signed_in=True,
        prepares=_confirmed(Change.PASSKEY_ON),
    ),
    Shown(
        "passkeys/add",
        "wrong",
        "/account/passkeys/new",
        form={"credential": "{}"},
        signed_in=True,
        prepares=_confirmed(Change.PASSKEY_ON),
    ),
    Shown("passkeys/name", "errors", form={"name": ""}, signed_in=True, make_path=_name_path),
    Shown("passkeys/remove", "several", "/account/passkeys/remove", signed_in=True, prepares=_removing),
    Shown("passkeys/offer", "plain", "/account/passkeys/offer", signed_in=True, prepares=_offered),
    Shown("account/confirm", "passkey", "/account/confirm/email", signed_in=True, prepares=_with_passkeys),
    Shown("account/my_account", "plain", "/account", signed_in=True),
    Shown("account/my_account", "password_changed", "/account?notice=password", signed_in=True),
    Shown(
        "account/password",
        "empty",
        "/account/password",
        signed_in=True,
        prepares=_confirmed(Change.NEW_PASSWORD),
    ),
    Shown(
        "account/password",
        "errors",
        "/account/password",
        form={"current": "x", "password": "abc", "confirmation": "abd"},
        signed_in=True,
        prepares=_confirmed(Change.NEW_PASSWORD),
    ),
    Shown("account/raised", "phone", "/account/raised", signed_in=True, prepares=_raised(ends_phone=True)),
    Shown(
        "account/raised", "password", "/account/raised", signed_in=True, prepares=_raised(ends_phone=False)
    ),
    Shown("account/my_data", "plain", "/account/data", signed_in=True),
    Shown(
        "account/email",
        "errors",
        "/account/data/email",
        form={"email": "@"},
        signed_in=True,
        prepares=_confirmed(Change.EMAIL),
    ),
    Shown("account/confirm", "empty", "/account/confirm/email", signed_in=True),
    Shown(
        "confirm_code/sim_changed",
        "plain",
        "/account/confirm-code/sim-changed",
        confirm.JOURNEY,
        "sim_changed",
        facts=lambda: {"pending": confirm.WantedChange(Change.NEW_PASSWORD)},
        signed_in=True,
    ),
    Shown("account/stopped", "plain", "/stopped"),
    Shown("restoring/opened", "plain", "/stopped/opened", restoring.JOURNEY, "opened"),
    Shown("account/withdraw", "plain", "/account/data/withdraw", signed_in=True),
    Shown("account/delete", "errors", "/account/data/delete", form={"current": ""}, signed_in=True),
)
