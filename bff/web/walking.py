"""Moves a flow from step to step: begin, advance, go back, arrive, expire."""

import json
import secrets
from typing import Any

from flask import Response, g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from bff.journeys.codes import OneTimeCodes
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.services import services
from bff.serving.language import is_switching
from bff.serving.log import outcome
from bff.stores.flows import ANSWER_SECONDS, OutOfDate
from bff.web.lookup import journey_of
from bff.web.portals import waiting
from bff.web.screens import go, is_htmx, screen
from identity.subject import Subject

#: Fields that a page fills in, and buttons: another page of the same form has others.
NOT_TYPED = frozenset({"csrf_token", "work", "action"})


#: What people begin before they have proved anything.
_WITHOUT_PROOF = frozenset({Purpose.REGISTER, Purpose.SIGN_IN, Purpose.PROVE})
#: What a flow may hold at its first form, after a person has gone back.
_OF_AN_EARLIER_TURN = frozenset(
    {
        "phone_number", "email", "address", "identity", "organisation", "certificate", "consents", "codes",
        "refusal", "pending", "signed", "level", "proven_phone", "counted",
    }
)  # fmt: skip


#: A press that comes later than this is a form that was sent again (an assumption).
SECOND_PRESS_SECONDS = 5


def bound_to(account: Account) -> dict[str, Any]:
    """Return the facts that bind a flow to *account* as it is now; a change of a way in ends the flow.

    *account* is the record against which the person was judged, not one that was read later.
    """
    return {"account_id": account.id, "generation": account.generation}


def is_out_of_date(flow: Flow) -> bool:
    """Return whether a way into the flow's account was changed after the flow was bound to it.

    What two people at an office approved goes on after a change that only a weaker proof made.
    """
    if flow.purpose is Purpose.REGISTER or (flow.account_id is None and not flow.is_quiet):
        return False
    # A quiet flow asks the same with an account and without one: its work must not tell them apart.
    generation = services().accounts.generation_of(flow.account_id or "")
    if flow.account_id is None or generation == (flow.generation or 0):
        return False
    return flow.pending is None or not flow.pending.outlives_changes(flow.account_id)


def begin(journey: Journey, subject: Subject, *, at: str | None = None, **facts: Any) -> Flow:
    """Begin a flow at the first step of *journey*, or *at* another step. The cookie gets only its id.

    Raises:
        RuntimeError: the facts name an account without its generation (`bound_to`): a programming error.
    """
    is_bound = "account_id" in facts and journey.purpose is not Purpose.REGISTER
    if is_bound and facts.get("generation") is None:
        raise RuntimeError("a flow of an account needs the account's generation")
    flow = Flow(
        id=secrets.token_urlsafe(24),
        journey=journey.key,
        purpose=journey.purpose,
        subject=subject,
        step=at or journey.first,
        started_at=services().clock(),
        **facts,
    )
    session[journey.purpose] = flow.id
    session.permanent = True  # phones close the browser in the background, and the flow must survive that
    return services().flows.save(flow)


def begin_again(journey: Journey, subject: Subject, **facts: Any) -> Flow:
    """Begin *journey* and delete the flow that this browser has for the same purpose.

    The new flow keeps what the person typed, so that no screen asks for it a second time. It also keeps the
    number of wrong codes: changing the method gives no new tries.
    """
    earlier = current_flow(journey.purpose)
    if earlier is None:
        return begin(journey, subject, **facts)
    services().flows.delete(earlier.id)
    codes = OneTimeCodes(wrong_tries=earlier.codes.wrong_tries)
    return begin(journey, subject, typed=earlier.typed, codes=codes, **facts)


def current_flow(purpose: Purpose, *, touch: bool = True) -> Flow | None:
    """Return the flow that this browser has for *purpose*; None if there is none or it has expired."""
    flow_id = session.get(purpose)
    if flow_id and touch:
        waiting.touch()  # a portal's request waits for as long as its person walks
    return services().flows.load(flow_id, touch=touch) if flow_id else None


def under_new_id(flow: Flow) -> Flow:
    """Go on with *flow* under a new id, which only this browser's answer carries.

    A copy of the cookie from before leads to nothing that the person gives or proves from now on.
    """
    new_id = secrets.token_urlsafe(24)
    newer = services().flows.save(flow.learn(id=new_id, version=0, moved_to=None, moved_by=None))
    session[flow.purpose] = newer.id
    g.ids_before = [*g.get("ids_before", []), flow.id]
    return newer


def of_this_browser(flow: Flow) -> Flow:
    """Return the flow under a new id: a copy of the cookie from before a proof must not go on with it.

    A flow that two browsers share keeps its id; there the signer alone goes on.
    """
    if flow.pending is not None and flow.pending.is_of_two_browsers:
        return flow
    renewed = under_new_id(flow)
    services().flows.delete(flow.id)
    return renewed


