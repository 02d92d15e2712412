"""The client of SIM-signature gateways: ``start`` rings the phone, ``status`` returns the result."""

from verifiers.sim_signature.challenge import Challenge
from verifiers.sim_signature.client import MAX_LIFETIME_SECONDS, MIN_LIFETIME_SECONDS, SimSigning
from verifiers.sim_signature.codes import SigningRefusal
from verifiers.sim_signature.pending import Pending, Signed, StillWaiting
from verifiers.sim_signature.profile import CMS_ATTACHED, PROFILES, VIETNAMESE, Profile, ProfileName
from verifiers.sim_signature.questions import Credentials
from verifiers.sim_signature.tls import mutual_tls

__all__ = [
    "CMS_ATTACHED",
    "MAX_LIFETIME_SECONDS",
    "MIN_LIFETIME_SECONDS",
    "PROFILES",
    "VIETNAMESE",
    "Challenge",
    "Credentials",
    "Pending",
    "Profile",
    "ProfileName",
    "Signed",
    "SigningRefusal",
    "SimSigning",
    "StillWaiting",
    "mutual_tls",
]
