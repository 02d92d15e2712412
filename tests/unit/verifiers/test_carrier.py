"""The people of the sandbox at their carrier: who is vouched for, who is refused, and who gets no answer."""

from collections.abc import Callable

import httpx2
import pytest

from identity.people import Person
from sandbox import Outage, SandboxSettings, create_sandbox, sandbox_of
from sandbox.people.table import CROWD, PEOPLE, person_with
from tests.unit.verifiers.wire import ec_key, private_pem, public_pem, rsa_key
from verifiers.carrier import Carrier, SimChange, SubscriberRefusal
from verifiers.errors import UnexpectedAnswer, Unreachable

DIFFERS = SubscriberRefusal.PERSON_DIFFERS
#: Phones by their last three digits; everybody who is not here is who they say.
REFUSED = {
    "002": DIFFERS,
    "003": DIFFERS,
    "004": DIFFERS,
    "005": DIFFERS,
    "006": SubscriberRefusal.UNKNOWN_NUMBER,
    "009": DIFFERS,
    "024": DIFFERS,
    "025": DIFFERS,
    "026": SubscriberRefusal.NOT_APPLICABLE,
}
SILENT = {"010": None, "011": None, "028": 30}
TALKING_NONSENSE = {"012"}
VOUCHED_FOR = [
    person.phone_number[-3:]
    for person in (*PEOPLE, CROWD[0])
    if person.phone_number[-3:] not in {*REFUSED, *SILENT, *TALKING_NONSENSE}
]


def too_slow(seconds: float) -> None:
    """What waiting longer than the client does comes to, without waiting."""
    raise httpx2.ReadTimeout(f"{seconds} seconds are too many")


def phone(ending: str) -> str:
    return f"+84900000{ending}"


def claimed(ending: str) -> Person:
    row = person_with(phone(ending))
    assert row is not None
    facts = {"full_name": row.full_name, "citizen_number": row.citizen_number, "birth_date": row.birth_date}
    return Person.from_facts(facts)


class Side:
    """The sandbox's carrier, and the product's client of it."""

    def __init__(self) -> None:
        clients = {"cuaso": public_pem(ec_key()), "other": public_pem(rsa_key())}
        self.app = create_sandbox(SandboxSettings(carrier_clients=clients, sleep=too_slow))
        self.sandbox = sandbox_of(self.app)

    def carrier(self, *, unaccented_second_try: bool = False, client_id: str = "cuaso") -> Carrier:
        return Carrier(
            client=httpx2.Client(transport=httpx2.WSGITransport(app=self.app)),
            base_url="http://sandbox.test/carrier",
            token_url="http://sandbox.test/carrier/oauth2/token",
            client_id=client_id,
            private_key_pem=private_pem(ec_key() if client_id == "cuaso" else rsa_key()),
            timeout_seconds=5,
            unaccented_second_try=unaccented_second_try,
        )


@pytest.mark.parametrize("ending", VOUCHED_FOR)
def test_who_is_who_they_say_is_vouched_for(ending: str) -> None:
    assert Side().carrier().match(phone(ending), claimed(ending)) == claimed(ending)


@pytest.mark.parametrize(("ending", "refusal"), REFUSED.items())
def test_who_differs_or_is_unknown_is_refused(ending: str, refusal: SubscriberRefusal) -> None:
    assert Side().carrier().match(phone(ending), claimed(ending)) is refusal


def test_nobody_is_vouched_for_with_the_number_of_another() -> None:
    assert Side().carrier().match(phone("001"), claimed("019")) is DIFFERS


@pytest.mark.parametrize(("ending", "seconds"), SILENT.items())
def test_a_carrier_that_does_not_answer_refuses_nobody(ending: str, seconds: int | None) -> None:
    with pytest.raises(Unreachable) as caught:
        Side().carrier().match(phone(ending), claimed(ending))
    assert caught.value.retry_after_seconds == seconds


