"""The ends of a registration: done, refused by a counterpart, or an account that exists already."""

from flask.typing import ResponseReturnValue

from bff.registration import Registration
from bff.web import method_of, screen


def done(registration: Registration) -> ResponseReturnValue:
    """Say that the account is there, at which level, and what can be done next."""
    return screen("common/done.html", method=method_of(registration.journey), registration=registration)


def refused(registration: Registration) -> ResponseReturnValue:
    """Say why the counterpart refused, in the method's words, and name the ways out."""
    method = method_of(registration.journey)
    words = method.words[registration.refusal or ""]
    return screen("common/refused.html", method=method, words=words, registration=registration)


def account_exists(registration: Registration) -> ResponseReturnValue:
    """Say that an account exists, and nothing about it; name the ways on."""
    return screen("common/account_exists.html", registration=registration)
