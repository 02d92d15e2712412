"""Words of the provider's screens: what a portal is told, and why."""

from collections.abc import Iterable

from accounts.account.records import Account
from accounts.portals.records import Scope
from bff.rules.portals.claims import userinfo
from bff.serving.language import lazy
from bff.views.provider.answering import Need

_ASKS_WHO = lazy("%(portal)s asks who you are")
HEADINGS = {
    None: lazy("You return to %(portal)s"),
    Need.SIGN_IN: _ASKS_WHO,
    Need.SIGN_IN_AGAIN: _ASKS_WHO,
    Need.OTHER_PERSON: _ASKS_WHO,
    Need.CONSENT: lazy("%(portal)s asks for data of yours"),
    Need.HIGHER_LEVEL: lazy("%(portal)s asks for a higher level"),
    Need.SIGNATURE: lazy("%(portal)s asks for a stronger sign-in"),
    Need.SECOND_FACTOR: lazy("%(portal)s asks for a stronger sign-in"),
}
WHAT = {
    Scope.PROFILE: (lazy("Your name, date of birth and sex"), lazy("to fill in your forms")),
    Scope.PHONE: (lazy("Your phone number"), lazy("to reach you about what you ask for")),
    Scope.EMAIL: (lazy("Your email address"), lazy("to write to you about what you ask for")),
    Scope.ADDRESS: (lazy("Your address"), lazy("to fill in your forms")),
    Scope.IDENTITY: (
        lazy("Your identification number"),
        lazy("because public services are given to the person with this number"),
    ),
    Scope.ORGANISATION: (
        lazy("Your organisation's name and tax number"),
        lazy("because you act for this organisation there"),
    ),
    Scope.VN_PORTAL: (
        lazy("Name, date of birth, sex, identification numbers, phone, email and address"),
        lazy("because this portal fills in all its forms from them"),
    ),
}


def passed_on(scopes: Iterable[Scope], account: Account) -> list[tuple[str, str]]:
    """Return what would be passed on and why, without what the account does not hold."""
    return [WHAT[scope] for scope in scopes if scope in WHAT and len(userinfo(account, [scope], sub="")) > 1]


def what_of(scopes: Iterable[Scope]) -> list[str]:
    """Return what a portal is told with *scopes*, in words; empty: only that it is the same person."""
    return [str(WHAT[scope][0]) for scope in Scope if scope in set(scopes) and scope in WHAT]


def heading_for(need: Need | None, portal: str) -> str:
    """Return the heading of the page that says what is missing."""
    return str(HEADINGS[need]) % {"portal": portal}
