"""Every VNeID answers in one of the forms that were seen, and so does the sandbox."""

import pytest

from identity.people import Person
from tests.contract.vneid_systems import KINDS, system
from verifiers.errors import UnexpectedAnswer
from verifiers.vneid import Returned, VneidRefusal, read_return

each = pytest.mark.parametrize("kind", KINDS)


@each
def test_a_person_of_level_2_who_comes_back_is_known(kind: str) -> None:
    there = system(kind)
    client = there.vneid()
    trip = client.begin()
    query, number = there.returned(client, trip)
    returned = read_return(query)
    assert returned is not None
    answer = client.who_returned(trip, returned)
    assert isinstance(answer, Person)
    assert answer.citizen_number == number


@each
def test_a_code_that_was_never_given_is_refused_and_is_no_trouble(kind: str) -> None:
    client = system(kind).vneid()
    trip = client.begin()
    assert client.who_returned(trip, Returned(trip.state, "never-given")) is VneidRefusal.TOO_LATE


@each
def test_a_client_with_another_secret_gets_nothing(kind: str) -> None:
    client = system(kind).vneid(client_secret="nobody's")
    trip = client.begin()
    with pytest.raises(UnexpectedAnswer):
        client.who_returned(trip, Returned(trip.state, "never-given"))


@each
def test_vneid_answers_the_ping(kind: str) -> None:
    system(kind).vneid().ping()
