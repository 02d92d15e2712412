"""The gate before each step: it opens steps in order only, and answers one POST of a flow at a time."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from flask import (
    Blueprint,
    request,
    session,
)
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey
from bff.services import services
from bff.stores.flows import OutOfDate
from bff.web.walking import arrive, current_flow, expired, go_back, show_own_screen

View = Callable[[Flow], ResponseReturnValue]


def step(blueprint: Blueprint, journey: Journey, name: str) -> Callable[[View], View]:
    """Make a view the step *name* of *journey*: reached in order only, one request at a time.

    Anyone ahead or behind is shown their own screen; with no registration left, the start.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def gated(arrived: Flow | None = None) -> ResponseReturnValue:
            if arrived is not None:
                return view(arrived)
            if request.method == "POST" and (flow_id := session.get(journey.purpose)):
                with services().flows.hold(flow_id):
                    return _answer_post(view, journey, name)
            flow = current_flow(journey.purpose)
            if flow is None:
                return expired(journey.purpose)
            return view(flow) if _stands_at(flow, journey, name) else arrive(flow)

        path = "/" + name.replace("_", "-")
        blueprint.add_url_rule(path, endpoint=name, view_func=gated, methods=["GET", "POST"])
        return view

    return decorate


def _answer_post(view: View, journey: Journey, name: str) -> ResponseReturnValue:
    """Answer a form; a second time where a delivery receipt, which holds nothing, was noted meanwhile."""
    for _attempt in range(2):
        flow = current_flow(journey.purpose)
        if flow is None:
            return expired(journey.purpose)
        if not _stands_at(flow, journey, name):
            return arrive(flow)
        back = request.form.get("action") == "back" and journey.before(name)
        with suppress(OutOfDate):
            return go_back(flow, journey) if back else view(flow)
    return show_own_screen(journey.purpose)


def _stands_at(flow: Flow, journey: Journey, name: str) -> bool:
    return flow.journey == journey.key and flow.step == name
