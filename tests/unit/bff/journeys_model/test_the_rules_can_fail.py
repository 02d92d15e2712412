"""Each rule of the model sees what it is for: the stores are changed behind its back, and it says so."""

from collections.abc import Callable

import pytest

from accounts.account.ways_in import Change
from sandbox.sms.inbox import Message
from tests.support.levels import set_level
from tests.unit.bff.conftest import World
from tests.unit.bff.journeys_model.filling import Typing
from tests.unit.bff.journeys_model.knowledge import Knowledge
from tests.unit.bff.journeys_model.machine import Journeys
from tests.unit.bff.journeys_model.people import LAN, SIGNER


def begin_a_session(run: Journeys) -> None:
    run.world.services.signed_in.begin(account_of(run), device="Chrome · Android")


def enter_an_account_of_another_browser(run: Journeys) -> None:
    run.browsers[0].knows = Knowledge()
    run.browsers[0].press("Go to my account")


def change_the_password(run: Journeys) -> None:
    account = run.seen.accounts[account_of(run)]
    run.world.services.accounts.change_password(
        account.id, "$argon2id$", Change.RESET_PASSWORD, generation=account.generation
    )


def freeze_the_account(run: Journeys) -> None:
    run.world.services.accounts.freeze(account_of(run))


def raise_the_account(run: Journeys) -> None:
    set_level(run.world.services, account_of(run))


def open_an_account_of_what_was_forgotten(run: Journeys) -> None:
    run.browsers[1].knows = Knowledge()
    run.fill(1, Typing(SIGNER.key, SIGNER.key))


def skip_the_code(run: Journeys) -> None:
    flows = run.world.services.flows
    flow = next(one for one in run.seen.flows.values() if one.step == "who")
    flows.save(flow.learn(step="password"))


def send_a_message_twice(run: Journeys) -> None:
    one = run.world.sandbox.inbox(LAN.phone_number)[-1]
    for _ in range(2):
        run.world.sandbox.inboxes.put(one)


def send_a_code_that_no_flow_knows(run: Journeys) -> None:
    one = run.world.sandbox.inbox(LAN.phone_number)[-1]
    made = Message(**vars(one) | {"text": "a code\n\n@localhost #123456"})
    run.world.sandbox.inboxes.put(made)


def show_the_account_to_a_thief(run: Journeys) -> None:
    run.sign_in(0, LAN.key)
    run.browsers[2].cookie = run.browsers[0].cookie
    run.browsers[2].open("/account")


def judge_too_often(run: Journeys) -> None:
    for _ in range(7):
        run.model.judge("wrong_code", LAN.phone_number, "", "")


SABOTAGES: dict[str, tuple[Callable[[Journeys], None], str]] = {
    "session": (begin_a_session, "signed in without a proof"),
    "entered": (enter_an_account_of_another_browser, "signed in without a proof"),
    "password": (change_the_password, "a way in was changed without a proof"),
    "frozen": (freeze_the_account, "frozen without a proof"),
    "raised": (raise_the_account, "raised without a signature"),
    "opened": (open_an_account_of_what_was_forgotten, "the phone was not confirmed"),
    "skipped": (skip_the_code, "from who to password"),
    "twice": (send_a_message_twice, "a message was sent twice"),
    "unknown code": (send_a_code_that_no_flow_knows, "a code was sent that no flow knows"),
    "thief": (show_the_account_to_a_thief, "third was shown"),
    "limit": (judge_too_often, "more than 6 of wrong_code"),
}


def account_of(run: Journeys) -> str:
    return next(one.id for one in run.seen.accounts.values() if one.citizen_number == LAN.citizen_number)


@pytest.mark.parametrize("what", SABOTAGES)
def test_a_rule_sees_what_it_is_for(what: str, model_world: World) -> None:
    class Here(Journeys):
        world = model_world
        renew = staticmethod(lambda: None)

    run = Here()
    run.register(0, LAN.key, "/register/citizen/mobile-subscriber")
    run.start(1, "/register/citizen/mobile-subscriber")
    if what == "opened":
        run.walk_as_themselves(1, SIGNER.key, 3)
    break_it, said = SABOTAGES[what]
    with pytest.raises(AssertionError, match=said):
        _break_and_press(run, break_it)


def test_a_rule_sees_a_get_that_changes_a_store(model_world: World) -> None:
    class Here(Journeys):
        world = model_world
        renew = staticmethod(lambda: None)

    run = Here()
    run.register(0, LAN.key, "/register/citizen/mobile-subscriber")
    model_world.services.signed_in.begin(account_of(run), device="Chrome · Android")
    with pytest.raises(AssertionError):
        run.browsers[0].open("/")


def _break_and_press(run: Journeys, break_it: Callable[[Journeys], None]) -> None:
    break_it(run)
    run.sign_out(2)
