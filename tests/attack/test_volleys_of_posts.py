"""Three hundred forms at once: each is answered, or told to wait; none meets a fault or an empty pool."""

from collections import Counter
from collections.abc import Callable

import pytest

from sandbox.people.table import CROWD
from tests.attack.conftest import Say
from tests.support.live.wire import Letter, at_once
from tests.support.live.world import LiveCrowd, LiveWorld
from tests.unit.bff.limits.test_no_owner_is_locked_out import journey
from tests.unit.bff.limits.test_volleys import details_of

FORMS = 300
WRONG = "Sai-mật-khẩu-1"
Maker = Callable[[LiveCrowd, int], Letter]


def simple(path: str, **fields: str) -> Maker:
    return lambda crowd, _n: crowd.posting(crowd.browser(), path, **fields)


def details(key: str) -> Maker:
    one = journey(key)
    return lambda crowd, n: crowd.posting(
        crowd.at(one, "details"), f"{one.at}/details", **details_of(CROWD[n], number=500 + n)
    )


def someone(n: int) -> dict[str, str]:
    return {"citizen_number": CROWD[n].citizen_number, "phone_number": CROWD[n].phone_number}


MAKERS: dict[str, Maker] = {
    "sign-in": lambda crowd, n: crowd.posting(
        crowd.browser(), "/sign-in", citizen_number=CROWD[n].citizen_number, password=WRONG
    ),
    "forgot-password": lambda crowd, n: crowd.posting(crowd.browser(), "/forgot-password", **someone(n)),
    "counter-help": lambda crowd, n: crowd.posting(crowd.browser(), "/counter-help", **someone(n)),
    "details of the mobile subscriber": details("mobile_subscriber"),
    "details of the insured": details("social_insurance"),
    "details of the post": details("vietnam_post"),
    "desk": simple("/desk/sign-in", name="ngoc", password=WRONG, code="000000"),
    "dispute": simple("/dispute/status", reference="K7M2PX9RT", secret="2345-6789"),
    "beginnings": simple("/register/citizen/mobile-subscriber"),
    "codes": simple("/continue", code="23456789"),
}


@pytest.mark.parametrize("where", MAKERS)
def test_a_volley_of_three_hundred_forms_can_not_cause_a_fault(
    world: LiveWorld, crowd: LiveCrowd, say: Say, where: str
) -> None:
    answers = at_once(world.netloc, [MAKERS[where](crowd, n) for n in range(FORMS)])
    statuses = Counter(one.status_code for one in answers)
    say(f"volley of {FORMS} at {where}: {dict(sorted(statuses.items()))}")
    assert set(statuses) <= {200, 303, 422, 429, 503}
    busy = [one for one in answers if one.status_code == 503]
    assert [one for one in busy if not (one.header("Retry-After") or "").isdigit()] == []
    assert world.faults() == []
