"""A stranger with an open session can not flood the owner's phone with notices, nor hide one in a flood."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from accounts.account.ways_in import WayIn
from bff.limits.table import CHANGES_A_DAY, DELETIONS_A_DAY, EMAIL_CHANGES_A_DAY, NOTICES_AN_HOUR, LimitTable
from bff.messages import outbox
from bff.messages.notices import to_owner
from bff.stores.attempts import Limit
from sandbox.people.table import CROWD
from tests.support.browser import ORIGIN
from tests.support.citizens import PASSWORD, Citizen
from tests.support.crowds import Crowd, at_once
from tests.unit.bff.account.test_frozen import account_of
from tests.unit.bff.conftest import World


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Signing in takes a password alone: what follows is not about codes."""
    return make_world(sign_in_code=False)


@pytest.fixture
def owner(world: World) -> Citizen:
    citizen = world.citizen(CROWD[0])
    citizen.register()
    citizen.sign_in()
    return citizen


def test_a_stranger_with_a_session_can_not_flood_the_phone_by_asking_and_keeping(
    world: World, owner: Citizen
) -> None:
    before, answers = len(owner.messages), []
    for _ in range(10):
        owner.browser.open("/account/data/delete")
        answers.append(owner.browser.send(current=PASSWORD).status)
        owner.browser.post_form("/account/data/keep")
    assert len(owner.messages) - before == DELETIONS_A_DAY
    assert answers == [200] * DELETIONS_A_DAY + [429] * (10 - DELETIONS_A_DAY)
    world.clock.move(days=1)
    owner.sign_in()
    owner.browser.open("/account/data/delete")
    assert owner.browser.send(current=PASSWORD).status == 200


def test_keeping_an_account_has_no_limit(world: World, owner: Citizen) -> None:
    for _ in range(DELETIONS_A_DAY):
        owner.browser.open("/account/data/delete")
        owner.browser.send(current=PASSWORD)
        owner.browser.post_form("/account/data/keep")
        assert world.services.requests.open_of(account_of(world, owner).id) == []


def test_a_stranger_with_a_session_can_not_flood_the_phone_by_changes_of_the_email(
    world: World, owner: Citizen
) -> None:
    before = len(owner.way_on_codes)
    answers = []
    for one in range(2 * EMAIL_CHANGES_A_DAY):
        owner.open_change("/account/data/email")
        answers.append(owner.browser.send(email=f"lan{one}@example.vn").status)
    assert answers == [200] * EMAIL_CHANGES_A_DAY + [429] * EMAIL_CHANGES_A_DAY
    assert len(owner.way_on_codes) - before == EMAIL_CHANGES_A_DAY
    account = account_of(world, owner)
    assert account.email == f"lan{EMAIL_CHANGES_A_DAY - 1}@example.vn"


def test_each_change_that_the_limits_allow_is_told_with_its_stop_code() -> None:
    assert max(CHANGES_A_DAY, EMAIL_CHANGES_A_DAY) <= NOTICES_AN_HOUR


def test_a_flood_of_notices_of_one_kind_ends_and_is_counted(world: World, owner: Citizen) -> None:
    account, before = account_of(world, owner), len(owner.messages)
    crowd = Crowd(world.app)

    def tell() -> TestResponse:
        outbox.work_off(world.app)
        return crowd.app.test_client().get("/health/live", base_url=ORIGIN)

    with crowd.app.test_request_context(base_url=ORIGIN):
        notices = to_owner(account, "device")
    for _ in range(40):
        world.services.outbox.put(*notices)
    at_once([tell] * 40)
    outbox.work_off(world.app)  # what a busy database left
    sent = len(owner.messages) - before
    hour, _day = LimitTable(world.services.settings).notices_to_a_phone
    assert sent == hour.most
    counts = world.services.counts
    assert counts.of(counts.today)["notice_summed.device"] == 40 - sent


@pytest.mark.parametrize("way", list(WayIn))
def test_a_flood_of_one_kind_can_not_hide_a_change_of_a_way_in(
    world: World, owner: Citizen, way: WayIn
) -> None:
    account = account_of(world, owner)
    box = world.services.outbox
    with world.app.test_request_context(base_url=ORIGIN):
        for _ in range(3 * NOTICES_AN_HOUR):
            box.put(*to_owner(account, "device"))
        outbox.work_off(world.app)
        before = len(owner.messages)
        box.put(*to_owner(account, way, link="K7M2-PX9R-TBCF"))
    outbox.work_off(world.app)
    assert len(owner.messages) == before + 1


def test_a_day_bounds_what_the_hours_allow(world: World) -> None:
    hour, day = LimitTable(world.services.settings).notices_to_a_phone
    assert isinstance(hour, Limit)
    assert hour.most < day.most < 24 * hour.most
