"""Garbage into every reader of what strangers send: only what the reader declares comes out, and soon.

Every commit tries a few thousand inputs; `make attack` tries 200,000 (``ATTACK_INPUTS``). The seed is fixed,
so that a failure comes again; ``ATTACK_SEED`` chooses another.
"""

import base64
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pytest
from flask import Flask, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from wtforms import FormField

from accounts.links import parse_code
from accounts.references import parse_reference
from bff.rules.guesses import guesses
from bff.rules.work import Answer
from bff.serving.bounds import longest_run_of_marks, refuse_costly_form
from bff.serving.language import current_language
from bff.views.dispute.forms import parse_secret
from bff.views.steps.person.forms import ComparedForm
from bff.views.usb_token.joining import tidy_join_code
from bff.web.screens import Form
from identity.names import has_only_name_letters, name_key, names_agree, tidy_name, without_diacritics
from identity.numbers import citizen_number_facts, digits_of, is_digits, mask_number
from identity.people import BirthDate, Person
from identity.phones import mask_mobile, national_mobile, parse_mobile, renewed_mobile
from tests.attack.conftest import Say
from tests.support.live.garbage import Garbage
from tests.support.live.world import LiveWorld
from tests.unit.verifiers.pki import OURS, Country, enveloped
from verifiers.certificates import SignatureScheme
from verifiers.certificates.children import Children
from verifiers.certificates.lists import read_list
from verifiers.delivery import parse_receipt
from verifiers.errors import CounterpartTrouble
from verifiers.one_time_code import find_code
from verifiers.sim_signature.answers import NotAgreed, read_answer
from verifiers.usb_token.reading import Unreadable, bytes_in, texts_in
from verifiers.vietnam_post.news import read_news, sign

SOME_PERSON = Person("Nguyễn Thị Lan", "000190000001")
INPUTS = int(os.environ.get("ATTACK_INPUTS", "6000"))
SEED = int(os.environ.get("ATTACK_SEED", "10"))
#: The most processor time of one input, in seconds.
MOST_SECONDS = 1.0
TEXTS = [
    "Nguyễn Thị Lan",
    "H'Lan Niê",
    "000190000001",
    "0900 000 001",
    "+84 (0) 900-000-001",
    "01234567890",
    "27/03/1990",
    "1990",
    "123456",
    "K7M-2PX-9RT",
    "lan@example.vn",
    "Ngôi-nhà-3-tầng",
    "2345 6789",
    "C6Q2-RTJV-TVFV",
]
SOAP = (
    b'<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
    b'<m:MSS_StatusQueryResponse xmlns:m="http://uri.etsi.org/TS102204/v1.1.2#"><m:MSS_StatusResp'
    b' MajorVersion="1" MinorVersion="1"><m:AP_Info AP_ID="http://cuaso.example" AP_TransID="_1" AP_PWD="x"'
    b' Instant="2026-11-27T00:00:00Z"/><m:MobileUser><m:MSISDN>+84900000001</m:MSISDN></m:MobileUser>'
    b"<m:MSS_Signature><m:Base64Signature>QUJD</m:Base64Signature></m:MSS_Signature><m:Status>"
    b'<m:StatusCode Value="500"/></m:Status></m:MSS_StatusResp>'
    b"</m:MSS_StatusQueryResponse></s:Body></s:Envelope>"
)
HOSTILE_XML = [
    SOAP,
    b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 50 + b'"><!ENTITY d "' + b"&b;" * 50 + b'">]><a>&d;</a>',
    b"<a>" * 9_000,
    b"<a" + b" b='c'" * 4_000 + b"/>",
]
HOSTILE_JSON = [
    "[" * 40_000,
    '{"a":' * 8_000,
    "9" * 48_000,
    '"\\ud800"',
    "1e999999",
    '{"signature":' + "[" * 900,
]
NEWS = json.dumps({"reference": "K7M2PX9RT", "act": "compared", "staff": "HN-0417", "documentDigits": "0001"})
TOKEN = json.dumps({"signature": "QUJD", "certificate": "QUJD", "envelope": "QUJD", "format": "web-eid:1"})


@dataclass(frozen=True)
class Reader:
    """One reader of strangers' input, what it may raise, and its share of all inputs."""

    name: str
    read: Callable[[Garbage], object]
    may_raise: tuple[type[Exception], ...] = ()
    share: int = 20


def of_text(
    *functions: Callable[[str], object], may_raise: tuple[type[Exception], ...] = ()
) -> Iterator[Reader]:
    for one in functions:
        yield Reader(one.__name__, partial(a_text, one), may_raise)


