"""The desk speaks to its officers: about other people, about work that waits, about a new password."""

from accounts.staff.records import Role
from tests.support.browser import Browser
from tests.support.clerks import engage
from tests.unit.bff.conftest import World
from tests.unit.bff.desk.test_desk_disputes import act, officer
from tests.unit.bff.dispute.test_dispute import open_dispute, tickets


def test_an_officer_reads_that_the_other_person_registers(world: World) -> None:
    world.citizen().register()
    reference = tickets(open_dispute(world.citizen()))[0]
    lan, hoa = officer(world, "lan.nguyen"), officer(world, "hoa.tran")
    act(lan, reference, "transfer")
    page = act(hoa, reference, "agree")
    assert "Whoever disputes the account registers" in page.text
    assert "You register" not in page.text


def test_the_list_of_staff_is_no_work_that_waits(world: World) -> None:
    administrator = engage(world.services, Browser(world.app), "an.le", Role.ADMINISTRATOR)
    administrator.sign_in()
    page = administrator.browser.open("/desk")
    assert "What waits for you" not in page.text
    assert page.soup.select_one(".count") is None
    assert administrator.browser.press("Staff").path == "/desk/staff"


def test_a_member_of_staff_chooses_a_new_password(world: World) -> None:
    clerk = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK)
    clerk.sign_in()
    page = clerk.browser.open("/desk/password")
    labels = [one.get_text(" ", strip=True) for one in page.soup.select("form label")]
    assert any(one.startswith("New password") for one in labels)
    assert not any(one.startswith("Password") for one in labels)
