"""The one-time codes that one flow has sent, and the wrong tries made against them."""

from dataclasses import dataclass, field
from datetime import datetime

from verifiers.delivery import DeliveryState


@dataclass(frozen=True)
class SentCode:
    """One one-time code that was sent: its keyed digest (hex), never the code itself."""

    digest: str
    sent_at: datetime
    request_id: str
    delivery: DeliveryState = DeliveryState.SENT
    delivery_at: datetime | None = None


@dataclass(frozen=True)
class OneTimeCodes:
    """The codes sent for one registration to one phone (E.164), oldest first, and the wrong tries made.

    Wrong tries outlive everything: neither another code nor another phone number brings new ones.
    """

    sent: tuple[SentCode, ...] = ()
    sent_to: str | None = field(default=None, repr=False)
    wrong_tries: int = 0
    last_wrong: str | None = None

    @property
    def newest(self) -> SentCode | None:
        """The only code that still counts."""
        return self.sent[-1] if self.sent else None
