"""What every person of the model does with a browser: open a page, fill its form in, go on."""

from collections.abc import Callable
from typing import ClassVar

from hypothesis import currently_in_test_context, note
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.support.clerks import Clerk
from tests.support.token_holders import PHONE_AGENT
from tests.unit.bff.conftest import World
from tests.unit.bff.journeys_model.account_rules import ACCOUNT_RULES
from tests.unit.bff.journeys_model.browsers import Asked, ModelBrowser
from tests.unit.bff.journeys_model.filling import Typing, fields_for, main_form_of
from tests.unit.bff.journeys_model.learning import forget, learn
from tests.unit.bff.journeys_model.offices.rules import OFFICE_RULES
from tests.unit.bff.journeys_model.people import KEYS
from tests.unit.bff.journeys_model.rules import RULES, Model
from tests.unit.bff.journeys_model.seen import Looker, Seen
from tests.unit.bff.web.test_gets_change_nothing import snapshot

#: Where a person begins something, and the button that begins it, if another one comes first.
STARTS = (
    "/register/citizen/mobile-subscriber",
    "/register/citizen/sim-signature",
    "/register/citizen/social-insurance",
    "/register/citizen/vietnam-post",
    "/register/citizen/usb-token",
    "/sign-in",
    "/forgot-password",
    "/account",
    "/account/password",
    "/account/second-step",
    "/account/email",
    "/account/delete",
    "/prove/for/new_phone",
    "/prove/for/reset",
    "/prove/for/dispute",
    "/prove/for/after_stop",
    "/prove/for/raise",
    "/dispute",
    "/dispute/status",
    "/counter-help",
    "/post-office",
    "/continue",
    "/code",
    "/",
)
#: The first of them, which register without a signature.
REGISTRATIONS = (*STARTS[:4],)
people = some.sampled_from(KEYS)
browsers = some.sampled_from((0, 1, 2))
right = some.builds(Typing, people, people)


class Hands(RuleBasedStateMachine):
    """Three browsers of citizens, of which the third is on a phone; every answer is looked at by every rule.

    A subclass names the world; `htmx` and `works` say what its browsers can do.
    """

    world: World
    renew: Callable[[], None]
    staff: ClassVar[tuple[Clerk, ...]] = ()
    htmx = False
    works = True

    def __init__(self) -> None:
        super().__init__()
        type(self).renew()
        self.model, self.looker = Model(self.world, staff=self.staff), Looker(self.world)
        self.seen: Seen = self.looker.look()
        names = ("first", "second", "third")
        self.browsers = [
            ModelBrowser(self.world.app, name, self.watch, htmx=self.htmx, works=self.works) for name in names
        ]
        self.browsers[2].agent = PHONE_AGENT

    def watch(self, asked: Asked) -> None:
        """Look at the stores after a request, and ask every rule."""
        before, self.seen = self.seen, self.looker.look()
        if currently_in_test_context():
            note(f"  {asked.browser.name}: {asked.method} {asked.path} -> {asked.answer.status_code}")
        learn(self.model, asked, before, self.seen)
        for holds in (*RULES, *ACCOUNT_RULES, *OFFICE_RULES):
            holds(self.model, asked, before, self.seen)
        forget(self.model, asked, before, self.seen)

    @rule(one=browsers, address=some.sampled_from(STARTS))
    def start(self, one: int, address: str) -> None:
        """Open a page where something begins, and press its first button if it asks for nothing."""
        browser = self.browsers[one]
        browser.go(address)
        form = main_form_of(browser)
        if form is not None and not form.find_all("input", type=["text", "password", "tel"]):
            browser.fill(form, {})

    @rule(one=browsers, typing=right, steps=some.integers(1, 4))
    def walk(self, one: int, typing: Typing, steps: int) -> None:
        """Do what the screens ask for, some screens long."""
        for _ in range(steps):
            self._fill(one, typing)

    @rule(one=browsers, person=people, steps=some.integers(2, 5))
    def walk_as_themselves(self, one: int, person: str, steps: int) -> None:
        """Do what the screens ask for with a person's own details and phone."""
        self.walk(one, Typing(person, person), steps)

    @rule(one=browsers)
    def reload(self, one: int) -> None:
        """Open the address of the page again; a GET changes nothing in any store."""
        browser, before = self.browsers[one], snapshot(self.world)
        browser.open(browser.page.path or "/")
        after = snapshot(self.world)
        changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        assert not changed, f"a GET of {browser.page.path} changed {sorted(changed)}"

    # -------------------------------------------------------------- hands
    def _fill(self, one: int, typing: Typing) -> None:
        browser = self.browsers[one]
        form = main_form_of(browser)
        if form is not None:
            browser.fill(form, fields_for(self.model, browser, form, typing))
