"""One sign-in at a portal in Firefox, whose form-action and cookies differ from Chromium's."""

from sandbox.people.table import CROWD
from sandbox.portals.facts import Portal
from tests.engines.firefox import firefox
from tests.support.qa import Qa, eventually
from tests.support.running import RunningProduct

PERSON = CROWD[64]


def test_a_person_registers_by_sim_on_the_way_to_a_portal_in_firefox(
    product: RunningProduct, plain_qa: Qa
) -> None:
    with firefox("en") as window:
        window.open(f"{product.sandbox_url}{Portal.STANDARD.path}")
        window.press("form.ask > button")
        window.until_heading("Standard trial portal asks who you are")
        window.press("main button[value=register]")
        window.until_heading("One account for every public service")
        window.open(f"{product.url}/register/citizen/sim-signature")
        window.press("main form button")
        window.until_heading("The number of your signing SIM")
        window.write("[name=phone_number]", PERSON.phone_number)
        window.press("#main-form button.button")
        window.until_heading("Confirm on your phone")
        plain_qa.confirm_on_sim(PERSON.phone_number)
        window.until_heading("Check the details in your certificate")
        window.press("main form button.button")
        window.until_heading("Registration complete")
        window.press("main button[value=registered]")
        window.until_heading("Standard trial portal asks for data of yours")
        window.press("main button[value=agree]")
        window.until_heading("Standard trial portal")
        shown = eventually(lambda: window.run("return document.querySelector('main').innerText"), "the page")
        assert "You are signed in." in shown
        assert PERSON.full_name in shown
        assert "Level 3" in shown
