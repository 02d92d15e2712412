"""What a verified SIM signature leads to: what its certificate leads to, whichever method it came by."""

from bff.journeys.flow import Flow
from bff.owners import certificates
from bff.services import Services
from verifiers.sim_signature import Signed


def register(services: Services, flow: Flow, signed: Signed) -> Flow:
    """Go on registering."""
    return certificates.register(services, flow, signed.certificate)


def sign_in(services: Services, flow: Flow, signed: Signed) -> Flow:
    """Go on signing in."""
    return certificates.sign_in(services, flow, signed.certificate)


def prove(services: Services, flow: Flow, signed: Signed) -> Flow:
    """Go on with whatever the proof is for."""
    return certificates.prove(services, flow, signed.certificate)
