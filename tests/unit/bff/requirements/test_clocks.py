"""Clocks of two machines differ, and a clock may be set back: no person loses what they began."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from bff.journeys.codes import OneTimeCodes, SentCode
from bff.rules.codes import CodeRules, CodeVerdict, judge_code, seconds_until_resend
from bff.serving.security import PatientSigner, PrivateSession
from bff.stores.attempts import AttemptLimits, Limit, TooOften
from bff.views.sim_signature.transaction import Transaction
from tests.unit.bff.conftest import Clock, World
from verifiers.sim_signature import Challenge

NOW = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
CHALLENGE = Challenge("https://cuaso.example", "register", "r1", made_at=NOW, nonce=bytes(32))
RULES = CodeRules(keep_seconds=300, tries=5, resend_after_seconds=(60, 120, 300))


def sent(at: datetime) -> OneTimeCodes:
    return OneTimeCodes(sent=(SentCode("digest", at, "request"),))


class Ahead(PatientSigner):
    """The signer of a machine whose clock is ahead, or behind."""

    seconds = 0

    def get_timestamp(self) -> int:
        return super().get_timestamp() + self.seconds


def signed(seconds: int) -> str:
    serializer = URLSafeTimedSerializer("key", signer=type("Off", (Ahead,), {"seconds": seconds}))
    return str(serializer.dumps({"register": "flow"}))


@pytest.mark.parametrize("seconds", [0, 1, 2, 5, 3_600, 86_400, -3_600])
def test_a_cookie_that_another_clock_signed_is_not_refused(seconds: int) -> None:
    reader = URLSafeTimedSerializer("key", signer=PatientSigner)
    assert reader.loads(signed(seconds), max_age=43_200) == {"register": "flow"}


def test_a_cookie_that_is_too_old_is_refused() -> None:
    with pytest.raises(SignatureExpired):
        URLSafeTimedSerializer("key", signer=PatientSigner).loads(signed(-50_000), max_age=43_200)


def test_a_cookie_that_another_key_signed_is_refused() -> None:
    with pytest.raises(BadSignature):
        URLSafeTimedSerializer("another key", signer=PatientSigner).loads(signed(0))


def test_the_product_signs_its_cookies_so(world: World) -> None:
    app: Flask = world.app
    serializer = PrivateSession().get_signing_serializer(app)
    assert serializer is not None
    assert serializer.signer is PatientSigner


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (NOW + timedelta(seconds=5), CodeVerdict.RIGHT),
        (NOW + timedelta(hours=1), CodeVerdict.EXPIRED),
        (NOW - timedelta(seconds=299), CodeVerdict.RIGHT),
        (NOW - timedelta(seconds=300), CodeVerdict.EXPIRED),
    ],
)
def test_a_clock_that_was_set_back_makes_no_code_live_longer(at: datetime, verdict: CodeVerdict) -> None:
    assert judge_code(sent(at), "digest", now=NOW, rules=RULES) is verdict


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(hours=1), timedelta(days=1)])
def test_a_clock_that_was_set_back_makes_no_wait_longer(ahead: timedelta) -> None:
    assert seconds_until_resend(sent(NOW + ahead), now=NOW, rules=RULES) == 60


@pytest.mark.parametrize("back", [0, 2, 3_600])
def test_a_clock_that_was_set_back_makes_no_limit_longer(world: World, clock: Clock, back: int) -> None:
    limits, limit = AttemptLimits(world.services.limits.client, clock), Limit("tries", 2, 60)
    for _one in range(2):
        with limits.attempt((limit, "who")):
            pass
    clock.move(seconds=-back)
    with pytest.raises(TooOften) as refused, limits.attempt((limit, "who")):
        pass
    assert refused.value.retry_after_seconds <= 60


def test_a_registration_goes_on_where_the_clock_was_set_back(
    make_world: Callable[..., World], clock: Clock
) -> None:
    world = make_world()
    citizen = world.citizen()
    citizen.reach_code()
    clock.move(seconds=-4)
    assert citizen.enter_code().path.endswith("/password")
    clock.move(hours=-1)
    assert citizen.choose_password().path.endswith("/done")


def test_the_time_to_confirm_on_a_phone_is_not_longer_for_a_clock() -> None:
    asked = Transaction(CHALLENGE, "1234", NOW, NOW + timedelta(seconds=120))
    assert asked.seconds_left(NOW - timedelta(hours=1)) == 120
