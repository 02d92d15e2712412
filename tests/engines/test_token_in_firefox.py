"""One registration with a USB token in Firefox, whose sockets, policy and forms differ from Chromium's.

Playwright drives only a Firefox of its own; this is Debian's, by its own protocol.
"""

from tests.e2e.token_computer import TokenComputer
from tests.engines.firefox import firefox
from tests.support.qa import Qa
from tests.support.running import RunningProduct

NUMBER = "+84912000778"


def test_a_citizen_registers_with_a_token_in_firefox(product: RunningProduct, plain_qa: Qa) -> None:
    qa = plain_qa
    computer = TokenComputer(qa)
    computer.plug_in("token_expires_soon")
    with firefox("en") as window:
        window.open(f"{product.url}/register/citizen/usb-token")
        window.press("main form button")
        window.until_heading("Sign with your USB token")
        computer.type_pin()
        window.press("[data-helper=vgca]")
        window.until_heading("Check the details in your certificate")
        window.write("[name=phone_number]", NUMBER)
        window.press("#main-form button.button")
        window.until_heading("Enter the verification code")
        window.write("[name=code]", qa.last_code(NUMBER))
        window.press("#main-form button.button")
        window.until_heading("Registration complete")
