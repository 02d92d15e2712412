"""What a row of the sandbox's table says of one fictitious person.

Nobody here is real. Citizen numbers have the place code 000, which no province has, and then agree with their
owner: one digit for century and sex (0 and 1: man and woman of the 1900s; 2 and 3: of the 2000s), two of the
birth year. Phones are +84900000000 to +84900000999; those that belong to nobody here can still receive SMS.
Social-insurance numbers of ten digits begin with 00, which is no province either.
"""

from dataclasses import dataclass, field
from enum import StrEnum

#: The sandbox's phones are these and three more digits.
PHONE_PREFIX = "+84900000"
#: Their social-insurance numbers of ten digits are these and the same three.
INSURANCE_PREFIX = "0090000"


class CarrierAnswer(StrEnum):
    """What the carrier does when it is asked about a person's number."""

    COMPARES = "compares"
    UNKNOWN_NUMBER = "unknown_number"
    NOT_APPLICABLE = "not_applicable"
    DEMANDS_DOCUMENT = "demands_document"  # compares the document first: 403 when it differs
    NEVER_SEES_DOCUMENT = "never_sees_document"  # 403 "required", whatever is sent
    DOWN = "down"
    BUSY = "busy"
    SLOW = "slow"
    NONSENSE = "nonsense"


class InsuranceAnswer(StrEnum):
    """What the data bus does when it is asked for a person's social-insurance record."""

    TELLS = "tells"
    UNKNOWN_NUMBER = "unknown_number"
    TOKEN_REFUSED = "token_refused"  # 401, whatever token is sent
    NOT_ALLOWED = "not_allowed"  # 403
    DOWN = "down"
    BUSY = "busy"
    SLOW = "slow"
    NONSENSE = "nonsense"


@dataclass(frozen=True)
class InsuranceRecord:
    """What the social-insurance register holds, where it is not what the person's row says."""

    number: str | None = None
    full_name: str | None = None
    birth_date: str | None = None
    identity_numbers: tuple[str, ...] | None = None
    is_open: bool = True


class SimAnswer(StrEnum):
    """What the carrier knows about changes of the SIM."""

    UNCHANGED = "unchanged"
    CHANGED_LATELY = "changed_lately"
    UNABLE_TO_SAY = "unable_to_say"


class SmsFate(StrEnum):
    """What becomes of an SMS to a person's phone."""

    ARRIVES = "arrives"
    DROPPED = "dropped"
    PHONE_OFF = "phone_off"
    FAILS = "fails"
    GATEWAY_TROUBLE = "gateway_trouble"  # the gateway itself answers 99


@dataclass(frozen=True)
class SandboxPerson:
    """One fictitious person: what they type, what the carrier keeps of them, and what happens."""

    key: str  # what tests and pages call their row; for humans it is the story
    full_name: str
    citizen_number: str
    birth_date: str  # ISO 8601, or the year alone
    sex: str  # "male" or "female"
    phone_number: str
    story: str
    story_vi: str
    old_identity_number: str | None = None
    # What the carrier keeps, where it is not the same:
    carrier_name: str | None = None
    carrier_birth_date: str | None = None
    carrier_document: str | None = None
    carrier_lacks: frozenset[str] = field(
        default=frozenset()
    )  # CAMARA attributes it answers "not_available" to
    carrier: CarrierAnswer = CarrierAnswer.COMPARES
    sim: SimAnswer = SimAnswer.UNCHANGED
    sms: SmsFate = SmsFate.ARRIVES
    # What social insurance keeps: a number of its own choice, and records that differ from this row.
    own_insurance_number: str | None = None
    insurance_records: tuple[InsuranceRecord, ...] = (InsuranceRecord(),)
    insurance: InsuranceAnswer = InsuranceAnswer.TELLS

    @property
    def insurance_number(self) -> str:
        """The social-insurance number that this person types."""
        return self.own_insurance_number or f"{INSURANCE_PREFIX}{self.phone_number[-3:]}"

    def kept_by_carrier(self) -> dict[str, str]:
        """Give what the carrier compares with, by CAMARA attribute."""
        kept = {
            "idDocument": self.carrier_document or self.citizen_number,
            "idDocumentType": "national_id_card",
            "name": self.carrier_name or self.full_name,
            "birthdate": self.carrier_birth_date or self.birth_date,
            "gender": self.sex.upper(),
        }
        return {attribute: value for attribute, value in kept.items() if attribute not in self.carrier_lacks}
