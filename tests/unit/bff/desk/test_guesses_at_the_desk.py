"""A member of staff can not read or guess, at the desk, what they were not shown on a document."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from accounts.references import grouped
from accounts.staff.records import Role
from sandbox.people.table import PEOPLE
from tests.support.browser import Browser, Page
from tests.support.clerks import Clerk, engage
from tests.support.sim_holders import Holder, phone_of
from tests.unit.bff.conftest import World
from tests.unit.bff.desk.test_desk_appointments import an_appointment

HOLDER, STRANGER = PEOPLE[0], PEOPLE[1]
TRIES = 3


def birth_date(text: str) -> str:
    """Write an ISO date as a document does: 27/03/1990."""
    return "/".join(reversed(text.split("-")))


DOCUMENT = {
    "finding": "agrees",
    "document_name": HOLDER.full_name,
    "document_birth_date": birth_date(HOLDER.birth_date),
    "document_digits": HOLDER.citizen_number[-4:],
}


def help_for(world: World, citizen_number: str) -> str:
    """Ask for help with the account of this number, as any visitor can; return the address for staff."""
    made = world.services.help_cases.make(number=citizen_number, phone_number="+84900000555", days=3)
    return f"/desk/help/{grouped(made)}"


def appointment_of(world: World) -> str:
    return f"/desk/appointments/{grouped(an_appointment(world).reference)}"


@dataclass
class Comparison:
    """One record with a clerk in front of it.

    Attributes:
        right: the form of a clerk who has the document.
    """

    world: World
    clerk: Clerk
    address: str
    right: dict[str, str]

    def guess(self, clerk: Clerk | None = None, **different: str) -> Page:
        """Send the finding that the document agrees, with other facts."""
        browser = (clerk or self.clerk).browser
        browser.open(self.address)
        return browser.send(**{**self.right, **different})


def a_clerk(world: World, name: str, *roles: Role) -> Clerk:
    clerk = engage(world.services, Browser(world.app), name, *(roles or (Role.CLERK,)))
    clerk.sign_in()
    return clerk


@pytest.fixture(params=["help", "appointment"])
def comparison(request: pytest.FixtureRequest, world: World) -> Comparison:
    clerk = a_clerk(world, "lan.nguyen")
    if request.param == "help":
        world.citizen().register()
        return Comparison(world, clerk, help_for(world, HOLDER.citizen_number), DOCUMENT)
    right = {"finding": "agrees", "document_digits": "0001"}
    return Comparison(world, clerk, appointment_of(world), right)


def test_a_clerk_does_not_learn_whose_account_a_number_is(world: World) -> None:
    world.citizen().register()
    clerk = a_clerk(world, "lan.nguyen")
    with_account = clerk.browser.open(help_for(world, HOLDER.citizen_number))
    text = str(with_account.soup)
    assert HOLDER.full_name not in text


def test_a_clerk_does_not_learn_whether_a_number_has_an_account(world: World) -> None:
    world.citizen().register()
    clerk = a_clerk(world, "lan.nguyen")
    different = {"document_name": "Trần Văn Khác"}
    seen = []
    for number in (HOLDER.citizen_number, "000190000777"):
        address = help_for(world, number)
        before = clerk.browser.open(address)
        after = clerk.browser.send(**{**DOCUMENT, **different, "document_digits": number[-4:]})
        seen.append([page.text.replace(number[:8], "").replace(number[-4:], "") for page in (before, after)])
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"document_name": "Trần Văn Khác"},
        {"document_birth_date": "1/1/1955"},
        {"document_birth_date": "1990"},
        {"document_digits": "9999"},
    ],
)
def test_one_wrong_fact_is_enough_to_refuse_and_is_not_named(world: World, wrong: dict[str, str]) -> None:
    world.citizen().register()
    clerk = a_clerk(world, "lan.nguyen")
    clerk.browser.open(help_for(world, HOLDER.citizen_number))
    page = clerk.browser.send(**{**DOCUMENT, **wrong})
    assert page.status == 422
    assert "No account has these facts" in page.text
    assert page.value_of("document_name") == {**DOCUMENT, **wrong}["document_name"]


@pytest.mark.parametrize(
    "typed",
    [
        {"document_name": HOLDER.full_name.upper()},
        {"document_name": "  " + HOLDER.full_name.replace(" ", "   ")},
        {"document_birth_date": DOCUMENT["document_birth_date"].replace("/", "")},
        {"document_birth_date": DOCUMENT["document_birth_date"].replace("/", " - ")},
    ],
)
def test_a_document_may_be_typed_as_it_is_read(world: World, typed: dict[str, str]) -> None:
    world.citizen().register()
    clerk = a_clerk(world, "lan.nguyen")
    clerk.browser.open(help_for(world, HOLDER.citizen_number))
    assert "Another person approves it" in clerk.browser.send(**{**DOCUMENT, **typed}).text


def test_an_account_that_a_certificate_opened_has_no_date_to_compare(world: World) -> None:
    Holder(world, phone_of("sim_citizen")).register()
    clerk = a_clerk(world, "lan.nguyen")
    clerk.browser.open(help_for(world, HOLDER.citizen_number))
    typed = {"document_birth_date": "1950"}
    assert "Another person approves it" in clerk.browser.send(**{**DOCUMENT, **typed}).text


@pytest.mark.parametrize(
    "slip", [{"document_name": ""}, {"document_birth_date": "31/2/1990"}, {"document_birth_date": "soon"}]
)
def test_a_slip_in_the_form_is_no_guess(world: World, slip: dict[str, str]) -> None:
    world.citizen().register()
    clerk = a_clerk(world, "lan.nguyen")
    address = help_for(world, HOLDER.citizen_number)
    for _again in range(TRIES + 1):
        clerk.browser.open(address)
        assert clerk.browser.send(**{**DOCUMENT, **slip}).status == 422
    clerk.browser.open(address)
    assert "Another person approves it" in clerk.browser.send(**DOCUMENT).text


def test_a_clerk_can_not_guess_the_digits_of_a_document(comparison: Comparison) -> None:
    for number in range(TRIES):
        assert comparison.guess(document_digits=f"99{number:02}").status == 422
    page = comparison.guess()
    assert page.status == 422
    assert "Ask a colleague" in page.text
    comparison.world.clock.move(hours=25)
    comparison.clerk.sign_in()
    assert "Another person approves it" in comparison.guess().text


def test_a_colleague_compares_what_another_clerk_guessed_at(comparison: Comparison) -> None:
    for number in range(TRIES + 1):
        comparison.guess(document_digits=f"99{number:02}")
    colleague = a_clerk(comparison.world, "mai.le")
    assert "Another person approves it" in comparison.guess(colleague).text


def test_the_supervisor_sees_how_often_a_clerk_was_wrong(comparison: Comparison) -> None:
    comparison.guess(document_digits="9998")
    comparison.guess(document_digits="9997")
    comparison.guess()
    supervisor = a_clerk(comparison.world, "hoa.tran", Role.SUPERVISOR)
    page = supervisor.browser.open(comparison.address)
    assert "Tries with other facts before: 2" in page.text


def test_a_clerk_can_not_guess_a_few_times_at_each_of_many_records(
    make_world: Callable[..., World],
) -> None:
    world = make_world(desk_wrong_documents_per_day=4)
    world.citizen().register()
    clerk = a_clerk(world, "lan.nguyen")
    for _record in range(4):
        clerk.browser.open(help_for(world, HOLDER.citizen_number))
        assert "No account has these facts" in clerk.browser.send(**{**DOCUMENT, "document_name": "A B"}).text
    clerk.browser.open(help_for(world, HOLDER.citizen_number))
    assert "Ask a colleague" in clerk.browser.send(**DOCUMENT).text


def test_an_honest_clerk_compares_as_many_as_come(make_world: Callable[..., World]) -> None:
    world = make_world(desk_wrong_documents_per_day=2)
    world.citizen().register()
    clerk = a_clerk(world, "lan.nguyen")
    for _visitor in range(5):
        clerk.browser.open(help_for(world, HOLDER.citizen_number))
        assert "Another person approves it" in clerk.browser.send(**DOCUMENT).text


def test_the_phone_of_the_account_hears_of_a_comparison_for_another_phone(world: World) -> None:
    owner = world.citizen()
    owner.register()
    told = len(owner.messages)
    clerk = a_clerk(world, "lan.nguyen")
    clerk.browser.open(help_for(world, HOLDER.citizen_number))
    clerk.browser.send(**DOCUMENT)
    (message,) = owner.messages[told:]
    assert "office" in message
