"""Check signatures of USB tokens, which a page gets from a helper program on its computer and posts to us."""

from verifiers.usb_token.challenge import TokenChallenge
from verifiers.usb_token.client import TokenSigning
from verifiers.usb_token.refusals import Helper, TokenRefusal

__all__ = ["Helper", "TokenChallenge", "TokenRefusal", "TokenSigning"]
