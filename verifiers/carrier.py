"""Ask a mobile carrier whose phone number it is, whether it was given on, and whether its SIM was replaced.

The wire format is CAMARA KYC Match 0.4.0 (``kyc-match.yaml``, release r1.2), CAMARA SIM Swap 2.1.0
(``sim-swap.yaml``, release r3.3) and CAMARA Number Recycling 0.2.0 (``number-recycling.yaml``, release r2.2),
with two-legged access tokens. The carrier returns no personal data: for
each fact that we send, it says whether the fact matches its register.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import TypedDict, Unpack

import httpx2

from identity.names import tidy_name, without_diacritics
from identity.numbers import agrees_with_birth
from identity.people import BirthDate, Person
from verifiers.access_token import AccessToken, ScopeRefused
from verifiers.errors import UnexpectedAnswer
from verifiers.http import Counterpart, now

MATCH_PATH = "/kyc-match/v0.4/match"
SIM_SWAP_PATH = "/sim-swap/v2/check"
SCOPE = "kyc-match:match sim-swap:check"
#: A carrier without the service refuses its scope, so it is asked for with a token of its own.
RECYCLING_SCOPE = "number-recycling:check"
MAX_SIM_SWAP_HOURS = 2400


class SubscriberRefusal(StrEnum):
    """Why a phone number does not prove who the claimant is."""

    UNKNOWN_NUMBER = "unknown_number"
    PERSON_DIFFERS = "person_differs"
    SIM_CHANGED = "sim_changed"
    NOT_APPLICABLE = "not_applicable"


class SimChange(StrEnum):
    """Whether the SIM of a phone number was replaced recently."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    UNKNOWN = "unknown"


class SubscriberChange(StrEnum):
    """Whether a phone number was given to another subscriber since a day."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    UNKNOWN = "unknown"
    NOT_OFFERED = "not_offered"
    """The carrier has no such service, or not for us."""


class How(TypedDict, total=False):
    """How a question is sent; see `verifiers.http.Counterpart.ask`."""

    repeatable: bool
    answers_with: HTTPStatus


class Verdict(StrEnum):
    """The carrier's verdict on one fact (``MatchResult``)."""

    TRUE = "true"
    FALSE = "false"
    NOT_AVAILABLE = "not_available"


