"""The gate before each step: it opens steps only in order, and handles one POST of a flow at a time."""

from collections.abc import Callable
from contextlib import suppress

from flask import Flask, request, session, url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step, View
from bff.services import services
from bff.stores.flows import OutOfDate
from bff.web.screens import go
from bff.web.walking import (
    arrive,
    current_flow,
    expired,
    go_back,
    repeat_answer,
    show,
    show_own_screen,
    show_what_came,
)

Answer = Callable[[], ResponseReturnValue]


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
            # A double press sends two POST requests: the second waits, and then finds the flow at the next
            # step.
            with services().flows.hold(flow_id):
                return _answer_post(journey, step)
        flow = current_flow(journey.purpose)
        if flow is None:
            return expired(journey.purpose)
        return show(flow, step) if _stands_at(flow, journey, step) else arrive(flow)

    return answer


def _answer_post(journey: Journey, step: Step) -> ResponseReturnValue:
    """Handle a form; try again once if a delivery receipt, which takes no lock, was saved in between."""
    for _attempt in range(2):
        flow = current_flow(journey.purpose)
        if flow is None:
            return repeat_answer(session.get(journey.purpose, "")) or expired(journey.purpose)
        if not _stands_at(flow, journey, step):
            return arrive(flow)
        back = request.form.get("action") == "back" and journey.before(step.name)
        with suppress(OutOfDate):
            return go_back(flow) if back else show(flow, step)
    return show_own_screen(journey.purpose)


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
        if flow is None:
            return expired(journey.purpose)
        return _call(news, flow) if flow.journey == journey.key else show_what_came(flow)

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
