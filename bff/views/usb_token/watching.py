"""What the phone shows while the computer is used: every stage, nobody's data, and a way to cancel."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Registration
from bff.owners.certificates import refused
from bff.services import services
from bff.serving.bell import ring
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.views.usb_token.joining import Joining, is_watching
from bff.views.usb_token.journeys import REGISTERING
from bff.views.usb_token.signing import is_signing
from bff.views.usb_token.words import WORDS, Stop
from bff.web.gate import View
from bff.web.screens import screen
from bff.web.walking import arrive, current_registration, expired, move_to, save

#: What happens on the computer, in order.
_STAGES = ("token", "confirm", "code", "opening")


def for_the_signer(view: View) -> View:
    """Show a step's screen to whoever signs, and to the other browser only how far it came."""

    def shown(registration: Registration) -> ResponseReturnValue:
        action = request.form.get("action") if request.method == "POST" else None
        if action == "call_off":
            return _call_off(registration)
        if not is_watching(registration):
            return view(registration)
        if action == "again" and registration.step in REGISTERING.side_steps:
            saved = move_to(registration.learn(pending={}, refusal=None), "handover")
            ring(services().bell, saved.id)
            return arrive(saved)
        return screen("usb_token/watching.html", registration=registration, **_facts(registration))

    return shown


def add_news(of: Blueprint) -> None:
    """Give the journey the address from which its waiting screens fetch the news."""

    @of.get("/news", endpoint="news")
    def news() -> ResponseReturnValue:
        registration = current_registration(REGISTERING.purpose, touch=False)
        if registration is None or registration.journey != REGISTERING.key:
            return expired(REGISTERING.purpose)
        place = _place_of(registration)
        if place != request.args.get("at") or place not in _PARTS:
            answer = make_response(arrive(registration))
            answer.headers["HX-Retarget"] = "#screen"
            answer.headers["HX-Reswap"] = "innerHTML"
            return answer
        return _PARTS[place](registration)


def _call_off(registration: Registration) -> ResponseReturnValue:
    """End it for both, whoever wants to."""
    outcome("token_called_off")
    joining = Joining.of(registration)
    ended = refused(
        registration.forget(frozenset({"identity", "organisation", "certificate"})), Stop.CALLED_OFF
    )
    saved = save(ended.learn(pending=joining.to_facts()))
    ring(services().bell, saved.id)
    return arrive(saved)


def _place_of(registration: Registration) -> str:
    """Which of the screens that follow the news this browser is to show."""
    if not is_watching(registration) or registration.step == "done":
        return registration.step
    return "ended" if registration.step in REGISTERING.side_steps else "watching"


def _facts(registration: Registration) -> dict[str, Any]:
    joining, step = Joining.of(registration), registration.step
    here = _STAGES.index(step) if step in _STAGES else -1
    texts = (
        _("Enter the PIN of the token on the computer") if is_signing(registration)
        else _("Sign with the token on the computer"),
        _("Check the details in the certificate on the computer"),
        _("Confirm the phone number"),
    )  # fmt: skip
    connected = (_("%(device)s is connected", device=joining.computer_on), "done")
    states = ["done" if place < here else "now" if place == here else "next" for place in range(len(texts))]
    return {
        "stages": [connected, *zip(texts, states, strict=True)],
        "place": _place_of(registration),
        "trouble": _trouble(registration),
    }


def _trouble(registration: Registration) -> str:
    if registration.step == "refused":
        return WORDS[registration.refusal or ""].title
    return _("An account already exists") if registration.step == "account_exists" else ""


def _watching_part(registration: Registration) -> ResponseReturnValue:
    return render_template("usb_token/watching_news.html", **_facts(registration))


def _joined_part(registration: Registration) -> ResponseReturnValue:
    return render_template("usb_token/joined.html", joining=Joining.of(registration))


def _handover_part(_registration: Registration) -> ResponseReturnValue:
    return render_template("usb_token/handover_news.html")


_PARTS: dict[str, Callable[[Registration], ResponseReturnValue]] = {
    "watching": _watching_part,
    "ended": _watching_part,
    "handover": _handover_part,
    "token": _joined_part,
}
