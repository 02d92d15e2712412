"""The state machine: everything that people do with the product, in any order."""

from hypothesis import strategies as some
from hypothesis.stateful import initialize, precondition, rule

from bff.registry import journeys
from bff.stores.sessions import id_of
from sandbox.mssp.transactions import PIN
from tests.unit.bff.journeys_model.filling import Code, Password, Typing, main_form_of, password_of
from tests.unit.bff.journeys_model.hands import REGISTRATIONS, STARTS, browsers, people, right
from tests.unit.bff.journeys_model.knowledge import Evidence, Shown
from tests.unit.bff.journeys_model.offices.acts import OfficeWork
from tests.unit.bff.journeys_model.people import BINH, KEYS, LAN, SIGNER, TAM, called, holder_of
from tests.unit.bff.journeys_model.rules import JOURNEYS, step_at
from tests.unit.bff.journeys_model.tokens import TokenHolders

BY_TOKEN = "/register/citizen/usb-token"
#: Who may have an account when the run begins, and how it was opened.
BEGINNINGS = (
    (LAN.key, STARTS[0]),
    (TAM.key, STARTS[2]),
    (SIGNER.key, STARTS[1]),
    (SIGNER.key, STARTS[0]),
    (SIGNER.key, STARTS[3]),
    (BINH.key, BY_TOKEN),
)
#: What one person may have begun that an office goes on with.
BROUGHT = ("", "", "", "appointment", "verified", "help", "helped", "dispute", "decided")
STEPS = tuple(f"{journey.at}/{step.slug}" for journey in journeys() for step in journey.all_steps)

#: Pages on which a signed-in person changes a way in, or asks for an end.
CHANGES = (
    "/account/password",
    "/account/second-step",
    "/account/second-step/recovery-codes",
    "/account/second-step/off",
    "/account/email",
    "/account/delete",
)
#: The ways of proving that the people of the model have.
WAYS = ("/prove/sim-signature", "/prove/mobile-subscriber", "/prove/social-insurance", "/prove/vietnam-post")
AIMS = ("new_phone", "reset", "dispute", "after_stop", "raise", "answer", "delete")

answers = some.sampled_from(("confirms", "confirms", "cancels", "mistypes"))
typings = some.builds(
    Typing,
    who=people,
    phone=people,
    code=some.sampled_from((Code.NEWEST, *Code)),
    password=some.sampled_from((Password.RIGHT, *Password)),
    has_right_name=some.sampled_from((True, True, False)),
    leaves=some.sampled_from(("", "", "", "phone_number", "code", "password", "consent", "text")),
)


