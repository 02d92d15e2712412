"""The one-time codes that one flow has sent, and the wrong tries made against them."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from verifiers.delivery import DeliveryState


@dataclass(frozen=True)
class SentCode:
    """A one-time code that was sent. It has the keyed digest (hex) of the code, never the code itself."""

    digest: str
    sent_at: datetime
    request_id: str
    delivery: DeliveryState = DeliveryState.SENT
    delivery_at: datetime | None = None


@dataclass(frozen=True)
class Turn:
    """The turn of a message that waits, because nothing vouches for its phone.

    Attributes:
        due_at: the earliest moment at which a press sends the message (aware UTC).
        worked: whether the browser has done the proof of work for this message.
        waited: whether it has found a budget used up before.
    """

    due_at: datetime
    worked: bool = False
    waited: bool = False


@dataclass(frozen=True)
class OneTimeCodes:
    """The codes that a flow has sent to one phone (E.164), oldest first, and its number of wrong tries.

    A new code or another phone number does not reset the number of wrong tries.

    Attributes:
        longer_from: the place in *sent* from which codes are longer, because the count of wrong codes for the
            phone or the number is full; None: all are short.
        turn: that of the next message, while it waits.
        bound_to: what the digests of the codes are bound to: the id that the flow had at the first of them. A
            flow that goes on under a new id still takes the code that is on its way.
    """

    sent: tuple[SentCode, ...] = ()
    sent_to: str | None = field(default=None, repr=False)
    wrong_tries: int = 0
    last_wrong: str | None = None
    longer_from: int | None = None
    turn: Turn | None = None
    bound_to: str | None = None

    @property
    def are_longer(self) -> bool:
        """Whether only a longer code is accepted."""
        return self.longer_from is not None

    @property
    def await_longer(self) -> bool:
        """Whether only a longer code is accepted and none was sent yet."""
        return self.longer_from is not None and len(self.sent) <= self.longer_from

    def longer(self) -> "OneTimeCodes":
        """Return the codes with longer ones from now on."""
        return self if self.are_longer else replace(self, longer_from=len(self.sent))

    @property
    def newest(self) -> SentCode | None:
        """The code sent last, which is the only one that is accepted."""
        return self.sent[-1] if self.sent else None
