"""I have a code: a message names a code; typing it shows what it is for, and one button goes on."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.account.records import AccountEvent
from accounts.links import LinkKind, LinkRefusal
from accounts.references import SIGNS
from tests.support.citizens import type_code
from tests.unit.bff.conftest import World

A_DAY = timedelta(days=1)
WRONG = "K7M2-PX9R-TBCF"
#: What a code goes on with: the heading of its page, and its button.
PAGES = {
    LinkKind.POST_OFFICE: ("Finish your registration", "Continue"),
    LinkKind.OFFICE_HELP: ("Choose a new password", "Send the code"),
    LinkKind.NOT_ME: ("Was it not you?", "It was not me"),
    LinkKind.DISPUTE_ANSWER: ("Somebody says that your account is theirs", "Answer"),
    LinkKind.DISPUTE_DECISION: ("The dispute about your account is decided", "Read the decision"),
    LinkKind.STOP: ("Stop a change that was not yours", "Stop it"),
    LinkKind.STOP_PHONE: ("Stop a change that was not yours", "Stop it"),
}


def test_every_kind_that_a_message_carries_is_tried_here(world: World) -> None:
    assert set(PAGES) == set(world.app.extensions["continuations"])


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("kind", PAGES)
def test_a_code_shows_what_it_is_for_and_is_used_up_by_its_button(
    world: World, kind: LinkKind, *, htmx: bool
) -> None:
    code = world.services.links.issue_code(kind, "a-record", A_DAY)
    browser = world.citizen(htmx=htmx).browser
    heading, button = PAGES[kind]
    assert type_code(browser, code.lower()).heading == heading
    assert type_code(browser, code).heading == heading
    browser.press(button)
    assert "used already" in type_code(world.citizen().browser, code).errors[0]


def test_a_code_for_staff_is_none_of_a_message(world: World) -> None:
    code = world.services.links.issue_code(LinkKind.STAFF_SET_UP, "somebody", A_DAY)
    assert "not right" in type_code(world.citizen().browser, code).errors[0]


@pytest.mark.parametrize("typed", ["", "K7M2", "K7M2-PX9R-TBCA", "<b>" * 20])
def test_a_slip_keeps_what_was_typed_and_counts_as_no_try(
    make_world: Callable[..., World], typed: str
) -> None:
    browser = make_world(code_tries_per_session_hour=1).citizen().browser
    for _ in range(3):
        page = type_code(browser, typed)
        assert (page.status, page.value_of("code")) == (422, typed)


def test_a_browser_that_guesses_waits_and_takes_nobody_elses_tries(make_world: Callable[..., World]) -> None:
    world = make_world(code_tries_per_session_hour=3)
    code = world.services.links.issue_code(LinkKind.NOT_ME, "a-record", A_DAY)
    guesser = world.citizen().browser
    for _ in range(3):
        assert type_code(guesser, WRONG).status == 422
    assert type_code(guesser, WRONG).status == 429
    assert type_code(world.citizen().browser, code).heading == "Was it not you?"


def guesses(code: str, *seen: int) -> list[str]:
    """Return wrong codes of a stranger who has seen these groups of the code, and guesses the others."""
    parts = [code[start : start + 4] for start in (0, 4, 8)]
    return ["".join(part if n in seen else SIGNS[k] * 4 for n, part in enumerate(parts)) for k in range(8)]


@pytest.mark.parametrize("seen", [0, 1, 2])
def test_a_stranger_who_glanced_at_a_group_of_a_code_can_not_close_it(
    make_world: Callable[..., World], seen: int
) -> None:
    world = make_world(code_tries_per_group_hour=3)
    code = world.services.links.issue_code(LinkKind.NOT_ME, "a-record", A_DAY)
    for guess in guesses(code, seen):
        assert type_code(world.citizen().browser, guess).status == 422
    assert type_code(world.citizen().browser, code).heading == "Was it not you?"


@pytest.mark.parametrize("seen", [(0, 1), (0, 2), (1, 2)])
def test_a_stranger_who_saw_two_groups_of_a_code_guesses_the_third_only_so_often(
    make_world: Callable[..., World], seen: tuple[int, int]
) -> None:
    world = make_world(code_tries_per_group_hour=3)
    code, other = (world.services.links.issue_code(LinkKind.NOT_ME, "a-record", A_DAY) for _ in range(2))
    statuses = [type_code(world.citizen().browser, guess).status for guess in guesses(code, *seen)]
    assert statuses == [422] * 3 + [429] * 5
    assert type_code(world.citizen().browser, code).status == 429
    assert type_code(world.citizen().browser, other).heading == "Was it not you?"


@pytest.mark.parametrize("kind", [LinkKind.NOT_ME, LinkKind.STOP, LinkKind.STOP_PHONE])
def test_a_stranger_who_saw_two_groups_can_not_close_a_code_to_a_browser_of_the_account(
    make_world: Callable[..., World], kind: LinkKind
) -> None:
    world = make_world(code_tries_per_group_hour=3)
    owner = world.citizen()
    owner.register()
    (account_id,) = world.services.accounts.with_phone(owner.person.phone_number)
    code = world.services.links.issue_code(kind, account_id, A_DAY)
    for guess in guesses(code, 0, 1):
        type_code(world.citizen().browser, guess)
    assert type_code(world.citizen().browser, code).status == 429
    heading, button = PAGES[kind]
    assert type_code(owner.browser, code).heading == heading
    owner.browser.press(button)
    assert world.services.links.look(code) is LinkRefusal.USED


def test_a_right_code_costs_no_try(make_world: Callable[..., World]) -> None:
    world = make_world(code_tries_per_session_hour=1, code_tries_per_group_hour=1)
    code = world.services.links.issue_code(LinkKind.NOT_ME, "a-record", A_DAY)
    browser = world.citizen().browser
    for _ in range(3):
        assert type_code(browser, code).heading == "Was it not you?"


def test_a_code_stands_in_no_address_no_cookie_and_no_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    code = world.services.links.issue_code(LinkKind.NOT_ME, "a-record", A_DAY)
    browser = world.citizen().browser
    assert type_code(browser, code).path == "/code"
    assert code not in browser.cookie
    browser.press("It was not me")
    assert code not in caplog.text


@pytest.mark.parametrize("links", [False, True])
def test_messages_carry_links_only_where_the_operator_says_so(
    make_world: Callable[..., World], *, links: bool
) -> None:
    world = make_world(sms_links=links)
    owner = world.citizen()
    owner.register()
    (receipt,) = [text for text in owner.messages if "was opened" in text]
    assert ("/l/" in receipt) is links
    assert bool(owner.way_on_codes) is not links
    page = owner.browser.open(owner.last_link) if links else owner.use_code()
    assert page.heading == "Was it not you?"
    owner.browser.press("It was not me")
    (account_id,) = world.services.accounts.with_phone(owner.person.phone_number)
    assert world.services.accounts.history(account_id)[0].event is AccountEvent.NOT_ME


def test_every_text_with_a_way_on_names_the_site(world: World) -> None:
    settings = world.services.settings
    texts = [str(getattr(settings, name)) for name in vars(settings) if re.fullmatch(r"sms_\w+_text", name)]
    assert all("{site}" in text for text in texts if "{link}" in text)
