"""The state of a signature transaction between `start` and its result, as JSON that any worker can read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from verifiers.examination.certificate import Certificate
from verifiers.sim_signature.challenge import Challenge

_CHALLENGE = "challenge_"


@dataclass(frozen=True)
class Pending:
    """One transaction that a gateway accepted. It holds the challenge, so it stays on the server.

    Attributes:
        profile: name of the profile that started it.
        phone_number: E.164.
        control_code: six digits, the same as on the phone.
        application_transaction, gateway_transaction: AP_TransID and MSSP_TransID of the accepting response.
        expires_at: when the gateway stops waiting for the SIM; aware.
    """

    profile: str
    phone_number: str = field(repr=False)
    control_code: str
    application_transaction: str
    gateway_transaction: str
    started_at: datetime
    expires_at: datetime
    challenge: Challenge = field(repr=False)

    def to_facts(self) -> dict[str, str]:
        """Return a JSON object of texts; `from_facts` reads it back."""
        return {
            "profile": self.profile,
            "phone_number": self.phone_number,
            "control_code": self.control_code,
            "application_transaction": self.application_transaction,
            "gateway_transaction": self.gateway_transaction,
            "started_at": self.started_at.astimezone(UTC).isoformat(),
            "expires_at": self.expires_at.astimezone(UTC).isoformat(),
            **{f"{_CHALLENGE}{name}": value for name, value in self.challenge.to_facts().items()},
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> Self:
        """Rebuild a transaction from the JSON object of `to_facts`.

        Raises:
            KeyError: a fact is missing.
            ValueError: a fact is not in its format.
        """
        challenge = {
            name.removeprefix(_CHALLENGE): value
            for name, value in facts.items()
            if name.startswith(_CHALLENGE)
        }
        return cls(
            profile=facts["profile"],
            phone_number=facts["phone_number"],
            control_code=facts["control_code"],
            application_transaction=facts["application_transaction"],
            gateway_transaction=facts["gateway_transaction"],
            started_at=datetime.fromisoformat(facts["started_at"]),
            expires_at=datetime.fromisoformat(facts["expires_at"]),
            challenge=Challenge.from_facts(challenge),
        )


@dataclass(frozen=True)
class StillWaiting:
    """The holder of the phone has not yet confirmed or refused."""

    seconds_left: int


@dataclass(frozen=True)
class Signed:
    """The SIM signed our challenge. We verified the signature and the certificate of its holder."""

    certificate: Certificate