@pytest.mark.parametrize("ending", sorted(TALKING_NONSENSE))
def test_a_carrier_that_talks_nonsense_refuses_nobody(ending: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        Side().carrier().match(phone(ending), claimed(ending))


def test_a_carrier_without_diacritics_vouches_where_the_option_is_on() -> None:
    assert Side().carrier(unaccented_second_try=True).match(phone("002"), claimed("002")) == claimed("002")


@pytest.mark.parametrize("ending", sorted(REFUSED.keys() - {"002"}))
def test_the_option_helps_nobody_else(ending: str) -> None:
    answer = Side().carrier(unaccented_second_try=True).match(phone(ending), claimed(ending))
    assert answer is REFUSED[ending]


@pytest.mark.parametrize(
    ("ending", "change"),
    [("001", SimChange.UNCHANGED), ("007", SimChange.CHANGED), ("008", SimChange.UNKNOWN)],
)
def test_a_changed_sim_is_told(ending: str, change: SimChange) -> None:
    assert Side().carrier().sim_change(phone(ending), within_hours=72) is change


def test_a_sim_changed_before_the_window_counts_as_unchanged() -> None:
    assert Side().carrier().sim_change(phone("007"), within_hours=1) is SimChange.UNCHANGED


def test_a_client_with_an_rsa_key_is_let_in_as_well() -> None:
    assert Side().carrier(client_id="other").match(phone("001"), claimed("001")) == claimed("001")


Ask = Callable[[Carrier], object]
QUESTIONS: list[Ask] = [
    lambda carrier: carrier.match(phone("001"), claimed("001")),
    lambda carrier: carrier.sim_change(phone("001"), within_hours=72),
]


@pytest.mark.parametrize("ask", QUESTIONS)
@pytest.mark.parametrize("outage", [Outage.REFUSE, Outage.HTTP_500, Outage.HTTP_503, Outage.HTTP_429])
def test_a_carrier_that_fails_is_silent(ask: Ask, outage: Outage) -> None:
    side = Side()
    carrier = side.carrier()
    ask(carrier)  # so that a token is there and the question itself meets the outage
    side.sandbox.knobs.turn("carrier", outage=outage)
    with pytest.raises(Unreachable):
        ask(carrier)


@pytest.mark.parametrize("ask", QUESTIONS)
@pytest.mark.parametrize("outage", [Outage.NONSENSE, Outage.NOT_JSON, Outage.HUGE])
def test_a_carrier_that_is_broken_is_an_alarm_and_no_refusal(ask: Ask, outage: Outage) -> None:
    side = Side()
    carrier = side.carrier()
    ask(carrier)
    side.sandbox.knobs.turn("carrier", outage=outage)
    with pytest.raises(UnexpectedAnswer):
        ask(carrier)


@pytest.mark.parametrize("outage", [Outage.NONSENSE, Outage.NOT_JSON, Outage.HUGE])
def test_a_token_endpoint_that_is_broken_is_an_alarm_too(outage: Outage) -> None:
    side = Side()
    side.sandbox.knobs.turn("carrier", outage=outage)
    with pytest.raises(UnexpectedAnswer):
        side.carrier().match(phone("001"), claimed("001"))


def test_a_carrier_that_is_down_answers_again_without_a_restart() -> None:
    side = Side()
    carrier = side.carrier()
    side.sandbox.knobs.turn("carrier", outage=Outage.HTTP_503)
    with pytest.raises(Unreachable):
        carrier.ping()
    side.sandbox.knobs.turn("carrier", outage=Outage.NONE)
    carrier.ping()
    assert carrier.match(phone("001"), claimed("001")) == claimed("001")


def test_a_carrier_that_forgot_our_token_is_asked_for_another() -> None:
    side = Side()
    carrier = side.carrier()
    carrier.match(phone("001"), claimed("001"))
    side.sandbox.reset()
    assert carrier.match(phone("001"), claimed("001")) == claimed("001")
