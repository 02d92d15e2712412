"""The type of a row in the sandbox's table of people. The rows are in `sandbox.people.table`.

All people are fictitious. Their citizen numbers have the place code 000, which no province has. The next
digits agree with the person: one digit for century and sex (0 and 1: man and woman of the 1900s; 2 and 3: of
the 2000s), two for the birth year. Phone numbers are +84900000000 to +84900000999; a number without a row can
receive SMS, too. Social-insurance numbers of 10 digits begin with 00, which no province has.
"""

from dataclasses import dataclass, field
from enum import StrEnum

#: A phone number of the sandbox is this prefix and three digits.
PHONE_PREFIX = "+84900000"
#: The social-insurance number of 10 digits is this prefix and the last three digits of the phone number.
INSURANCE_PREFIX = "0090000"


class CarrierAnswer(StrEnum):
    """The carrier's reaction to a request about a person's phone number."""

    COMPARES = "compares"
    UNKNOWN_NUMBER = "unknown_number"
    NOT_APPLICABLE = "not_applicable"
    DEMANDS_DOCUMENT = "demands_document"  # compares the document first: 403 if it differs
    NEVER_SEES_DOCUMENT = "never_sees_document"  # 403 "required", also if the request has the document
    DOWN = "down"
    BUSY = "busy"
    SLOW = "slow"
    NONSENSE = "nonsense"


class InsuranceAnswer(StrEnum):
    """The reaction of the data bus to a look-up of a person's social-insurance records."""

    TELLS = "tells"
    UNKNOWN_NUMBER = "unknown_number"
    TOKEN_REFUSED = "token_refused"  # 401 for every token
    NOT_ALLOWED = "not_allowed"  # 403
    DOWN = "down"
    BUSY = "busy"
    SLOW = "slow"
    NONSENSE = "nonsense"


@dataclass(frozen=True)
class InsuranceRecord:
    """One record of the social-insurance register; None means that the record equals the person's row."""

    number: str | None = None
    full_name: str | None = None
    birth_date: str | None = None
    identity_numbers: tuple[str, ...] | None = None
    is_open: bool = True


class SimAnswer(StrEnum):
    """The carrier's knowledge about a change of the SIM."""

    UNCHANGED = "unchanged"
    CHANGED_LATELY = "changed_lately"
    UNABLE_TO_SAY = "unable_to_say"


class SmsFate(StrEnum):
    """The fate of an SMS to a person's phone."""

    ARRIVES = "arrives"
    DROPPED = "dropped"
    PHONE_OFF = "phone_off"
    FAILS = "fails"
    GATEWAY_TROUBLE = "gateway_trouble"  # the gateway itself answers 99


@dataclass(frozen=True)
class SandboxPerson:
    """One fictitious person: the facts they type, the counterparts' records of them, and their story."""

    key: str  # the name of the row in tests and pages; the story explains it to people
    full_name: str
    citizen_number: str
    birth_date: str  # ISO 8601, or only the year
    sex: str  # "male" or "female"
    phone_number: str
    story: str
    story_vi: str
    old_identity_number: str | None = None
    # The carrier's record, where it differs from this row:
    carrier_name: str | None = None
    carrier_birth_date: str | None = None
    carrier_document: str | None = None
    carrier_lacks: frozenset[str] = field(
        default=frozenset()
    )  # CAMARA attributes with the verdict "not_available"
    carrier: CarrierAnswer = CarrierAnswer.COMPARES
    sim: SimAnswer = SimAnswer.UNCHANGED
    subscriber_for_days: int | None = None  # before the sandbox started; None: as long as anyone asks
    subscriber_is_told: bool = True  # whether the carrier can say since when
    sms: SmsFate = SmsFate.ARRIVES
    # The register's data, where it differs from this row: another insurance number, other records.
    own_insurance_number: str | None = None
    insurance_records: tuple[InsuranceRecord, ...] = (InsuranceRecord(),)
    insurance: InsuranceAnswer = InsuranceAnswer.TELLS

    @property
    def insurance_number(self) -> str:
        """The social-insurance number that this person types."""
        return self.own_insurance_number or f"{INSURANCE_PREFIX}{self.phone_number[-3:]}"

    def kept_by_carrier(self) -> dict[str, str]:
        """Return the carrier's record, by CAMARA attribute."""
        kept = {
            "idDocument": self.carrier_document or self.citizen_number,
            "idDocumentType": "national_id_card",
            "name": self.carrier_name or self.full_name,
            "birthdate": self.carrier_birth_date or self.birth_date,
            "gender": self.sex.upper(),
        }
        return {attribute: value for attribute, value in kept.items() if attribute not in self.carrier_lacks}
