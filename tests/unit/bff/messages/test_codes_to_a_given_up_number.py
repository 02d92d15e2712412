"""A number that was given up still hears of changes; its code stops the account, and takes no proof away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.account.ways_in import Change
from accounts.links import LinkKind
from bff.messages.notices import of_change
from tests.unit.bff.conftest import World


@pytest.mark.parametrize(("is_lost", "kind"), [(False, LinkKind.STOP_PHONE), (True, LinkKind.STOP)])
def test_who_gave_the_number_up_can_not_make_the_owners_new_phone_count_less(
    world: World, *, is_lost: bool, kind: LinkKind
) -> None:
    citizen = world.citizen()
    citizen.register()
    (account_id,) = world.services.accounts.with_phone(citizen.person.phone_number)
    account = world.services.accounts.get(account_id)
    assert account is not None
    lost_at = world.clock() - timedelta(hours=1) if is_lost else None
    with world.app.test_request_context():
        (notice,) = of_change(replace(account, phone_lost_at=lost_at), Change.PHONE)
    assert notice.way_on
    assert notice.way_on[0] == kind
