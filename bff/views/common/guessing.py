"""How many codes may be guessed for one phone, whatever they were for: registering, signing in, a reset.

A stranger's guesses are counted apart from those made in a browser that has signed in to the account before:
whoever knows a number can use up his own tries with it, not its owner's.
"""

from bff.device import device_cookie, is_known_to
from bff.limits import Limit
from bff.registration import Registration
from bff.services import services


def guessed_too_often(registration: Registration) -> bool:
    """Whether so many wrong codes came that none counts any more, for now."""
    return services().limits.reached(_limit(), _who(registration))


def count_wrong_code(registration: Registration) -> None:
    """Count one wrong code."""
    services().limits.count(_limit(), _who(registration))


def _limit() -> Limit:
    return Limit("wrong_codes", services().settings.wrong_codes_per_phone_day, 86_400)


def _who(registration: Registration) -> str:
    """The phone, or what was typed where there is none; as much work with an account as without."""
    phone = registration.phone_number or registration.typed.get("number") or registration.id
    own = device_cookie() if is_known_to(registration.account_id or "") else ""
    return services().digest_of(f"{phone} {own}")