def gone_on_by_this_form(flow: Flow) -> Flow | None:
    """Return the flow that went on from *flow* with the same form; None: there is none, or with another form.

    A second press, and a form that is sent again after a lost answer, go on there. Who has the old cookie may
    know what was typed, such as a phone number: so in a journey where a proof comes by itself (a SIM's), only
    a second press goes on, and only before the proof has come. After a code, the flow has a newer id.
    """
    moved_at, _, by = (flow.moved_by or "").partition(" ")
    if flow.moved_to is None or not by or by != g.get("press"):
        return None
    newer = services().flows.load(flow.moved_to, touch=True)
    if newer is None:
        return None
    is_second_press = services().clock().timestamp() - int(moved_at) <= SECOND_PRESS_SECONDS
    if _proof_comes_by_itself(newer) and (_has_its_proof(newer) or not is_second_press):
        return None
    session[flow.purpose] = newer.id
    return newer


def _proof_comes_by_itself(flow: Flow) -> bool:
    """Return whether some screen of the flow's journey goes on without a press, when an answer has come."""
    return any(step.news_swaps_screen for step in journey_of(flow).all_steps)


def _has_its_proof(flow: Flow) -> bool:
    if flow.pending is not None and flow.pending.vouches:
        return True
    return any(fact is not None for fact in (flow.certificate, flow.identity, flow.account_id))


def is_at_the_beginning(flow: Flow) -> bool:
    """Return whether the flow waits for a form at the beginning of a journey that needs no proof before.

    What it holds is of an earlier turn, from which a person went back: perhaps not of this person.
    """
    journey = journey_of(flow)
    step = journey.step(flow.step)
    asks_a_helper = step.news is not None or step.script is not None  # the answer is bound to the flow's id
    begins_without_proof = flow.purpose in _WITHOUT_PROOF and flow.account_id is None and flow.step != "code"
    return journey.is_opening(flow.step) and begins_without_proof and not asks_a_helper


def moved(flow: Flow) -> Flow:
    """Go on under a new id, and note in the old record with which form: only one of two requests can.

    The old record keeps only what was typed. A person whose answer was lost finds the first form again.

    Raises:
        OutOfDate: another request has gone on from this record in between.
    """
    newer = under_new_id(flow)
    try:
        moved_by = f"{int(services().clock().timestamp())} {g.get('press', '')}"
        services().flows.save(flow.forget(_OF_AN_EARLIER_TURN).learn(moved_to=newer.id, moved_by=moved_by))
    except OutOfDate:
        services().flows.delete(newer.id)
        session[flow.purpose] = flow.id
        raise
    return newer


def open_flows() -> list[Flow]:
    """Return the flows that this browser has begun and not ended, whatever they are for.

    The cookie outlives a browser that the phone has closed, so a person finds each step again.
    """
    found = [current_flow(purpose, touch=False) for purpose in Purpose]
    return [flow for flow in found if flow is not None and not _is_over(flow)]


def _is_over(flow: Flow) -> bool:
    """Return whether the flow shows its last screen, where nothing is left to do."""
    journey = journey_of(flow)
    return flow.step == journey.last and not journey.step(flow.step).acts


def begun_already(journey: Journey, **facts: Any) -> Flow | None:
    """Return this browser's flow of *journey* with these *facts* and a code that still counts, or None.

    A person who begins again while the message is read goes on there: no second message, and the code of the
    first one is right.
    """
    flow = current_flow(journey.purpose)
    if flow is None or (flow.journey, flow.step) != (journey.key, "code") or flow.codes.newest is None:
        return None
    age = (services().clock() - flow.codes.newest.sent_at).total_seconds()
    same = all(getattr(flow, name) == fact for name, fact in facts.items())
    return flow if same and age < services().settings.one_time_code_seconds else None


def save(flow: Flow) -> Flow:
    """Save the flow at its present step.

    Raises:
        OutOfDate: another request has saved a newer version.
    """
    return services().flows.save(flow)


def move_to(flow: Flow, to: str, **facts: Any) -> Flow:
    """Save the flow with *facts* at the step *to*."""
    return save(flow.learn(step=to, **facts))


def advance(flow: Flow, **facts: Any) -> ResponseReturnValue:
    """Save the flow with *facts* at the next step, and show that step."""
    return arrive(move_to(flow, journey_of(flow).after(flow.step), **facts))


def go_back(flow: Flow) -> ResponseReturnValue:
    """Move the flow to the step before, delete the facts that the step declares in *forgets*, and show it."""
    journey = journey_of(flow)
    to = journey.before(flow.step)
    if to is None:
        return arrive(flow)
    names = journey.step(flow.step).forgets or frozenset()
    return arrive(move_to(flow.forget(names), to))


def end(flow: Flow) -> None:
    """Delete the flow, and remove its id from the cookie."""
    services().flows.delete(flow.id)
    if session.get(flow.purpose) == flow.id:
        session.pop(flow.purpose)


