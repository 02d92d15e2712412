"""Whether the social-insurance register knows the claimant as who they say they are.

Asked over a province's data bus (LGSP to NGSP). The look-up's fields are the sector's: ``maSoBhxh, hoTen,
ngaySinh, soCMND`` and the option ``isCoDau`` (with diacritics); its address and the envelope of its answer
are assumptions (docs/decisions/0023). The register tells what it holds, and we compare.
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
    """The register, as one partner of the bus reaches it."""

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
        """Say where the bus is and who asks.

        Args:
            base_url: the part before ``/token`` and the look-up's path.
            timeout_seconds: see `verifiers.http.Counterpart`.
            names_may_be_plain: this register keeps some names without diacritics, and these agree with names
                that have them.
        """
        self._base_url = base_url.rstrip("/")
        self._counterpart = Counterpart("social_insurance", client, timeout_seconds)
        self._token = BusToken(
            self._counterpart, token_url=f"{self._base_url}/token", access=access, clock=clock
        )
        self._names_may_be_plain = names_may_be_plain

    def match(self, insurance_number: str, claimed: Person) -> Person | InsuranceRefusal:
        """Compare *claimed* with whoever the register holds under *insurance_number* (10 or 12 digits).

        Args:
            claimed: with citizen number and birth date.

        Returns:
            The person with the numbers that the record holds, or why not.

        Raises:
            Unreachable: no answer in time, or the bus is too busy.
            UnexpectedAnswer: the answer breaks the agreed format, or refuses us.
        """
        if claimed.citizen_number is None or claimed.birth_date is None:
            raise ValueError("a match needs a citizen number and a birth date")
        claimed = replace(claimed, social_insurance_number=insurance_number)
        records = self._look_up(insurance_number, claimed)
        return agree(records, claimed, names_may_be_plain=self._names_may_be_plain)

    def ping(self) -> None:
        """Find out cheaply whether the bus answers at all; what it answers does not matter.

        Raises:
            Unreachable: it does not.
        """
        self._counterpart.ask("HEAD", self._base_url, repeatable=True)

    def _look_up(self, insurance_number: str, claimed: Person) -> tuple[Record, ...]:
        """Ask for the records under one number."""
        answer = self._ask(self._question(insurance_number, claimed))
        if answer.status_code != HTTPStatus.OK:  # 401 and 403 too: they refuse us, not the person
            raise self._counterpart.unexpected(answer)
        try:
            records = read_records(self._counterpart.object_in(answer))
        except NotAgreed as error:
            raise UnexpectedAnswer(self._counterpart.name, str(error)) from error
        if any(_is_of_another(one, insurance_number) for one in records):
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
        """Ask with a token; a token that is refused is renewed once."""
        answer = self._ask_with_token(question)
        if answer.status_code != HTTPStatus.UNAUTHORIZED:
            return answer
        self._token.forget()
        return self._ask_with_token(question)

    def _ask_with_token(self, question: Mapping[str, object]) -> httpx2.Response:
        # Read-only, but the bus counts questions: one that may have arrived is not asked again.
        return self._counterpart.ask(
            "POST",
            self._base_url + LOOKUP_PATH,
            headers={"Authorization": f"Bearer {self._token.bearer()}"},
            json=question,
        )


def _is_of_another(record: Record, asked: str) -> bool:
    """Tell whether *record* cannot be what was *asked* for.

    Since 1 August 2025 a record may be told under the citizen number that took its number's place.
    """
    moved = len(record.insurance_number) == 12
    return not moved and asked not in {record.insurance_number, *record.citizen_numbers}