def a_text(read: Callable[[str], object], garbage: Garbage) -> object:
    return read(garbage.text(TEXTS, longest=6_000))


def pure_readers() -> Iterator[Reader]:
    yield from of_text(
        digits_of,
        is_digits,
        citizen_number_facts,
        mask_number,
        parse_mobile,
        renewed_mobile,
        tidy_name,
        name_key,
        without_diacritics,
        has_only_name_letters,
        parse_reference,
        parse_code,
        find_code,
        parse_secret,
        tidy_join_code,
        longest_run_of_marks,
    )
    yield from of_text(national_mobile, mask_mobile, BirthDate.parse, may_raise=(ValueError,))
    yield Reader("names_agree", lambda garbage: names_agree(garbage.text(TEXTS), garbage.text(TEXTS)))
    yield Reader("guesses", lambda garbage: guesses(garbage.text(TEXTS, longest=48)), share=3)
    yield Reader("work", lambda garbage: Answer.read(garbage.text(["1795600000.16.abc.def.1-2-3-4-5-6-7-8"])))
    yield Reader("receipts", a_receipt, (CounterpartTrouble,))
    yield Reader("signed news", lambda garbage: some_news(garbage, is_signed=True))
    yield Reader("unsigned news", lambda garbage: some_news(garbage, is_signed=False))
    yield Reader("token", a_token, (Unreadable,))
    yield Reader("soap", soap, (NotAgreed,), share=8)


def a_receipt(garbage: Garbage) -> object:
    names = ("RequestId", "SendStatus", "SendSuccess", "SendFailed")
    return parse_receipt({name: garbage.text(["1", "5", "0", "3"]) for name in names})


def some_news(garbage: Garbage, *, is_signed: bool) -> object:
    body, now = garbage.text([NEWS, *HOSTILE_JSON[:3]], longest=60_000).encode(), datetime.now(UTC)
    moment, nonce = str(int(now.timestamp())), "n" * 20
    headers = {
        "X-Post-Timestamp": moment,
        "X-Post-Nonce": nonce,
        "X-Post-Signature": sign(body, timestamp=moment, nonce=nonce, secret=b"secret"),
    }
    if not is_signed:
        headers = {name: garbage.text([value, "9" * 12]) for name, value in headers.items()}
    return read_news(headers, body, secret=b"secret", now=now)


def a_token(garbage: Garbage) -> object:
    answer = garbage.text([TOKEN, *HOSTILE_JSON], longest=60_000)
    found = texts_in(answer, ("signature", "certificate"))
    return [bytes_in(one) for one in found]


def soap(garbage: Garbage) -> object:
    return read_answer(garbage.data(HOSTILE_XML), message="MSS_StatusResp")


# ---------------------------------------------------------------- forms and cookies
def form_readers(app: Flask) -> Iterator[Reader]:
    """Each form that needs nothing to be made, with garbage in all its fields; and cookies."""
    for kind in sorted(kinds_of_forms(app), key=lambda one: one.__name__):
        names = names_of(app, kind)
        yield Reader(
            f"form {kind.__name__}",
            partial(a_form, app, kind, names),
            (HTTPException,),
            share=6,
        )
    yield Reader("cookies", lambda garbage: some_cookies(app, garbage))
    yield Reader("languages", lambda garbage: a_language(app, garbage))


def kinds_of_forms(app: Flask) -> set[type[Form]]:
    found, waiting = set(), [Form]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__subclasses__():
            continue  # a base of others
        with app.test_request_context("/", method="POST"):
            try:
                kind()
            except (TypeError, AttributeError):
                continue  # it is made with arguments
        found.add(kind)
    return found - {Form}


def names_of(app: Flask, kind: type[Form]) -> list[str]:
    """The names under which a form's texts are sent, those of the parts of a date among them."""
    with app.test_request_context("/", method="POST"):
        fields = list(kind())
    return [
        part.name
        for field in fields
        for part in (field if isinstance(field, FormField) else (field,))
        if part.name != "csrf_token"
    ]


def a_form(app: Flask, kind: type[Form], names: Sequence[str], garbage: Garbage) -> object:
    sent = MultiDict((name, garbage.text(TEXTS, longest=9_000)) for name in names)
    with app.test_request_context("/", method="POST", data=sent):
        refuse_costly_form()
        form = kind()
        if isinstance(form, ComparedForm):
            form.claimed = SOME_PERSON  # the view takes them from the first page
        return form.validate_on_submit()


