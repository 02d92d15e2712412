"""Whether a PostID account is verified and the claimant's own, by the word of Vietnam Post.

No interface description is published. What is asked and answered here is our assumption (decision record
0025): JSON over HTTPS with a bearer key, a verdict on each fact as in CAMARA KYC Match 0.4.0.

    POST {base}/postid/v1/match        Authorization: Bearer {key}
    {"account": "…", "citizenNumber": "…", "fullName": "…", "birthdate": "1990-03-27"}
    200 {"citizenNumberMatch": "true", "fullNameMatch": "false", "birthdateMatch": "not_available"}
    200 {…all "true"…, "phoneNumber": "+84900000001"}
    404 {"code": "ACCOUNT_NOT_FOUND"}   409 {"code": "ACCOUNT_NOT_VERIFIED"}   410 {"code": "ACCOUNT_CLOSED"}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus

import httpx2

from identity.names import tidy_name
from identity.numbers import agrees_with_birth
from identity.people import Person
from identity.phones import parse_mobile
from verifiers.errors import UnexpectedAnswer
from verifiers.http import Counterpart

MATCH_PATH = "/postid/v1/match"


class PostIdRefusal(StrEnum):
    """Why a PostID cannot prove the claimant."""

    UNKNOWN = "unknown"
    NOT_VERIFIED = "not_verified"
    DIFFERS = "differs"
    CLOSED = "closed"


@dataclass(frozen=True)
class PostIdHolder:
    """Whom the post vouches for, and the phone (E.164) it has for the account."""

    person: Person
    phone_number: str = field(repr=False)


class PostId:
    """Vietnam Post's register of PostID accounts."""

    def __init__(self, *, client: httpx2.Client, base_url: str, api_key: str, timeout_seconds: float) -> None:
        """Say where the post is and with which key we ask; see `verifiers.http.Counterpart`."""
        self._base_url = base_url.rstrip("/")
        self._api_key = api_key
        self._counterpart = Counterpart("post", client, timeout_seconds, correlation_header="x-correlator")

    def match(self, account: str, claimed: Person) -> PostIdHolder | PostIdRefusal:
        """Compare *claimed* with the holder of a verified PostID.

        Where only the year of birth is known the post is not asked for it: the year then has to agree with
        the citizen number.

        Args:
            account: the PostID account's name: a phone number or an identity number, digits only.
            claimed: with citizen number and birth date.

        Returns:
            *claimed*, now vouched for, with the account's phone; or why not. Which of the facts differs is
            not told to anyone, and one that the post cannot compare counts as one that differs.

        Raises:
            Unreachable: no answer in time, or the post is too busy.
            UnexpectedAnswer: the answer breaks the agreed format, or blames our request.
        """
        if claimed.citizen_number is None or claimed.birth_date is None:
            raise ValueError("a match needs a citizen number and a birth date")
        if not agrees_with_birth(claimed.citizen_number, claimed.birth_date):
            return PostIdRefusal.DIFFERS
        facts = _facts_asked(claimed)
        # Read-only, but counted by the post: if the connection is lost after sending, the person asks again.
        answer = self._counterpart.ask(
            "POST",
            self._base_url + MATCH_PATH,
            headers={"Authorization": f"Bearer {self._api_key}"},
            json={"account": account, **facts},
        )
        told = self._counterpart.object_in(answer)
        match answer.status_code, told.get("code"):
            case HTTPStatus.OK, _:
                verdicts = [self._verdict(told.get(f"{fact}Match")) for fact in facts]
                return self._holder(claimed, told) if all(verdicts) else PostIdRefusal.DIFFERS
            case HTTPStatus.NOT_FOUND, "ACCOUNT_NOT_FOUND":
                return PostIdRefusal.UNKNOWN
            case HTTPStatus.CONFLICT, "ACCOUNT_NOT_VERIFIED":
                return PostIdRefusal.NOT_VERIFIED
            case HTTPStatus.GONE, "ACCOUNT_CLOSED":
                return PostIdRefusal.CLOSED
            case _, code:
                raise self._counterpart.unexpected(answer, code)

    def ping(self) -> None:
        """Find out cheaply whether the post answers at all; what it answers does not matter.

        Raises:
            Unreachable: it does not.
        """
        self._counterpart.ask("HEAD", self._base_url, repeatable=True)

    def _verdict(self, word: object) -> bool:
        """Read one verdict: a string, never a boolean; only "true" agrees."""
        match word:
            case "true":
                return True
            case "false" | "not_available":
                return False
            case _:
                raise UnexpectedAnswer(self._counterpart.name, "a fact has no agreed verdict")

    def _holder(self, claimed: Person, told: Mapping[str, object]) -> PostIdHolder:
        """Take the phone along; without one no code can be sent, and that was not agreed."""
        phone_number = told.get("phoneNumber")
        if isinstance(phone_number, str) and parse_mobile(phone_number) == phone_number:
            return PostIdHolder(claimed, phone_number)
        raise UnexpectedAnswer(self._counterpart.name, "a match came without a mobile number")


def _facts_asked(claimed: Person) -> dict[str, str]:
    """Give the facts in the post's words: the answer holds a verdict ``…Match`` for each of them."""
    facts = {"citizenNumber": claimed.citizen_number or "", "fullName": tidy_name(claimed.full_name)}
    if claimed.birth_date is not None and claimed.birth_date.as_date() is not None:
        facts["birthdate"] = claimed.birth_date.isoformat()
    return facts
