"""An appointment is approved where it was compared, by another person: every place, person and role."""

import pytest

from accounts.appointments.records import AppointmentState
from accounts.staff.records import Role
from tests.support.browser import Browser
from tests.support.clerks import Clerk, engage
from tests.unit.bff.conftest import World
from tests.unit.bff.vietnam_post.test_post_office import (
    GOER,
    approve,
    compare,
    kept,
    reference_on,
    waiting,
)

#: The roles a person may have: each alone, none, and the two that may act together.
ROLES: tuple[tuple[Role, ...], ...] = (
    (),
    (Role.CLERK,),
    (Role.SUPERVISOR,),
    (Role.CLERK, Role.SUPERVISOR),
    (Role.CASE_OFFICER,),
    (Role.ADMINISTRATOR,),
)
AGREES = {"finding": "agrees", "document_digits": GOER.citizen_number[-4:]}


def at_the_desk(world: World, name: str, *roles: Role) -> Clerk:
    clerk = engage(world.services, Browser(world.app), name, *roles)
    clerk.sign_in()
    return clerk


def sends(clerk: Clerk, reference: str) -> None:
    """Send the finding by hand, whatever the screen offers."""
    clerk.browser.open("/desk")
    form = {"csrf_token": clerk.browser.csrf_token, **AGREES}
    clerk.browser.ask(f"/desk/appointments/{reference}", method="POST", data=form)


def test_the_same_person_can_not_approve_at_our_desk_what_they_compared_at_the_post(world: World) -> None:
    reference = reference_on(waiting(world).page)
    assert compare(world, reference, staff="lan.nguyen") == 204
    sends(at_the_desk(world, "lan.nguyen", Role.CLERK, Role.SUPERVISOR), reference)
    assert kept(world, reference).state is AppointmentState.COMPARED


@pytest.mark.parametrize("roles", ROLES, ids="+".join)
def test_no_role_at_our_desk_can_approve_what_the_post_compared(
    world: World, roles: tuple[Role, ...]
) -> None:
    reference = reference_on(waiting(world).page)
    assert compare(world, reference) == 204
    clerk = at_the_desk(world, "mai.le", *roles)
    sends(clerk, reference)
    assert kept(world, reference).state is AppointmentState.COMPARED
    assert reference not in clerk.browser.open("/desk/appointments").text
    assert approve(world, reference, staff="another") == 204


@pytest.mark.parametrize("is_same_person", [False, True])
@pytest.mark.parametrize("roles", ROLES, ids="+".join)
def test_only_another_supervisor_of_our_desk_approves_what_our_desk_compared(
    world: World, roles: tuple[Role, ...], *, is_same_person: bool
) -> None:
    reference = reference_on(waiting(world).page)
    comparing = at_the_desk(world, "lan.nguyen", Role.CLERK)
    sends(comparing, reference)
    assert kept(world, reference).state is AppointmentState.COMPARED
    assert approve(world, reference, staff="lan.nguyen") == 403
    assert approve(world, reference, staff="another") == 403
    if is_same_person:
        world.services.staff.change_roles(
            comparing.staff.id, frozenset(roles), by="command", reason="by_operator"
        )
        comparing.seconds = 30
        comparing.sign_in()
        approving = comparing
    else:
        approving = at_the_desk(world, "mai.le", *roles)
    sends(approving, reference)
    may = Role.SUPERVISOR in roles and not is_same_person
    expected = AppointmentState.APPROVED if may else AppointmentState.COMPARED
    assert kept(world, reference).state is expected


@pytest.mark.parametrize("staff", ["clerk-1", "CLERK-1", " CLERK-1 ", "supervisor-2"])
def test_at_the_post_another_person_approves_what_the_post_compared(world: World, staff: str) -> None:
    reference = reference_on(waiting(world).page)
    assert compare(world, reference, staff="clerk-1") == 204
    is_other = staff == "supervisor-2"
    assert (approve(world, reference, staff=staff) == 204) is is_other
    expected = AppointmentState.APPROVED if is_other else AppointmentState.COMPARED
    assert kept(world, reference).state is expected


def test_the_desk_says_who_approves_what_the_post_compared(world: World) -> None:
    reference = reference_on(waiting(world).page)
    assert compare(world, reference) == 204
    supervisor = at_the_desk(world, "mai.le", Role.SUPERVISOR)
    page = supervisor.browser.open(f"/desk/appointments/{reference}")
    assert "A post office also has to approve it" in page.text
