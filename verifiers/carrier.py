"""Whether a mobile number is registered in the claimant's own name, by the carrier's word.

The wire format is CAMARA KYC Match 0.4.0 (``kyc-match.yaml``, release r1.2) and CAMARA SIM Swap 2.1.0
(``sim-swap.yaml``, release r3.3), asked with a two-legged token. The carrier gives out no data: it only
says which of our facts agree.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus

import httpx2

from identity.names import tidy_name, without_diacritics
from identity.numbers import agrees_with_birth
from identity.people import BirthDate, Person
from verifiers.access_token import AccessToken
from verifiers.errors import UnexpectedAnswer
from verifiers.http import Counterpart, now

MATCH_PATH = "/kyc-match/v0.4/match"
SIM_SWAP_PATH = "/sim-swap/v2/check"
SCOPE = "kyc-match:match sim-swap:check"
MAX_SIM_SWAP_HOURS = 2400


class SubscriberRefusal(StrEnum):
    """Why a number cannot prove the claimant by the carrier's word."""

    UNKNOWN_NUMBER = "unknown_number"
    PERSON_DIFFERS = "person_differs"
    SIM_CHANGED = "sim_changed"
    NOT_APPLICABLE = "not_applicable"


class SimChange(StrEnum):
    """Whether the SIM behind a number was changed lately."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What the carrier says of one fact (``MatchResult``)."""

    TRUE = "true"
    FALSE = "false"
    NOT_AVAILABLE = "not_available"


