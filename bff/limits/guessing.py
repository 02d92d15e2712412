"""Limits the wrong one-time codes for one phone, over all its flows: registering, signing in, a reset.

Wrong codes from a browser that has signed in to the account before have a count of their own: a stranger who
knows the phone number cannot use up the owner's tries. Signing in has a count of its own too, because its
code is asked for only after the right password: wrong codes in other flows do not count against it.
"""

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.limits.table import limits
from bff.services import services
from bff.web.devices import device_cookie, is_known_to


def guessed_too_often(flow: Flow) -> bool:
    """Return whether the limit is reached, so that no code is accepted at present."""
    return services().limits.reached(limits().wrong_codes, _who(flow))


def count_wrong_code(flow: Flow) -> None:
    """Count one wrong code. A wrong code of a sign-in also counts against all other flows of the phone."""
    wrong_codes = limits().wrong_codes
    services().limits.count((wrong_codes, _who(flow)))
    if flow.purpose is Purpose.SIGN_IN:
        services().limits.count((wrong_codes, _who(flow, purpose="")))


def _who(flow: Flow, *, purpose: str | None = None) -> str:
    """Return the digest against which a wrong code counts: of the phone, or of the flow if it has no phone.

    A sign-in flow that began with a wrong password (`bff.views.account.sign_in`) has no phone, and its wrong
    codes do not count against the number that was typed: otherwise an attacker who exhausts the limit could
    learn from the next reply whether the password was right.

    Args:
        purpose: count under this purpose. None: count a sign-in separately, and all other purposes together.
    """
    if purpose is None:
        purpose = flow.purpose if flow.purpose is Purpose.SIGN_IN else ""
    phone = flow.phone_number or flow.id
    own = device_cookie() if is_known_to(flow.account_id or "") else ""
    return services().digest_of(f"{phone} {own} {purpose}".rstrip())
