"""A separate program that plays the outside counterparts over their wire protocols, with fictitious people.

It imports nothing from the product and knows only its address. In a test, ``create_sandbox(...)`` makes a
WSGI application for ``httpx2.WSGITransport``, and `sandbox_of` gives its inboxes, knobs, clock and reset.
"""

from sandbox.app import create_sandbox
from sandbox.knobs import Counterpart, Knob, Outage
from sandbox.settings import SandboxSettings
from sandbox.state import Sandbox, sandbox_of

__all__ = ["Counterpart", "Knob", "Outage", "Sandbox", "SandboxSettings", "create_sandbox", "sandbox_of"]
