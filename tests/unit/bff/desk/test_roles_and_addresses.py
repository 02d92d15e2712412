"""Which role opens which address of the desk: every address of the URL map, every role, and a stranger."""

import pytest
from werkzeug.routing import Rule

from accounts.staff.records import Role
from tests.support.browser import Browser
from tests.support.clerks import engage
from tests.unit.bff.conftest import World

#: For each endpoint the roles that it opens to; an endpoint that is missing here fails the test below.
OPENS_TO: dict[str, frozenset[Role]] = {
    "desk.home": frozenset(Role),
    "desk_sign_in.extend": frozenset(Role),
    "desk_sign_in.change_password": frozenset(Role),
    "desk_passkeys.mine": frozenset(Role),
    "desk_passkeys.remove": frozenset(Role),
    "desk_passkeys.options": frozenset(Role),
    "desk_appointments.list_waiting": frozenset({Role.SUPERVISOR}),
    "desk_appointments.show": frozenset({Role.CLERK, Role.SUPERVISOR}),
    "desk_help.show": frozenset({Role.CLERK, Role.SUPERVISOR}),
    "desk_disputes.list_open": frozenset({Role.CASE_OFFICER}),
    "desk_help.list_waiting": frozenset({Role.SUPERVISOR}),
    "desk_disputes.show": frozenset({Role.CASE_OFFICER}),
    "desk_viewing_codes.list_waiting": frozenset({Role.SUPERVISOR}),
    "desk_viewing_codes.show": frozenset({Role.CLERK, Role.SUPERVISOR}),
    "desk_staff.list_staff": frozenset({Role.ADMINISTRATOR}),
    "desk_staff.member": frozenset({Role.ADMINISTRATOR}),
}
#: What a person needs before they are signed in.
FOR_EVERYONE = {
    "desk_sign_in.sign_in",
    "desk_sign_in.sign_out",
    "desk_passkeys.options_to_sign_in",
    "desk_sign_in.time_left",  # of the cookie that asks, and nothing else
    "desk_set_up.set_up",
}


def rules_of(world: World) -> list[Rule]:
    found = [rule for rule in world.app.url_map.iter_rules() if rule.rule.startswith("/desk")]
    return [rule for rule in found if rule.endpoint not in FOR_EVERYONE]


def statuses(world: World, browser: Browser) -> dict[str, set[tuple[int, str]]]:
    """Ask every address of the desk by every method; give the answers' statuses and where they lead."""
    browser.open("/desk")
    found: dict[str, set[tuple[int, str]]] = {}
    adapter = world.app.url_map.bind("localhost:8000")
    for rule in rules_of(world):
        path = adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, "K7M-2PX-9RT"))
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = browser.ask(path, method=method, data={"csrf_token": browser.csrf_token})
            found.setdefault(rule.endpoint, set()).add((answer.status_code, answer.location or ""))
    return found


def test_every_address_of_the_desk_has_its_roles(world: World) -> None:
    assert {rule.endpoint for rule in rules_of(world)} == set(OPENS_TO)


@pytest.mark.parametrize("role", [*Role, None])
def test_a_member_of_staff_can_not_open_what_their_role_does_not(world: World, role: Role | None) -> None:
    clerk = engage(world.services, Browser(world.app), "lan.nguyen", *([role] if role else []))
    clerk.sign_in()
    for endpoint, answers in statuses(world, clerk.browser).items():
        is_open = role in OPENS_TO[endpoint] or OPENS_TO[endpoint] == frozenset(Role)
        assert all(status != 403 for status, _place in answers) is is_open, endpoint
        assert is_open or {status for status, _place in answers} == {403}, endpoint


def test_a_stranger_can_not_open_any_address_of_the_desk(world: World) -> None:
    for endpoint, answers in statuses(world, Browser(world.app)).items():
        assert all("/desk/sign-in" in place for _status, place in answers), endpoint
