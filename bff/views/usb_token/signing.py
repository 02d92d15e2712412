"""The screen on the computer: find the helper, have our challenge signed, take what was signed."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, request, url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Purpose
from bff.owners.certificates import refused
from bff.services import Services, services, verifier
from bff.serving.bell import ring
from bff.serving.log import outcome
from bff.serving.security import content_security_policy
from bff.stores.limits import Limit
from bff.views.usb_token.joining import Joining, is_watching, this_browser
from bff.views.usb_token.words import ENDING_WORDS, HELPER_NAMES, Ending
from bff.web.gate import View
from bff.web.screens import go, is_htmx, screen
from bff.web.walking import arrive, current_flow, save
from verifiers.certificates import Certificate
from verifiers.usb_token import Helper, TokenChallenge, TokenSigning

#: What to do with a registration whose token has signed: the journey's own ending.
OnSigned = Callable[[Services, Flow, Certificate], Flow]
_CHALLENGE = "challenge_"


def token_view(journey: Journey, on_signed: OnSigned) -> View:
    """Make the screen of one journey."""

    def token(flow: Flow) -> ResponseReturnValue:
        if is_htmx():  # the page's own policy must name the helpers: it has to be loaded whole
            return go(url_for(f"{journey.key}.token"))
        if (
            request.method == "POST"
            and "answer" in request.form
            and request.form.get("helper") in set(Helper)
        ):
            return _take(flow, on_signed)
        ending = request.form.get("ending", "") if request.method == "POST" else ""
        if ending:
            outcome(f"token_{ending}" if ending in set(Ending) else "token_not_understood")
        if journey.purpose is not Purpose.REGISTER and is_phone() and "here" not in request.args:
            settings = services().settings
            return screen("usb_token/elsewhere.html", flow=flow, journey=journey, settings=settings)
        return _show(flow, journey, ending)

    return token


def add_challenge(of: Blueprint, journey: Journey) -> None:
    """Give a journey the address at which its page asks for a challenge, on a click: made here, used once."""

    @of.post("/token/challenge", endpoint="challenge")
    def challenge() -> ResponseReturnValue:
        flow = current_flow(journey.purpose)
        if flow is None or flow.journey != journey.key or flow.step != "token":
            return {}, 409
        if is_watching(flow):
            return {}, 409
        with services().flows.hold(flow.id):
            made = _new_challenge(flow)
            save(flow.learn(pending={**_without_challenge(flow), **_facts_of(made)}))
        ring(services().bell, flow.id)
        return {"content": made.to_text(), "digest": made.digest, "nonce": made.web_eid_nonce}


def is_phone() -> bool:
    """Whether this is a phone or a tablet, where no token can be plugged in."""
    agent = request.user_agent.string
    is_told = request.headers.get("Sec-CH-UA-Mobile") == "?1"
    return is_told or any(mark in agent for mark in ("Mobi", "Android", "iPhone", "iPad"))


def is_signing(flow: Flow) -> bool:
    """Whether a challenge is out: the helper asks for the PIN, or is about to."""
    return any(name.startswith(_CHALLENGE) for name in flow.pending)


def _take(flow: Flow, on_signed: OnSigned) -> ResponseReturnValue:
    """Use the challenge up, whatever comes, then check what was signed."""
    facts = {
        name.removeprefix(_CHALLENGE): text
        for name, text in flow.pending.items()
        if name.startswith(_CHALLENGE)
    }
    joining = Joining.of(flow)
    flow = save(flow.learn(pending=joining.to_facts()))
    if not facts or facts["browser"] != this_browser():
        return _move(refused(flow, "too_late"), joining)
    settings, who = services().settings, services().digest_of(this_browser())
    limit = Limit("token_signatures", settings.usb_signatures_per_hour, 3_600)
    with services().limits.attempt((limit, who)):
        found = verifier(TokenSigning).verify(
            Helper(request.form["helper"]), request.form["answer"], TokenChallenge.from_facts(facts)
        )
    if isinstance(found, Certificate):
        return _move(on_signed(services(), flow, found), joining)
    return _move(refused(flow, found), joining)


def _move(flow: Flow, joining: Joining) -> ResponseReturnValue:
    """Keep where the journey's ending leads, and who signs and who looks on."""
    outcome(f"token_{flow.step}")
    saved = save(flow.learn(pending={**flow.pending, **joining.to_facts()}))
    ring(services().bell, saved.id)
    return arrive(saved)


def _new_challenge(flow: Flow) -> TokenChallenge:
    return TokenChallenge.make(
        moment=services().clock(),
        origin=services().settings.public_origin,
        purpose=flow.purpose,
        registration_id=services().lookup.digest("challenge", flow.id)[:32],
        browser=this_browser(),
    )


def _facts_of(challenge: TokenChallenge) -> dict[str, str]:
    return {_CHALLENGE + name: text for name, text in challenge.to_facts().items()}


def _without_challenge(flow: Flow) -> dict[str, str]:
    return {name: text for name, text in flow.pending.items() if not name.startswith(_CHALLENGE)}


def _show(flow: Flow, journey: Journey, ending: str) -> ResponseReturnValue:
    settings = services().settings
    words = (
        ENDING_WORDS[Ending(ending) if ending in set(Ending) else Ending.NOT_UNDERSTOOD] if ending else None
    )
    page = screen(
        "usb_token/token.html",
        flow=flow,
        journey=journey,
        joining=Joining.of(flow),
        ending=words,
        helpers=[(helper, HELPER_NAMES[helper]) for helper in _helpers()],
        settings=settings,
        on_a_phone=is_phone(),
    )
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = _policy()
    return answer


def _helpers() -> list[Helper]:
    licensed = bool(services().settings.usb_vnpt_licence)
    return [helper for helper in Helper if helper is not Helper.VNPT or licensed]


def _policy() -> str:
    """The pages' policy, and the helpers' addresses besides: exactly those, on this screen alone."""
    settings = services().settings
    vnpt: Any = settings.usb_vnpt_urls if settings.usb_vnpt_licence else ()
    addresses = " ".join(dict.fromkeys((settings.usb_vgca_url, *vnpt)))
    return content_security_policy(settings, connect=addresses)
