"""What must hold after every request: the rules of the product, as sentences, beside its code.

Each rule gets the model, the request, and what stood in the stores before and after it.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.registry import journeys
from bff.stores.sessions import id_of
from tests.support.clerks import Clerk
from tests.unit.bff.conftest import World
from tests.unit.bff.journeys_model.browsers import Asked
from tests.unit.bff.journeys_model.people import app_code, facts_shown_in, facts_typed_in, holder_of
from tests.unit.bff.journeys_model.seen import Seen

JOURNEYS = {journey.key: journey for journey in journeys()}
CODE = re.compile(r"#(\d{6}|\d{10})$")
WAY_ON = re.compile(r"\b(?:[0-9B-X]{4}-){2}[0-9B-X]{4}\b")
#: The most notices that one press sends: to the old and the new phone, and of the new browser.
MOST_NOTICES = 3
#: Where a journey enters behind its first step, and the step that ends a detour: back to where it asks.
DETOURS = {"phone_first": {"phone_first_code"}, "phone_first_code": set()}


@dataclass
class Model:
    """What the model knows beside the product.

    Attributes:
        passwords: by account.
        secrets: of the apps, by account.
        codes_of: the codes that each flow has sent, the oldest first.
        judged: when what was tried, by what it is counted for.
        staff: of the desk.
        codes_of_staff: the apps' codes with which staff have signed in.
        brought: the references that a citizen can bring to an office, the oldest first.
        viewing_codes: of disputes, by reference.
        challenges: the newest that each flow has for a token.
        answers: whose token made an answer, for which flow and over which challenge.
    """

    world: World
    passwords: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    codes_of: dict[str, list[str]] = field(default_factory=dict)
    judged: dict[tuple[str, ...], list[float]] = field(default_factory=dict)
    staff: tuple[Clerk, ...] = ()
    codes_of_staff: set[tuple[str, str]] = field(default_factory=set)
    brought: list[str] = field(default_factory=list)
    viewing_codes: dict[str, str] = field(default_factory=dict)
    challenges: dict[str, str] = field(default_factory=dict)
    answers: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    @property
    def now(self) -> float:
        return self.world.clock.now.timestamp()

    def number_of(self, account_id: str) -> str:
        """Return the citizen number of an account."""
        account = self.world.services.accounts.get(account_id)
        return (account.citizen_number if account else None) or ""

    def judge(self, *counted: str) -> None:
        """Note one try."""
        self.judged.setdefault(counted, []).append(self.now)

    def tries(self, counted: tuple[str, ...], seconds: float) -> int:
        """Return the number of tries within the last *seconds*."""
        return sum(at > self.now - seconds for at in self.judged.get(counted, []))


Rule = Callable[[Model, Asked, Seen, Seen], None]


# ------------------------------------------------------------------ screens
def no_request_breaks_the_product(_model: Model, asked: Asked, _before: Seen, _after: Seen) -> None:
    assert asked.answer.status_code < 500, asked.answer.status


def the_screen_is_the_flows_own_step(model: Model, asked: Asked, _before: Seen, after: Seen) -> None:
    """An answer 200 at the address of a step is of a flow that stands there."""
    key, name = step_at(model, asked.place)
    if name and asked.answer.status_code == 200 and asked.answer.headers.get("HX-Retarget") != "#alert":
        flow = flow_of(asked.browser.session, after, JOURNEYS[key].purpose)
        assert flow is not None, f"a screen of {key}.{name} without a flow"
        assert (flow.journey, flow.step) == (key, name)


def no_step_is_skipped(_model: Model, _asked: Asked, before: Seen, after: Seen) -> None:
    """A flow moves to the step before or after, to a side step, or from a detour back to the start."""
    for flow in after.flows.values():
        was = before.flows.get(flow.id)
        if was is not None and was.step != flow.step:
            assert flow.journey == was.journey
            assert flow.step in next_to(was), f"{was.journey}: from {was.step} to {flow.step}"


def next_to(flow: Flow) -> set[str]:
    """Return the steps to which a flow may move from where it stands."""
    journey = JOURNEYS[flow.journey]
    names, sides = [step.name for step in journey.steps], {step.name for step in journey.side_steps}
    if flow.step in sides:
        acting = 2 if journey.steps[0].acts else 0  # it acts in the same press
        asking = {journey.asking} if flow.step == "phone_first_code" else set()
        return {journey.first, *names[1 : 1 + acting]} | DETOURS.get(flow.step, set()) | asking
    place = names.index(flow.step)
    near = set(names[max(0, place - 1) : place + 2]) | sides
    if any(step.acts for step in journey.steps[place + 1 : place + 2]):  # it acts in the same press
        near |= set(names[place + 2 : place + 3])
    has_proved_phone = flow.proven_phone is not None
    following = names[place + 1 : place + 2]
    return near | (set(names[place + 2 : place + 3]) if has_proved_phone and following == ["code"] else set())


def a_get_changes_nothing(_model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    if asked.method == "GET":
        assert after.accounts == before.accounts
        assert after.sessions == before.sessions
        assert after.messages == before.messages
        assert after.steps() == before.steps()


# ------------------------------------------------------------------ codes
def no_code_step_is_passed_without_its_newest_code(
    model: Model, asked: Asked, before: Seen, after: Seen
) -> None:
    """Where a flow goes on from the code's step, the form had its newest code, in time, with tries left."""
    flow = posted_to_a_code_step(model, asked, before)
    if flow is None or asked.form.get("action") == "back":
        return
    now_at = after.flows.get(flow.id)
    has_moved = now_at is not None and now_at.step != flow.step
    has_begun = set(after.sessions) - set(before.sessions)
    if has_moved or has_begun:
        assert is_right_code(model, flow, asked.form) or app_code_of(model, asked, flow)


