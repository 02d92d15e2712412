"""Vietnam Post: the PostID, the appointment at a post office, and the sandbox's post office."""

import re

from playwright.sync_api import Locator, Page, expect

from sandbox.people.table import SandboxPerson
from tests.e2e.pages.code import Code
from tests.e2e.pages.details import Details, Who
from tests.e2e.pages.screen import Next, Screen


class PostPrepare(Screen):
    """The two ways."""

    heading = "Vietnam Post"

    def with_post_id(self) -> "PostIdWho":
        return self.press("Continue with my PostID", PostIdWho)

    def at_a_post_office(self) -> "AppointmentWho":
        return self.press("Get a reference", AppointmentWho)


class PostIdDetails(Details):
    """The account; there is no phone to ask for."""

    heading = "Your PostID"

    @property
    def account(self) -> Locator:
        return self.field("PostID account name")

    def fill_in(self, person: SandboxPerson) -> "PostIdDetails":
        self.hand.write(self.account, f"0{person.phone_number.removeprefix('+84')}")
        self.hand.tick(self.consent)
        return self


class PostIdWho(Who):
    following = PostIdDetails


class AppointmentDetails(Details):
    """The phone, and where the person lives."""

    heading = "Your appointment"

    @property
    def province(self) -> Locator:
        return self.page.locator("select[name=province]")

    def fill_in(self, person: SandboxPerson) -> "AppointmentDetails":
        super().fill_in(person)
        self.province.select_option("Tỉnh Lâm Đồng")
        self.hand.write(self.field("Commune or ward"), "Xã Thử")
        return self

    def send_to(self, then: type[Next]) -> Next:
        return self.press("Continue", then)


class AppointmentWho(Who):
    """What a clerk will compare."""

    following = AppointmentDetails

    def write(self, person: SandboxPerson) -> "AppointmentWho":
        super().write(person)
        sex = {"female": "Female", "male": "Male"}[person.sex]
        self.hand.tick(self.page.get_by_label(self.say(sex), exact=True))
        return self


class Appointment(Screen):
    """The appointment's screen with its reference, before the visit."""

    heading = "Go to a post office"

    @property
    def reference(self) -> str:
        return self.main.locator(".ticket strong").inner_text()

    def keep(self) -> str:
        """Keep the page as a file, and give what stands in it."""
        with self.page.expect_download() as kept:
            self.hand.press(self.link("Keep this page"))
        return kept.value.path().read_text("utf-8")


class AppointmentCompared(Screen):
    heading = "Your identity card was compared"


class AppointmentApproved(Screen):
    heading = "You are verified"


class LinkOpened(Screen):
    """What the link in the SMS leads to."""

    heading = "Finish your registration"

    def go_on(self) -> Code:
        return self.press("Continue", Code)


class PostOffice:
    """The sandbox's page where a tester plays clerk and supervisor."""

    def __init__(self, page: Page, sandbox_url: str) -> None:
        self._page, self._url = page, sandbox_url

    def press(
        self, act: str, *, reference: str, staff: str, digits: str = "", sending: str = "once"
    ) -> list[str]:
        """Do *act*, and give what the product answered to each call."""
        self._page.goto(f"{self._url}/counter?language=en")
        self._page.get_by_label("Reference").fill(reference)
        self._page.get_by_label("Who you are").fill(staff)
        self._page.get_by_label("Last four digits of the document").fill(digits)
        self._page.get_by_label("How the call is sent").select_option(sending)
        self._page.get_by_role("button", name=act).click()
        answers = self._page.get_by_role("status").locator("output")
        expect(answers.first).to_be_visible()
        return [re.sub(r"\s.*", "", text, flags=re.DOTALL) for text in answers.all_inner_texts()]
