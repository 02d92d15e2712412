"""The phone on the screen: what a person of the sandbox sees on their phone, today its SMS."""

from sandbox.phone.views import blueprint

__all__ = ["blueprint"]
