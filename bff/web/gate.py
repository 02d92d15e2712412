"""The gate before each step: it opens steps only in order, and handles one POST of a flow at a time.

It also handles one POST of a session at a time (`answer_once`).
"""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from flask import Flask, Response, g, make_response, request, session, url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step, View
from bff.services import services
from bff.serving.language import is_switching
from bff.serving.log import outcome
from bff.stores.flows import OutOfDate
from bff.web.lookup import journey_of
from bff.web.screens import go, is_htmx, screen
from bff.web.walking import (
    arrive,
    current_flow,
    expired,
    go_back,
    gone_on_by_this_form,
    is_at_the_beginning,
    is_out_of_date,
    keep_for_a_second_press,
    lead_to,
    moved,
    note_press,
    pressed,
    repeat_answer,
    show,
    show_own_screen,
    show_what_came,
)

Answer = Callable[[], ResponseReturnValue]
#: Headers of an answer that a second press needs; all others are set for each response.
_KEPT_HEADERS = ("Location", "HX-Redirect", "Content-Type")


class KeptSession(Protocol):
    """Returns what a second press needs to go on in the session; None: the answer is not kept."""

    def __call__(self, *, is_done: bool) -> str | None:
        """*is_done*: the form was right, and leads on."""


def add_journey(app: Flask, journey: Journey) -> None:
    """Add the addresses of a journey's steps to *app*, each behind the gate."""
    for step in journey.all_steps:
        path, name = f"{journey.at}/{step.slug}", f"{journey.key}.{step.name}"
        app.add_url_rule(path, endpoint=name, view_func=_gated(journey, step), methods=["GET", "POST"])
        if step.news:
            news = step.news.__name__
            path_of_news = f"{path}/{news.removeprefix(step.name + '_')}"
            answer = _step_news(journey, step, step.news)
            app.add_url_rule(path_of_news, endpoint=f"{journey.key}.{news}", view_func=answer)
        if step.beside:
            beside = step.beside.__name__
            answer = _beside(journey, step, step.beside)
            app.add_url_rule(f"{path}/{beside}", endpoint=f"{journey.key}.{beside}", view_func=answer)
        if step.script:
            script = step.script.__name__
            answer = _script(journey, step, step.script)
            app.add_url_rule(
                f"{path}/{script}", endpoint=f"{journey.key}.{script}", view_func=answer, methods=["POST"]
            )
    if journey.news:
        answer = _journey_news(journey, journey.news)
        app.add_url_rule(f"{journey.at}/news", endpoint=f"{journey.key}.news", view_func=answer)


def _gated(journey: Journey, step: Step) -> Answer:
    """Show the step if the flow is at it, otherwise the flow's own step or, without a flow, the start."""

    def answer() -> ResponseReturnValue:
        if request.method == "POST" and (flow_id := session.get(journey.purpose)):
            note_press()
            # A double press sends two POST requests: the second waits, and then finds the flow at the next
            # step.
            with services().flows.hold(flow_id):
                return _answer_post(journey, step)
        flow = _current(journey)
        if flow is None:
            return expired(journey.purpose)
        return show(flow, step) if _stands_at(flow, journey, step) else arrive(flow)

    return answer


def _current(journey: Journey) -> Flow | None:
    """Return this browser's flow; None if there is none, or if a way into its account was changed since.

    The code screen of a quiet flow looks only when the code is right: otherwise the end of such a flow would
    show a stranger that the account exists.
    """
    flow = current_flow(journey.purpose)
    if flow is None or (flow.is_quiet and flow.step == "code") or not is_out_of_date(flow):
        return flow
    outcome("ways_in_changed")
    return None


def _answer_post(journey: Journey, step: Step) -> ResponseReturnValue:
    """Handle a form; try again once if a delivery receipt, which takes no lock, was saved in between."""
    for _attempt in range(2):
        flow = _current(journey)
        if flow is None:
            return repeat_answer(session.get(journey.purpose, "")) or expired(journey.purpose)
        if not _stands_at(flow, journey, step):
            return repeat_answer(flow.id) or _show_where_it_is(flow, journey)
        back = request.form.get("action") == "back" and journey.before(step.name)
        with suppress(OutOfDate):
            return go_back(flow) if back else _show_to_one_browser(flow, step)
    return show_own_screen(journey.purpose)


def _show_where_it_is(flow: Flow, journey: Journey) -> ResponseReturnValue:
    """Show the flow's own step; where another tab began another journey for the same purpose, say so first.

    Its screen would otherwise take the place of this form without a word.
    """
    if flow.journey == journey.key or flow.step == journey_of(flow).last or is_switching():
        return arrive(flow)
    outcome("other_tab")
    return screen("errors/other_tab.html", status=409, goes_on=f"registration.go_on_{flow.purpose}")


