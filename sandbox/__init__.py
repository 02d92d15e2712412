"""A separate program of fictitious people that plays the outside counterparts over their wire protocols.

It knows nothing of the product but its address. In process, ``create_sandbox(SandboxSettings(...))`` is a
WSGI application for ``httpx2.WSGITransport``, and `sandbox_of` gives its inboxes, knobs, clock and reset.
"""

from sandbox.app import create_sandbox
from sandbox.knobs import Counterpart, Knob, Outage
from sandbox.settings import SandboxSettings
from sandbox.state import Sandbox, sandbox_of

__all__ = ["Counterpart", "Knob", "Outage", "Sandbox", "SandboxSettings", "create_sandbox", "sandbox_of"]
