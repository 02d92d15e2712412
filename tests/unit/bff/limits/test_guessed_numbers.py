"""A stranger finds no number of a person by guessing, and spends no money of a register without end.

The stranger knows a name, a date of birth and a phone, has one phone to prove, and tries one citizen number
after another: the counts of a person never see that.
"""

from collections.abc import Callable, Sequence

import pytest
from flask.testing import FlaskClient

from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim, Purpose
from bff.registry import journeys
from sandbox.people.table import CROWD
from tests.support.crowds import Crowd
from tests.unit.bff.conftest import World
from tests.unit.bff.limits.test_phone_first import (
    asked_by,
    details_of,
    key_of,
    last_code,
    person_of,
    send_details,
    standing_at,
)
from tests.unit.bff.steps.test_proof import begin_proof
from tests.unit.bff.usb_token.test_usb_token_pair import Pair

ASKING = [one for one in journeys() if one.asking == "details" and asked_by(one)]
OF_THE_CARRIER = [one for one in ASKING if asked_by(one) == "carrier"]
OWN_PHONE = "+84900000555"


def number(n: int) -> str:
    """A citizen number that contradicts no date of birth in these tests, with six guessed digits."""
    return f"000190{700_000 + n}"


def guesses(
    world: World, journey: Journey, *, changes: Sequence[dict[str, str]], phone: str | None = None
) -> list[str]:
    """Send the details with each of *changes*, each from a browser of its own; return where that leads."""
    crowd, ends = Crowd(world.app), []
    for one in changes:
        client = standing(crowd, journey, phone=phone)
        fields = details_of(world, journey) | one
        path = f"{journey.at}/details"
        answer = crowd.posting(client, path, **fields)()
        if answer.status_code == 422:  # the number contradicts the date of birth: sent once more
            answer = crowd.posting(client, path, **fields, looked_again=hidden(answer.text))()
        ends.append((answer.location or str(answer.status_code)).rpartition("/")[2])
    return ends


def standing(crowd: Crowd, journey: Journey, *, phone: str | None) -> FlaskClient:
    facts = {"aim": Aim.DISPUTE} if journey.purpose is Purpose.PROVE else {}
    return crowd.at(journey, "details", proven_phone=phone, **facts)


def hidden(page: str) -> str:
    return page.partition('name="looked_again" value="')[2].partition('"')[0]


def numbers(journey: Journey, *, key: str) -> list[dict[str, str]]:
    """Four guesses at the citizen number; *key* names a field that changes with each, empty: none does."""
    return [{"citizen_number": number(n)} | ({key: number(n)} if key else {}) for n in range(4)]


@pytest.mark.parametrize("journey", ASKING, ids=key_of)
def test_a_stranger_with_one_phone_can_not_ask_about_one_person_after_another(
    make_world: Callable[..., World], journey: Journey
) -> None:
    world = make_world(matches_per_proven_phone_day=2)
    people = [{"citizen_number": number(n), "full_name": f"Người {'ABCD'[n]}"} for n in range(4)]
    keys = [{"social_insurance_number": f"00{n:08d}", "account": f"090000{n:04d}"} for n in range(4)]
    invented = [one | key for one, key in zip(people, keys, strict=True)]
    told = guesses(world, journey, changes=invented, phone=OWN_PHONE)
    assert told == ["refused", "refused", "429", "429"]
    assert guesses(world, journey, changes=invented[:1]) == ["refused"]  # the others are asked for as always


@pytest.mark.parametrize("phone", [None, OWN_PHONE], ids=["no phone", "own phone"])
@pytest.mark.parametrize("journey", OF_THE_CARRIER, ids=key_of)
def test_a_stranger_can_not_guess_the_citizen_number_of_a_phones_owner(
    make_world: Callable[..., World], journey: Journey, phone: str | None
) -> None:
    world = make_world(matches_per_typed_phone_day=2)
    told = guesses(world, journey, changes=numbers(journey, key=""), phone=phone)
    assert told == ["refused", "refused", "phone-first", "phone-first"]
    right = details_of(world, journey)
    assert guesses(world, journey, changes=[right], phone=phone) == ["phone-first"]
    owner = standing_at(world, journey, "details")
    assert send_details(owner, journey, right).path.endswith("/phone-first")
    owner.send(phone_number=person_of(journey).phone_number)
    owner.send(code=last_code(world, person_of(journey).phone_number))
    assert not send_details(owner, journey, right).path.endswith(("/phone-first", "/details", "/refused"))


@pytest.mark.parametrize(
    "journey", [one for one in ASKING if asked_by(one) in {"post", "social_insurance"}], ids=key_of
)
def test_a_stranger_can_not_guess_whose_an_account_or_an_insurance_number_is(
    make_world: Callable[..., World], journey: Journey
) -> None:
    world = make_world(
        matches_per_person=2, social_insurance_matches_per_number=2, matches_per_proven_phone=2
    )
    told = guesses(world, journey, changes=numbers(journey, key=""))
    assert told == ["refused", "refused", "phone-first", "phone-first"]
    told = guesses(world, journey, changes=numbers(journey, key=""), phone=OWN_PHONE)
    assert told == ["refused", "refused", "429", "429"]


@pytest.mark.parametrize("journey", ASKING, ids=key_of)
def test_a_stranger_who_knows_a_name_can_not_guess_a_number_that_names_record_and_person(
    make_world: Callable[..., World], journey: Journey
) -> None:
    world = make_world(matches_per_name_day=2)
    key = {"post": "account", "social_insurance": "social_insurance_number"}.get(str(asked_by(journey)), "")
    told = guesses(world, journey, changes=numbers(journey, key=key))
    assert told == ["refused", "refused", "phone-first", "phone-first"]
    without = [{"full_name": "Người Khác", **one} for one in numbers(journey, key=key)[:1]]
    assert guesses(world, journey, changes=without) == ["refused"]


# ---------------------------------------------------------------- what renews the id of a browser
def test_a_browser_that_joins_a_phone_begins_no_new_counts(make_world: Callable[..., World]) -> None:
    world = make_world(matches_per_session_hour=2)
    pair = Pair(world)
    stranger = pair.computer

    def guess(n: int) -> int:
        begin_proof(stranger, "mobile-subscriber", Aim.DISPUTE)
        fields = world.citizen(CROWD[n]).details | {"full_name": "Người Khác"}
        return stranger.send(**fields).status

    assert [guess(n) for n in range(3)] == [200, 200, 429]
    assert pair.join().heading == "Sign with your USB token"
    assert guess(3) == 429


def test_a_browser_that_joins_a_phone_checks_no_further_signatures(make_world: Callable[..., World]) -> None:
    world = make_world(usb_signatures_per_hour=1)
    pair = Pair(world)
    pair.holder.reach_token()
    pair.holder.hand_over(pair.holder.answer(pair.holder.challenge()).replace("A", "B"))
    pair.join()
    assert pair.holder.sign().status == 429


def test_a_program_can_not_join_phones_without_end(make_world: Callable[..., World]) -> None:
    world = make_world(usb_joins_per_hour=2)
    pairs = [Pair(world) for _ in range(3)]
    for pair in pairs:
        pair.computer = pairs[0].computer
    assert [pair.join().heading for pair in pairs[:2]] == ["Sign with your USB token"] * 2
    assert pairs[2].enter_code().status == 429
