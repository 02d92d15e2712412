"""Send delivery receipts: the gateway calls the CallbackUrl of a message for each change of its state.

The format is eSMS' published one: a GET whose query has SMSID, SendFailed, SendStatus, SendSuccess,
TotalPrice, TotalReceiver, TotalSent, RequestId, TypeId, telcoid, phonenumber and switchsmsid. SendStatus 1
and 2: the message waits at the gateway. 4: refused. 5: finished; SendSuccess and SendFailed count the
segments. 7: sent, and the report is awaited. Not published (assumption: decision 0063): 3, the phone is off
or out of coverage.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from threading import Thread
from urllib.parse import urlencode

import httpx2

from sandbox.knobs import Counterpart, Knob, Knobs, Outage
from sandbox.people.table import SmsFate
from sandbox.settings import SandboxSettings

#: The timeout for the product's response to a receipt, in seconds.
TIMEOUT_SECONDS = 10.0
#: A receipt that times out is sent five times again (eSMS, "Callback Url").
TRIES = 6

log = logging.getLogger(__name__)


class State(Enum):
    """The content of one receipt: SendStatus, SendSuccess, SendFailed."""

    WAITING = ("7", "0", "0")
    PHONE_OFF = ("3", "0", "0")
    DELIVERED = ("5", "1", "0")
    FAILED = ("5", "0", "1")
    NONSENSE = ("9", "7", "7")


#: The receipts of a message, in order, by its fate.
STATES: Mapping[SmsFate, tuple[State, ...]] = {
    SmsFate.ARRIVES: (State.WAITING, State.DELIVERED),
    SmsFate.DROPPED: (),
    SmsFate.PHONE_OFF: (State.WAITING, State.PHONE_OFF),
    SmsFate.FAILS: (State.WAITING, State.FAILED),
    SmsFate.GATEWAY_TROUBLE: (),
}


@dataclass(frozen=True)
class Sent:
    """A message that the gateway accepted, with the ids that its receipts name."""

    sms_id: str
    request_id: str
    callback_url: str
    phone_number: str  # E.164
    segments: int = 1

    def receipt(self, state: State) -> str:
        """Return the URL of the receipt for *state*."""
        status, success, failed = state.value
        fields = {
            "SMSID": self.sms_id,
            "SendFailed": str(int(failed) * self.segments),
            "SendStatus": status,
            "SendSuccess": str(int(success) * self.segments),
            "TotalPrice": "0.0000",
            "TotalReceiver": str(self.segments),
            "TotalSent": str(self.segments),
            "RequestId": self.request_id,
            "TypeId": "2",
            "telcoid": "1",
            "phonenumber": self.phone_number.replace("+84", "0", 1),
            "switchsmsid": "",
        }
        return self.callback_url + ("&" if "?" in self.callback_url else "?") + urlencode(fields)


class Receipts:
    """Sends receipts to the product, in a background thread over HTTP or at once by `deliver_receipt`."""

    def __init__(self, settings: SandboxSettings, knobs: Knobs) -> None:
        self._settings = settings
        self._knobs = knobs

    def tell(self, sent: Sent, fate: SmsFate) -> None:
        """Send the receipts of one message, with the faults that the knob for receipts sets."""
        knob = self._knobs.of(Counterpart.RECEIPTS)
        urls = [sent.receipt(state) for state in _planned(STATES[fate], knob)]
        if not urls or not sent.callback_url.startswith(("http://", "https://")):
            return
        if self._settings.deliver_receipt is not None:
            for url in urls:
                self._settings.deliver_receipt(url)
            return
        pause = self._settings.receipt_delay_seconds + knob.delay_seconds
        Thread(target=self._call, args=(urls, pause), name="receipts", daemon=True).start()

    def _call(self, urls: Sequence[str], pause_seconds: float) -> None:
        transport = self._settings.product_transport
        with httpx2.Client(transport=transport, timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            for url in urls:
                time.sleep(pause_seconds)
                call_once(client.get, url)


def call_once(get: Callable[[str], httpx2.Response], url: str) -> None:
    """Send one receipt: again after a time-out, up to `TRIES` times. One that the product refuses is lost."""
    for _ in range(TRIES):
        try:
            get(url).raise_for_status()
        except httpx2.TimeoutException:
            continue
        except httpx2.HTTPError as error:
            log.warning("a receipt was not taken: %s", type(error).__name__)
        return
    log.warning("a receipt was not answered in time")


def _planned(states: Sequence[State], knob: Knob) -> list[State]:
    """Return the receipts to send under *knob*: none in an outage, else maybe reversed or duplicated."""
    if knob.drop or knob.outage not in {Outage.NONE, Outage.NONSENSE}:
        return []
    planned = [State.NONSENSE] if knob.outage is Outage.NONSENSE else list(states)
    if knob.reorder:
        planned.reverse()
    return [state for state in planned for _ in range(2 if knob.duplicate else 1)]
