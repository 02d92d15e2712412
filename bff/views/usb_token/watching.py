"""The screen of the phone while the computer signs: the stages and a way to cancel, no personal data."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import View
from bff.owners.certificates import refused
from bff.services import services
from bff.serving.bell import ring
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.views.usb_token.joining import is_watching, with_code
from bff.views.usb_token.pendings import TokenWork, joining_of
from bff.views.usb_token.signing import is_signing
from bff.views.usb_token.words import WORDS, Stop
from bff.web.lookup import journey_of
from bff.web.screens import screen
from bff.web.walking import arrive, move_to, save, show_what_came

#: The steps that happen on the computer, in order. At the last one, all three stages on the phone are done.
_STAGES = ("token", "confirm", "code", "opening")


def for_the_signer(view: View) -> View:
    """Decorate the view of a step: the signing browser gets the view, a watching browser gets the stages.

    Both browsers can cancel the flow. At a side step the watching browser can begin the handover again.
    """

    @wraps(view)
    def shown(flow: Flow) -> ResponseReturnValue:
        action = request.form.get("action") if request.method == "POST" else None
        if action == "call_off":
            return _call_off(flow)
        if not is_watching(flow):
            answer: ResponseReturnValue = view(flow)
            return answer
        if action == "again" and journey_of(flow).is_side_step(flow.step):
            saved = with_code(move_to(flow.learn(pending=None, refusal=None), "handover"))
            ring(services().bell, saved.id)
            return arrive(saved)
        return screen("usb_token/watching.html", flow=flow, **_facts(flow))

    return shown


def news(flow: Flow) -> ResponseReturnValue:
    """Answer a poll: with the new part of the same screen, or with the next screen.

    The query argument ``at`` names the screen that polls.
    """
    place = _place_of(flow)
    if place != request.args.get("at") or place not in _PARTS:
        return show_what_came(flow)
    return _PARTS[place](flow)


def _call_off(flow: Flow) -> ResponseReturnValue:
    """Cancel the flow for both browsers, and delete the data of the certificate."""
    outcome("token_called_off")
    ended = refused(flow.forget(frozenset({"identity", "organisation", "certificate"})), Stop.CALLED_OFF)
    saved = save(ended.learn(pending=TokenWork(joining_of(flow))))
    ring(services().bell, saved.id)
    return arrive(saved)


def _place_of(flow: Flow) -> str:
    """Name the screen that this browser shows now, which for a watching browser is not the step's screen."""
    if not is_watching(flow) or flow.step == "done":
        return flow.step
    return "ended" if journey_of(flow).is_side_step(flow.step) else "watching"


def _facts(flow: Flow) -> dict[str, Any]:
    current = _STAGES.index(flow.step) if flow.step in _STAGES else -1
    texts = (
        _("Enter the PIN of the token on the computer") if is_signing(flow)
        else _("Sign with the token on the computer"),
        _("Check the details in the certificate on the computer"),
        _("Confirm the phone number"),
    )  # fmt: skip
    connected = (_("%(device)s is connected", device=joining_of(flow).computer_on), "done")
    states = ["done" if at < current else "now" if at == current else "next" for at in range(len(texts))]
    return {
        "stages": [connected, *zip(texts, states, strict=True)],
        "place": _place_of(flow),
        "trouble": _trouble(flow),
    }


def _trouble(flow: Flow) -> str:
    if flow.step == "refused":
        return WORDS[flow.refusal or ""].title
    return _("An account already exists") if flow.step == "account_exists" else ""


def _watching_part(flow: Flow) -> ResponseReturnValue:
    return render_template("usb_token/watching_news.html", **_facts(flow))


def _joined_part(flow: Flow) -> ResponseReturnValue:
    return render_template("usb_token/joined.html", joining=joining_of(flow))


def _handover_part(_flow: Flow) -> ResponseReturnValue:
    return render_template("usb_token/handover_news.html")


#: The polled part of each screen that polls.
_PARTS: dict[str, Callable[[Flow], ResponseReturnValue]] = {
    "watching": _watching_part,
    "ended": _watching_part,
    "handover": _handover_part,
    "token": _joined_part,
}
