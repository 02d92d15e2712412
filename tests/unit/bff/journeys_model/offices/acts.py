"""What staff do at the desk and at the post, in any order, careless and dishonest ones among them."""

import json

from hypothesis import strategies as some
from hypothesis.stateful import rule

from accounts.references import parse_reference
from accounts.staff.records import Role
from bff.services import Services
from sandbox.people.table import SandboxPerson
from tests.support.browser import Browser
from tests.support.citizens import PASSWORD
from tests.support.clerks import Clerk, engage
from tests.unit.bff.conftest import World
from tests.unit.bff.journeys_model.browsers import ModelBrowser
from tests.unit.bff.journeys_model.filling import main_form_of
from tests.unit.bff.journeys_model.hands import Hands, browsers, people
from tests.unit.bff.journeys_model.people import BY_NUMBER, KEYS, called
from verifiers.vietnam_post.news import sign

#: The staff of the desk: two of them may do both halves of something, and one of each pair only one.
STAFF = {
    "lan.nguyen": (Role.CLERK,),
    "mai.le": (Role.CLERK, Role.SUPERVISOR),
    "hoa.tran": (Role.SUPERVISOR, Role.CASE_OFFICER),
    "quan.do": (Role.CASE_OFFICER,),
}
POST_STAFF = ("CLERK-1", "clerk-1", "SUPERVISOR-2")
LISTS = ("/desk/appointments", "/desk/help", "/desk/disputes")

staff = some.integers(0, len(STAFF) - 1)
clerks, supervisors = some.sampled_from((0, 0, 1, 2)), some.sampled_from((2, 2, 1, 0))
#: Who goes to an office: the person of the record, or another one.
goers = some.sampled_from(("", "", "", "", *KEYS))
#: Which of the references that citizens have; the newest ones first.
which = some.sampled_from((-1, -1, -1, -2, -3))
findings = some.sampled_from(("agrees", "agrees", "agrees", "other_person", "document_doubtful"))
decisions = some.sampled_from(("restore", "transfer", "close"))
acts = some.sampled_from(
    ("agree", "agree", "turn_down", "restore", "transfer", "close", "internal", "citizen")
)


def engaged(world: World) -> tuple[Clerk, ...]:
    """Engage the staff of the desk, each with a password and an app."""
    services: Services = world.services
    return tuple(engage(services, Browser(world.app), name, *roles) for name, roles in STAFF.items())


