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
from bff.services import Services
from identity.subject import Subject
from tests.support.browser import ORIGIN

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
        data = {"csrf_token": self.token, **fields}
        return lambda: client.post(path, base_url=ORIGIN, data=data, headers={"Accept-Language": "en"})


def at_once(acts: Iterable[Act]) -> list[TestResponse]:
    """Do all *acts* in threads that wait for each other, and return the answers."""
    todo = list(acts)
    gate = Barrier(len(todo))

    def wait_and_do(act: Act) -> TestResponse:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(todo)) as pool:
        return list(pool.map(wait_and_do, todo))
