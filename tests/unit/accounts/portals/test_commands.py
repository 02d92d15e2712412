"""An operator adds, lists, changes and ends portals by commands; what contradicts itself is refused."""

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from accounts import audit
from accounts.commands import main
from accounts.portals.keys import SigningKeys
from accounts.portals.records import ClientAuth, Scope
from accounts.portals.store import Portals
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading
from accounts.storage.lately import KEPT
from tests.unit.accounts.people import KEY, LOOKUP_KEY
from tests.unit.accounts.portals.facts import EC_JWK, KEYS

Run = Callable[..., int]
NAMES = ("--name-vi", "Cổng dịch vụ công", "--name-en", "Public services")
BACK = ("--redirect", "https://portal.example.vn/back")
SECRET = ("--auth", "client_secret_post")
LEGACY = (*SECRET, "--legacy", "--addresses", "192.0.2.0/28")


class Ahead:
    """The clock of a worker: that of the commands, and as much ahead as it is moved."""

    def __init__(self) -> None:
        self.by = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.fixture
def clock() -> Ahead:
    return Ahead()


@pytest.fixture
def run(database_url: str, engine: Engine) -> Run:
    environment = {
        "DATABASE_URL": database_url,
        "ENCRYPTION_KEYS": f"k1:{base64.b64encode(KEY[1]).decode()}",
        "LOOKUP_KEY": base64.b64encode(LOOKUP_KEY).decode(),
        "PORTAL_KEYS_HOSTS": "keys.example.vn, other.example.vn:8443",
    }
    assert engine is not None
    return lambda *arguments: main(arguments, environment)


@pytest.fixture
def portals(engine: Engine, clock: Ahead) -> Portals:
    return Portals(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=clock)


@pytest.fixture
def keys_file(tmp_path: Path) -> str:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(KEYS), encoding="utf-8")
    return str(file)


def secret_in(printed: str) -> str:
    found = re.search(r"^  ([\w-]{32,})$", printed, re.MULTILINE)
    assert found
    return found[1]


