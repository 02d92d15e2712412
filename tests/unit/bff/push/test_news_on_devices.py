"""A device that asked is told beside the SMS, learns nothing about the person, and is forgotten."""

import json
from base64 import b64encode
from collections.abc import Callable

import pytest
from sqlalchemy import text

from accounts.commands import main
from accounts.disputes.records import Decision
from accounts.push.queue import About, PushTo
from accounts.storage.database import make_engine, reading
from bff.messages import push
from bff.messages.appointments import look_once
from bff.messages.disputes import of_end
from sandbox.knobs import Outage
from tests.support.browser import ORIGIN, Browser
from tests.support.citizens import PASSWORD, Citizen
from tests.unit.bff.conftest import World
from tests.unit.bff.dispute.test_dispute import look, open_dispute, the_case, tickets
from tests.unit.bff.push.conftest import HERE, Phone, phone_of
from tests.unit.bff.vietnam_post import test_post_office as post_office

NEW = "Thuyen-tre-48-buoi-sang"


def account_id(world: World, owner: Citizen) -> str:
    (found,) = world.services.accounts.with_phone(owner.person.phone_number)
    return found


def told(world: World, owner: Citizen) -> int:
    """How many devices the account has."""
    return world.services.subscriptions.count(PushTo(About.ACCOUNT, account_id(world, owner)))


def change_password(owner: Citizen) -> None:
    owner.open_change("/account/password")
    owner.browser.send(current=PASSWORD, password=NEW, confirmation=NEW)


def everything_stored(world: World) -> str:
    engine = make_engine(world.services.settings.database_url)
    with reading(engine) as session:
        queries = [text(f"SELECT * FROM push_{name}") for name in ("subscriptions", "keys")]  # noqa: S608 - names of ours
        rows = [session.execute(query).all() for query in queries]
    engine.dispose()
    return str(rows)


def test_a_change_of_a_way_in_is_told_on_the_device_beside_the_sms(
    world: World, owner: Citizen, phone: Phone
) -> None:
    before = len(owner.messages)
    change_password(owner)
    assert len(owner.messages) > before
    (shown,) = phone.shown
    assert shown["navigate"] == "http://localhost:8000/account"
    assert "changed in your account" in shown["body"]


def test_the_news_names_no_person_and_comes_in_the_devices_language(world: World) -> None:
    owner = world.citizen(language="vi")
    owner.register()
    owner.sign_in()
    owner.enter_code()
    phone = phone_of(world, owner)
    phone.ask()
    change_password(owner)
    (received,) = phone.device.received
    facts = json.loads(received.text)
    assert facts["web_push"] == 8030
    assert facts["notification"]["lang"] == "vi"
    assert "Tài khoản của bạn" in facts["notification"]["body"]
    for secret in (owner.person.full_name, owner.person.citizen_number, owner.person.phone_number[3:]):
        assert secret not in received.text


def test_the_message_says_how_long_it_lives_and_replaces_an_older_one(owner: Citizen, phone: Phone) -> None:
    change_password(owner)
    (received,) = phone.device.received
    assert (received.ttl, received.topic, received.urgency) == (3 * 86_400, "account", "high")


def test_what_is_stored_is_sealed(world: World, phone: Phone) -> None:
    stored = everything_stored(world)
    assert phone.device.id not in stored
    assert "sandbox.test" not in stored
    assert "PRIVATE KEY" not in stored


def test_the_device_of_the_change_is_told_on_and_every_other_is_forgotten(
    world: World, owner: Citizen, phone: Phone
) -> None:
    other = Citizen(owner.person, Browser(world.app), world.sandbox)
    other.sign_in()
    other.enter_code()
    second = phone_of(world, other)
    second.ask()
    assert told(world, owner) == 2
    change_password(owner)
    assert len(second.shown) == 1  # of the change that ends it
    assert told(world, owner) == 1
    assert "is told" in owner.browser.open(HERE).text


def test_a_new_browser_is_told_on_the_devices_that_asked(world: World, owner: Citizen, phone: Phone) -> None:
    other = Citizen(owner.person, Browser(world.app), world.sandbox)
    other.sign_in()
    other.enter_code()
    assert len(phone.shown) == 1


def test_signing_out_forgets_the_device(world: World, owner: Citizen, phone: Phone) -> None:
    owner.browser.open("/account")
    owner.browser.press("Sign out")
    assert told(world, owner) == 0


def test_signing_out_after_the_session_has_ended_forgets_the_device_too(
    world: World, owner: Citizen, phone: Phone
) -> None:
    owner.browser.open("/account")
    world.services.signed_in.end_all(account_id(world, owner))
    owner.browser.press("Sign out")
    assert told(world, owner) == 0


