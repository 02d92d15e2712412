"""Which ways of registering there are, in the order shown to citizens.

A method that is not built yet is announced here: it is shown as coming and cannot be entered.
"""

from dataclasses import replace

from bff.methods.method import Method
from bff.settings.settings import BadSetting, LegalRegime, Settings
from bff.views.mobile_subscriber.method import MOBILE_SUBSCRIBER
from bff.views.sim_signature.method import SIM_SIGNATURE
from bff.views.social_insurance.method import SOCIAL_INSURANCE
from bff.views.usb_token.method import USB_TOKEN
from bff.views.vietnam_post.method import VIETNAM_POST

METHODS: tuple[Method, ...] = (
    MOBILE_SUBSCRIBER,
    SOCIAL_INSURANCE,
    VIETNAM_POST,
    SIM_SIGNATURE,
    USB_TOKEN,
)


def methods_open_under(settings: Settings) -> tuple[Method, ...]:
    """Say which methods an operator opens: all, unless some are named or the law leads to VNeID first.

    Raises:
        BadSetting: a method is named that does not exist.
    """
    named = settings.open_methods
    unknown = set(named) - {method.key for method in METHODS}
    if unknown:
        raise BadSetting("OPEN_METHODS", f"there is no method {', '.join(sorted(unknown))}")
    all_open = not named and settings.legal_regime is LegalRegime.PORTAL_ACCOUNTS
    return tuple(_as_set_up(method, settings) for method in METHODS if all_open or method.key in named)


def methods_by_journey() -> dict[str, Method]:
    """Name each method by every journey of its own, the proof among them."""
    return {
        key: method
        for method in METHODS
        for key in (
            method.key,
            method.proof_key_of(method.key),
            *(one.name for one in method.other_blueprints),
        )
    }


def _as_set_up(method: Method, settings: Settings) -> Method:
    """A method whose counterpart has no address yet is only announced."""
    is_set_up = not method.needs_setting or bool(getattr(settings, method.needs_setting))
    return method if is_set_up else replace(method, journey=None, blueprint=None)
