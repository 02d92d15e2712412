"""Browsers that wait for a SIM, and the poller that learns the result, run in this process.

The gallery gives a browser its registration, so no gateway gets a request. Then this process runs the
product's own poller with a gateway that always answers "signed". The poller works as in a worker: it reads
the record, looks for an account, saves the result, and rings through Redis.
"""

import http.client
from dataclasses import dataclass, replace
from typing import Any

from flask.sessions import SecureCookieSessionInterface

from bench.crowd.sockets import Phone
from bench.crowd.stand import Stand
from bff.app import create_app
from bff.journeys.purpose import Purpose
from bff.services import Services
from bff.settings.settings import Settings
from bff.views.sim_signature.poller import Poller
from bff.web.gallery import world_of
from tests.unit.verifiers.pki import Country
from verifiers.certificates import Certificate
from verifiers.sim_signature import Signed, SimSigning

STATE = "/gallery/sim_signature/waiting/on_the_phone"
NEWS = "/register/sim-signature/waiting/news"
HOLDER = "sim_citizen"


@dataclass(frozen=True)
class Waiting:
    """One browser whose registration waits for its SIM."""

    cookie: str
    flow_id: str
    look: str
    port: int

    def phone(self) -> Phone:
        """Connect its socket."""
        return Phone(self.port, self.cookie)

    def connect(self) -> http.client.HTTPConnection:
        """Open its connection for pages; a browser that has just loaded a page has one, too."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def news(self, connection: http.client.HTTPConnection) -> str:
        """Fetch the text that the page shows now."""
        headers = {"Host": f"localhost:{self.port}", "Cookie": self.cookie, "HX-Request": "true"}
        connection.request("GET", NEWS, headers={**headers, "Accept-Language": "vi"})
        answer = connection.getresponse()
        words = answer.read().decode()
        if answer.status != http.HTTPStatus.OK:
            raise ConnectionError(f"no news: {answer.status}")
        return words


class SignedAtOnce:
    """A gateway that always answers that the SIM has signed, with the same certificate."""

    def __init__(self, certificate: Certificate) -> None:
        self._signed = Signed(certificate)

    def status(self, _pending: object) -> Signed:
        """Return the signature."""
        return self._signed


class Waits:
    """Makes waiting browsers at one stand, and makes their SIMs sign."""

    def __init__(self, running: Stand) -> None:
        environment = {**running.product.environment, "REDIS_URL": f"unix://{running.redis_socket}"}
        self._port = running.place.port
        self._app = create_app(Settings.from_environment(environment))
        services: Services = self._app.extensions["services"]
        certificate = Country().good(HOLDER)
        self._services = replace(services, verifiers={SimSigning: SignedAtOnce(certificate)})
        interface: Any = SecureCookieSessionInterface()
        self._cookies = interface.get_signing_serializer(self._app)
        self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        self.name = certificate.subject.common_name or ""

    def one(self) -> Waiting:
        """Make one more waiting browser."""
        self._connection.request("GET", STATE, headers={"Host": f"localhost:{self._port}"})
        answer = self._connection.getresponse()
        answer.read()
        self._connection.close()  # the server closes an idle connection, and phones ring in between
        set_cookies = [one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
        cookies = dict(one.split("=", 1) for one in set_cookies)
        session = self._cookies.loads(cookies["cuaso"])
        cookie = "; ".join(set_cookies)
        return Waiting(cookie, session[Purpose.REGISTER], cookies["cuaso-look"], self._port)

    def sign(self, waiting: Waiting) -> None:
        """Run the poller for *waiting*, whose gateway answers that the SIM has signed."""
        phone = self._services.digest_of(HOLDER)
        Poller(world_of(self._services, waiting.look), waiting.flow_id, phone)()
