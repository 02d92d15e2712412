"""The phone on the screen: what a person of the sandbox sees on their phone, its SMS and its SIM."""

from sandbox.phone.sim import blueprint as sim_blueprint
from sandbox.phone.views import blueprint

__all__ = ["blueprint", "sim_blueprint"]