def posted_to_a_code_step(model: Model, asked: Asked, before: Seen) -> Flow | None:
    """Return the flow whose code's step the form was sent to, if it stands there."""
    key, name = step_at(model, asked.path)
    if asked.method != "POST" or name not in {"code", "phone_first_code"}:
        return None
    flow = flow_of(asked.session, before, JOURNEYS[key].purpose)
    return flow if flow is not None and (flow.journey, flow.step) == (key, name) else None


def is_right_code(model: Model, flow: Flow, form: Mapping[str, str]) -> bool:
    """Return whether the form has the newest code of the flow, in time and with tries left."""
    typed = form.get("code", "")
    settings, sent = model.world.services.settings, model.codes_of.get(flow.id, [])
    newest = flow.codes.newest
    return bool(
        sent
        and newest
        and typed == sent[-1]
        and model.world.clock.now < newest.sent_at + timedelta(seconds=settings.one_time_code_seconds)
        and flow.codes.wrong_tries < settings.one_time_code_tries
    )


def app_code_of(model: Model, asked: Asked, flow: Flow) -> bool:
    """Return whether the form has a code of the app of the flow's account."""
    secret = model.secrets.get(flow.account_id or "", "")
    return bool(secret) and asked.form.get("code") == app_code(secret, model.world.clock.now)