def arrive(flow: Flow) -> ResponseReturnValue:
    """Show the screen of the flow's step: by a 303 redirect, or for htmx in the response itself.

    A step that acts does so now if the request is a POST. A flow that a GET finds there stays there.
    """
    address = url_for(f"{flow.journey}.{flow.step}")
    step = journey_of(flow).step(flow.step)
    acts_now = step.acts and request.method == "POST"
    if not is_htmx() and not acts_now:
        return redirect(address, 303)  # 303: reloading the screen must not send the form again
    g.arriving = True
    response = make_response(show(flow, step))
    if not acts_now:
        response.headers.setdefault("HX-Push-Url", address)
    return response


def lead_to(flow: Flow) -> ResponseReturnValue:
    """Lead a form of another address to the flow's step.

    Such a request does not hold the flow, so a step that acts waits for a press of its own.
    """
    if journey_of(flow).step(flow.step).acts:
        return go(url_for(f"{flow.journey}.{flow.step}"))
    return arrive(flow)


def show(flow: Flow, step: Step) -> ResponseReturnValue:
    """Call the view of *step*, at which the flow is. For a GET, a step that acts shows its one button."""
    if not step.acts:
        shown: ResponseReturnValue = step.view(flow)  # `bff.journeys` does not know Flask's type
        return shown
    if request.method != "POST" or is_switching():
        return screen("steps/go_on.html", flow=flow)
    return _act(flow, step)


def _act(flow: Flow, step: Step) -> ResponseReturnValue:
    """Call the view of a step that acts, and keep its answer for `repeat_answer`."""
    response = make_response(step.view(flow))
    keep_for_a_second_press(flow.id, response)
    return response


def keep_for_a_second_press(flow_id: str, response: Response, *, seconds: int = ANSWER_SECONDS) -> None:
    """Keep the answer that led on from the flow with this id, for `repeat_answer`.

    Args:
        seconds: how long. A form in which a person types nothing repeats its answer to a double press alone.
    """
    location = response.headers.get("HX-Redirect") or response.headers.get("HX-Push-Url") or response.location
    press = g.get("press")
    if location and press:
        answer = json.dumps({"press": press, "location": location, "session": dict(session)})
        services().flows.keep_answer(flow_id, answer, seconds=seconds)


def note_press() -> None:
    """Note the form of this request, and the session that came with it, before anything changes either."""
    path, by_htmx, form = pressed()
    typed = [one for one in form if one[0] not in NOT_TYPED]
    g.press = services().digest_of(json.dumps([sorted(session.items()), path, by_htmx, typed]))


def pressed() -> tuple[str, bool, list[tuple[str, str]]]:
    """Return where a form was sent to, whether by htmx, and its fields."""
    return request.full_path, is_htmx(), sorted(request.form.items(multi=True))


def repeat_answer(flow_id: str) -> ResponseReturnValue | None:
    """Give the answer of the step that ended this flow, or its id, a moment ago; None if there is none.

    A person who presses twice, or whose first answer was lost on the way, thus arrives where the first press
    led. Nothing is done a second time. The answer goes to the same form with the same session alone, and
    another press deletes it: a second browser may have the same flow, and must not get the session of the
    first one.
    """
    kept = services().flows.answer_of(flow_id)
    if kept is None:
        return None
    answer = json.loads(kept)
    if answer.get("press") != g.press:
        services().flows.forget_answer(flow_id)
        return None
    session.clear()
    session.update(answer["session"])
    outcome("answer_repeated")
    return go(answer["location"])


def show_what_came(flow: Flow) -> ResponseReturnValue:
    """Answer a poll with the screen of the flow's step, which replaces the screen that polled."""
    response = make_response(arrive(flow))
    response.headers["HX-Retarget"] = "#screen"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def show_own_screen(purpose: Purpose) -> ResponseReturnValue:
    """Show the screen of the newest version, after another request has saved it."""
    flow = current_flow(purpose)
    return arrive(flow) if flow else expired(purpose)


#: The endpoint where each purpose begins, for a person whose flow is gone.
_START = {
    Purpose.REGISTER: "registration.choose_subject",
    Purpose.SIGN_IN: "sign_in.credentials",
    Purpose.PROVE: "sign_in.credentials",
    Purpose.DISPUTE: "dispute.start",
    Purpose.RECOVER: "forgot_password.start",
}


def expired(purpose: Purpose) -> ResponseReturnValue:
    """Redirect to the page where *purpose* begins, with a notice if a flow has expired.

    A person who has signed in, and goes back or presses twice, finds the account and not its door.
    """
    had_one = session.pop(purpose, None) is not None
    outcome("expired" if had_one else "not_begun")
    if purpose is Purpose.SIGN_IN and not had_one and "signed_in" in session:
        return go(url_for("account.my_account"))
    return go(url_for(_START[purpose], notice="expired" if had_one else None))
