"""An owner who signed waits for no stranger with the code that goes to a new phone."""

from collections.abc import Callable

from tests.support.browser import Browser
from tests.support.typed_phones import stranger_at, use_up_the_range
from tests.unit.bff.account.test_raising import OWN_PHONE, SIM, TOKEN, Open, Scene, opened
from tests.unit.bff.conftest import World

ENTER, WAITS = "Enter the verification code", "Your message will be sent soon"
MakeWorld = Callable[..., World]
__all__ = ["opened"]


def raised(opened: Open, by: str = TOKEN) -> Scene:
    """An owner whose raise ended password and phone, where the new phone is typed."""
    scene = opened(by)
    scene.signs_in()
    scene.raises()
    scene.owner.press("Choose a phone number")
    return scene


def test_a_stranger_who_uses_up_the_budget_keeps_no_new_phone_from_an_owner_who_signed(opened: Open) -> None:
    scene = raised(opened)
    use_up_the_range(scene.world)
    assert stranger_at(scene.world, "dispute_open").type_phone("+84900000777").heading == WAITS
    scene.gives(OWN_PHONE)
    assert scene.account.phone_number == OWN_PHONE


def test_a_signature_vouches_for_a_few_codes_a_day_and_rings_no_phones_without_end(opened: Open) -> None:
    scene = raised(opened, SIM)
    owner: Browser = scene.owner
    headings = []
    use_up_the_range(scene.world)
    for number in range(12):
        headings.append(owner.send(phone_number=f"+849000200{number:02}").heading)
        owner.press("Change")
    assert headings == [ENTER] * 10 + [WAITS] * 2
