"""Firefox and WebKit walk what most people do: register, sign in, and wait for the SIM."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

import pytest

from sandbox.people.table import CROWD, Person
from tests.e2e.speech import Speech
from tests.engines.firefox import firefox
from tests.engines.webkit import webkit
from tests.support.citizens import PASSWORD
from tests.support.qa import Qa, eventually
from tests.support.running import RunningProduct

say = Speech("vi")
#: Selenium's own class for WebKitGTK uses what Selenium itself calls old.
pytestmark = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")
SUBMIT = "#main-form button.button"


class Window(Protocol):
    """One window of any engine."""

    def open(self, address: str) -> None: ...
    def run(self, script: str) -> Any: ...
    def press(self, selector: str) -> None: ...
    def write(self, selector: str, text: str) -> None: ...
    def until_heading(self, heading: str) -> None: ...


Start = Callable[[str], AbstractContextManager[Window]]
#: Each engine, and the people of the sandbox who use it.
ENGINES: dict[str, tuple[Start, Person, Person]] = {
    "firefox": (lambda _display: firefox("vi"), CROWD[60], CROWD[61]),
    "webkit": (lambda display: webkit(display, "vi"), CROWD[62], CROWD[63]),
}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def window(engine: str, screen: str) -> Iterator[Window]:
    start, *_people = ENGINES[engine]
    with start(screen) as opened:
        yield opened


def test_a_citizen_registers_and_signs_in(
    window: Window, engine: str, product: RunningProduct, plain_qa: Qa
) -> None:
    person = ENGINES[engine][1]
    window.open(f"{product.url}/register/citizen/mobile-subscriber")
    window.press("main form button")
    window.until_heading(say("Your details"))
    year, month, day = person.birth_date.split("-")
    typed = {
        "citizen_number": person.citizen_number,
        "full_name": person.full_name,
        "birth_date_day": day,
        "birth_date_month": month,
        "birth_date_year": year,
        "phone_number": person.phone_number,
    }
    for name, text in typed.items():
        window.write(f"[name={name}]", text)
    window.press("[name=consent]")
    window.press(SUBMIT)
    window.until_heading(say("Enter the verification code"))
    window.write("[name=code]", plain_qa.last_code(person.phone_number))
    window.press(SUBMIT)
    window.until_heading(say("Choose a password"))
    window.write("[name=password]", PASSWORD)
    window.write("[name=confirmation]", PASSWORD)
    window.press(SUBMIT)
    window.until_heading(say("Registration complete"))
    window.open(f"{product.url}/sign-in")
    window.write("[name=citizen_number]", person.citizen_number)
    window.write("[name=password]", PASSWORD)
    window.press(SUBMIT)
    window.until_heading(say("Enter the verification code"))
    window.write("[name=code]", plain_qa.last_code(person.phone_number, sent=2))
    window.press(SUBMIT)
    window.until_heading(say("My account"))


def test_the_sims_answer_reaches_the_page_that_waits(
    window: Window, engine: str, product: RunningProduct, plain_qa: Qa
) -> None:
    person = ENGINES[engine][2]
    window.open(f"{product.url}/register/citizen/sim-signature")
    window.press("main form button")
    window.until_heading(say("The number of your signing SIM"))
    window.write("[name=phone_number]", person.phone_number)
    window.press(SUBMIT)
    window.until_heading(say("Confirm on your phone"))
    page = window.run("return performance.timeOrigin")
    eventually(lambda: plain_qa.sim_prompt(person.phone_number), "the request on the SIM")
    plain_qa.confirm_on_sim(person.phone_number)
    window.until_heading(say("Check the details in your certificate"))
    # the news came to the page that waited; it was not loaded again
    assert window.run("return performance.timeOrigin") == page