class Journeys(TokenHolders, OfficeWork):
    """Everything that citizens do, beside what their tokens and the offices do."""

    @initialize(
        registered=some.sets(some.sampled_from(BEGINNINGS), max_size=3),
        signed_in=some.sampled_from((0, 0, 1)),
        brought=some.sampled_from(BROUGHT),
        person=people,
    )
    def some_have_accounts(
        self, registered: set[tuple[str, str]], signed_in: int, brought: str, person: str
    ) -> None:
        """Some people have registered already, and may have signed in; one may have begun at an office."""
        for key, address in sorted(registered):
            one = KEYS.index(key) % 3
            if address == BY_TOKEN:
                self.use_a_token(one, address, "token_citizen", 2)
            else:
                self.register(one, key, address)
            if signed_in:
                self.sign_in(one, key)
        self._begin_at_an_office(brought, min((key for key, _ in registered), default=person), person)

    def _begin_at_an_office(self, brought: str, holder: str, person: str) -> None:
        """Begin what an office goes on with, or let it go on."""
        if brought in {"appointment", "verified"}:
            self.make_an_appointment(1, person, 3)
        if brought == "verified":
            self.the_post_sees_a_person(person, -1, "SUPERVISOR-2")
        if brought in {"help", "helped"}:
            self.ask_for_help_at_an_office(1, holder)
        if brought == "helped":
            self.two_people_see_a_person(holder, 0, 2, -1)
        if brought in {"dispute", "decided"}:
            self.prove(1, "dispute", 0, holder, "confirms")
        if brought == "decided":
            self.two_officers_decide(2, 3, "transfer")

    # -------------------------------------------------------------- what people do
    @rule(one=browsers, typing=typings)
    def fill(self, one: int, typing: Typing) -> None:
        """Fill the form in and send it."""
        self._fill(one, typing)

    @rule(one=browsers, person=people, address=some.sampled_from(REGISTRATIONS))
    def register(self, one: int, person: str, address: str) -> None:
        """Walk from the start of a registration to its end."""
        self.start(one, address)
        self.walk_as_themselves(one, person, 3)
        self.phone_answers(person, "confirms")
        self.reload(one)
        self.walk_as_themselves(one, person, 1)

    @rule(one=browsers, person=people)
    def sign_in(self, one: int, person: str) -> None:
        """Type number and password of a person who has a password, then the code."""
        have_one = [one for one in KEYS if password_of(self.model, called(one))]
        person = person if person in have_one or not have_one else have_one[0]
        self.browsers[one].go("/sign-in")
        self.walk_as_themselves(one, person, 2)

    @rule(one=browsers, person=some.sampled_from((SIGNER.key, SIGNER.key, LAN.key)), answer=answers)
    def sign_in_by_sim(self, one: int, person: str, answer: str) -> None:
        """Sign in by the SIM, whatever its holder answers."""
        browser = self.browsers[one]
        browser.go("/sign-in")
        browser.fill(next(form for form in browser.forms if "/sign-in/sim" in str(form.get("action"))), {})
        self.walk_as_themselves(one, person, 1)
        self.phone_answers(person, answer)
        self.reload(one)
        self.walk_as_themselves(one, person, 1)

    @rule(one=browsers, person=people, screens=some.integers(1, 3))
    def forget_the_password(self, one: int, person: str, screens: int) -> None:
        """Ask for a new password by number and phone."""
        self.browsers[one].go("/forgot-password")
        self.walk_as_themselves(one, person, screens)

    @rule(one=browsers, address=some.sampled_from(CHANGES), by_code=some.booleans())
    def change_a_way_in(self, one: int, address: str, by_code: bool) -> None:  # noqa: FBT001 - drawn
        """Open the page of a change in a browser that is signed in, confirm it first, then make it."""
        signed_in = {place: key for place in range(3) if (key := self._holder_in(place))}
        one = one if one in signed_in or not signed_in else next(iter(signed_in))
        browser, person = self.browsers[one], signed_in.get(one, LAN.key)
        browser.go(address)
        asked = [form for form in browser.forms if str(form.get("action")).endswith("/code")]
        if by_code and asked:
            browser.fill(asked[0], {})
        self.walk_as_themselves(one, person, 3)

    @rule(one=browsers, aim=some.sampled_from(AIMS), way=some.integers(0, 3), person=people, answer=answers)
    def prove(self, one: int, aim: str, way: int, person: str, answer: str) -> None:
        """Prove an identity for an aim, in any of the ways that are offered, and go on."""
        browser = self.browsers[one]
        browser.go(f"/prove/for/{aim}")
        offered = [form for form in browser.forms if str(form.get("action")) in WAYS]
        if offered:
            browser.fill(offered[way % len(offered)], {})
            self.walk_as_themselves(one, person, 2)
            self.phone_answers(person, answer)
            self.reload(one)
            self.walk_as_themselves(one, person, 3)

    @rule(one=browsers, person=people)
    def use_the_code_of_a_message(self, one: int, person: str) -> None:
        """Type the newest code of a notice under "I have a code", and press what it offers."""
        self.browsers[one].go("/code")
        self.walk_as_themselves(one, person, 3)

    @rule(one=browsers, number=some.integers(0, 40))
    def press(self, one: int, number: int) -> None:
        """Follow any link, or press any button."""
        browser = self.browsers[one]
        if presses := browser.presses:
            browser.press_one(presses[number % len(presses)])

    @rule(one=browsers)
    def send_twice(self, one: int) -> None:
        """Press a second time: nothing is sent twice."""
        before = self.seen
        self.browsers[one].send_again()
        assert len(self.seen.accounts) == len(before.accounts) or before.accounts == {}

    @rule(one=browsers)
    def resend(self, one: int) -> None:
        """Ask for another code, if the screen offers it."""
        buttons = [form for form in self.browsers[one].forms if "resend" in str(form)]
        if buttons:
            self.browsers[one].fill(buttons[0], {})

    @rule(one=browsers)
    def go_back(self, one: int) -> None:
        self.browsers[one].go_back()

    @rule(one=browsers)
    def go_to_another_tab(self, one: int) -> None:
        self.browsers[one].other_tab()

    @rule(one=browsers)
    def switch_language(self, one: int) -> None:
        self.browsers[one].switch_language()

    @rule(one=browsers)
    def sign_out(self, one: int) -> None:
        browser = self.browsers[one]
        browser.post("/account/sign-out", csrf_token=browser.csrf_token)

    @rule(one=browsers, number=some.integers(1, 3), person=people)
    def guess_passwords(self, one: int, number: int, person: str) -> None:
        """Type wrong passwords for a person's number."""
        self.browsers[one].go("/sign-in")
        for _ in range(number):
            self._fill(one, Typing(person, person, password=Password.WRONG))

    @rule(one=browsers, number=some.integers(1, 6))
    def guess_codes(self, one: int, number: int) -> None:
        """Type wrong codes on the code's screen."""
        browser = self.browsers[one]
        for guess in range(number):
            form = main_form_of(browser)
            if form is not None and form.find("input", attrs={"name": "code"}):
                browser.fill(form, {"code": f"{guess:06}"})

    @rule(one=browsers, number=some.integers(0, len(STEPS) - 1), typing=right)
    def post_elsewhere(self, one: int, number: int, typing: Typing) -> None:
        """Send the form of a step at which the flow does not stand: it does not act."""
        browser, before = self.browsers[one], self.seen
        if not browser.csrf_token:
            browser.go("/sign-in")
        own = [flow for one in browser.session.values() if (flow := before.flows.get(str(one)))]
        near = [step for flow in own for step in STEPS if step.startswith(f"{JOURNEYS[flow.journey].at}/")]
        address = (near or STEPS)[number % len(near or STEPS)]
        if any((flow.journey, flow.step) == step_at(self.model, address) for flow in own):
            return
        if any(JOURNEYS[flow.journey].step(flow.step).acts for flow in own):
            return  # its own step acts at any press
        fields = {"password": "Một-hai-3-con-mực", "confirmation": "Một-hai-3-con-mực", "code": "123456"}
        person = {
            "citizen_number": called(typing.who).citizen_number,
            "phone_number": called(typing.phone).phone_number,
        }
        browser.post(address, csrf_token=browser.csrf_token, **fields, **person)
        assert self.seen.accounts == before.accounts
        assert self.seen.sessions == before.sessions
        assert self.seen.messages == before.messages
        assert self.seen.disputes == before.disputes
        assert self.seen.steps() == before.steps()

    @rule(one=browsers)
    def keep_the_cookie(self, one: int) -> None:
        self.browsers[one].keep_cookie()

    @rule(one=browsers)
    def put_the_cookie_back(self, one: int) -> None:
        self.browsers[one].put_cookie_back()

    # -------------------------------------------------------------- phones
    @precondition(lambda self: bool(self.world.pollers))
    @rule()
    def ask_the_gateway(self) -> None:
        """Let every poller ask once; one that has ended is not asked again."""
        self.world.pollers[:] = [ask for ask in self.world.pollers if ask()]
        self.seen = self.looker.look()

    @rule(
        person=some.sampled_from((SIGNER.key, SIGNER.key, LAN.key)),
        answer=answers,
    )
    def phone_answers(self, person: str, answer: str) -> None:
        """Answer the request that the phone shows, if it shows one."""
        self.ask_the_gateway()
        mssp, phone = self.world.sandbox.mssp, called(person).phone_number
        if mssp.on_the_phone(phone) is None:
            return
        if answer == "confirms":
            self._confirm(person)
        elif answer == "cancels":
            mssp.cancel(phone)
        else:
            mssp.confirm(phone, "000000")
        self.ask_the_gateway()

    def _confirm(self, person: str) -> None:
        """Type the PIN; the browser whose flow waits for this phone has shown a signature."""
        phone_number = called(person).phone_number
        self.world.sandbox.mssp.confirm(phone_number, PIN)
        waits = {
            flow.id: flow
            for flow in self.seen.flows.values()
            if flow.step == "waiting" and flow.phone_number == phone_number
        }
        for browser in self.browsers:
            for purpose, flow_id in browser.session.items():
                if str(flow_id) in waits:
                    evidence = Evidence(Shown.SIM, person, self.world.clock.now, purpose)
                    browser.knows.evidence.append(evidence)
                    browser.knows.proved.add(person)
        for counted in [one for one in self.model.judged if one[:2] == ("sim_request", phone_number)]:
            self.model.judged[counted] = []  # a confirmed request is given back

    # -------------------------------------------------------------- time
    @rule(minutes=some.sampled_from((1, 2, 6, 16, 61)))
    def time_passes(self, minutes: int) -> None:
        self.world.clock.move(minutes=minutes)

    @rule()
    def flows_expire(self) -> None:
        """Every flow ends, as Redis ends them after their idle time."""
        self._expire("registration:*")

    @rule()
    def sessions_expire(self) -> None:
        """Every signed-in session ends."""
        self._expire("signed_in:*")

    def _expire(self, pattern: str) -> None:
        client = self.world.services.flows.client
        if keys := client.keys(pattern):
            client.delete(*keys)
        self.seen = self.looker.look()

    # -------------------------------------------------------------- hands
    def _holder_in(self, one: int) -> str:
        """Return the key of the person who is signed in in a browser; empty: nobody is."""
        token = self.browsers[one].session.get("signed_in")
        account_id, _ = self.seen.sessions.get(id_of(str(token)), ("", 0)) if token else ("", 0)
        return holder_of(self.seen.accounts[account_id]) if account_id else ""