def _show_to_one_browser(flow: Flow, step: Step) -> ResponseReturnValue:
    """Call the view for a form. A flow that holds nothing of this person yet goes on under a new id before.

    Who used this browser before may have begun the flow and kept a copy of the cookie. A code that is right
    makes another new id (`bff.views.steps.one_time_code`).
    """
    if flow.holds_nothing or is_at_the_beginning(flow):
        if is_switching():  # the form comes along, with what was typed
            return show(moved(flow), step)
        newer = gone_on_by_this_form(flow)
        return lead_to(newer) if newer is not None else show(moved(flow), step)
    response = make_response(show(flow, step))
    if flow.id in g.get("ids_before", ()):  # its record is gone
        keep_for_a_second_press(flow.id, response)
    return response


def _step_news(journey: Journey, step: Step, news: View) -> Answer:
    """Answer a poll with the step's news while the flow is at the step."""

    def answer() -> ResponseReturnValue:
        flow = current_flow(journey.purpose, touch=False)  # a poll does not keep an abandoned flow alive
        if flow is not None and _stands_at(flow, journey, step):
            return _call(news, flow)
        if flow is not None and flow.journey == journey.key and step.news_swaps_screen:
            return show_what_came(flow)
        # The gate at this address shows the flow's own screen or the start. A poll itself never removes the
        # flow from the cookie: its answer may arrive after a flow has begun in another tab.
        return go(url_for(f"{journey.key}.{step.name}"))

    return answer


def _journey_news(journey: Journey, news: View) -> Answer:
    """Answer a poll of any step with the journey's news; show the new screen if another journey has begun."""

    def answer() -> ResponseReturnValue:
        flow = current_flow(journey.purpose, touch=False)
        if flow is None:  # as in `_step_news`: a poll removes nothing from the cookie
            return go(url_for(f"{journey.key}.{journey.first}"))
        return _call(news, flow) if flow.journey == journey.key else show_what_came(flow)

    return answer


def _beside(journey: Journey, step: Step, view: View) -> Answer:
    """Show the page beside the step while the flow is at the step, and only as a whole document."""

    def answer() -> ResponseReturnValue:
        flow = _current(journey)
        if flow is None:
            return expired(journey.purpose)
        if not _stands_at(flow, journey, step):
            return arrive(flow)
        return go(request.path) if is_htmx() else _call(view, flow)

    return answer


def _script(journey: Journey, step: Step, view: View) -> Answer:
    """Answer a request of the step's script; 409 if the flow is not at the step."""

    def answer() -> ResponseReturnValue:
        flow = current_flow(journey.purpose)
        if flow is None or not _stands_at(flow, journey, step):
            return {}, 409
        return _call(view, flow)

    return answer


def _stands_at(flow: Flow, journey: Journey, step: Step) -> bool:
    return flow.journey == journey.key and flow.step == step.name


def _call(view: View, flow: Flow) -> ResponseReturnValue:
    """Call a view, and declare Flask's type for its response: `bff.journeys` does not know Flask."""
    response: ResponseReturnValue = view(flow)
    return response


def answer_once(
    session_id: str, answer: Answer, *, kept: KeptSession, go_on: Callable[[str], bool]
) -> ResponseReturnValue:
    """Answer a form of a session; a second press of the same form gets the first answer again.

    The second press waits until the first one is done. Its cookie is from before the first answer, which may
    have renewed the session, used a code up, or shown recovery codes that no later screen shows. The answer
    is kept for one try: a person who only has the old cookie does not know what was typed, and cannot guess.

    Args:
        session_id: of the session with which the request came.
        go_on: goes on in the session that *kept* returned; False if it has ended.
    """
    if is_switching():
        return answer()
    key = f"press {session_id}"
    with services().flows.hold(key):
        again = _kept_answer(key, go_on)
        if again is not None:
            return again
        response = make_response(answer())
        state = kept(is_done=response.status_code in {204, 303})
        if state is not None:
            headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
            page = response.get_data(as_text=True)
            facts = [_pressed(), state, response.status_code, headers, page, g.get("form_screen")]
            services().flows.keep_answer(key, json.dumps(facts))
        return response


def _kept_answer(key: str, go_on: Callable[[str], bool]) -> ResponseReturnValue | None:
    text = services().flows.answer_of(key)
    if text is None:
        return None
    press, state, status, headers, page, form_screen = json.loads(text)
    if press != _pressed():
        services().flows.forget_answer(key)
        return None
    if not go_on(state):
        return None
    outcome("answer_repeated")
    g.form_screen = form_screen
    return Response(page, status=status, headers=headers)


def _pressed() -> str:
    """Return a keyed digest of the form that was sent, and of where it was sent to."""
    return services().digest_of(json.dumps(pressed()))
