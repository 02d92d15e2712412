"""What a verified SIM signature leads to: what its certificate leads to, whichever method it came by."""

from bff.journeys.flow import Registration
from bff.owners import certificates
from bff.services import Services
from verifiers.sim_signature import Signed


def register(services: Services, registration: Registration, signed: Signed) -> Registration:
    """Go on registering."""
    return certificates.register(services, registration, signed.certificate)


def sign_in(services: Services, registration: Registration, signed: Signed) -> Registration:
    """Go on signing in."""
    return certificates.sign_in(services, registration, signed.certificate)


def prove(services: Services, registration: Registration, signed: Signed) -> Registration:
    """Go on with whatever the proof is for."""
    return certificates.prove(services, registration, signed.certificate)
