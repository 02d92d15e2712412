"""The control: relying parties at the certified oidc-provider of Node judge it as they judge ours."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from bench.portals.sign_in import RETURN, Side, peer
from tests.support.openid.parties import AuthlibClient, OpenidClient, PartyRefused, Registration
from tests.support.openid.python_party import Idpyoidc

MakeParty = Callable[[Registration], OpenidClient | AuthlibClient | Idpyoidc]
PARTIES: dict[str, MakeParty] = {
    "openid-client": OpenidClient,
    "authlib": AuthlibClient,
    "idpyoidc": lambda registration: Idpyoidc(registration, "http://localhost:1/bye"),
}


@pytest.fixture(scope="module")
def control() -> Iterator[Side]:
    with peer() as side:
        yield side
        side.close()


@pytest.fixture(params=PARTIES)
def party(request: pytest.FixtureRequest, control: Side) -> Iterator[OpenidClient | AuthlibClient | Idpyoidc]:
    client_id, secret = control.client
    found = PARTIES[request.param](Registration(control.issuer, client_id, RETURN, secret))
    yield found
    if not isinstance(found, Idpyoidc):
        found.close()


def test_a_person_signs_in_at_the_control(
    control: Side, party: OpenidClient | AuthlibClient | Idpyoidc
) -> None:
    got = party.finish(control.answer_to(party.begin()))
    assert got.userinfo["sub"] == got.claims["sub"] == "lan"
    assert got.userinfo["phone_number"]


def test_a_changed_answer_is_refused_at_the_control(
    control: Side, party: OpenidClient | AuthlibClient | Idpyoidc
) -> None:
    place = control.answer_to(party.begin())
    with pytest.raises(PartyRefused):
        party.finish(place.replace("state=", "state=x"))


@pytest.mark.parametrize("name", ["openid-client", "authlib"])
@pytest.mark.parametrize("changed", ["nonce", "verifier", "state"])
def test_what_is_of_another_browser_is_refused_at_the_control(control: Side, name: str, changed: str) -> None:
    client_id, secret = control.client
    party = PARTIES[name](Registration(control.issuer, client_id, RETURN, secret))
    place = control.answer_to(party.begin())
    with pytest.raises(PartyRefused):
        party.finish(place, **{changed: "x" * 48})
    if not isinstance(party, Idpyoidc):
        party.close()


def test_the_control_names_itself_in_its_answer(control: Side) -> None:
    client_id, secret = control.client
    party = AuthlibClient(Registration(control.issuer, client_id, RETURN, secret))
    answer = parse_qs(urlsplit(control.answer_to(party.begin())).query)
    assert answer["iss"] == [control.issuer]
    party.close()
