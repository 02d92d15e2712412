"""A trial knows the sandbox's two portals, registered once; production knows none of them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts.portals.store import Portals
from accounts.storage.ciphers import FieldCipher, LookupKey, parse_key, parse_keys
from accounts.storage.database import make_engine, upgrade
from deploy import data_folder, keys, sandbox_portals
from deploy.environment import Place, sandbox_environment

IDS = ["sandbox-legacy", "sandbox-standard"]


def place_in(folder: Path, **ports: str) -> Place:
    """A data folder with a migrated database."""
    folder.mkdir(exist_ok=True)
    engine = make_engine(f"sqlite:///{folder / 'accounts.sqlite3'}")
    upgrade(engine)
    engine.dispose()
    return Place.from_environment({"DATA_FOLDER": str(folder), **ports})


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return place_in(tmp_path / "data")


@pytest.fixture
def register(place: Place) -> Iterator[Portals]:
    """What the product reads."""
    engine = make_engine(f"sqlite:///{place.data_folder / 'accounts.sqlite3'}")
    secret = keys.ensure_keys(place.keys_folder)
    yield Portals(
        engine,
        cipher=FieldCipher(parse_keys(secret["ENCRYPTION_KEYS"])),
        lookup=LookupKey(parse_key(secret["LOOKUP_KEY"])),
        clock=lambda: datetime.now(UTC),
        keys_hosts=("localhost:8001",),
    )
    engine.dispose()


def test_both_portals_are_registered_once(place: Place, register: Portals) -> None:
    first = sandbox_portals.ensure_portals(place, {})
    before = register.all()
    assert sandbox_portals.ensure_portals(place, {}) == first
    assert [portal.id for portal in register.all()] == IDS
    assert register.all() == before


def test_the_sandbox_reads_the_secret_that_the_product_knows(place: Place, register: Portals) -> None:
    sandbox_portals.ensure_portals(place, {})
    folder = Path(sandbox_environment(place)["SANDBOX_PORTALS_FOLDER"])
    file = folder / sandbox_portals.SECRET_FILE
    assert register.secret_matches("sandbox-legacy", file.read_text().strip())
    assert file.stat().st_mode & 0o077 == 0


def test_a_lost_secret_is_replaced_at_the_next_start(place: Place, register: Portals) -> None:
    sandbox_portals.ensure_portals(place, {})
    file = place.portals_folder / sandbox_portals.SECRET_FILE
    lost = file.read_text().strip()
    file.unlink()
    sandbox_portals.ensure_portals(place, {})
    assert register.secret_matches("sandbox-legacy", file.read_text().strip())
    assert not register.secret_matches("sandbox-legacy", lost)


def test_the_old_portal_is_heard_from_this_machine_alone(place: Place, register: Portals) -> None:
    sandbox_portals.ensure_portals(place, {})
    legacy, standard = register.all()
    assert legacy.is_legacy
    assert set(legacy.addresses) == set(sandbox_portals.LOOPBACK)
    assert not standard.is_legacy
    assert not standard.client_auth.has_secret


def test_another_port_gives_them_other_addresses(place: Place, register: Portals) -> None:
    sandbox_portals.ensure_portals(place, {})
    moved = Place.from_environment({"DATA_FOLDER": str(place.data_folder), "PORT": "8100"})
    sandbox_portals.ensure_portals(moved, {})
    for portal in register.all():
        assert all(uri.startswith("http://localhost:8101/portals/") for uri in portal.redirect_uris)
        assert all(uri.startswith("http://localhost:8101/portals/") for uri in portal.logout_uris)
    assert "http://localhost:8101/portals/legacy" in sandbox_portals.table(
        sandbox_portals.portals_of(moved), moved
    )


def test_after_a_reset_they_are_registered_afresh(place: Place) -> None:
    sandbox_portals.ensure_portals(place, {})
    data_folder.empty(place.data_folder)
    again = place_in(place.data_folder)
    assert [portal.id for portal in sandbox_portals.ensure_portals(again, {})] == IDS[::-1]
    assert (again.portals_folder / sandbox_portals.SECRET_FILE).exists()


def test_a_portal_that_an_operator_ended_stays_ended(place: Place, register: Portals) -> None:
    sandbox_portals.ensure_portals(place, {})
    register.end("sandbox-legacy")
    assert [portal.id for portal in sandbox_portals.ensure_portals(place, {})] == ["sandbox-standard"]


@pytest.mark.parametrize("surroundings", [{"ENVIRONMENT": "production"}, {"SANDBOX_URL": ""}])
def test_production_gets_no_sandbox_portals(
    place: Place, register: Portals, surroundings: dict[str, str]
) -> None:
    assert sandbox_portals.ensure_portals(place, surroundings) == []
    assert register.all() == []
