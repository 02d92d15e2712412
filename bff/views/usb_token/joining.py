"""How a computer joins a flow that began on a phone: with a short code that works once.

The browser that joins signs, sees the certificate and decides. The phone then only watches, and can cancel.
This protects the person who signs: an attacker who begins a flow and makes a victim join it never sees the
victim's data (decision record 0033). `Joining`, in the flow's pending facts, names the two browsers.
"""

import secrets
from dataclasses import replace
from datetime import timedelta

from flask import session

from bff.journeys.flow import Flow
from bff.services import services
from bff.serving.bell import ring
from bff.views.usb_token.pendings import Joining, TokenWork, joining_of
from bff.web.devices import browser_id
from bff.web.sessions import device_name

#: No I, L, O, U, 0 or 1, which people confuse (Crockford's Base32 without 0 and 1).
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8  # 39 bits: decision record 0033 says why they are enough
#: Where the session keeps by what a browser that joined is known. What limits count stays as it was.
_SIGNER = "signer"


def this_browser() -> str:
    """Return a digest that identifies this browser session. It gives no access to anything."""
    return services().lookup.digest("browser", session.get(_SIGNER) or browser_id())[:32]


def is_watching(flow: Flow) -> bool:
    """Return whether another browser has joined the flow, so that this one only watches."""
    joining = joining_of(flow)
    return joining.is_joined and joining.computer != this_browser()


def is_left_behind(flow: Flow) -> bool:
    """Return whether this browser joined the flow earlier, and the phone has begun the handover again since.

    The browser must then leave the flow: only the phone may show the new code.
    """
    joining = joining_of(flow)
    return bool(joining.began) and not joining.is_joined and joining.began != this_browser()


def with_code(flow: Flow) -> Flow:
    """Return the flow with a join code that has not expired: the code it has, or a new one."""
    now, joining = services().clock(), joining_of(flow)
    if joining.is_fresh(now):
        return flow
    lifetime = services().settings.usb_join_seconds
    code = "".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH))
    fresh = Joining(
        began=this_browser(),
        began_on=device_name(),
        code=code,
        code_until=(now + timedelta(seconds=lifetime)).isoformat(),
    )
    services().flows.client.set(_key(code), flow.id, ex=lifetime)
    return services().flows.save(flow.learn(pending=TokenWork(fresh)))


def tidy_join_code(typed: str) -> str:
    """Return the code in capitals; people type it in small letters, with spaces or dashes."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def look(code: str) -> Flow | None:
    """Return the flow that waits for this code; None if there is none. The code stays valid."""
    flow_id = services().flows.client.get(_key(code))
    return _waiting(str(flow_id), code) if flow_id else None


def join(code: str) -> Flow | None:
    """Delete the code and join its flow: from now on this browser signs, and the phone watches.

    The browser gets a new id for this: a stranger who copied its cookie, and began the flow with the copy,
    has the old one. The id that limits count stays, so no joining begins a new count.

    Returns:
        The saved flow; None if no flow waits for this code.
    """
    # GETDEL is atomic: of two computers that send the same code, only one gets the id.
    flow_id = services().flows.client.getdel(_key(code))
    if not flow_id:
        return None
    with services().flows.hold(str(flow_id)):
        flow = _waiting(str(flow_id), code)
        if flow is None:
            return None
        session[_SIGNER] = secrets.token_urlsafe(16)
        joined = replace(
            joining_of(flow),
            code="",
            code_until="",
            computer=this_browser(),
            computer_on=device_name(),
        )
        # What the phone typed for other methods is not the signer's, and must not fill in their forms.
        flow = flow.forget(frozenset({"typed"})).learn(step="token", pending=TokenWork(joined))
        saved = services().flows.save(flow)
    ring(services().bell, saved.id)
    return saved


def _waiting(flow_id: str, code: str) -> Flow | None:
    flow = services().flows.load(flow_id, touch=False)
    if flow is None or flow.step != "handover":
        return None
    joining = joining_of(flow)
    # The key of an earlier code may still exist in Redis; only the flow's newest code counts.
    return flow if joining.code == code and joining.is_fresh(services().clock()) else None


def _key(code: str) -> str:
    return f"join:{services().lookup.digest('join', code)}"