def test_a_new_password_forgets_every_device(world: World, owner: Citizen, phone: Phone) -> None:
    found = world.services.accounts.get(account_id(world, owner))
    assert found is not None
    world.services.accounts.freeze(found.id)
    assert told(world, owner) == 0


def test_a_deleted_account_has_no_devices(world: World, owner: Citizen, phone: Phone) -> None:
    engine = make_engine(world.services.settings.database_url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM accounts"))
        left = connection.execute(text("SELECT count(*) FROM push_subscriptions")).scalar_one()
    engine.dispose()
    assert left == 0


def test_a_device_is_turned_off_by_a_press(world: World, owner: Citizen, phone: Phone) -> None:
    owner.browser.open(HERE)
    assert "Tell me on this device" in owner.browser.press("Tell this device nothing more").text
    change_password(owner)
    assert phone.shown == []


def test_an_account_has_a_bounded_number_of_devices(make_world: Callable[..., World]) -> None:
    world = make_world(
        push_contact="mailto:a@example.vn", push_hosts=("http://sandbox.test",), push_devices_per_account=2
    )
    phones = []
    first = world.citizen()
    first.register()
    for _number in range(3):
        citizen = Citizen(first.person, Browser(world.app), world.sandbox)
        citizen.sign_in()
        citizen.enter_code()
        world.clock.move(seconds=60)
        phones.append(phone_of(world, citizen))
        phones[-1].ask()
    assert told(world, first) == 2
    assert "Tell me on this device" in phones[0].citizen.browser.open(HERE).text


def test_a_device_that_has_ended_its_subscription_is_forgotten(
    world: World, owner: Citizen, phone: Phone
) -> None:
    phone.device.has_ended = True
    change_password(owner)
    assert told(world, owner) == 0
    assert world.services.push_queue.take(limit=1) == []


def test_a_push_service_that_is_away_is_asked_again_later(world: World, owner: Citizen, phone: Phone) -> None:
    world.sandbox.knobs.turn("push", outage=Outage.HTTP_503)
    change_password(owner)
    assert phone.shown == []
    world.sandbox.knobs.turn("push", outage=Outage.NONE)
    push.work_off(world.app)
    assert phone.shown == []  # not before its pause is over
    world.clock.move(seconds=30)
    push.work_off(world.app)
    assert len(phone.shown) == 1


def test_a_message_that_is_a_day_old_is_given_up(world: World, owner: Citizen, phone: Phone) -> None:
    world.sandbox.knobs.turn("push", outage=Outage.REFUSE)
    change_password(owner)
    world.clock.move(hours=25)
    push.work_off(world.app)
    world.sandbox.knobs.turn("push", outage=Outage.NONE)
    world.clock.move(hours=1)
    push.work_off(world.app)
    assert phone.shown == []


def test_the_sms_goes_while_the_push_service_hangs(world: World, owner: Citizen, phone: Phone) -> None:
    world.sandbox.knobs.turn("push", outage=Outage.REFUSE)
    before = len(owner.messages)
    change_password(owner)
    assert len(owner.messages) > before


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://169.254.169.254/latest",
        "https://push.example.net/x",
        "http://sandbox.test:1/push/to/x",
        "https://sandbox.test@evil.example/push",
        "file:///etc/passwd",
        "http://sandbox.test.evil.example/push",
        "",
    ],
)
def test_an_address_elsewhere_is_refused(world: World, owner: Citizen, endpoint: str) -> None:
    phone = phone_of(world, owner)
    said = {**phone.device.subscription(""), "endpoint": endpoint}
    owner.browser.open(HERE)
    page = owner.browser.post(HERE, csrf_token=owner.browser.csrf_token, subscription=json.dumps(said))
    assert page.errors
    assert told(world, owner) == 0


def test_a_helper_is_never_offered_it(world: World, owner: Citizen) -> None:
    helper = Citizen(owner.person, Browser(world.app), world.sandbox)
    helper.browser.open("/register")
    helper.browser.post_form("/helping/begin")
    helper.sign_in()
    helper.enter_code()
    assert "News on this device" not in helper.browser.open("/account").text
    assert helper.browser.open(HERE).path == "/account"


def test_nothing_is_offered_without_a_contact(make_world: Callable[..., World]) -> None:
    world = make_world()
    owner = world.citizen()
    owner.register()
    owner.sign_in()
    owner.enter_code()
    assert "News on this device" not in owner.browser.open("/account").text
    assert owner.browser.open(HERE).path == "/account"


def test_a_dispute_is_told_to_the_holder_and_its_end_to_the_disputer(
    world: World, owner: Citizen, phone: Phone
) -> None:
    disputer = world.citizen()
    reference, secret = tickets(open_dispute(disputer))
    assert phone.shown == []  # both sides have one phone here: the holder is not asked against themselves
    look(disputer, reference, secret)
    other = phone_of(world, disputer)
    assert "A device is told" in other.ask("/dispute/news").text
    decide_and_tell(world, Decision.RESTORE)
    assert [one["navigate"] for one in other.shown] == ["http://localhost:8000/dispute/status"]
    assert reference not in str(other.shown)
    assert everything_stored(world).count("dispute") == 0


