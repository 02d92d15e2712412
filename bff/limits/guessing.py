"""How many codes may be guessed for one phone, whatever they were for: registering, signing in, a reset.

A stranger's guesses are counted apart from those made in a browser that has signed in to the account before:
whoever knows a number can use up his own tries with it, not its owner's. To sign in the code is asked for
after the password only: guesses made for anything else do not count against it.
"""

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.limits.table import limits
from bff.services import services
from bff.web.devices import device_cookie, is_known_to


def guessed_too_often(flow: Flow) -> bool:
    """Whether so many wrong codes came that none counts any more, for now."""
    return services().limits.reached(limits().wrong_codes, _who(flow))


def count_wrong_code(flow: Flow) -> None:
    """Count one wrong code; one that was to sign in also for whatever else the phone is asked for."""
    wrong_codes = limits().wrong_codes
    services().limits.count((wrong_codes, _who(flow)))
    if flow.purpose is Purpose.SIGN_IN:
        services().limits.count((wrong_codes, _who(flow, purpose="")))


def _who(flow: Flow, *, purpose: str | None = None) -> str:
    """The phone; where there is none the way itself, which takes few tries.

    To sign in it is counted apart. And nothing is counted for a number that was only typed: who had used that
    up would tell by the next wrong code whether the password was right.
    """
    if purpose is None:
        purpose = flow.purpose if flow.purpose is Purpose.SIGN_IN else ""
    phone = flow.phone_number or flow.id
    own = device_cookie() if is_known_to(flow.account_id or "") else ""
    return services().digest_of(f"{phone} {own} {purpose}".rstrip())