def test_a_portal_with_keys_is_added_and_gets_no_secret(
    run: Run, portals: Portals, keys_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = (
        "--scopes",
        "profile",
        "phone",
        "--level",
        "3",
        "--keys",
        keys_file,
        "--fapi",
        "--signs-userinfo",
    )
    assert run("portals", "add", "dvc", *NAMES, *BACK, *facts) == 0
    added = portals.find("dvc")
    assert added is not None
    assert (added.name_vi, added.sector, added.least_level) == ("Cổng dịch vụ công", "portal.example.vn", 3)
    assert added.scopes == frozenset({Scope.OPENID, Scope.PROFILE, Scope.PHONE})
    assert (added.is_fapi, added.signs_userinfo, added.is_legacy) == (True, True, False)
    assert added.keys == KEYS
    printed = capsys.readouterr().out
    assert "secret" not in printed
    assert "fapi signs_userinfo" in printed


def test_a_legacy_portal_is_added_and_its_secret_printed_once(
    run: Run, portals: Portals, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("portals", "add", "old", *NAMES, *BACK, *LEGACY) == 0
    secret = secret_in(capsys.readouterr().out)
    assert portals.secret_matches("old", secret)
    assert run("portals", "list") == 0
    listed = capsys.readouterr().out
    assert "legacy" in listed
    assert "192.0.2.0/28" in listed
    assert secret not in listed


def test_a_portal_without_an_id_gets_one(run: Run, portals: Portals, keys_file: str) -> None:
    assert run("portals", "add", *NAMES, *BACK, "--keys", keys_file) == 0
    (added,) = portals.all()
    assert re.fullmatch(r"[0-9a-f]{20}", added.id)


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        ((*SECRET, "--fapi"), "fapi"),
        ((*LEGACY, "--fapi"), "fapi"),
        ((*SECRET, "--legacy"), "legacy"),
        ((*SECRET, "--legacy", "--addresses", "0.0.0.0/0"), "all addresses"),
        ((*SECRET, "--addresses", "here"), "network"),
        ((*SECRET, "--keys", "KEYS"), "no keys"),
        ((*SECRET, "--takes-token-endpoint-audience"), "assertion"),
        ((), "private_key_jwt needs"),
        (("--keys-uri", "https://evil.example.vn/jwks"), "PORTAL_KEYS_HOSTS"),
        (("--keys", "/nowhere/keys.json"), "can not be read"),
        (("--keys", "NOT JSON"), "not JSON"),
        (("--keys", "PRIVATE"), "private"),
        (("--keys", "LIST"), "no JSON object"),
        ((*SECRET, "--redirect", "https://a.vn/#x"), "fragment"),
        ((*SECRET, "--redirect", "https://u@a.vn/"), "user name"),
        ((*SECRET, "--redirect", "https://*.vn/"), "wildcard"),
        ((*SECRET, "--redirect", "http://a.vn/"), "https"),
        ((*SECRET, "--redirect", "https://[a.vn/"), "no address"),
        ((*SECRET, "--redirect", "https://a.vn/", "https://b.vn/"), "--sector"),
        ((*SECRET, "--backchannel", "http://a.vn/"), "https"),
        ((*SECRET, "--logout", "http://a.vn/"), "https"),
    ],
)
def test_what_contradicts_itself_is_refused_and_adds_nothing(
    run: Run,
    portals: Portals,
    tmp_path: Path,
    keys_file: str,
    flags: tuple[str, ...],
    why: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    texts: dict[str, Any] = {
        "NOT JSON": "-----BEGIN PUBLIC KEY-----",
        "PRIVATE": json.dumps({"keys": [{**EC_JWK, "d": "AQAB"}]}),
        "LIST": "[]",
    }
    files = {"KEYS": keys_file}
    for name, written in texts.items():
        files[name] = str(tmp_path / name)
        Path(files[name]).write_text(written, encoding="utf-8")
    assert run("portals", "add", "dvc", *NAMES, *BACK, *(files.get(flag, flag) for flag in flags)) == 2
    said = capsys.readouterr()
    assert why in said.err
    assert said.out == ""
    assert portals.all() == []


@pytest.mark.parametrize(
    "flags",
    [
        (*SECRET, "--level", "1"),
        (*SECRET, "--level", "4"),
        (*SECRET, "--scopes", "everything"),
        ("--auth", "none"),
        ("--keys", "a", "--keys-uri", "https://keys.example.vn/jwks"),
    ],
)
def test_a_word_that_the_command_does_not_know_is_refused(
    run: Run, portals: Portals, flags: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("portals", "add", "dvc", *NAMES, *BACK, *flags)
    assert stopped.value.code == 2
    assert flags[-2] in capsys.readouterr().err
    assert portals.all() == []


@pytest.mark.parametrize("missing", ["--name-vi", "--name-en", "--redirect"])
def test_a_new_portal_needs_its_names_and_an_address(
    run: Run, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [*NAMES, *BACK, *SECRET]
    at = given.index(missing)
    with pytest.raises(SystemExit):
        run("portals", "add", "dvc", *given[:at], *given[at + 2 :])
    assert missing in capsys.readouterr().err


def test_keys_may_be_fetched_from_a_host_of_the_setting(run: Run, portals: Portals) -> None:
    for host in ("keys.example.vn", "other.example.vn:8443"):
        assert run("portals", "add", *NAMES, *BACK, "--keys-uri", f"https://{host}/jwks") == 0
    assert len(portals.all()) == 2


def test_a_change_replaces_what_is_given_alone(
    run: Run, portals: Portals, keys_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    back = ("--backchannel", "https://portal.example.vn/ended", "--logout", "https://portal.example.vn/")
    assert run("portals", "add", "dvc", *NAMES, *BACK, "--keys", keys_file, *back) == 0
    assert run("portals", "change", "dvc", "--level", "3", "--backchannel", "none", "--logout") == 0
    changed = portals.find("dvc")
    assert changed is not None
    assert (changed.least_level, changed.backchannel_logout_uri, changed.logout_uris) == (3, None, ())
    assert (changed.name_en, changed.keys) == ("Public services", KEYS)
    assert run("portals", "change", "dvc", "--keys-uri", "https://keys.example.vn/jwks") == 0
    changed = portals.find("dvc")
    assert changed is not None
    assert (changed.keys, changed.keys_uri) == (None, "https://keys.example.vn/jwks")
    assert "keys.example.vn" in capsys.readouterr().out


def test_a_portal_goes_over_to_a_secret_and_back(
    run: Run, portals: Portals, clock: Ahead, keys_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("portals", "add", "dvc", *NAMES, *BACK, "--keys", keys_file) == 0
    assert run("portals", "change", "dvc", *SECRET) == 0
    assert "rotate-secret dvc" in capsys.readouterr().out
    assert run("portals", "rotate-secret", "dvc") == 0
    secret = secret_in(capsys.readouterr().out)
    assert portals.secret_matches("dvc", secret)
    assert run("portals", "change", "dvc", "--auth", "private_key_jwt", "--keys", keys_file) == 0
    clock.by += KEPT
    assert not portals.secret_matches("dvc", secret)
    assert run("portals", "change", "dvc", "--legacy", "--addresses", "192.0.2.1") == 0
    assert run("portals", "change", "dvc", "--no-legacy", "--addresses") == 0
    changed = portals.find("dvc")
    assert changed is not None
    assert (changed.client_auth, changed.is_legacy, changed.addresses) == (
        ClientAuth.PRIVATE_KEY_JWT,
        False,
        (),
    )


def test_a_secret_is_rotated_with_and_without_an_overlap(
    run: Run, portals: Portals, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("portals", "add", "old", *NAMES, *BACK, *LEGACY) == 0
    secrets = [secret_in(capsys.readouterr().out)]
    for hours in ("24", "0"):
        assert run("portals", "rotate-secret", "old", "--keep-old-hours", hours) == 0
        secrets.append(secret_in(capsys.readouterr().out))
    assert [portals.secret_matches("old", secret) for secret in secrets] == [False, False, True]


@pytest.mark.parametrize(
    ("hours", "why"),
    [("-1", "0 to 30 days"), ("721", "0 to 30 days"), ("nan", "number of hours"), ("inf", "number of hours")],
)
def test_an_overlap_without_sense_is_refused(
    run: Run, hours: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("portals", "add", "old", *NAMES, *BACK, *LEGACY) == 0
    assert run("portals", "rotate-secret", "old", f"--keep-old-hours={hours}") == 2
    assert why in capsys.readouterr().err


def test_a_portal_that_ended_stays_in_the_list(
    run: Run, portals: Portals, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("portals", "add", "old", *NAMES, *BACK, *LEGACY) == 0
    assert run("portals", "end", "old") == 0
    assert not portals.all()[0].is_open
    assert "(ended 20" in capsys.readouterr().out
    assert run("portals", "end", "old") == 2
    assert "has ended" in capsys.readouterr().err


@pytest.mark.parametrize("act", ["change", "end", "rotate-secret"])
def test_an_unknown_portal_is_named(run: Run, act: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("portals", act, "nowhere") == 2
    assert "there is no portal nowhere" in capsys.readouterr().err


def test_an_id_that_is_taken_is_named(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("portals", "add", "old", *NAMES, *BACK, *LEGACY) == 0
    assert run("portals", "add", "OLD", *NAMES, *BACK, *LEGACY) == 2
    assert "OLD already" in capsys.readouterr().err


def test_keys_are_rotated_and_listed(
    run: Run, engine: Engine, clock: Ahead, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = SigningKeys(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=clock)
    first = {keys.signing(alg).kid for alg in ("RS256", "ES256")}
    assert run("portal-keys", "rotate") == 0
    made = set(re.findall(r"^[RE]S256  (\w+)", capsys.readouterr().out, re.MULTILINE))
    assert run("portal-keys", "list") == 0
    assert set(re.findall(r"^[RE]S256  (\w+)", capsys.readouterr().out, re.MULTILINE)) == first | made
    assert run("portal-keys", "rotate") == 2
    assert "published already" in capsys.readouterr().err
    assert run("portal-keys", "rotate", "--leaked") == 0
    clock.by += KEPT
    assert not {keys.signing(alg).kid for alg in ("RS256", "ES256")} & (first | made)


def test_every_act_is_in_the_audit_and_no_word_of_the_portal(run: Run, engine: Engine) -> None:
    assert run("portals", "add", "old", *NAMES, *BACK, *LEGACY) == 0
    assert run("portals", "change", "old", "--name-en", "New") == 0
    assert run("portals", "rotate-secret", "old") == 0
    assert run("portals", "end", "old") == 0
    assert run("portal-keys", "rotate") == 0
    with reading(engine) as session:
        assert isinstance(audit.verify(session), audit.Intact)
        rows = session.execute(text("SELECT event, codes FROM audit_entries ORDER BY sequence")).all()
    assert [(event, codes) for event, codes in rows] == [
        ("portal_added", '{"auth":"client_secret_post","by":"command","legacy":"yes","level":"level_2"}'),
        ("portal_changed", '{"by":"command","name_en":"changed"}'),
        ("portal_secret_rotated", '{"by":"command"}'),
        ("portal_ended", '{"by":"command"}'),
        ("portal_key_made", "{}"),
        ("portal_key_made", "{}"),
    ]
