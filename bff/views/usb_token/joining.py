"""How a computer joins a registration that was begun on a phone: by a short code, used once.

Whoever signs sees and decides everything; the phone then only watches, and can cancel. So a code read over a
shoulder, or sent to somebody else, shows nobody's data to whoever began the registration (decision record
0033). What is known of the two browsers stands in the registration's pending facts.
"""

import secrets
from dataclasses import replace
from datetime import timedelta

from bff.journeys.flow import Flow
from bff.services import services
from bff.serving.bell import ring
from bff.views.usb_token.pendings import Joining, TokenWork, joining_of
from bff.web.devices import browser_id
from bff.web.sessions import device_name

#: Without what is easily confused: I, L, O, U, 0, 1 (Crockford's alphabet and a little less).
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8  # 39 bits


def this_browser() -> str:
    """Name this browser session, for telling it from another; it opens nothing."""
    return services().lookup.digest("browser", browser_id())[:32]


def is_watching(flow: Flow) -> bool:
    """Whether another browser signs, so that this one only looks on."""
    joining = joining_of(flow)
    return joining.is_joined and joining.computer != this_browser()


def is_left_behind(flow: Flow) -> bool:
    """Whether this browser had joined what was cancelled since: it has no more business here."""
    joining = joining_of(flow)
    return bool(joining.began) and not joining.is_joined and joining.began != this_browser()


def with_code(flow: Flow) -> Flow:
    """Give the registration a code that counts, the one it has where that is fresh."""
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
    """Read a code however it is typed: in small letters, with spaces or dashes."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def look(code: str) -> Flow | None:
    """The registration that a code continues, as long as it waits; nothing is used up."""
    flow_id = services().flows.client.get(_key(code))
    return _waiting(str(flow_id), code) if flow_id else None


def join(code: str) -> Flow | None:
    """Use the code up: this browser signs from now on, and the other looks on."""
    flow_id = services().flows.client.getdel(_key(code))
    if not flow_id:
        return None
    with services().flows.hold(str(flow_id)):
        flow = _waiting(str(flow_id), code)
        if flow is None:
            return None
        joined = replace(
            joining_of(flow),
            code="",
            code_until="",
            computer=this_browser(),
            computer_on=device_name(),
        )
        flow = flow.learn(step="token", pending=TokenWork(joined))
        saved = services().flows.save(flow)
    ring(services().bell, saved.id)
    return saved


def _waiting(flow_id: str, code: str) -> Flow | None:
    flow = services().flows.load(flow_id, touch=False)
    if flow is None or flow.step != "handover":
        return None
    joining = joining_of(flow)
    return flow if joining.code == code and joining.is_fresh(services().clock()) else None


def _key(code: str) -> str:
    return f"join:{services().lookup.digest('join', code)}"
