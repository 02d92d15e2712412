"""What this browser's person has typed already to say who they are, so that no other form asks it again.

The cookie holds a random value, and the store the texts, encrypted, for the idle time of a registration.
Signing in, signing out and the next person empty the cookie. Each form makes a new value: a copy of the
cookie from before leads to nothing that is typed from now on.
"""

import json
import secrets

from flask import session

from bff.journeys.purpose import Purpose
from bff.services import services
from bff.web.walking import current_flow

_NAME = "said"
#: The fields that several forms ask for.
_FIELDS = ("citizen_number", "phone_number")


def note_said(**texts: str | None) -> None:
    """Keep what was typed into these fields, beside what was kept before."""
    kept = _kept() | {name: text for name, text in texts.items() if text}
    if name := session.get(_NAME):
        services().flows.forget_answer(_key(name))
    session[_NAME] = secrets.token_urlsafe(16)
    seconds = services().settings.registration_idle_seconds
    services().flows.keep_answer(_key(session[_NAME]), json.dumps(kept), seconds=seconds)


def said_before() -> dict[str, str]:
    """Return what was typed, by the name of the field: in a registration that is open, or in another form."""
    flow = current_flow(Purpose.REGISTER, touch=False)
    typed = dict(flow.typed) if flow is not None else {}
    return {name: text for name in _FIELDS if (text := _kept().get(name) or typed.get(name))}


def _kept() -> dict[str, str]:
    name = session.get(_NAME)
    text = services().flows.answer_of(_key(name)) if isinstance(name, str) else None
    return dict(json.loads(text)) if text else {}


def _key(name: str) -> str:
    return f"said {services().digest_of(name)}"
