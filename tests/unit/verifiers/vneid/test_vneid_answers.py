"""The client of VNeID and answers that the sandbox does not give: missing, doubled, huge, of another form."""

import base64
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from identity.people import Person
from sandbox.vneid.envelope import seal
from tests.support.vneid import our_key, private_pem
from tests.unit.verifiers.wire import Wire
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.vneid import (
    BadKey,
    Endpoints,
    Opener,
    OurClient,
    Profile,
    Returned,
    Trip,
    Vneid,
    VneidRefusal,
    read_return,
)
from verifiers.vneid.envelope import NoEnvelope

STATE = "s" * 22
TOKEN = httpx2.Response(200, json={"access_token": "t0ken", "token_type": "Bearer"})
OWN = {
    "citizenPid": "000190000410",
    "fullName": "Đường Thị Hạnh",
    "birthDate": "14/05/1990",
    "accountType": "1",
    "accountLevel": "2",
}
PORTAL = {
    "SoDinhDanh": "000190000410",
    "HoVaTen": "Đường Thị Hạnh",
    "NgayThangNamSinh": "19900514",
    "LoaiTaiKhoan": 1,
    "loginIdp": "BCA",
    "IAL": 2,
}
LONG = "x" * 100_000
NOW = datetime(2026, 5, 14, tzinfo=UTC)


def vneid(wire: Wire, form: Profile = Profile.PLAIN, **changes: object) -> Vneid:
    endpoints = Endpoints("https://vneid.test/auth", "https://vneid.test/token", "https://vneid.test/me")
    ours = OurClient("us", "s3cret", "https://us.test/vneid/return", private_pem())
    named: dict[str, object] = {"timeout_seconds": 5, "clock": lambda: NOW, **changes}
    return Vneid(client=wire.client, profile=form, endpoints=endpoints, ours=ours, **named)  # type: ignore[arg-type]  # named by the test


def who(claims: Mapping[str, object], form: Profile = Profile.PLAIN) -> Person | VneidRefusal:
    wire = Wire(TOKEN, httpx2.Response(200, json=claims))
    return vneid(wire, form).who_returned(Trip(STATE), Returned(STATE, "c0de"))


@pytest.mark.parametrize(("form", "claims"), [(Profile.PLAIN, OWN), (Profile.NATIONAL_PORTAL, PORTAL)])
def test_a_person_is_read(form: Profile, claims: Mapping[str, object]) -> None:
    person = who(claims, form)
    assert isinstance(person, Person)
    assert (person.citizen_number, person.full_name) == ("000190000410", "Đường Thị Hạnh")


@pytest.mark.parametrize(("form", "claims"), [(Profile.PLAIN, OWN), (Profile.NATIONAL_PORTAL, PORTAL)])
@pytest.mark.parametrize("value", [None, "", LONG, [], {}, True, 2.5, "\x00", "đ", -1, 10**30])
def test_a_claim_of_another_form_is_never_guessed(
    form: Profile, claims: dict[str, object], value: object
) -> None:
    optional = {"accountType", "LoaiTaiKhoan"} if value is None or value == "" else set()
    for name in set(claims) - optional:
        if value == "đ" and name in {"fullName", "HoVaTen"}:
            continue  # a name of one letter exists
        try:
            answer = who({**claims, name: value}, form)
        except UnexpectedAnswer:
            continue
        assert answer is VneidRefusal.OTHER_ACCOUNT, (name, value)


@pytest.mark.parametrize("level", ["1", 1, "01", "LoA1", " 1 "])
def test_level_1_is_refused_however_it_is_written(level: object) -> None:
    assert who({**OWN, "accountLevel": level}) is VneidRefusal.LEVEL_TOO_LOW


@pytest.mark.parametrize("level", ["2", 2, "02", "LoA2", 3])
def test_level_2_and_more_is_enough(level: object) -> None:
    assert isinstance(who({**OWN, "accountLevel": level}), Person)


