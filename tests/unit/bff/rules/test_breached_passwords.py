"""The filter of stolen passwords: a command builds it, a lookup has bounded work, a broken one is refused."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from bff.commands.__main__ import main
from bff.commands.breached import common_passwords
from bff.rules.breached import SHIPPED, BadFilter, BreachedPasswords
from bff.rules.passwords import OwnFacts, PasswordFlaw, password_flaws
from bff.settings.reading import BadSetting
from bff.settings.settings import Settings

STOLEN = [f"Stolen-{number}-Xq" for number in range(3000)]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A filter of `STOLEN`, built by the command."""
    (tmp_path / "list.txt").write_text("\n".join(STOLEN), encoding="utf-8")
    return build(tmp_path / "list.txt")


def build(listed: Path, *more: str) -> Path:
    file = listed.with_name("stolen.filter")
    assert main(["breached-passwords", str(listed), "--filter", str(file), *more], {}) == 0
    return file


def test_a_stolen_password_is_refused(built: Path) -> None:
    stolen = BreachedPasswords(built)
    assert all(one in stolen for one in STOLEN)
    assert PasswordFlaw.BREACHED in password_flaws(STOLEN[7], OwnFacts(), breached=stolen)


def test_few_other_passwords_are_refused(built: Path) -> None:
    stolen = BreachedPasswords(built)
    assert sum(f"Other-{number}-Zk" in stolen for number in range(20_000)) <= 10


def test_digests_with_counts_are_read_and_rare_ones_left_out(tmp_path: Path) -> None:
    listed = tmp_path / "hashes.txt"
    common, rare = (
        hashlib.sha1(one.encode(), usedforsecurity=False).hexdigest().upper()
        for one in ("Often-9x", "Seldom-9x")
    )
    listed.write_text(f"{common}:812\r\n{rare}:2\r\n", encoding="utf-8")
    stolen = BreachedPasswords(build(listed, "--least-count", "10"))
    assert "Often-9x" in stolen
    assert "Seldom-9x" not in stolen


def test_the_shipped_filter_holds_over_three_thousand_common_passwords_that_meet_the_rule() -> None:
    shipped, common = BreachedPasswords(SHIPPED), set(common_passwords())
    assert shipped.count == len(list(common_passwords()))
    assert len(common) > 3000
    assert all(one in shipped for one in common)


@pytest.mark.parametrize("what", ["cut", "longer", "other", "empty", "missing"])
def test_a_broken_filter_is_refused_at_the_start(what: str, built: Path, settings: Settings) -> None:
    whole = built.read_bytes()
    match what:
        case "cut":
            built.write_bytes(whole[:-1])
        case "longer":
            built.write_bytes(whole + b"\0")
        case "other":
            built.write_bytes(b"GIF89a" + whole)
        case "empty":
            built.write_bytes(b"")
        case _:
            built.unlink()
    with pytest.raises(BadFilter):
        BreachedPasswords(built)
    with pytest.raises(BadSetting, match="BREACHED_PASSWORDS_FILE"):
        replace(settings, breached_passwords_file=built).check()


def test_a_list_without_passwords_leaves_the_old_filter(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = built.read_bytes()
    nothing = built.with_name("nothing.txt")
    nothing.write_text("", encoding="utf-8")
    assert main(["breached-passwords", str(nothing), "--filter", str(built)], {}) == 2
    assert "passwords" in capsys.readouterr().err
    assert built.read_bytes() == before
