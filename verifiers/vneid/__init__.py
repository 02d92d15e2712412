"""The client of VNeID: the address where a person signs in there, and who it was when they come back."""

from verifiers.vneid.claims import Profile, VneidRefusal
from verifiers.vneid.client import COUNTERPART, Endpoints, OurClient, Vneid
from verifiers.vneid.envelope import BadKey, Opener
from verifiers.vneid.returned import Returned, Trip, checked_return, read_return

__all__ = [
    "COUNTERPART",
    "BadKey",
    "Endpoints",
    "Opener",
    "OurClient",
    "Profile",
    "Returned",
    "Trip",
    "Vneid",
    "VneidRefusal",
    "checked_return",
    "read_return",
]