def one_message_is_sent_for_one_press(_model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    """A press sends one code at most, to a phone whose flow asked for it, and no message twice."""
    news = after.news_since(before)
    codes = [(phone, text) for phone, text in news if CODE.search(text)]
    assert len(codes) <= (1 if asked.method == "POST" else 0), codes
    assert len(news) - len(codes) <= (MOST_NOTICES if asked.method == "POST" else 0), news
    assert all(times == 1 for times in Counter(news).values()), "a message was sent twice"
    noted = sum(len(flow.codes.sent) for flow in grown(before, after))
    assert len(codes) <= noted, "a code was sent that no flow knows"
    loud = [flow for flow in grown(before, after) if not flow.is_quiet and flow.phone_number]
    assert len(loud) <= len(codes), "a flow notes a code that was not sent"


def grown(before: Seen, after: Seen) -> list[Flow]:
    """Return the flows that have a code more than before."""
    return [flow for flow in after.flows.values() if len(flow.codes.sent) > _codes_in(before, flow.id)]


def _codes_in(seen: Seen, flow_id: str) -> int:
    flow = seen.flows.get(flow_id)
    return len(flow.codes.sent) if flow else 0


# ------------------------------------------------------------------ what is shown
def no_page_shows_another_person(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    """Only what was typed in this browser, and what is of a person whom it has proved to be."""
    if not (asked.answer.mimetype or "").startswith("text/") or asked.browser.staff is not None:
        return
    knows = asked.browser.knows
    shown = facts_shown_in(asked.answer.get_data(as_text=True))
    phones = [one.phone_number for one in after.accounts.values() if holder_of(one) in knows.proved]
    own = facts_typed_in(phones)  # the phone of an account may be another person's
    strange = {fact for fact in shown - knows.typed - own if fact[0] not in knows.proved}
    assert not strange, f"{asked.browser.name} was shown {sorted(strange)}"


def no_address_names_a_person(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    assert not facts_shown_in(asked.place + str(asked.answer.location or ""))


# ------------------------------------------------------------------ limits
def no_limit_is_passed(model: Model, _asked: Asked, _before: Seen, after: Seen) -> None:
    settings, hour, day = model.world.services.settings, 3_600, 86_400
    bounds = {
        "wrong_code": [(settings.wrong_codes_per_phone_day, day)],
        "sent_code": [(settings.one_time_codes_per_hour, hour), (settings.one_time_codes_per_day, day)],
        "failed_match": [(settings.matches_per_person, settings.matches_per_person_seconds)],
        "failed_match_of_browser": [(settings.matches_per_session_hour, hour)],
        "failed_match_of_phone": [(settings.matches_per_proven_phone, settings.matches_per_person_seconds)],
        "failed_match_by_phone": [(settings.matches_per_proven_phone_day, day)],
        "failed_match_of_typed_phone": [(settings.matches_per_typed_phone_day, day)],
        "wrong_password": [(settings.sign_ins_per_account_hour, hour)],
        "wrong_password_of_browser": [(settings.sign_ins_per_session, settings.sign_ins_per_session_seconds)],
        "sim_request": [(settings.sim_requests_per_ten_minutes, 600), (settings.sim_requests_per_day, day)],
    }
    for counted in model.judged:
        for most, seconds in bounds[counted[0]]:
            assert model.tries(counted, seconds) <= most, f"more than {most} of {counted[0]}"
    assert all(flow.codes.wrong_tries <= settings.one_time_code_tries for flow in after.flows.values())


# ------------------------------------------------------------------ where a request stands
def step_at(model: Model, path: str) -> tuple[str, str]:
    """Return journey and step of an address; empty texts if it is of no step."""
    adapter = model.world.app.url_map.bind("localhost:8000")
    if not path or not adapter.test(path.partition("?")[0], "GET"):
        return "", ""
    endpoint, _ = adapter.match(path.partition("?")[0], "GET")
    key, _, name = str(endpoint).partition(".")
    journey = JOURNEYS.get(key)
    is_step = journey is not None and name in {step.name for step in journey.all_steps}
    return (key, name) if is_step else ("", "")


def flow_of(session: Mapping[str, Any], seen: Seen, purpose: Purpose) -> Flow | None:
    """Return the flow that a browser with this session has for a purpose."""
    return seen.flows.get(str(session.get(purpose, "")))


def session_account(asked: Asked, seen: Seen) -> str:
    """Return the account in which the browser was signed in before the request; empty: in none."""
    token = asked.session.get("signed_in")
    return seen.sessions.get(id_of(str(token)), ("", 0))[0] if token else ""


RULES: tuple[Rule, ...] = (
    no_request_breaks_the_product,
    the_screen_is_the_flows_own_step,
    no_step_is_skipped,
    a_get_changes_nothing,
    no_code_step_is_passed_without_its_newest_code,
    one_message_is_sent_for_one_press,
    no_page_shows_another_person,
    no_address_names_a_person,
    no_limit_is_passed,
)