class Carrier:
    """A client of one carrier, or of a router that forwards to all carriers."""

    def __init__(
        self,
        *,
        client: httpx2.Client,
        base_url: str,
        token_url: str,
        client_id: str,
        private_key_pem: bytes,
        timeout_seconds: float,
        unaccented_second_try: bool = False,
        number_recycling: str = "",
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Configure the addresses of the carrier and the credentials of the client.

        Args:
            base_url: the part before ``/kyc-match/…``, ``/sim-swap/…`` and ``/number-recycling/…``.
            token_url: the token endpoint, also the audience of our assertions.
            private_key_pem: PKCS#8 PEM, RSA of 2048 bits or more, or EC on P-256.
            timeout_seconds: see `verifiers.http.Counterpart`.
            unaccented_second_try: this carrier stores names without diacritics. If only the name differs,
                `match` sends it a second time without diacritics.
            number_recycling: the version of Number Recycling in the carrier's address, e.g. ``v0.2``; empty:
                the carrier does not offer it.

        Raises:
            ValueError: the private key is of another kind.
        """
        self._base_url = base_url.rstrip("/")
        self._counterpart = Counterpart("carrier", client, timeout_seconds, correlation_header="x-correlator")
        self._token, self._recycling_token = (
            AccessToken(
                self._counterpart,
                token_url=token_url,
                client_id=client_id,
                private_key_pem=private_key_pem,
                scope=scope,
                clock=clock,
            )
            for scope in (SCOPE, RECYCLING_SCOPE)
        )
        self._unaccented_second_try = unaccented_second_try
        self._recycling_path = f"/number-recycling/{number_recycling}/check" if number_recycling else ""

    def match(self, phone_number: str, claimed: Person) -> Person | SubscriberRefusal:
        """Compare *claimed* with the registered owner of *phone_number*.

        If only the year of birth is known, the request has no birth date: the carrier compares the citizen
        number and the name. The year counts as confirmed if the citizen number holds it; otherwise the answer
        has no birth date.

        Args:
            phone_number: E.164, e.g. ``+84900000001``.
            claimed: with citizen number and birth date.

        Returns:
            What of *claimed* the carrier confirmed, or the refusal. The refusal does not name the fact that
            differs: an attacker could otherwise guess the facts one by one.

        Raises:
            Unreachable: no response in time, or the carrier is too busy.
            UnexpectedAnswer: the response breaks the agreed format, or rejects our request.
        """
        if claimed.citizen_number is None or claimed.birth_date is None:
            raise ValueError("a match needs a citizen number and a birth date")
        if not _has_known_birth(claimed.citizen_number, claimed.birth_date):
            claimed = replace(claimed, birth_date=None)
        verdicts = self._verdicts(phone_number, claimed)
        plain = without_diacritics(claimed.full_name)
        if self._unaccented_second_try and _only_name_differs(verdicts) and plain != claimed.full_name:
            verdicts = self._verdicts(phone_number, replace(claimed, full_name=plain))
        if isinstance(verdicts, SubscriberRefusal):
            return verdicts
        all_agree = all(verdict is Verdict.TRUE for verdict in verdicts.values())
        return claimed if all_agree else SubscriberRefusal.PERSON_DIFFERS

    def sim_change(self, phone_number: str, *, within_hours: int) -> SimChange:
        """Ask whether the SIM of *phone_number* (E.164) was replaced in the last *within_hours* (1 to 2400).

        Returns:
            UNKNOWN if the carrier cannot say (422), or if its SIM service does not know the number (404).
            Behind a router, the SIM service and the register are separate systems, so the register may
            still know the number. The caller's policy decides what UNKNOWN means.

        Raises:
            Unreachable: no response in time, or the carrier is too busy.
            UnexpectedAnswer: the response breaks the agreed format, or rejects our request. A 404 with
                another code means that the address is wrong.
        """
        if not 1 <= within_hours <= MAX_SIM_SWAP_HOURS:
            raise ValueError(f"a SIM swap is asked for within 1 to {MAX_SIM_SWAP_HOURS} hours")
        question = {"phoneNumber": phone_number, "maxAge": within_hours}
        # Safe to repeat: the carrier reads one date and does not count this request.
        answer = self._ask(SIM_SWAP_PATH, question, repeatable=True)
        fields = self._counterpart.object_in(answer)
        match answer.status_code, fields.get("swapped"), fields.get("code"):
            case HTTPStatus.OK, True, _:
                return SimChange.CHANGED
            case HTTPStatus.OK, False, _:
                return SimChange.UNCHANGED
            case HTTPStatus.UNPROCESSABLE_ENTITY, _, "SERVICE_NOT_APPLICABLE":
                return SimChange.UNKNOWN
            case HTTPStatus.NOT_FOUND, _, "IDENTIFIER_NOT_FOUND":
                return SimChange.UNKNOWN
            case _, _, code:
                raise self._counterpart.unexpected(answer, code)

    def subscriber_change(self, phone_number: str, *, since: date) -> SubscriberChange:
        """Ask whether *phone_number* (E.164) was given to another subscriber after the day *since*.

        Args:
            since: a day by the carrier's calendar, not after today.

        Returns:
            UNKNOWN if the carrier cannot say: it does not know the number (404), does not serve it (422), or
            looks back less far (400 ``OUT_OF_RANGE``). NOT_OFFERED if it has no such service: no address or
            no access to it (any other 404, 403, 501), no token for its scope, or none was agreed.

        Raises:
            Unreachable: no response in time, or the carrier is too busy.
            UnexpectedAnswer: the response breaks the agreed format, or rejects our request.
        """
        if not self._recycling_path:
            return SubscriberChange.NOT_OFFERED
        question = {"phoneNumber": phone_number, "specifiedDate": since.isoformat()}
        how: How = {"repeatable": True, "answers_with": HTTPStatus.NOT_IMPLEMENTED}  # it reads one date
        try:
            answer = self._ask_with(self._recycling_token, self._recycling_path, question, **how)
        except ScopeRefused:
            return SubscriberChange.NOT_OFFERED
        if answer.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_IMPLEMENTED}:
            return SubscriberChange.NOT_OFFERED
        if answer.status_code == HTTPStatus.NOT_FOUND:
            is_number = self._code_in(answer) == "IDENTIFIER_NOT_FOUND"
            return SubscriberChange.UNKNOWN if is_number else SubscriberChange.NOT_OFFERED
        fields = self._counterpart.object_in(answer)
        match answer.status_code, fields.get("phoneNumberRecycled"), fields.get("code"):
            case HTTPStatus.OK, True, _:
                return SubscriberChange.CHANGED
            case HTTPStatus.OK, False, _:
                return SubscriberChange.UNCHANGED
            case HTTPStatus.UNPROCESSABLE_ENTITY, _, "SERVICE_NOT_APPLICABLE":
                return SubscriberChange.UNKNOWN
            case HTTPStatus.BAD_REQUEST, _, "OUT_OF_RANGE":
                return SubscriberChange.UNKNOWN
            case _, _, code:
                raise self._counterpart.unexpected(answer, code)

    def ping(self) -> None:
        """Check that the carrier responds; any response but 429 and 5xx will do.

        Raises:
            Unreachable: it does not respond.
        """
        self._counterpart.ask("HEAD", self._base_url, repeatable=True)

    def _verdicts(self, phone_number: str, claimed: Person) -> Mapping[str, Verdict] | SubscriberRefusal:
        """Send one match request; return the verdict on each fact that it names, or the refusal."""
        facts = _facts_asked(claimed)
        # Not repeatable although it only reads: carriers bill and limit each match. If the connection breaks
        # after the request was sent, the person tries again; we do not.
        answer = self._ask(
            MATCH_PATH, {"phoneNumber": phone_number, "idDocumentType": "national_id_card", **facts}
        )
        fields = self._counterpart.object_in(answer)
        match answer.status_code, fields.get("code"):
            case HTTPStatus.OK, _:
                return {fact: self._verdict(fields.get(f"{fact}Match")) for fact in facts}
            case HTTPStatus.FORBIDDEN, (
                "KNOW_YOUR_CUSTOMER.ID_DOCUMENT_REQUIRED" | "KNOW_YOUR_CUSTOMER.ID_DOCUMENT_MISMATCH"
            ):
                return SubscriberRefusal.PERSON_DIFFERS
            case HTTPStatus.NOT_FOUND, "IDENTIFIER_NOT_FOUND":
                return SubscriberRefusal.UNKNOWN_NUMBER
            case HTTPStatus.UNPROCESSABLE_ENTITY, "SERVICE_NOT_APPLICABLE":
                return SubscriberRefusal.NOT_APPLICABLE
            case _, code:
                raise self._counterpart.unexpected(answer, code)

    def _verdict(self, word: object) -> Verdict:
        """Read one ``MatchResult``. It is a string, never a boolean; a match score is ignored."""
        match word:
            case "true" | "false" | "not_available":
                return Verdict(word)
            case _:
                raise UnexpectedAnswer(self._counterpart.name, "a fact has no agreed verdict")

    def _code_in(self, answer: httpx2.Response) -> object:
        """Return the error code of a response; None if its body is no JSON object: a gateway's own page."""
        try:
            return self._counterpart.object_in(answer).get("code")
        except UnexpectedAnswer:
            return None

    def _ask(self, path: str, question: Mapping[str, object], *, repeatable: bool = False) -> httpx2.Response:
        return self._ask_with(self._token, path, question, repeatable=repeatable)

    def _ask_with(
        self, token: AccessToken, path: str, question: Mapping[str, object], **how: Unpack[How]
    ) -> httpx2.Response:
        """Send a request with an access token; after a 401, renew the token and send it once more."""
        answer = self._ask_once(token, path, question, **how)
        if answer.status_code != HTTPStatus.UNAUTHORIZED:
            return answer
        token.forget()
        return self._ask_once(token, path, question, **how)

    def _ask_once(
        self, token: AccessToken, path: str, question: Mapping[str, object], **how: Unpack[How]
    ) -> httpx2.Response:
        return self._counterpart.ask(
            "POST",
            self._base_url + path,
            headers={"Authorization": f"Bearer {token.bearer()}"},
            json=question,
            **how,
        )


def _has_known_birth(citizen_number: str, birth_date: BirthDate) -> bool:
    """Tell whether the carrier compares the date, or at least the number that it compares holds the year."""
    return birth_date.as_date() is not None or agrees_with_birth(citizen_number, birth_date)


def _facts_asked(claimed: Person) -> dict[str, str]:
    """Name the facts as the carrier does; the response holds a field ``…Match`` for each of them."""
    facts = {"idDocument": claimed.citizen_number or "", "name": tidy_name(claimed.full_name)}
    if claimed.birth_date is not None and claimed.birth_date.as_date() is not None:
        facts["birthdate"] = claimed.birth_date.isoformat()
    return facts


def _only_name_differs(verdicts: Mapping[str, Verdict] | SubscriberRefusal) -> bool:
    """Tell whether the verdict on the name is "false" and all others are "true"."""
    if isinstance(verdicts, SubscriberRefusal):
        return False
    others = [verdict for fact, verdict in verdicts.items() if fact != "name"]
    return verdicts["name"] is Verdict.FALSE and all(verdict is Verdict.TRUE for verdict in others)
