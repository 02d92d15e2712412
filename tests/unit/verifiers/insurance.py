"""Both ends of the social-insurance look-up: our client, at the sandbox's bus or at a written one."""

import httpx2
from flask import Flask

from identity.people import BirthDate, Person
from sandbox import SandboxSettings, create_sandbox, sandbox_of
from sandbox.people.table import SandboxPerson, person_called
from tests.unit.verifiers.wire import Wire
from verifiers.social_insurance import BusAccess, SocialInsurance

ACCESS = BusAccess("sandbox", "sandbox", "cuaso", "000.00.00.H00", "000.00.00.H00")
NUMBER = "0090000901"
AN = Person("Nguyễn Văn An", citizen_number="000090000901", birth_date=BirthDate(1990, 3, 27))
TOKEN = httpx2.Response(200, json={"access_token": "t", "token_type": "Bearer", "expires_in": 600})
RECORD = {
    "maSoBhxh": NUMBER,
    "hoTen": "NGUYỄN VĂN AN",
    "ngaySinh": "1990-03-27",
    "gioiTinh": "Nam",
    "soCMND": "000090000901",
}


def too_slow(seconds: float) -> None:
    """What waiting longer than the client does comes to, without waiting."""
    raise httpx2.ReadTimeout(f"{seconds} seconds are too many")


class Side:
    """The sandbox's bus, and the product's client of it."""

    def __init__(self) -> None:
        self.app: Flask = create_sandbox(SandboxSettings(sleep=too_slow))
        self.sandbox = sandbox_of(self.app)

    def register(self, *, names_may_be_plain: bool = False, access: BusAccess = ACCESS) -> SocialInsurance:
        return SocialInsurance(
            client=httpx2.Client(transport=httpx2.WSGITransport(app=self.app)),
            base_url="http://sandbox.test/lgsp",
            access=access,
            timeout_seconds=5,
            names_may_be_plain=names_may_be_plain,
        )


def written(wire: Wire, *, names_may_be_plain: bool = False) -> SocialInsurance:
    """Our client at a bus that says what the test wrote down."""
    return SocialInsurance(
        client=wire.client,
        base_url="http://bus.test/lgsp/",
        access=ACCESS,
        timeout_seconds=5,
        names_may_be_plain=names_may_be_plain,
    )


def found(*records: object) -> httpx2.Response:
    return httpx2.Response(200, json={"timThay": bool(records), "danhSach": list(records)})


def claimed(key: str) -> tuple[str, Person]:
    """The insurance number that a person of the table types, and who they say they are."""
    row: SandboxPerson = person_called(key)
    facts = {"full_name": row.full_name, "citizen_number": row.citizen_number, "birth_date": row.birth_date}
    return row.insurance_number, Person.from_facts(facts)
