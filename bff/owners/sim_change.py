"""Asks the carrier whether the SIM of a phone was changed lately: a thief may have the number on a new SIM.

The setting `CARRIER_SIM_SWAP_UNKNOWN` decides what a carrier's "I cannot say" means (decision record 0012).
"""

from bff.services import services, verifier
from bff.settings.settings import WhenUnknown
from verifiers.carrier import Carrier, SimChange


def is_sim_new(phone_number: str) -> bool:
    """Return whether the SIM of *phone_number* (E.164) counts as changed in ``CARRIER_SIM_SWAP_HOURS``.

    Raises:
        verifiers.errors.CounterpartTrouble: the carrier is silent, which is no answer.
    """
    settings = services().settings
    match verifier(Carrier).sim_change(phone_number, within_hours=settings.carrier_sim_swap_hours):
        case SimChange.CHANGED:
            return True
        case SimChange.UNKNOWN:
            return settings.carrier_sim_swap_unknown is WhenUnknown.REFUSE
        case SimChange.UNCHANGED:
            return False


def can_be_asked() -> bool:
    """Return whether a carrier is configured."""
    return bool(services().settings.carrier_url)