class Carrier:
    """One carrier, or the carriers' router, as one client of it."""

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
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Say where the carrier is and who asks.

        Args:
            base_url: the part before ``/kyc-match/…`` and ``/sim-swap/…``.
            token_url: the token endpoint, also the audience of our assertions.
            private_key_pem: PKCS#8 PEM, RSA of 2048 bits or more, or EC on P-256.
            timeout_seconds: see `verifiers.http.Counterpart`.
            unaccented_second_try: this carrier keeps names without diacritics, so a name that alone
                differs is asked for once more without them.

        Raises:
            ValueError: the key is of another kind.
        """
        self._base_url = base_url.rstrip("/")
        self._counterpart = Counterpart("carrier", client, timeout_seconds, correlation_header="x-correlator")
        self._token = AccessToken(
            self._counterpart,
            token_url=token_url,
            client_id=client_id,
            private_key_pem=private_key_pem,
            scope=SCOPE,
            clock=clock,
        )
        self._unaccented_second_try = unaccented_second_try

    def match(self, phone_number: str, claimed: Person) -> Person | SubscriberRefusal:
        """Compare *claimed* with the registered owner of *phone_number*.

        Where only the year of birth is known the carrier is not asked for it: the match then stands on
        number and name, and the year has to agree with the citizen number.

        Args:
            phone_number: E.164, e.g. ``+84900000001``.
            claimed: with citizen number and birth date.

        Returns:
            *claimed*, now vouched for, or why not. Which of the facts differs is not told to anyone.

        Raises:
            Unreachable: no answer in time, or the carrier is too busy.
            UnexpectedAnswer: the answer breaks the agreed format, or blames our request.
        """
        if claimed.citizen_number is None or claimed.birth_date is None:
            raise ValueError("a match needs a citizen number and a birth date")
        if not _agrees_with_itself(claimed.citizen_number, claimed.birth_date):
            return SubscriberRefusal.PERSON_DIFFERS
        verdicts = self._verdicts(phone_number, claimed)
        plain = without_diacritics(claimed.full_name)
        if self._unaccented_second_try and _only_name_differs(verdicts) and plain != claimed.full_name:
            verdicts = self._verdicts(phone_number, replace(claimed, full_name=plain))
        if isinstance(verdicts, SubscriberRefusal):
            return verdicts
        all_agree = all(verdict is Verdict.TRUE for verdict in verdicts.values())
        return claimed if all_agree else SubscriberRefusal.PERSON_DIFFERS

    def sim_change(self, phone_number: str, *, within_hours: int) -> SimChange:
        """Tell whether the SIM of *phone_number* (E.164) was changed within the last hours (1 to 2400).

        A carrier that cannot say (422), or whose SIM service does not know a number (404) that its register
        may well know, gives UNKNOWN: behind a router the two are different systems, and what to do without
        an answer is the operator's policy, not this client's. A 404 with another code is a wrong address.

        Raises:
            Unreachable: no answer in time, or the carrier is too busy.
            UnexpectedAnswer: the answer breaks the agreed format, or blames our request.
        """
        if not 1 <= within_hours <= MAX_SIM_SWAP_HOURS:
            raise ValueError(f"a SIM swap is asked for within 1 to {MAX_SIM_SWAP_HOURS} hours")
        question = {"phoneNumber": phone_number, "maxAge": within_hours}
        answer = self._ask(SIM_SWAP_PATH, question, repeatable=True)  # it reads one date and is not counted
        told = self._counterpart.object_in(answer)
        match answer.status_code, told.get("swapped"), told.get("code"):
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

    def ping(self) -> None:
        """Find out cheaply whether the carrier answers at all; what it answers does not matter.

        Raises:
            Unreachable: it does not.
        """
        self._counterpart.ask("HEAD", self._base_url, repeatable=True)

    def _verdicts(self, phone_number: str, claimed: Person) -> Mapping[str, Verdict] | SubscriberRefusal:
        """Ask for one match; give the verdict on each fact asked for, or why there is none."""
        facts = _facts_asked(claimed)
        # Read-only, but carriers count matches and so do their limits: if the connection is lost after
        # sending, the person asks again and we do not.
        answer = self._ask(
            MATCH_PATH, {"phoneNumber": phone_number, "idDocumentType": "national_id_card", **facts}
        )
        told = self._counterpart.object_in(answer)
        match answer.status_code, told.get("code"):
            case HTTPStatus.OK, _:
                return {fact: self._verdict(told.get(f"{fact}Match")) for fact in facts}
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
        """Read one ``MatchResult``: a string, never a boolean; a score beside it never decides."""
        match word:
            case "true" | "false" | "not_available":
                return Verdict(word)
            case _:
                raise UnexpectedAnswer(self._counterpart.name, "a fact has no agreed verdict")

    def _ask(self, path: str, question: Mapping[str, object], *, repeatable: bool = False) -> httpx2.Response:
        """Ask with a token; a token that is refused is renewed once."""
        answer = self._ask_with_token(path, question, repeatable=repeatable)
        if answer.status_code != HTTPStatus.UNAUTHORIZED:
            return answer
        self._token.forget()
        return self._ask_with_token(path, question, repeatable=repeatable)

    def _ask_with_token(
        self, path: str, question: Mapping[str, object], *, repeatable: bool
    ) -> httpx2.Response:
        return self._counterpart.ask(
            "POST",
            self._base_url + path,
            headers={"Authorization": f"Bearer {self._token.bearer()}"},
            json=question,
            repeatable=repeatable,
        )


def _agrees_with_itself(citizen_number: str, birth_date: BirthDate) -> bool:
    """Tell whether a birth year that the carrier is not asked for agrees with the citizen number."""
    return birth_date.as_date() is not None or agrees_with_birth(citizen_number, birth_date)


def _facts_asked(claimed: Person) -> dict[str, str]:
    """Give the facts in the carrier's words: the answer holds a verdict ``…Match`` for each of them."""
    facts = {"idDocument": claimed.citizen_number or "", "name": tidy_name(claimed.full_name)}
    if claimed.birth_date is not None and claimed.birth_date.as_date() is not None:
        facts["birthdate"] = claimed.birth_date.isoformat()
    return facts


def _only_name_differs(verdicts: Mapping[str, Verdict] | SubscriberRefusal) -> bool:
    """Tell whether the name is "false" and everything else "true"."""
    if isinstance(verdicts, SubscriberRefusal):
        return False
    others = [verdict for fact, verdict in verdicts.items() if fact != "name"]
    return verdicts["name"] is Verdict.FALSE and all(verdict is Verdict.TRUE for verdict in others)