def some_cookies(app: Flask, garbage: Garbage) -> object:
    good = "eyJfcGVybWFuZW50Ijp0cnVlfQ.aSeaXw.4h1mYyJg"
    names = ("cuaso", "cuaso-desk", "cuaso-desk-known", "text_size", "cuaso-look")
    pairs = "; ".join(f"{name}={garbage.text([good, '.' + good, 'large'])}" for name in names)
    header = pairs.encode("utf-8", "replace").decode("latin-1")
    with app.test_request_context("/", environ_base={"HTTP_COOKIE": header}):
        assert not app.session_interface.open_session(app, request)
        return dict(request.cookies)


def a_language(app: Flask, garbage: Garbage) -> object:
    header = garbage.text(["vi-VN,vi;q=0.9,en;q=0.8"]).encode("utf-8", "replace").decode("latin-1")
    path = "/?" + garbage.text(["language=vi"]).replace("#", "")
    with app.test_request_context(path, environ_base={"HTTP_ACCEPT_LANGUAGE": header}):
        return current_language()


# ---------------------------------------------------------------- certificates, in a child
def certificate_readers(children: Children) -> Iterator[Reader]:
    country = Country()
    authority = country.authority
    trust, moment = country.trust().to_message(), country.now.isoformat()
    holders = ("sim_citizen", "sim_elliptic", "sim_business")
    ders = [authority.credential(one).certificate for one in holders]
    ders.append(authority.credential("sim_citizen").issuer)
    envelope, crl = enveloped(authority.credential("sim_elliptic")), authority.crl("sim") or b""
    issuer = authority.credential("sim_elliptic").issuer
    common = {"trust": trust, "moment": moment, "counterpart": "test"}

    def asked(make: Callable[[Garbage], dict[str, object]]) -> Callable[[Garbage], object]:
        return lambda garbage: children.ask({**common, **make(garbage)})

    def many(garbage: Garbage) -> dict[str, object]:
        others = [garbage.data(ders) for _ in range(garbage.random.randrange(9))]
        return {"task": "certificate", "certificate": garbage.data(ders), "others": others}

    makers: dict[str, Callable[[Garbage], dict[str, object]]] = {
        "certificates": many,
        "good certificate with others": lambda garbage: {**many(garbage), "certificate": ders[1]},
        "envelopes": lambda garbage: {
            "task": "envelope",
            "envelope": garbage.data([envelope]),
            "over": OURS,
            "named": None,
        },
        "signatures": lambda garbage: {
            "task": "signature",
            "signature": garbage.data([b"a" * 256]),
            "over": OURS,
            "certificate": garbage.data(ders),
            "scheme": garbage.random.choice(list(SignatureScheme)).value,
        },
    }
    for name, make in makers.items():
        yield Reader(name, asked(make), (CounterpartTrouble,), share=3)
    yield Reader(
        "lists",
        lambda garbage: read_list(garbage.data([crl]), issuer),
        (CounterpartTrouble,),
        share=3,
    )
    yield Reader(
        "base64 of certificates",
        lambda garbage: bytes_in(garbage.text([base64.b64encode(ders[0]).decode()])),
        (Unreadable,),
    )


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    found = Children(processes=1, queue=0)
    yield found
    found.close()


def test_a_stranger_can_not_break_or_hold_a_reader_by_garbage(
    one_world: LiveWorld, children: Children, say: Say
) -> None:
    readers = [*pure_readers(), *form_readers(one_world.twin), *certificate_readers(children)]
    garbage, shares = Garbage(SEED), [one.share for one in readers]
    tried, faults, slowest = Counter[str](), list[str](), (0.0, "")
    for number, reader in enumerate(garbage.random.choices(readers, shares, k=INPUTS)):
        began = time.thread_time()
        try:
            reader.read(garbage)
        except reader.may_raise:
            pass
        except Exception as error:  # noqa: BLE001 - every other one is a fault
            faults.append(f"{reader.name}, input {number}: {type(error).__name__}: {error!s:.200}")
        tried[reader.name] += 1
        slowest = max(slowest, (time.thread_time() - began, reader.name))
    say(
        f"fuzz: {sum(tried.values()):,} inputs to {len(tried)} readers, seed {SEED}; "
        f"slowest {slowest[0] * 1000:.0f} ms ({slowest[1]}); certificate processes ended: {children.ended}"
    )
    assert faults == []
    assert slowest[0] < MOST_SECONDS, slowest
    assert children.ended == 0, "an input held a process for longer than its second"