@pytest.mark.parametrize("level", ["0", "-2", "２", "12", "high", "5", 22, "loA2"])
def test_a_level_that_was_not_agreed_is_no_level_2(level: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        who({**OWN, "accountLevel": level})


@pytest.mark.parametrize("provider", ["VNPT", "bca", "BCA2"])
def test_an_account_of_the_portal_that_is_not_vneids_does_not_count(provider: str) -> None:
    assert who({**PORTAL, "loginIdp": provider}, Profile.NATIONAL_PORTAL) is VneidRefusal.OTHER_ACCOUNT


@pytest.mark.parametrize("born", ["14/05/1990", "19900514", "1990-05-14", "1990"])
def test_each_way_of_writing_a_date_is_read(born: str) -> None:
    person = who({**OWN, "birthDate": born})
    assert isinstance(person, Person)
    assert person.birth_date is not None
    assert person.birth_date.year == 1990


@pytest.mark.parametrize("born", ["31/02/1990", "05/14/1990", "1990-5-14", "14-05-1990", "0000", "99999999"])
def test_a_date_that_no_calendar_has_is_trouble(born: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="birthDate"):
        who({**OWN, "birthDate": born})


@pytest.mark.parametrize(
    ("born", "is_old_enough"),
    [("14/05/2012", True), ("15/05/2012", False), ("2012", True), ("2013", False), ("13/05/2012", True)],
)
def test_the_age_counts_by_the_day_in_viet_nam(born: str, *, is_old_enough: bool) -> None:
    answer = who({**OWN, "birthDate": born})
    assert (answer is not VneidRefusal.UNDER_AGE) is is_old_enough


@pytest.mark.parametrize("number", ["00019000041", "0001900004100", "00019000041O", "０00190000410", " "])
def test_a_number_that_is_no_citizen_number_is_trouble(number: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        who({**OWN, "citizenPid": number})


def test_the_token_request_is_the_form_of_the_standard_and_carries_no_bearer() -> None:
    wire = Wire(TOKEN, httpx2.Response(200, json=OWN))
    client = vneid(wire, uses_pkce=True)
    trip = client.begin()
    client.who_returned(trip, Returned(trip.state, "c0de"))
    asked, told = wire.requests
    assert asked.method == "POST"
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert {name: value[0] for name, value in parse_qs(asked.content.decode()).items()} == {
        "grant_type": "authorization_code",
        "code": "c0de",
        "redirect_uri": "https://us.test/vneid/return",
        "client_id": "us",
        "client_secret": "s3cret",
        "code_verifier": trip.code_verifier,
    }
    assert told.headers["Authorization"] == "Bearer t0ken"
    assert "s3cret" not in str(asked.url)


def test_the_address_carries_the_challenge_and_never_the_verifier() -> None:
    client = vneid(Wire(TOKEN), uses_pkce=True)
    trip = client.begin()
    query = parse_qs(urlsplit(client.address(trip)).query)
    assert query["code_challenge"] == [trip.code_challenge]
    assert query["code_challenge_method"] == ["S256"]
    assert trip.code_verifier not in client.address(trip)


def test_the_challenge_is_that_of_rfc_7636_appendix_b() -> None:
    trip = Trip(STATE, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert trip.code_challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_no_repr_holds_a_secret_or_a_state() -> None:
    told = repr([Trip(STATE, "verifier"), Returned(STATE, "c0de", "k3y"), OurClient("us", "s3cret", "x")])
    assert not any(secret in told for secret in (STATE, "verifier", "c0de", "k3y", "s3cret"))


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(200, content=b""),
        httpx2.Response(200, content=b"[]"),
        httpx2.Response(200, content=b'"t0ken"'),
        httpx2.Response(200, content=b"\xff\xfe"),
        httpx2.Response(200, content=b"[" * 50_000),
        httpx2.Response(200, json={}),
        httpx2.Response(200, json={"access_token": ""}),
        httpx2.Response(200, json={"access_token": 7}),
        httpx2.Response(200, json={"access_token": "a b"}),
        httpx2.Response(200, json={"access_token": "đ"}),
        httpx2.Response(200, json={"access_token": "t\r\nX-Evil: 1"}),
        httpx2.Response(200, json={"access_token": LONG}),
        httpx2.Response(200, json={"access_token": "t0ken", "token_type": "mac"}),
        httpx2.Response(200, json={"access_token": "t0ken", "token_type": None}),
        httpx2.Response(302, headers={"Location": "https://evil.test/"}),
        httpx2.Response(400, json={"error": "invalid_client"}),
        httpx2.Response(400, json={"error": ["invalid_grant"]}),
        httpx2.Response(401, json={"error": "unauthorized_client"}),
        httpx2.Response(403, content=b"Forbidden"),
        httpx2.Response(200, content=b"x" * 300_000),
    ],
)
def test_a_token_answer_that_was_not_agreed_is_trouble_of_ours(answer: httpx2.Response) -> None:
    wire = Wire(answer)
    with pytest.raises(UnexpectedAnswer) as trouble:
        vneid(wire).who_returned(Trip(STATE), Returned(STATE, "c0de"))
    assert len(wire.requests) == 1
    assert "t0ken" not in str(trouble.value)


@pytest.mark.parametrize("status", [400, 401])
def test_a_code_that_was_used_is_no_trouble(status: int) -> None:
    wire = Wire(httpx2.Response(status, json={"error": "invalid_grant"}))
    answer = vneid(wire).who_returned(Trip(STATE), Returned(STATE, "c0de"))
    assert answer is VneidRefusal.TOO_LATE


@pytest.mark.parametrize(
    "trouble", [httpx2.ReadTimeout("x"), httpx2.ConnectTimeout("x"), httpx2.ReadError("x")]
)
def test_a_code_is_sent_once_however_the_connection_ends(trouble: httpx2.TransportError) -> None:
    wire = Wire(trouble)
    with pytest.raises(Unreachable):
        vneid(wire).who_returned(Trip(STATE), Returned(STATE, "c0de"))
    assert len(wire.requests) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 302])
def test_a_token_that_userinfo_rejects_is_trouble_of_ours(status: int) -> None:
    wire = Wire(TOKEN, httpx2.Response(status, json={}))
    with pytest.raises(UnexpectedAnswer):
        vneid(wire).who_returned(Trip(STATE), Returned(STATE, "c0de"))


