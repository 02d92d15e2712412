"""A stranger whose session has no id of a browser can not pass a limit that counts browsers."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from bff.limits.table import LimitTable
from tests.support.crowds import Crowd, at_once
from tests.support.refusing import BUDGETS
from tests.unit.bff.conftest import World
from tests.unit.bff.limits.test_volleys import VOLLEYS, Volley, most_of

#: The limits that count by browser session.
OF_BROWSERS = {
    "matches_of_a_browser",
    "appointment_lookups",
    "office_help_requests",
    "password_resets",
    "wrong_passwords_of_a_browser",
    "wrong_way_on_codes_of_a_browser",
    "joins",
    "wrong_dispute_codes_of_a_browser",
    "desk_sign_ins_of_a_browser",
}
#: One volley at each address but one of the addresses of a journey: they share their view.
FOUND = {(one.limit, one.where): one for one in VOLLEYS if one.limit in OF_BROWSERS}
MATCHES = [one for one in FOUND.values() if one.limit == "matches_of_a_browser"]
CASES = [one for one in FOUND.values() if one not in MATCHES[1:]]


class Nameless(Crowd):
    """Browsers whose sessions have a CSRF token and no id."""

    def browser(self, **facts: Any) -> FlaskClient:
        client = super().browser(**{**facts, "browser": None})
        known = {"csrf_token": self.raw, **{name: fact for name, fact in facts.items() if name != "browser"}}
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]  # of the cookie sessions
        client.set_cookie("cuaso", serializer.dumps({"_permanent": True, **known}))
        return client


def test_every_limit_that_counts_browsers_is_tried() -> None:
    named = {name for name in vars(LimitTable) if name.endswith("_of_a_browser")}
    assert {one.limit for one in CASES} == OF_BROWSERS
    assert named - BUDGETS <= OF_BROWSERS


@pytest.mark.parametrize("volley", CASES, ids=str)
def test_a_stranger_without_an_id_can_not_pass_a_limit_of_browsers(world: World, volley: Volley) -> None:
    answers = at_once(volley.acts(world, Nameless(world.app)))
    judged = volley.judged(answers, world)
    assert 0 < judged <= most_of(volley.limit, world.services.settings), [one.status for one in answers]


@pytest.mark.parametrize("path", ["/dispute/status", "/sign-in", "/code", "/desk/sign-in", "/post-office"])
def test_a_session_has_its_id_before_its_first_form_is_sent(world: World, path: str) -> None:
    client = world.app.test_client()
    client.get(path, base_url="http://localhost:8000")
    with client.session_transaction(base_url="http://localhost:8000") as session:
        assert session["browser"]