class OfficeWork(Hands):
    """Staff at the desk, each with a browser of their own, and the calls of the post's system."""

    def __init__(self) -> None:
        super().__init__()
        self.desks = [self._browser_of(one) for one in self.staff]
        self.post = ModelBrowser(self.world.app, "post", self.watch, htmx=False, works=True)
        self.post.staff = "post"
        self.calls = 0

    def _browser_of(self, clerk: Clerk) -> ModelBrowser:
        browser = ModelBrowser(self.world.app, clerk.staff.name, self.watch, htmx=False, works=True)
        browser.staff = clerk.staff
        return browser

    # -------------------------------------------------------------- citizens
    @rule(one=browsers, person=people, screens=some.sampled_from((1, 2, 3, 3, 4)))
    def make_an_appointment(self, one: int, person: str, screens: int) -> None:
        """Begin an appointment at a post office, and walk some of its screens."""
        browser = self.browsers[one]
        browser.go("/register/citizen/vietnam-post")
        form = next((one for one in browser.forms if one.get("action") == "/register/post-office"), None)
        if form is not None:
            browser.fill(form, {})
            self.walk_as_themselves(one, person, screens)

    @rule(one=browsers, person=people)
    def ask_for_help_at_an_office(self, one: int, person: str) -> None:
        self.browsers[one].go("/counter-help")
        self.walk_as_themselves(one, person, 1)

    @rule(one=browsers, number=which)
    def open_the_desk(self, one: int, number: int) -> None:
        """Open the desk as a citizen, also the address of a record."""
        areas = ("appointments", "help", "disputes")
        for address in ("/desk", *(f"/desk/{area}/{self._brought(number)}" for area in areas)):
            self.browsers[one].go(address)

    # -------------------------------------------------------------- the desk
    @rule(who=staff, is_right=some.sampled_from(((1, 1), (1, 1), (0, 1), (1, 0))))
    def sign_in_at_the_desk(self, who: int, is_right: tuple[int, int]) -> None:
        """Type name, password and the app's code, not always the right ones."""
        browser, clerk = self.desks[who], self.staff[who]
        browser.go("/desk/sign-in")
        has_password, has_code = is_right
        typed = {"password": PASSWORD if has_password else "Sai-bét-từ-5-hôm-qua"}
        form = main_form_of(browser)
        assert form is not None
        code = clerk.code if has_code else "482913"
        browser.fill(form, {"name": clerk.staff.name, "code": code, **typed})

    @rule(who=staff, number=which)
    def look_for_a_record(self, who: int, number: int) -> None:
        """Type a reference that a citizen has brought."""
        browser = self.desks[who]
        browser.go("/desk")
        if browser.page.path == "/desk/sign-in":
            self.sign_in_at_the_desk(who, (1, 1))
        form = main_form_of(browser)
        if form is not None and browser.page.path == "/desk":
            browser.fill(form, {"reference": self._brought(number)})

    @rule(who=staff, address=some.sampled_from(LISTS))
    def open_what_waits(self, who: int, address: str) -> None:
        """Open a list of waiting records, and its first one."""
        browser = self.desks[who]
        browser.go(address)
        waiting = [one for one in browser.presses if str(one.get("href", "")).startswith(f"{address}/")]
        if waiting:
            browser.press_one(waiting[0])

    @rule(who=staff, person=people, finding=findings)
    def record_a_finding(self, who: int, person: str, finding: str) -> None:
        """Send the form of an open record with what stands on a person's document."""
        browser = self.desks[who]
        form = main_form_of(browser)
        if form is None or not browser.page.path.startswith(("/desk/appointments/", "/desk/help/")):
            return
        if self._is_wrong_document(browser.page.path.rpartition("/")[2], called(person)):
            finding = "other_person"
        browser.fill(form, _document(called(person)) | {"finding": finding, "note": "Thẻ mới."})

    @rule(who=staff, person=people, number=which, kind=some.sampled_from(("appointments", "help")))
    def act_by_hand(self, who: int, person: str, number: int, kind: str) -> None:
        """Send a finding to the address of a record that no screen has offered."""
        browser, reference = self.desks[who], self._brought(number)
        if not browser.csrf_token or self._is_wrong_document(reference, called(person)):
            return
        fields = _document(called(person)) | {"csrf_token": browser.csrf_token, "finding": "agrees"}
        browser.post(f"/desk/{kind}/{reference}", **fields)

    @rule(who=staff, act=acts)
    def act_on_a_dispute(self, who: int, act: str) -> None:
        """Choose what the screen of a dispute offers, or what it does not offer."""
        browser = self.desks[who]
        form = main_form_of(browser)
        if form is not None and browser.page.path.startswith("/desk/disputes/"):
            reasons = {"reasons": "Đã rõ"} if act in {"restore", "transfer", "close"} else {}
            browser.fill(form, {"act": act, "text": "Đã xem xét"} | reasons)

    @rule(person=goers, clerk=clerks, supervisor=supervisors, number=which)
    def two_people_see_a_person(self, person: str, clerk: int, supervisor: int, number: int) -> None:
        """One looks for a record and compares, another approves; they may be the same."""
        person = person or self._who_has(number)
        for who in (clerk, supervisor):
            self.look_for_a_record(who, number)
            self.record_a_finding(who, person, "agrees")

    @rule(first=some.sampled_from((2, 3)), second=some.sampled_from((2, 3)), decision=decisions)
    def two_officers_decide(self, first: int, second: int, decision: str) -> None:
        """One proposes, another agrees; they may be the same."""
        if not self.seen.disputes:
            return
        for who, act in ((first, decision), (second, "agree")):
            self.look_for_a_record(who, -1)  # to sign in
            self.open_what_waits(who, "/desk/disputes")
            self.act_on_a_dispute(who, act)

    @rule(who=staff)
    def sign_out_at_the_desk(self, who: int) -> None:
        browser = self.desks[who]
        browser.post("/desk/sign-out", csrf_token=browser.csrf_token)

    # -------------------------------------------------------------- the post
    @rule(
        person=people,
        number=which,
        act=some.sampled_from(("compared", "compared", "approved", "approved", "rejected")),
        by=some.sampled_from(POST_STAFF),
        secret=some.sampled_from(("sandbox", "sandbox", "sandbox", "wrong")),
    )
    def the_post_calls(self, person: str, number: int, act: str, by: str, secret: str) -> None:
        """Call the product as the post's system does, when an office has done something."""
        reference = self._brought(number)
        if act == "compared" and self._is_wrong_document(reference, called(person)):
            act = "rejected"
        news = {"reference": reference, "act": act, "staff": by}
        news |= {"documentDigits": called(person).citizen_number[-4:]} if act == "compared" else {}
        news |= {"reason": "other_person"} if act == "rejected" else {}
        self._call(news, secret)

    @rule(person=goers, number=which, approver=some.sampled_from((POST_STAFF[2], *POST_STAFF)))
    def the_post_sees_a_person(self, person: str, number: int, approver: str) -> None:
        """One at the post compares, another approves; they may be the same."""
        person = person or self._who_has(number)
        self.the_post_calls(person, number, "compared", POST_STAFF[0], "sandbox")
        self.the_post_calls(person, number, "approved", approver, "sandbox")

    def _call(self, news: dict[str, str], secret: str) -> None:
        body, moment = json.dumps(news).encode(), str(int(self.world.clock().timestamp()))
        self.calls += 1
        nonce = f"nonce-of-this-call-{self.calls:04}"
        headers = {
            "X-Post-Timestamp": moment,
            "X-Post-Nonce": nonce,
            "X-Post-Signature": sign(body, timestamp=moment, nonce=nonce, secret=secret.encode()),
            "Content-Type": "application/json",
        }
        answer = self.post.call("/callbacks/post-office", body, headers)
        assert secret == "sandbox" or answer.status_code == 401, "a call of a stranger was heard"

    # -------------------------------------------------------------- papers
    def _brought(self, number: int) -> str:
        """Return a reference that a citizen has; one that nothing has if there is none."""
        brought = self.model.brought
        return brought[max(number, -len(brought))] if brought else "222-222-222"

    def _who_has(self, number: int) -> str:
        """Return the person whose record a reference names; the first of all if it names none."""
        services, reference = self.world.services, self._brought(number)
        appointment, case = services.appointments.find(reference), services.help_cases.find(reference)
        applicant = appointment.applicant if appointment else None
        citizen_number = applicant.citizen_number if applicant else case.number if case else None
        return BY_NUMBER[citizen_number].key if citizen_number in BY_NUMBER else KEYS[0]

    def _is_wrong_document(self, reference: str, person: SandboxPerson) -> bool:
        """Return whether a careful clerk sees what the digits do not show: another name on the document."""
        found = self.world.services.appointments.find(parse_reference(reference) or "")
        applicant = found.applicant if found else None
        return (
            applicant is not None
            and applicant.citizen_number == person.citizen_number
            and (applicant.full_name, applicant.birth_date) != (person.full_name, person.birth_date)
        )


def _document(person: SandboxPerson) -> dict[str, str]:
    """Return what stands on a person's document, in the fields of both comparisons."""
    return {
        "document_name": person.full_name,
        "document_birth_date": "/".join(reversed(person.birth_date.split("-"))),
        "document_digits": person.citizen_number[-4:],
    }