def test_an_answer_without_an_envelope_is_not_believed_where_one_was_agreed() -> None:
    wire = Wire(TOKEN, httpx2.Response(200, json=OWN))
    with pytest.raises(UnexpectedAnswer, match="without an envelope"):
        vneid(wire, Profile.ENVELOPE).who_returned(Trip(STATE), Returned(STATE, "c0de"))


@pytest.mark.parametrize("data", [None, 7, "", "****", "đ", LONG, base64.b64encode(b"x" * 15).decode()])
def test_an_envelope_of_another_form_is_trouble_of_ours(data: object) -> None:
    _sealed, key = seal("{}", our_key().public_key())
    wire = Wire(httpx2.Response(200, json={"data": data, "key": key}))
    with pytest.raises(UnexpectedAnswer):
        vneid(wire, Profile.ENVELOPE).who_returned(Trip(STATE), Returned(STATE, "c0de"))


@pytest.mark.parametrize("inside", ["[]", "7", "", "\x00", '{"access_token": 7}', "{" * 9_000])
def test_an_envelope_without_an_object_is_trouble_of_ours(inside: str) -> None:
    data, key = seal(inside, our_key().public_key())
    wire = Wire(httpx2.Response(200, json={"data": data, "key": key}))
    with pytest.raises(UnexpectedAnswer):
        vneid(wire, Profile.ENVELOPE).who_returned(Trip(STATE), Returned(STATE, "c0de"))


@pytest.mark.parametrize("code", ["", "a b", "đ", "x" * 3_000, "a\nb"])
def test_a_code_of_another_form_in_the_envelope_is_not_sent(code: str) -> None:
    data, key = seal(code, our_key().public_key())
    wire = Wire(TOKEN)
    with pytest.raises(UnexpectedAnswer):
        vneid(wire, Profile.ENVELOPE).who_returned(Trip(STATE), Returned(STATE, data, key))
    assert wire.requests == []


@pytest.mark.parametrize("size", [0, 1, 15, 17, 31, 33, 64])
def test_a_key_of_another_length_opens_nothing(size: int) -> None:
    wrapped = our_key().public_key().encrypt(secrets.token_bytes(size), padding.PKCS1v15())
    with pytest.raises(NoEnvelope):
        Opener(private_pem()).open(base64.b64encode(bytes(16)).decode(), base64.b64encode(wrapped).decode())


@pytest.mark.parametrize("key", ["", "AAAA", "****", "A" * 344, "A" * 2_000, "đ"])
def test_every_fault_of_an_envelope_looks_the_same(key: str) -> None:
    with pytest.raises(NoEnvelope) as trouble:
        Opener(private_pem()).open(base64.b64encode(bytes(16)).decode(), key)
    assert str(trouble.value) == ""


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ),
        rsa.generate_private_key(public_exponent=65_537, key_size=1_024).private_bytes(  # noqa: S505
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ),
        our_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")),
    ],
)
def test_a_key_that_does_not_do_stops_the_start(pem: bytes) -> None:
    with pytest.raises(BadKey):
        Opener(pem)


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_both_ways_of_writing_a_private_key_are_read(form: PrivateFormat) -> None:
    data, key = seal("{}", our_key().public_key())
    opener = Opener(our_key().private_bytes(Encoding.PEM, form, NoEncryption()))
    assert json.loads(opener.open(data, key)) == {}


@pytest.mark.parametrize("written", ["a+b/c==", "a%2Bb/c==", "a%2bb%2Fc%3D%3D", "a%20b/c=="])
def test_a_plus_in_the_code_stays_one_however_it_was_written(written: str) -> None:
    returned = read_return(f"state={STATE}&code={written}")
    assert returned is not None
    assert returned.code == "a+b/c=="


def test_what_is_not_ours_in_the_address_is_left_alone() -> None:
    query = f"session_state={LONG[:4000]}&iss=https%3A%2F%2Fvneid.test&code=c0de&state={STATE}"
    assert read_return(query) == Returned(STATE, "c0de")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "&",
        "=",
        "code=c0de",
        f"state={STATE}",
        f"state={STATE}&code=",
        f"state={STATE}x&code=c0de",
        f"state={STATE}&code=a&code=a",
        f"state={STATE}&state={STATE}&code=a",
        f"state={STATE}&code=a&error=access_denied",
        f"state={STATE}&code=%00",
        f"state={STATE}&code=%0D%0ASet-Cookie",
        f"state={STATE}&code=%C4%91",
        f"state={STATE}&code=%FF",
        f"state={STATE}&code={'x' * 2_049}",
        f"state={STATE}&code=c0de&encrypt_key=%3Cscript%3E",
        f"state={STATE}&error=ACCESS",
        f"state={STATE}&error=<b>",
        f"code=c0de&state={STATE[:-1]}đ",
        f"state={STATE}&code=c0de&x={LONG}",
    ],
)
def test_an_address_that_is_no_return_is_none(query: str) -> None:
    assert read_return(query) is None
