"""The sandbox's authority speaks CRL and OCSP as authorities do, and each holder's story is true."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from sandbox import Counterpart, Outage, Sandbox
from sandbox.authority import HOLDERS, Hierarchy, Standing, holder_called, holder_with_phone
from sandbox.authority.keys import RSA_KEYS, Keys
from sandbox.people.table import PEOPLE, PHONE_PREFIX
from tests.unit.sandbox.asking import Asker

NONCE = b"n" * 32


def certificate(here: Sandbox, holder: str) -> x509.Certificate:
    return x509.load_der_x509_certificate(here.authority.credential(holder).certificate)


def issuer(here: Sandbox, holder: str) -> x509.Certificate:
    return x509.load_der_x509_certificate(here.authority.credential(holder).issuer)


def question(here: Sandbox, holder: str) -> bytes:
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        certificate(here, holder), issuer(here, holder), hashes.SHA256()
    )
    builder = builder.add_extension(x509.OCSPNonce(NONCE), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def ask(asker: Asker, here: Sandbox, holder: str) -> ocsp.OCSPResponse:
    answer = asker.http.post("/authority/ocsp/sim", content=question(here, holder)).raise_for_status()
    assert answer.headers["Content-Type"] == "application/ocsp-response"
    return ocsp.load_der_ocsp_response(answer.content)


def crl(asker: Asker, name: str) -> x509.CertificateRevocationList:
    answer = asker.http.get(f"/authority/crl/{name}").raise_for_status()
    assert answer.headers["Content-Type"] == "application/pkix-crl"
    return x509.load_der_x509_crl(answer.content)


@pytest.mark.parametrize("hierarchy", ["sim", "token", "government"])
def test_each_trusted_root_signed_its_authority_and_says_how_far_it_reaches(
    asker: Asker, hierarchy: str
) -> None:
    root = x509.load_pem_x509_certificate(asker.http.get(f"/authority/roots/{hierarchy}.pem").content)
    under = x509.load_pem_x509_certificate(asker.http.get(f"/authority/issuing/{hierarchy}.pem").content)
    under.verify_directly_issued_by(root)
    assert under.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def test_the_bundle_holds_three_roots_and_not_the_unknown_one(asker: Asker, here: Sandbox) -> None:
    bundle = asker.http.get("/authority/roots.pem").content
    assert bundle == here.authority.root_pem(Hierarchy.SIM, Hierarchy.TOKEN, Hierarchy.GOVERNMENT)
    assert asker.http.get("/authority/roots/unknown.pem").status_code == 404


@pytest.mark.parametrize("name", ["sim", "sim-root", "token", "government", "government-root"])
def test_a_list_is_signed_by_its_issuer_and_in_time(asker: Asker, here: Sandbox, name: str) -> None:
    found, by = crl(asker, name), here.authority.issuer(name)
    assert by is not None
    assert found.is_signature_valid(by.key.public_key())
    assert found.next_update_utc is not None
    assert found.last_update_utc < datetime.now(UTC) < found.next_update_utc


def test_the_list_holds_who_was_revoked_by_list_alone(asker: Asker, here: Sandbox) -> None:
    serials = {one.serial_number for one in crl(asker, "sim")}
    assert serials == {certificate(here, "sim_revoked_by_crl").serial_number}


@pytest.mark.parametrize(
    ("holder", "status"),
    [
        ("sim_citizen", ocsp.OCSPCertStatus.GOOD),
        ("sim_revoked_by_ocsp", ocsp.OCSPCertStatus.REVOKED),
        ("sim_revoked_by_crl", ocsp.OCSPCertStatus.REVOKED),
        ("sim_ocsp_unknown", ocsp.OCSPCertStatus.UNKNOWN),
    ],
)
def test_ocsp_tells_the_status_with_our_nonce_from_a_responder_of_the_issuer(
    asker: Asker, here: Sandbox, holder: str, status: ocsp.OCSPCertStatus
) -> None:
    found = ask(asker, here, holder)
    assert (found.certificate_status, found.serial_number) == (
        status, certificate(here, holder).serial_number,
    )  # fmt: skip
    assert found.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == NONCE
    found.certificates[0].verify_directly_issued_by(issuer(here, holder))


def test_ocsp_answers_questions_in_the_address_too(asker: Asker, here: Sandbox) -> None:
    told = quote(base64.b64encode(question(here, "sim_citizen")), safe="")
    answer = asker.http.get(f"/authority/ocsp/sim/{told}")
    assert ocsp.load_der_ocsp_response(answer.content).certificate_status is ocsp.OCSPCertStatus.GOOD


def test_the_wrong_responder_is_a_strangers(asker: Asker, here: Sandbox) -> None:
    found = ask(asker, here, "sim_ocsp_wrong_responder")
    with pytest.raises(ValueError, match=r"(?i)issuer"):
        found.certificates[0].verify_directly_issued_by(issuer(here, "sim_citizen"))


def test_the_answer_about_another_names_another(asker: Asker, here: Sandbox) -> None:
    found = ask(asker, here, "sim_ocsp_other")
    assert found.serial_number != certificate(here, "sim_ocsp_other").serial_number


def test_ocsp_says_what_is_wrong_with_a_question(asker: Asker, here: Sandbox) -> None:
    garbage = asker.http.post("/authority/ocsp/sim", content=b"who?").content
    elsewhere = asker.http.post("/authority/ocsp/token", content=question(here, "sim_citizen")).content
    assert ocsp.load_der_ocsp_response(garbage).response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST
    assert ocsp.load_der_ocsp_response(elsewhere).response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED


@pytest.mark.parametrize(
    "path", ["/authority/crl/bank", "/authority/crl/bank-root", "/authority/ocsp/bank/AAAA"]
)
def test_there_is_nothing_of_an_issuer_that_does_not_exist(asker: Asker, path: str) -> None:
    assert asker.http.get(path).status_code == 404


def test_a_stale_knob_makes_answers_two_days_old(asker: Asker, here: Sandbox) -> None:
    here.knobs.turn(Counterpart.CRL, stale=True)
    here.knobs.turn(Counterpart.OCSP, stale=True)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    listed, answered = crl(asker, "sim").next_update_utc, ask(asker, here, "sim_citizen").next_update_utc
    assert listed is not None
    assert answered is not None
    assert max(listed, answered) < yesterday


def test_list_and_ocsp_fail_each_on_its_own(asker: Asker, here: Sandbox) -> None:
    here.knobs.turn(Counterpart.OCSP, outage=Outage.REFUSE)
    with pytest.raises(httpx2.ConnectError):
        asker.http.post("/authority/ocsp/sim", content=b"")
    assert asker.http.get("/authority/crl/sim").status_code == 200
    assert asker.http.get("/authority/roots.pem").status_code == 200


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: holder.key)
def test_every_certificate_is_its_issuers_over_the_holders_own_key(here: Sandbox, holder: object) -> None:
    credential = here.authority.credential(holder)  # type: ignore[arg-type]  # one of the rows
    found = x509.load_der_x509_certificate(credential.certificate)
    assert found.public_key() == credential.key.public_key()
    above = x509.load_der_x509_certificate(credential.issuer).public_key()
    assert isinstance(above, ec.EllipticCurvePublicKey)
    algorithm = found.signature_hash_algorithm
    assert algorithm is not None
    above.verify(found.signature, found.tbs_certificate_bytes, ec.ECDSA(algorithm))
    assert (algorithm.name == "sha1") is (credential.holder.standing is Standing.SHA1)


def test_a_certificate_stays_the_same_while_the_sandbox_runs(here: Sandbox) -> None:
    assert here.authority.credential("sim_citizen") is here.authority.credential(holder_called("sim_citizen"))


def test_rsa_keys_are_few(here: Sandbox) -> None:
    keys = {here.authority.credential(holder).key for holder in HOLDERS if holder.rsa}
    assert all(isinstance(key, rsa.RSAPrivateKey) for key in keys)
    assert len(keys) <= RSA_KEYS


def test_nobody_with_a_certificate_is_real() -> None:
    numbers = [holder.citizen_number for holder in HOLDERS if holder.citizen_number]
    phones = [holder.phone_number for holder in HOLDERS if holder.phone_number]
    assert all(number.startswith("000") for number in numbers)
    assert all(phone.startswith(PHONE_PREFIX) for phone in phones)
    assert len(set(phones)) == len(phones)


def test_whose_sim_it_is_agrees_with_whose_phone_it_is() -> None:
    for person in PEOPLE:
        holder = holder_with_phone(person.phone_number)
        assert holder is None or (holder.full_name, holder.citizen_number) == (
            person.full_name,
            person.citizen_number,
        )


def test_the_holders_are_listed_for_testers(asker: Asker) -> None:
    listed = asker.http.get("/authority/holders").json()["holders"]
    assert [one["key"] for one in listed] == [holder.key for holder in HOLDERS]
    assert all(one["story"] for one in listed)


def test_keys_of_one_folder_are_found_again_and_are_for_their_owner_alone(tmp_path: Path) -> None:
    before, after = Keys(tmp_path / "one"), Keys(tmp_path / "one")
    assert before.on_curve("sim root").private_numbers() == after.on_curve("sim root").private_numbers()
    assert before.from_pool(0).private_numbers() == after.from_pool(0).private_numbers()
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "one").iterdir()} == {0o600}


def test_another_folder_has_other_keys(tmp_path: Path) -> None:
    one, other = Keys(tmp_path / "one"), Keys(tmp_path / "other")
    assert one.on_curve("sim root").private_numbers() != other.on_curve("sim root").private_numbers()
