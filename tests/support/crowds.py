"""Many browsers at once: each has a session of its own that begins where a test puts it.

A volley sends one form from each of them at the same moment, in real threads against the real Redis.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey
from bff.journeys.purpose import Purpose
from bff.services import Services
from identity.subject import Subject
from sandbox.people.table import PEOPLE
from tests.support.browser import ORIGIN
from tests.support.citizens import WHO, Citizen

Act = Callable[[], TestResponse]
#: As many as the attacker of the findings sent.
VOLLEY = 95


class Crowd:
    """Makes browsers over one product in process; all of them have one CSRF token."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.test_request_context(base_url=ORIGIN):
            self.token = generate_csrf()
            self.raw = str(session["csrf_token"])

    @property
    def services(self) -> Services:
        found: Services = self.app.extensions["services"]
        return found

    def browser(self, **facts: Any) -> FlaskClient:
        """Return a browser whose session has these *facts*."""
        client = self.app.test_client()
        known = {"csrf_token": self.raw, "browser": secrets.token_urlsafe(16), **facts}
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]  # of the cookie sessions
        client.set_cookie("cuaso", serializer.dumps({"_permanent": True, **known}))
        return client

    def at(self, journey: Journey, step: str, **facts: Any) -> FlaskClient:
        """Return a browser whose flow stands at this step; ``session`` holds facts of the session."""
        known: Mapping[str, Any] = facts.pop("session", {})
        if step == "details":  # the second page: the first has been filled in
            facts["typed"] = {**_TYPED_WHO, **facts.get("typed", {})}
        flow = Flow(
            id=secrets.token_urlsafe(24),
            journey=journey.key,
            purpose=journey.purpose,
            subject=facts.pop("subject", Subject.CITIZEN),
            step=step,
            started_at=self.services.clock(),
            **facts,
        )
        self.services.flows.save(flow)
        return self.browser(**{str(journey.purpose): flow.id}, **known)

    def posting(self, client: FlaskClient, path: str, **fields: str) -> Act:
        """Return the act of sending a form from this browser."""
        if path.endswith("/details"):
            cookie = client.get_cookie("cuaso")
            say_who(self.app, cookie.value if cookie else "", fields)
        data = {"csrf_token": self.token, **fields}
        return lambda: client.post(path, base_url=ORIGIN, data=data, headers={"Accept-Language": "en"})


def typed_who(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of the first page of details among *fields*, as a flow keeps them."""
    return {name.replace("birth_date_", "birth_"): fields[name] for name in WHO if name in fields}


#: What stands on the first page where a test says nothing else.
_TYPED_WHO = typed_who(Citizen(PEOPLE[0], None, None).details) | {"sex": PEOPLE[0].sex}  # type: ignore[arg-type]  # nothing but the person is read


def say_who(app: Flask, cookie: str, fields: Mapping[str, str]) -> None:
    """Let the flow of this cookie know what *fields* hold for the first page, if it is at the second one."""
    flows, serializer = app.extensions["services"].flows, app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # of the cookie sessions
    known = serializer.loads(cookie)
    for purpose in Purpose:
        flow = flows.load(known[purpose], touch=False) if purpose in known else None
        if flow is not None and flow.step == "details":
            flows.save(flow.learn(typed={**flow.typed, **typed_who(fields)}))


def at_once(acts: Iterable[Act]) -> list[TestResponse]:
    """Do all *acts* in threads that wait for each other, and return the answers."""
    todo = list(acts)
    gate = Barrier(len(todo))

    def wait_and_do(act: Act) -> TestResponse:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(todo)) as pool:
        return list(pool.map(wait_and_do, todo))
