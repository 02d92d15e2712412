"""Look a claimant up in the social-insurance register, and compare its records with the claim.

Requests go over a province's data bus (LGSP to NGSP). The field names of the look-up are the sector's own:
``maSoBhxh, hoTen, ngaySinh, soCMND`` and the option ``isCoDau`` (with diacritics). Its path and the envelope
of the response are assumptions (docs/decisions/0023). The register returns its records; we compare them here.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

import httpx2

from identity.names import tidy_name
from identity.people import Person
from verifiers.errors import UnexpectedAnswer
from verifiers.http import Counterpart, now
from verifiers.social_insurance.agreement import InsuranceRefusal, agree
from verifiers.social_insurance.bus import BusAccess, BusToken
from verifiers.social_insurance.records import NotAgreed, Record, read_records

LOOKUP_PATH = "/bhxh/tra-cuu"  # assumption


class SocialInsurance:
    """A client of the register, with the credentials of one partner of the bus."""

    def __init__(
        self,
        *,
        client: httpx2.Client,
        base_url: str,
        access: BusAccess,
        timeout_seconds: float,
        names_may_be_plain: bool = False,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Configure the address of the bus and our credentials.

        Args:
            base_url: the part before ``/token`` and the look-up's path.
            timeout_seconds: see `verifiers.http.Counterpart`.
            names_may_be_plain: this register stores some names without diacritics; such a name agrees with
                the same name with diacritics.
        """
        self._base_url = base_url.rstrip("/")
        self._counterpart = Counterpart("social_insurance", client, timeout_seconds)
        self._token = BusToken(
            self._counterpart, token_url=f"{self._base_url}/token", access=access, clock=clock
        )
        self._names_may_be_plain = names_may_be_plain

    def match(self, insurance_number: str, claimed: Person) -> Person | InsuranceRefusal:
        """Compare *claimed* with the register's records under *insurance_number* (10 or 12 digits).

        Args:
            claimed: with citizen number and birth date.

        Returns:
            The person with the numbers of the record, or the refusal.

        Raises:
            Unreachable: no response in time, or the bus is too busy.
            UnexpectedAnswer: the response breaks the agreed format, or rejects our request.
        """
        if claimed.citizen_number is None or claimed.birth_date is None:
            raise ValueError("a match needs a citizen number and a birth date")
        claimed = replace(claimed, social_insurance_number=insurance_number)
        records = self._look_up(insurance_number, claimed)
        return agree(records, claimed, names_may_be_plain=self._names_may_be_plain)

    def ping(self) -> None:
        """Check that the bus responds; any response but 429 and 5xx will do.

        Raises:
            Unreachable: it does not respond.
        """
        self._counterpart.ask("HEAD", self._base_url, repeatable=True)

    def _look_up(self, insurance_number: str, claimed: Person) -> tuple[Record, ...]:
        """Fetch the records under one insurance number."""
        answer = self._ask(self._question(insurance_number, claimed))
        if answer.status_code != HTTPStatus.OK:  # 401 and 403, too: they reject our access, not the person
            raise self._counterpart.unexpected(answer)
        try:
            records = read_records(self._counterpart.object_in(answer))
        except NotAgreed as error:
            raise UnexpectedAnswer(self._counterpart.name, str(error)) from error
        if any(_is_of_another(record, insurance_number) for record in records):
            raise UnexpectedAnswer(self._counterpart.name, "answered about another number")
        return records

    def _question(self, insurance_number: str, claimed: Person) -> dict[str, object]:
        return {
            "maSoBhxh": insurance_number,
            "hoTen": tidy_name(claimed.full_name),
            "ngaySinh": claimed.birth_date.isoformat() if claimed.birth_date else "",
            "soCMND": claimed.citizen_number or "",
            "isCoDau": not self._names_may_be_plain,
        }

    def _ask(self, question: Mapping[str, object]) -> httpx2.Response:
        """Send a request with the access token; after a 401, renew the token and send it once more."""
        answer = self._ask_with_token(question)
        if answer.status_code != HTTPStatus.UNAUTHORIZED:
            return answer
        self._token.forget()
        return self._ask_with_token(question)

    def _ask_with_token(self, question: Mapping[str, object]) -> httpx2.Response:
        # Not repeatable although it only reads: the bus counts requests, also one whose response was lost.
        return self._counterpart.ask(
            "POST",
            self._base_url + LOOKUP_PATH,
            headers={"Authorization": f"Bearer {self._token.bearer()}"},
            json=question,
        )


def _is_of_another(record: Record, asked: str) -> bool:
    """Tell whether *record* cannot belong to the number *asked*.

    Since 1 August 2025 the citizen number replaces the insurance number, so a record may come under 12 digits
    that we did not ask for.
    """
    moved = len(record.insurance_number) == 12
    return not moved and asked not in {record.insurance_number, *record.citizen_numbers}
