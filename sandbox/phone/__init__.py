"""The pages that show a fictitious person's phone: its SMS, and the prompt of its SIM."""

from sandbox.phone.sim import blueprint as sim_blueprint
from sandbox.phone.views import blueprint

__all__ = ["blueprint", "sim_blueprint"]
