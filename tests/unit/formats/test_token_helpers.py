"""The page's frames to VGCA and VNPT are those of their own libraries, and it reads answers of their form."""

import base64
import hashlib
import json
import subprocess
from string import Template

import pytest

from tests.unit.pwa.frame import PWA
from tests.unit.verifiers.tokens import Computer, answer_of, text, web_eid_token
from verifiers.certificates import Certificate
from verifiers.usb_token import Helper, TokenRefusal

#: Talks to a helper that answers each frame as its table says, and tells what was sent and what came of it.
TALK = Template("""
const answers = $answers;
const sent = [];
globalThis.location = { hostname: "portal.example.vn", origin: "https://portal.example.vn" };
globalThis.WebSocket = class {
  constructor(url) {
    this.url = url;
    queueMicrotask(() => this.onopen());
  }
  send(frame) {
    sent.push([this.url, frame]);
    const data = answers.shift();
    queueMicrotask(() => this.onmessage({ data }));
  }
  close() {}
};
const helper = await import("$module");
const place = { vgca: "wss://127.0.0.1:8987", vnpt: ["wss://localhost:4433"], licence: "a licence" };
const asked = { digest: "$digest", content: "the challenge" };
let told;
try {
  const certificates = await helper.certificates(place);
  told = { certificates, signed: await helper.sign(place, asked, certificates) };
} catch (error) {
  told = { ending: error.ending };
}
console.log(JSON.stringify({ sent, told }));
process.exit();
""")
DIGEST = base64.b64encode(hashlib.sha256(b"the challenge").digest()).decode()
CALLBACK = "*callbackDefault"


def talk(helper: str, *answers: object) -> tuple[list[tuple[str, str]], object]:
    """What the page sent, and what it made of the *answers*."""
    told = [one if isinstance(one, str) else json.dumps(one) for one in answers]
    script = TALK.substitute(
        answers=json.dumps(told), module=(PWA / "token" / f"{helper}.js").as_uri(), digest=DIGEST
    )
    command = ["node", "--no-warnings", "--input-type=module", "--eval", script]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return [(url, frame) for url, frame in said["sent"]], said["told"]


VGCA_CERTIFICATE = {"Status": 0, "Message": "", "CertInfo": {"Base64Data": "Y2VydA=="}}
VGCA_SIGNED = {"Status": 0, "Message": "", "Signature": "c2ln", "CertBase64": "Y2VydA=="}


def test_vgca_is_asked_as_its_own_library_asks() -> None:
    sent, told = talk("vgca", VGCA_CERTIFICATE, VGCA_SIGNED)
    assert [url for url, _ in sent] == ["wss://127.0.0.1:8987/GetCertInfo", "wss://127.0.0.1:8987/SignMsg"]
    assert sent[0][1] == "get_cert_info"
    assert json.loads(sent[1][1]) == {"HashAlg": "SHA256", "HashValue": DIGEST, "Encode": "RSA"}
    assert told == {"certificates": ["Y2VydA=="], "signed": {"signature": "c2ln", "certificate": "Y2VydA=="}}


def vnpt_signed(code: int, data: str = "", error: str = "", serial: str = "5400A1") -> str:
    """The plugin's answer: a JSON list of texts, each of which is a JSON object."""
    item = {"code": code, "data": data, "error": error, "serial": serial}
    return json.dumps([json.dumps(item)]) + CALLBACK


VNPT_CERTIFICATE = (
    json.dumps(
        {
            "subjectCN": "Nguyễn Văn An",
            "issuerCN": "CA",
            "serial": "5400A1",
            "notBefore": "01/01/2026 00:00:00",
            "notAfter": "01/01/2029 00:00:00",
            "base64": "Y2VydA==",
        }
    )
    + CALLBACK
)
LICENSED = json.dumps({"code": 1}) + CALLBACK


def test_vnpt_is_asked_as_its_own_library_asks() -> None:
    sent, told = talk("vnpt", "1" + CALLBACK, LICENSED, VNPT_CERTIFICATE, vnpt_signed(0, "Y21z"))
    frames = [json.loads(frame) for _, frame in sent]
    assert {url for url, _ in sent} == {"wss://localhost:4433/plugin"}
    item = json.dumps({"data": text(b"the challenge"), "type": "cmsdetached"}, separators=(",", ":"))
    assert frames == [
        {
            "functionID": number,
            "funcCallback": "callbackDefault",
            "args": arguments,
            "domain": "portal.example.vn",
        }
        for number, arguments in [
            (7, [""]),
            (6, ["a licence"]),
            (0, ["0"]),
            (10, [json.dumps([item], separators=(",", ":")), "", "1", "1"]),
        ]
    ]
    assert told == {"certificates": ["Y2VydA=="], "signed": {"envelope": "Y21z"}}


@pytest.mark.parametrize(
    ("code", "ending"),
    [(11, "cancelled"), (2, "no_token"), (4, "no_token"), (3, "pin_wrong"), (1, "not_understood")],
)
def test_each_code_of_vnpts_library_has_its_ending(code: int, ending: str) -> None:
    _, told = talk("vnpt", "1" + CALLBACK, LICENSED, VNPT_CERTIFICATE, vnpt_signed(code, error="e"))
    assert told == {"ending": ending}


@pytest.mark.parametrize("helper", [Helper.VGCA, Helper.VNPT])
def test_what_the_page_posts_of_a_helpers_answer_is_verified(helper: Helper) -> None:
    computer = Computer()
    challenge = computer.challenge()
    posted = answer_of(helper, computer.token("token_150"), challenge)
    assert isinstance(computer.verify(helper, posted, challenge), Certificate)


#: The members of a token in Web eID's own test, in its order.
WEB_EID_MEMBERS = ["algorithm", "unverifiedCertificate", "appVersion", "signature", "format"]


@pytest.mark.parametrize("key", ["token_150", "token_elliptic"])
@pytest.mark.parametrize("version", ["web-eid:1", "web-eid:1.0", "web-eid:1.1"])
def test_a_web_eid_token_with_its_librarys_members_is_verified(key: str, version: str) -> None:
    computer = Computer()
    challenge = computer.challenge()
    made = json.loads(web_eid_token(computer.token(key), nonce=challenge.web_eid_nonce, format=version))
    token = {name: made[name] for name in WEB_EID_MEMBERS}
    # Version 1.1 adds members for signing; the library ignores what it does not know, and so do we.
    token |= {"unverifiedSigningCertificates": []}
    assert isinstance(computer.verify(Helper.WEB_EID, json.dumps(token), challenge), Certificate)


@pytest.mark.parametrize("missing", ["algorithm", "unverifiedCertificate", "signature", "format"])
def test_a_web_eid_token_without_a_member_is_unreadable(missing: str) -> None:
    computer = Computer()
    challenge = computer.challenge()
    made = json.loads(web_eid_token(computer.token("token_150"), nonce=challenge.web_eid_nonce))
    del made[missing]
    assert computer.verify(Helper.WEB_EID, json.dumps(made), challenge) is TokenRefusal.UNREADABLE
