"""Ask Vietnam Post whether a PostID account is verified and belongs to the claimant.

No interface description is published. These requests and responses are our assumption (decision record
0025): JSON over HTTPS with a bearer key, a verdict on each fact as in CAMARA KYC Match 0.4.0.

    POST {base}/postid/v1/match        Authorization: Bearer {key}
    {"account": "…", "citizenNumber": "…", "fullName": "…", "birthdate": "1990-03-27"}
    200 {"citizenNumberMatch": "true", "fullNameMatch": "false", "birthdateMatch": "not_available"}
    200 {…all "true"…, "phoneNumber": "+84900000001"}
    404 {"code": "ACCOUNT_NOT_FOUND"}   409 {"code": "ACCOUNT_NOT_VERIFIED"}   410 {"code": "ACCOUNT_CLOSED"}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
    """Why a PostID account does not prove who the claimant is."""

    UNKNOWN = "unknown"
    NOT_VERIFIED = "not_verified"
    DIFFERS = "differs"
    CLOSED = "closed"


@dataclass(frozen=True)
class PostIdHolder:
    """The person that the post confirmed, and the phone number (E.164) of the PostID account."""

    person: Person
    phone_number: str = field(repr=False)


class PostId:
    """A client of Vietnam Post's register of PostID accounts."""

    def __init__(self, *, client: httpx2.Client, base_url: str, api_key: str, timeout_seconds: float) -> None:
        """Configure the address of the post and our API key; see `verifiers.http.Counterpart`."""
        self._base_url = base_url.rstrip("/")
        self._api_key = api_key
        self._counterpart = Counterpart("post", client, timeout_seconds, correlation_header="x-correlator")

    def match(self, account: str, claimed: Person) -> PostIdHolder | PostIdRefusal:
        """Compare *claimed* with the holder of a verified PostID.

        If only the year of birth is known, the request has no birth date. The year counts as confirmed if the
        citizen number holds it; otherwise the answer has no birth date.

        Args:
            account: the PostID account's name: a phone number or an identity number, digits only.
            claimed: with citizen number and birth date.

        Returns:
            *claimed*, confirmed by the post, with the account's phone number; or the refusal. DIFFERS does
            not name the fact that differs, and a fact that the post cannot compare counts as different.

        Raises:
            Unreachable: no response in time, or the post is too busy.
            UnexpectedAnswer: the response breaks the agreed format, or rejects our request.
        """
        if claimed.citizen_number is None or claimed.birth_date is None:
            raise ValueError("a match needs a citizen number and a birth date")
        year_only = claimed.birth_date.as_date() is None
        if year_only and not agrees_with_birth(claimed.citizen_number, claimed.birth_date):
            claimed = replace(claimed, birth_date=None)
        facts = _facts_asked(claimed)
        # Not repeatable although it only reads: the post counts each match. If the connection breaks after
        # the request was sent, the person tries again.
        answer = self._counterpart.ask(
            "POST",
            self._base_url + MATCH_PATH,
            headers={"Authorization": f"Bearer {self._api_key}"},
            json={"account": account, **facts},
        )
        fields = self._counterpart.object_in(answer)
        match answer.status_code, fields.get("code"):
            case HTTPStatus.OK, _:
                verdicts = [self._verdict(fields.get(f"{fact}Match")) for fact in facts]
                return self._holder(claimed, fields) if all(verdicts) else PostIdRefusal.DIFFERS
            case HTTPStatus.NOT_FOUND, "ACCOUNT_NOT_FOUND":
                return PostIdRefusal.UNKNOWN
            case HTTPStatus.CONFLICT, "ACCOUNT_NOT_VERIFIED":
                return PostIdRefusal.NOT_VERIFIED
            case HTTPStatus.GONE, "ACCOUNT_CLOSED":
                return PostIdRefusal.CLOSED
            case _, code:
                raise self._counterpart.unexpected(answer, code)

    def ping(self) -> None:
        """Check that the post's server responds; any response but 429 and 5xx will do.

        Raises:
            Unreachable: it does not respond.
        """
        self._counterpart.ask("HEAD", self._base_url, repeatable=True)

    def _verdict(self, word: object) -> bool:
        """Read one verdict. It is a string, never a boolean; only "true" means that the fact agrees."""
        match word:
            case "true":
                return True
            case "false" | "not_available":
                return False
            case _:
                raise UnexpectedAnswer(self._counterpart.name, "a fact has no agreed verdict")

    def _holder(self, claimed: Person, fields: Mapping[str, object]) -> PostIdHolder:
        """Add the account's phone number. The agreement requires one: without it we could send no code."""
        phone_number = fields.get("phoneNumber")
        if isinstance(phone_number, str) and parse_mobile(phone_number) == phone_number:
            return PostIdHolder(claimed, phone_number)
        raise UnexpectedAnswer(self._counterpart.name, "a match came without a mobile number")


def _facts_asked(claimed: Person) -> dict[str, str]:
    """Name the facts as the post does; the response holds a field ``…Match`` for each of them."""
    facts = {"citizenNumber": claimed.citizen_number or "", "fullName": tidy_name(claimed.full_name)}
    if claimed.birth_date is not None and claimed.birth_date.as_date() is not None:
        facts["birthdate"] = claimed.birth_date.isoformat()
    return facts
