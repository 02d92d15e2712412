"""The client of VNeID against the sandbox: every person of its table, in all three forms."""

import httpx2
import pytest

from identity.people import Person
from sandbox import SandboxSettings, create_sandbox
from sandbox.people.table import PEOPLE, SandboxPerson, person_called
from tests.support.browser import ORIGIN
from tests.support.vneid import HERE, RETURN, private_pem, public_pem, signed_in_there
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.vneid import Endpoints, OurClient, Profile, Vneid, VneidRefusal, read_return

OURS, SILENT, EVERY = UnexpectedAnswer, Unreachable, tuple(Profile)
REFUSED = {
    "vneid_level_1": VneidRefusal.LEVEL_TOO_LOW,
    "vneid_cancels": VneidRefusal.CANCELLED,
    "vneid_code_used": VneidRefusal.TOO_LATE,
    "vneid_under_age": VneidRefusal.UNDER_AGE,
    "vneid_organisation": VneidRefusal.OTHER_ACCOUNT,
}
TROUBLE: dict[str, tuple[type[Exception], tuple[Profile, ...]]] = {
    "vneid_broken_envelope": (OURS, (Profile.ENVELOPE,)),
    "vneid_broken_code": (OURS, (Profile.ENVELOPE,)),
    "vneid_wrong_key": (OURS, (Profile.ENVELOPE,)),
    "vneid_client_refused": (OURS, EVERY),
    "vneid_not_listed": (OURS, EVERY),
    "vneid_nonsense": (OURS, EVERY),
    "vneid_slow": (SILENT, EVERY),
    "vneid_down": (SILENT, EVERY),
    "vneid_busy": (SILENT, EVERY),
}


class Late(httpx2.ReadTimeout):
    """The counterpart is slower than the client waits."""


def too_slow(_seconds: float) -> None:
    raise Late("slow")


def who(form: Profile, person: SandboxPerson, *, uses_pkce: bool = False) -> Person | VneidRefusal:
    """Send *person* to VNeID and back."""
    app = create_sandbox(SandboxSettings(vneid_public_key=public_pem(), sleep=too_slow))
    client = Vneid(
        client=httpx2.Client(transport=httpx2.WSGITransport(app=app)),
        profile=form,
        endpoints=Endpoints(f"{HERE}/{form}/auth", f"{HERE}/{form}/token", f"{HERE}/{form}/userinfo"),
        ours=OurClient("cuaso", "sandbox", f"{ORIGIN}{RETURN}", private_pem()),
        timeout_seconds=5,
        uses_pkce=uses_pkce,
    )
    trip = client.begin()
    returned = read_return(signed_in_there(app, client.address(trip), person.citizen_number))
    assert returned is not None
    assert trip.is_of(returned.state)
    return client.who_returned(trip, returned)


@pytest.mark.parametrize("form", Profile)
@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_every_person_of_the_table_is_known_or_refused_or_trouble(
    form: Profile, person: SandboxPerson
) -> None:
    trouble, forms = TROUBLE.get(person.key, (OURS, ()))
    if form in forms:
        with pytest.raises(trouble):
            who(form, person)
        return
    answer = who(form, person)
    if person.key in REFUSED:
        assert answer is REFUSED[person.key]
        return
    assert isinstance(answer, Person)
    assert answer.citizen_number == person.citizen_number
    assert answer.birth_date is not None
    assert answer.birth_date.isoformat() == person.birth_date
    is_kept = person.key == "vneid_name_differs"
    assert (answer.full_name == person.full_name) is not is_kept


@pytest.mark.parametrize("form", Profile)
def test_the_proof_key_for_code_exchange_is_taken(form: Profile) -> None:
    assert isinstance(who(form, person_called("vneid_level_2"), uses_pkce=True), Person)


def test_the_person_of_the_national_portal_has_a_sex() -> None:
    answer = who(Profile.NATIONAL_PORTAL, person_called("vneid_level_2"))
    assert isinstance(answer, Person)
    assert answer.sex == "female"
