"""The client of push services: encrypts a message for one browser and hands it over (RFC 8030)."""

from verifiers.web_push.address import BadAddress, PushAddress, PushHosts, read_address
from verifiers.web_push.client import Handover, PushMessage, PushServices, Urgency
from verifiers.web_push.encryption import LONGEST_TEXT, encrypt
from verifiers.web_push.vapid import authorization, public_text

__all__ = [
    "LONGEST_TEXT",
    "BadAddress",
    "Handover",
    "PushAddress",
    "PushHosts",
    "PushMessage",
    "PushServices",
    "Urgency",
    "authorization",
    "encrypt",
    "public_text",
    "read_address",
]
