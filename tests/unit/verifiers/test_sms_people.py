"""Messages to the phones of the sandbox: which arrive, how often, and when the gateway is silent."""

import httpx2
import pytest

from sandbox import Outage, SandboxSettings, create_sandbox, sandbox_of
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.sms import SmsGateway

TEXT = "123456 la ma xac thuc cua ban.\n@localhost #123456"


class Side:
    """The sandbox's gateway and inboxes, and the product's client of it."""

    def __init__(self) -> None:
        self.receipts: list[str] = []
        app = create_sandbox(SandboxSettings(deliver_receipt=self.receipts.append))
        self.sandbox = sandbox_of(app)
        self.gateway = SmsGateway(
            client=httpx2.Client(transport=httpx2.WSGITransport(app=app)),
            base_url="http://sandbox.test/sms",
            api_key="sandbox",
            secret_key="sandbox",
            brand_name="CUASO",
            timeout_seconds=5,
        )

    def send(self, ending: str, text: str = TEXT, *, request_id: str = "r1") -> list[str]:
        """Send to the phone with this ending; give the texts that are on it then."""
        number = f"+84900000{ending}"
        self.gateway.send(number, text, request_id=request_id, callback_url="http://localhost/receipts/t")
        return [message.text for message in self.sandbox.inboxes.of(number)]


@pytest.mark.parametrize(("ending", "texts"), [("001", [TEXT]), ("013", []), ("014", []), ("015", [])])
def test_a_message_arrives_where_the_phone_can_take_it(ending: str, texts: list[str]) -> None:
    assert Side().send(ending) == texts


def test_a_message_sent_twice_arrives_once() -> None:
    side = Side()
    side.send("001")
    assert side.send("001") == [TEXT]
    assert side.send("001", request_id="r2") == [TEXT, TEXT]


def test_a_gateway_that_cannot_send_for_now_is_silent() -> None:
    with pytest.raises(Unreachable):
        Side().send("029")


def test_a_text_that_nobody_registered_is_our_trouble() -> None:
    with pytest.raises(UnexpectedAnswer, match="146"):
        Side().send("001", "Xin chao")


@pytest.mark.parametrize("outage", [Outage.REFUSE, Outage.HTTP_500, Outage.HTTP_503, Outage.HTTP_429])
def test_a_gateway_that_fails_is_silent(outage: Outage) -> None:
    side = Side()
    side.sandbox.knobs.turn("sms", outage=outage)
    with pytest.raises(Unreachable):
        side.send("001")


@pytest.mark.parametrize("outage", [Outage.NONSENSE, Outage.NOT_JSON, Outage.HUGE])
def test_a_gateway_that_is_broken_has_not_taken_the_message(outage: Outage) -> None:
    side = Side()
    side.sandbox.knobs.turn("sms", outage=outage)
    with pytest.raises(UnexpectedAnswer):
        side.send("001")
