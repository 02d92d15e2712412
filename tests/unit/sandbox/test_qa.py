"""The QA interface and its description agree."""

import json
from functools import cache

import httpx2
import pytest
from flask import Flask
from openapi_core import OpenAPI
from openapi_core.testing.requests import MockRequest
from openapi_core.testing.responses import MockResponse

from sandbox.people.table import CROWD, PEOPLE
from sandbox.qa import DESCRIPTION
from tests.unit.sandbox.asking import ORIGIN, Asker

PHONE = "/qa/messages/+84900000001"
#: Every operation once, rightly asked: method, path, body.
RIGHT: list[tuple[str, str, object]] = [
    ("GET", "/qa/people", None),
    ("GET", "/qa/crowd", None),
    ("GET", PHONE, None),
    ("DELETE", PHONE, None),
    ("GET", "/qa/knobs", None),
    ("GET", "/qa/knobs/carrier", None),
    ("PUT", "/qa/knobs/sms", {"drop": True}),
    ("PATCH", "/qa/knobs/receipts", {"delay_seconds": 0.5}),
    ("GET", "/qa/clock", None),
    ("PUT", "/qa/clock", {"offset_seconds": 60}),
    ("GET", "/qa/sims", None),
    ("GET", "/qa/sim/+84900000001", None),
    ("GET", "/qa/numbers/+84900000001", None),
    ("PUT", "/qa/numbers/+84900000001", {"given_on": "2026-11-20"}),
    ("DELETE", "/qa/numbers/+84900000001", None),
    ("GET", "/qa/token", None),
    ("PUT", "/qa/token", {"plugged": "", "manner": "well"}),
    ("POST", "/qa/token/web-eid", {"origin": "http://localhost:8000", "nonce": "AA"}),
    ("POST", "/qa/reset", None),
]
WRONG: list[tuple[str, str, object]] = [
    ("GET", "/qa/messages/nobody", None),
    ("GET", "/qa/sim/nobody", None),
    ("GET", "/qa/numbers/nobody", None),
    ("PUT", "/qa/numbers/+84900000001", {"given_on": "20/11/2026"}),
    ("PUT", "/qa/numbers/+84900000001", {"given_on": 20261120}),
    ("PUT", "/qa/numbers/+84900000001", []),
    ("POST", "/qa/sim/nobody/cancel", None),
    ("POST", "/qa/sim/+84900000001/confirm", {"pin": 123456}),
    ("PUT", "/qa/token", {"plugged": "nobody"}),
    ("PUT", "/qa/token", {"manner": "rude"}),
    ("POST", "/qa/token/pin", {"pin": 1}),
    ("POST", "/qa/token/web-eid", {}),
    ("GET", "/qa/knobs/bank", None),
    ("PATCH", "/qa/knobs/bank", {}),
    ("PATCH", "/qa/knobs/sms", {"outage": "fire"}),
    ("PATCH", "/qa/knobs/sms", {"delay_seconds": 121}),
    ("PATCH", "/qa/knobs/sms", {"delay_seconds": True}),
    ("PATCH", "/qa/knobs/sms", {"drop": 1}),
    ("PATCH", "/qa/knobs/sms", {"colour": "red"}),
    ("PUT", "/qa/knobs/sms", []),
    ("PUT", "/qa/clock", {"offset_seconds": "1"}),
    ("PUT", "/qa/clock", {"offset_seconds": 1e12}),
]


@cache
def description() -> OpenAPI:
    return OpenAPI.from_file_path(str(DESCRIPTION))


def faults_of_the_answer(method: str, path: str, answer: httpx2.Response) -> list[str]:
    asked = MockRequest(ORIGIN, method, path)
    told = MockResponse(answer.content, answer.status_code, dict(answer.headers))
    return [str(fault) for fault in description().iter_response_errors(asked, told)]


@pytest.mark.parametrize(("method", "path", "body"), RIGHT)
def test_an_answer_is_as_described(asker: Asker, method: str, path: str, body: object) -> None:
    asker.send()
    answer = asker.http.request(method, path, json=body)
    assert answer.is_success
    assert faults_of_the_answer(method, path, answer) == []


@pytest.mark.parametrize(("method", "path", "body"), WRONG)
def test_a_wrong_question_gets_an_explanation(asker: Asker, method: str, path: str, body: object) -> None:
    answer = asker.http.request(method, path, json=body)
    assert (answer.status_code, bool(answer.json()["message"])) == (400, True)


def test_every_address_is_described_and_every_description_has_an_address(app: Flask) -> None:
    served = {
        (method, rule.rule.replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/qa/")
    }
    paths = json.loads(DESCRIPTION.read_text("utf-8"))["paths"]
    described = {
        (method.upper(), path) for path, item in paths.items() for method in item if method != "parameters"
    }
    assert served == described


def test_the_description_is_served(asker: Asker) -> None:
    assert asker.http.get("/openapi.json").json()["openapi"] == "3.1.0"


def test_the_qa_interface_lists_people_and_the_crowd_separately(asker: Asker) -> None:
    people = asker.http.get("/qa/people").json()["people"]
    assert [one["key"] for one in people] == [person.key for person in PEOPLE]
    assert len(asker.http.get("/qa/crowd").json()["people"]) == len(CROWD)


def test_the_newest_message_comes_first(asker: Asker) -> None:
    for code in ("111111", "222222"):
        asker.send(Content=f"{code} la ma xac thuc Cua So.\n@localhost #{code}")
    told = asker.http.get("/qa/messages/0900000001").json()
    assert told["phone_number"] == "+84900000001"
    assert [one["one_time_code"] for one in told["messages"]] == ["222222", "111111"]


def test_an_emptied_phone_is_empty(asker: Asker) -> None:
    asker.send()
    asker.http.delete(PHONE)
    assert asker.http.get(PHONE).json()["messages"] == []


def test_put_sets_a_whole_knob_and_patch_a_part_of_it(asker: Asker) -> None:
    asker.http.patch("/qa/knobs/sms", json={"drop": True})
    asker.http.patch("/qa/knobs/sms", json={"delay_seconds": 2})
    assert asker.http.get("/qa/knobs").json()["sms"]["drop"] is True
    assert asker.http.put("/qa/knobs/sms", json={"duplicate": True}).json()["drop"] is False


def test_a_reset_is_a_fresh_start(asker: Asker) -> None:
    asker.send()
    asker.http.patch("/qa/knobs/carrier", json={"outage": "http_503"})
    asker.http.put("/qa/clock", json={"offset_seconds": 60})
    asker.http.post("/qa/reset")
    assert asker.http.get(PHONE).json()["messages"] == []
    assert asker.http.get("/qa/knobs/carrier").json()["outage"] == "none"
    assert asker.http.get("/qa/clock").json()["offset_seconds"] == 0
