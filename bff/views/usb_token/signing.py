"""The screen on the computer: find the helper, have our challenge signed, take what was signed."""

from dataclasses import replace
from typing import Any

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.owners import certificates
from bff.owners.certificates import go_on_with
from bff.services import services, verifier
from bff.serving.bell import ring
from bff.serving.log import outcome
from bff.serving.security import content_security_policy
from bff.stores.limits import Limit
from bff.views.usb_token.joining import is_watching, this_browser
from bff.views.usb_token.pendings import Joining, TokenWork, joining_of, work_of
from bff.views.usb_token.words import ENDING_WORDS, HELPER_NAMES, WORDS, Ending
from bff.web.screens import go, is_htmx, screen
from bff.web.walking import arrive, save
from verifiers.certificates import Certificate
from verifiers.usb_token import Helper, TokenChallenge, TokenSigning


def token(flow: Flow) -> ResponseReturnValue:
    """Show the page that finds the signing program, and take what it signed or why it did not."""
    if is_htmx():  # the page's own policy must name the helpers: it has to be loaded whole
        return go(url_for(f"{flow.journey}.token"))
    if request.method == "POST" and "answer" in request.form and request.form.get("helper") in set(Helper):
        return _take(flow)
    ending = request.form.get("ending", "") if request.method == "POST" else ""
    if ending:
        outcome(f"token_{ending}" if ending in set(Ending) else "token_not_understood")
    if flow.purpose is not Purpose.REGISTER and is_phone() and "here" not in request.args:
        return screen("usb_token/elsewhere.html", flow=flow, settings=services().settings)
    return _show(flow, ending)


def challenge(flow: Flow) -> ResponseReturnValue:
    """Give the page's script a challenge, made on a click and used once; 409 for a browser that looks on."""
    if is_watching(flow):
        return {}, 409
    made = _new_challenge(flow)
    with services().flows.hold(flow.id):
        save(flow.learn(pending=replace(work_of(flow), challenge=made)))
    ring(services().bell, flow.id)
    return {"content": made.to_text(), "digest": made.digest, "nonce": made.web_eid_nonce}


def refused(flow: Flow) -> ResponseReturnValue:
    """Say why it ended, and what to do."""
    words = WORDS[flow.refusal or ""]
    return screen("usb_token/refused.html", words=words, flow=flow)


def is_phone() -> bool:
    """Whether this is a phone or a tablet, where no token can be plugged in."""
    agent = request.user_agent.string
    is_told = request.headers.get("Sec-CH-UA-Mobile") == "?1"
    return is_told or any(mark in agent for mark in ("Mobi", "Android", "iPhone", "iPad"))


def is_signing(flow: Flow) -> bool:
    """Whether a challenge is open: the helper asks for the PIN, or is about to."""
    return work_of(flow).challenge is not None


def _take(flow: Flow) -> ResponseReturnValue:
    """Use the challenge up, whatever was handed over, then check the signature."""
    work = work_of(flow)
    flow = save(flow.learn(pending=TokenWork(work.joining)))
    if work.challenge is None or work.challenge.browser != this_browser():
        return _move(certificates.refused(flow, "too_late"), work.joining)
    settings, who = services().settings, services().digest_of(this_browser())
    limit = Limit("token_signatures", settings.usb_signatures_per_hour, 3_600)
    with services().limits.attempt((limit, who)):
        answer = verifier(TokenSigning).verify(
            Helper(request.form["helper"]), request.form["answer"], work.challenge
        )
    if isinstance(answer, Certificate):
        return _move(go_on_with(services(), flow, answer), work.joining)
    return _move(certificates.refused(flow, answer), work.joining)


def _move(flow: Flow, joining: Joining) -> ResponseReturnValue:
    """Save where the signature leads, with the browsers that sign and look on."""
    outcome(f"token_{flow.step}")
    saved = save(flow.learn(pending=TokenWork(joining)))
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


def _show(flow: Flow, ending: str) -> ResponseReturnValue:
    settings = services().settings
    words = (
        ENDING_WORDS[Ending(ending) if ending in set(Ending) else Ending.NOT_UNDERSTOOD] if ending else None
    )
    page = screen(
        "usb_token/token.html",
        flow=flow,
        joining=joining_of(flow),
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
