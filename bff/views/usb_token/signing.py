"""The signing screen on the computer: the page finds a helper, lets it sign a challenge, posts the answer.

A helper is a program on the computer through which a page reaches the token.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.limits.table import limits
from bff.owners import certificates
from bff.owners.certificates import HeldAccounts, go_on_with
from bff.services import services, verifier
from bff.serving.bell import ring
from bff.serving.log import outcome
from bff.serving.security import content_security_policy
from bff.views.usb_token.joining import is_watching, this_browser
from bff.views.usb_token.pendings import Joining, TokenWork, joining_of, work_of
from bff.views.usb_token.words import ENDING_WORDS, HELPER_NAMES, WORDS, Ending
from bff.web.devices import counted_browser
from bff.web.screens import go, is_htmx, screen
from bff.web.walking import arrive, of_this_browser, save
from verifiers.certificates import Certificate
from verifiers.errors import Unreachable
from verifiers.usb_token import Helper, TokenChallenge, TokenSigning


def token(flow: Flow) -> ResponseReturnValue:
    """Show the page whose script talks to a helper, and take its signature or the reason for none."""
    # A browser takes the Content-Security-Policy from whole pages only, and this page needs one of its own.
    if is_htmx():
        return go(url_for(f"{flow.journey}.token"))
    # Verifying an answer costs work, so an answer from a helper that is not offered is not even parsed.
    if request.method == "POST" and "answer" in request.form and request.form.get("helper") in _helpers():
        return _take(flow)
    ending = request.form.get("ending", "") if request.method == "POST" else ""
    if ending:
        outcome(f"token_{ending}" if ending in set(Ending) else "token_not_understood")
    if flow.purpose is not Purpose.REGISTER and is_phone() and "here" not in request.args:
        return screen("usb_token/elsewhere.html", flow=flow, settings=services().settings)
    return _show(flow, ending)


def challenge(flow: Flow) -> ResponseReturnValue:
    """Make a challenge and return it to the page's script, as a JSON object.

    The script asks for it when the person clicks. A challenge works once; a new one replaces it. A browser
    that only watches gets 409.
    """
    if is_watching(flow):
        return {}, 409
    token_challenge = _new_challenge(flow)
    with services().flows.hold(flow.id):
        newest = services().flows.load(flow.id, touch=False)  # another request may have saved it in between
        if newest is None or newest.step != flow.step or is_watching(newest):
            return {}, 409
        save(newest.learn(pending=replace(work_of(newest), challenge=token_challenge)))
    ring(services().bell, flow.id)
    return {
        "content": token_challenge.to_text(),
        "digest": token_challenge.digest,
        "nonce": token_challenge.web_eid_nonce,
    }


def refused(flow: Flow) -> ResponseReturnValue:
    """Say why the signature was refused, and what to do next."""
    words = WORDS[flow.refusal or ""]
    return screen("usb_token/refused.html", words=words, flow=flow)


def is_phone() -> bool:
    """Return whether the request comes from a phone or a tablet, which cannot use a token."""
    agent = request.user_agent.string
    # Only browsers that are based on Chromium send this client hint; the User-Agent decides for the others.
    has_mobile_hint = request.headers.get("Sec-CH-UA-Mobile") == "?1"
    return has_mobile_hint or any(mark in agent for mark in ("Mobi", "Android", "iPhone", "iPad"))


def is_signing(flow: Flow) -> bool:
    """Return whether a challenge is open: the helper asks for the PIN, or will ask for it."""
    return work_of(flow).challenge is not None


def _take(flow: Flow) -> ResponseReturnValue:
    """Delete the open challenge, then verify the signature. So each challenge has one try, right or wrong."""
    work = work_of(flow)
    flow = save(flow.learn(pending=TokenWork(work.joining)))
    if work.challenge is None or work.challenge.browser != this_browser():
        return _move(certificates.refused(flow, "too_late"), work.joining)
    counted = (limits().token_signatures, services().digest_of(counted_browser()))
    with services().limits.attempt(counted), _kept_through_silence(flow, work):
        answer = verifier(TokenSigning).verify(
            Helper(request.form["helper"]), request.form["answer"], work.challenge
        )
    if isinstance(answer, Certificate):
        return _move(go_on_with(services(), flow, answer), work.joining)
    return _move(certificates.refused(flow, answer), work.joining)


@contextmanager
def _kept_through_silence(flow: Flow, work: TokenWork) -> Iterator[None]:
    """Put the challenge back if the signature could not be judged: it may be sent once more.

    It stays bound to this browser and to its lifetime, and nothing was learnt from it.
    """
    try:
        yield
    except Unreachable:
        save(flow.learn(pending=work))
        raise


def _move(flow: Flow, joining: Joining) -> ResponseReturnValue:
    """Save the flow at its new step, keep its two browsers, and let both show that step.

    An earlier copy of the cookie can do nothing with what this browser has signed: neither read the
    certificate, nor press for it.
    """
    outcome(f"token_{flow.step}")
    if not isinstance(flow.pending, HeldAccounts):  # a signature that is good for two accounts waits so
        flow = flow.learn(pending=TokenWork(joining))
    saved = of_this_browser(save(flow))
    ring(services().bell, saved.id)
    return arrive(saved)


def _new_challenge(flow: Flow) -> TokenChallenge:
    return TokenChallenge.make(
        moment=services().clock(),
        origin=services().settings.public_origin,
        purpose=flow.purpose,
        registration_id=services().lookup.digest("challenge", flow.id)[:32],
        browser=this_browser(),
        portal=services().settings.product_name,
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
    return [
        helper
        for helper in Helper
        if (helper is not Helper.VNPT or licensed) and verifier(TokenSigning).accepts(helper)
    ]


def _policy() -> str:
    """Return the Content-Security-Policy of this screen: that of every page, plus the helpers' addresses."""
    settings = services().settings
    vnpt: Any = settings.usb_vnpt_urls if settings.usb_vnpt_licence else ()
    addresses = " ".join(dict.fromkeys((settings.usb_vgca_url, *vnpt)))
    return content_security_policy(settings, connect=addresses)
