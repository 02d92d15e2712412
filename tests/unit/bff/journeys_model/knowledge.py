"""What each browser of the model has typed and proved, which is all that it may see and do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from accounts.account.records import Account
from tests.unit.bff.journeys_model.people import Fact


class Shown(StrEnum):
    """What a browser has shown that it has."""

    PASSWORD = "password"
    PHONE_CODE = "phone_code"
    APP_CODE = "app_code"
    SIM = "sim"
    TOKEN = "token"
    VIEWING_CODE = "viewing_code"
    OPENED = "opened"


@dataclass
class Evidence:
    """One thing that a browser has shown; it brings about one change at most.

    Attributes:
        who: the account of a password or an app's code, the phone of a code, the key of the holder of a SIM
            or of a token's certificate, the reference of a dispute whose viewing code was typed, the account
            that was just opened in this browser with the generation of its ways in.
        purpose: of the flow in which it was shown.
    """

    kind: Shown
    who: str
    at: datetime
    purpose: str = ""
    is_used: bool = False


def opened_as(account: Account) -> str:
    """Return what evidence of an opened account names: the account, and the generation of its ways in."""
    return f"{account.id} {account.generation}"


@dataclass
class Knowledge:
    """What one browser knows. Signing out makes it forget everything."""

    typed: set[Fact] = field(default_factory=set)
    proved: set[str] = field(default_factory=set)
    evidence: list[Evidence] = field(default_factory=list)

    def has(self, fits: Callable[[Evidence], bool]) -> bool:
        """Return whether there is unused evidence that *fits*."""
        return any(not one.is_used and fits(one) for one in self.evidence)

    def take(self, fits: Callable[[Evidence], bool]) -> bool:
        """Use up the newest evidence that *fits*; False if there is none."""
        for one in reversed(self.evidence):
            if not one.is_used and fits(one):
                one.is_used = True
                return True
        return False

    def copy(self) -> "Knowledge":
        """Return what a copy of the browser's cookies knows: evidence stays used up in both."""
        return Knowledge(set(self.typed), set(self.proved), list(self.evidence))