def decide_and_tell(world: World, decision: Decision) -> None:
    disputes, dispute = world.services.disputes, the_case(world)
    disputes.propose(dispute.id, decision, version=dispute.version, by="first", reason="x", reasons="y")
    with world.app.test_request_context(base_url="http://localhost:8000"):
        account = world.services.accounts.get(dispute.account_id)
        disputes.decide(
            dispute.id,
            version=dispute.version + 1,
            by="second",
            reason="x",
            tell=lambda decided: of_end(decided, account, decision=decision),
        )
    push.work_off(world.app)


def test_the_end_of_an_appointment_is_told_and_then_the_device_is_forgotten(world: World) -> None:
    citizen = post_office.waiting(world)
    phone = phone_of(world, citizen)
    assert "A device is told" in phone.ask("/post-office/appointment/news").text
    world.clock.move(days=31)
    look_once(world.app)
    push.work_off(world.app)
    assert [one["navigate"] for one in phone.shown] == ["http://localhost:8000/post-office/appointment"]
    assert len(phone.device.received) == 1


def test_a_browser_moves_its_address(world: World, owner: Citizen, phone: Phone) -> None:
    new = world.sandbox.push.make()
    before = str(phone.device.subscription("http://sandbox.test")["endpoint"])
    said = json.dumps(new.subscription("http://sandbox.test"))
    answer = owner.browser.ask("/push/moved", method="POST", data={"before": before, "subscription": said})
    assert answer.status_code == 204
    change_password(owner)
    assert phone.shown == []
    assert len(new.received) == 1


def test_strangers_without_a_cookie_keep_no_browser_from_moving_its_news(
    world: World, owner: Citizen, phone: Phone
) -> None:
    """A service worker may have no cookie any more either: all such callers are one to the product."""

    def move(before: str) -> int:
        said = json.dumps(world.sandbox.push.make().subscription("http://sandbox.test"))
        data = {"before": before, "subscription": said}
        return world.app.test_client().post("/push/moved", base_url=ORIGIN, data=data).status_code

    for number in range(world.services.settings.push_changes_per_session_hour + 2):
        move(f"http://sandbox.test/invented/{number}")
    assert move(str(phone.device.subscription("http://sandbox.test")["endpoint"])) == 204
    change_password(owner)
    assert phone.shown == []


def test_one_address_is_not_moved_without_end(world: World, owner: Citizen, phone: Phone) -> None:
    said = phone.device.subscription("http://sandbox.test")
    data = {"before": str(said["endpoint"]), "subscription": json.dumps(said)}
    most = world.services.settings.push_changes_per_session_hour
    told = [owner.browser.ask("/push/moved", method="POST", data=data).status_code for _ in range(most + 1)]
    assert told == [204] * most + [429]


def test_a_page_of_another_site_moves_nothing(world: World, owner: Citizen, phone: Phone) -> None:
    client = world.app.test_client()
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = client.post("/push/moved", data={}, headers=headers, base_url="http://localhost:8000")
    assert answer.status_code == 400


def test_a_new_key_is_given_to_new_devices_and_the_old_one_signs_on(
    world: World, owner: Citizen, phone: Phone
) -> None:
    (old,) = world.services.push_keys.all()
    world.services.push_keys.rotate()
    world.clock.move(seconds=10)
    change_password(owner)
    assert len(phone.shown) == 1
    newest, kept = world.services.push_keys.all()
    assert kept.id == old.id
    assert newest.devices == 0


def test_a_key_that_leaked_ends_its_devices(world: World, owner: Citizen, phone: Phone) -> None:
    world.services.push_keys.rotate(leaked=True)
    assert told(world, owner) == 0
    assert len(world.services.push_keys.all()) == 1


def test_the_command_lists_and_rotates_the_keys(
    world: World, owner: Citizen, phone: Phone, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = world.services.settings
    environment = {
        "DATABASE_URL": settings.database_url,
        "ENCRYPTION_KEYS": f"test:{b64encode(b'e' * 32).decode()}",
        "LOOKUP_KEY": b64encode(b"l" * 32).decode(),
    }
    assert main(["push-keys", "list"], environment) == 0
    assert "1 devices, given to browsers" in capsys.readouterr().out
    assert main(["push-keys", "rotate"], environment) == 0
    newest, old = capsys.readouterr().out.splitlines()
    assert "0 devices, given to browsers" in newest
    assert "1 devices, signs for those that know it" in old
