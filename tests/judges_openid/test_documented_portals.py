"""The portals of docs/portals.md sign a person in, word for word as a developer finds them there."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest

from accounts.portals.records import ClientAuth, Portal
from deploy.programs import Program, free_ports
from tests.support.browser import Browser
from tests.support.openid.site import LAN, Site, answer_in

REPOSITORY = Path(__file__).parents[2]
DOCUMENT = (REPOSITORY / "docs/portals.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", DOCUMENT, re.DOTALL)


def block(first_words: str) -> str:
    """Return the one block of the document that begins with these words."""
    (found,) = [text for _language, text in BLOCKS if text.startswith(first_words)]
    return str(found)


def registering() -> tuple[str, list[str]]:
    """Return the document's commands that make a key, and the arguments of the one that adds the portal."""
    making, found, adding = block("mkdir ../my-portal").partition(
        ".venv/bin/python -m deploy.command accounts portals"
    )
    assert found
    return making, re.findall(r"--[\w-]+|\badd\b", adding)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A portal's folder, with the key that the document's commands made."""
    with TemporaryDirectory(prefix="cuaso-portal-") as name:
        product = Path(name) / "product"
        (product / ".venv/bin").mkdir(parents=True)
        (product / ".venv/bin/python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        (product / ".venv/bin/python").chmod(0o755)
        making, _options = registering()
        subprocess.run(["sh", "-ec", making], cwd=product, check=True, capture_output=True)
        yield Path(name) / "my-portal"


def add(site: Site, folder: Path, redirect_uri: str, *, takes_token_endpoint: bool = False) -> Portal:
    """Add the portal as the document's command does."""
    portal, _secret = site.add(
        keys=json.loads((folder / "portal.jwks").read_text()),
        client_auth=ClientAuth.PRIVATE_KEY_JWT,
        redirect_uris=(redirect_uri,),
        takes_token_endpoint_audience=takes_token_endpoint,
    )
    return portal


def run(command: list[str], site: Site, portal: Portal, folder: Path, port: int, **more: str) -> Program:
    """Run a portal of the document in its folder, until the test ends it."""
    program = Program(
        name="the documented portal",
        command=["env", "-C", str(folder), *command],
        environment={
            "PATH": f"{os.environ['PATH']}:/usr/sbin",
            "ISSUER": site.issuer,
            "CLIENT_ID": portal.id,
            "PORT": str(port),
            **more,
        },
        log=folder / "output.log",
        answers_at=f"http://localhost:{port}/no-such-page",
    )
    program.start()
    program.wait_until_answering()
    return program


def test_the_document_adds_a_portal_with_the_key_that_it_made(folder: Path) -> None:
    assert {one.name for one in folder.iterdir()} == {"portal.key", "portal.crt", "portal.jwks"}
    assert registering()[1] == [
        "add",
        "--name-vi",
        "--name-en",
        "--scopes",
        "--redirect",
        "--logout",
        "--keys",
    ]


@pytest.mark.parametrize(
    ("first_words", "command"),
    [("// portal.mjs", ["node", "portal.mjs"]), ("# portal.py", [sys.executable, "portal.py"])],
)
def test_the_documented_portal_signs_a_person_in(
    site: Site, tab: Browser, folder: Path, first_words: str, command: list[str]
) -> None:
    (port,) = free_ports(1)
    (folder / command[1]).write_text(block(first_words), encoding="utf-8")
    (folder / "node_modules").symlink_to(REPOSITORY / "node_modules")
    portal = add(site, folder, f"http://localhost:{port}/callback")
    program = run(command, site, portal, folder, port)
    try:
        with httpx2.Client(base_url=f"http://localhost:{port}", trust_env=False, timeout=30.0) as person:
            back = answer_in(tab, person.get("/").headers["Location"])
            told = person.get(back).json()
    finally:
        program.stop()
    assert told["claims"]["acr"] == "urn:cuaso:level:2"
    assert told["person"]["name"] == LAN.full_name


def test_the_documented_apache_signs_a_person_in(site: Site, tab: Browser, folder: Path) -> None:
    (port,) = free_ports(1)
    (folder / "apache.conf").write_text(block("# apache.conf"), encoding="utf-8")
    (folder / "pages/private").mkdir(parents=True)
    (folder / "pages/private/index.html").write_text("welcome")
    portal = add(site, folder, f"http://localhost:{port}/private/callback", takes_token_endpoint=True)
    assert portal.keys is not None
    kid = portal.keys["keys"][0]["kid"]
    command = ["apache2", "-f", f"{folder}/apache.conf", "-D", "FOREGROUND"]
    if os.geteuid() == 0:
        command += ["-c", "User www-data", "-c", "Group www-data"]
        shutil.chown(folder.parent, "www-data")
        shutil.chown(folder, "www-data")
    program = run(command, site, portal, folder, port, FOLDER=str(folder), KID=kid)
    try:
        with httpx2.Client(base_url=f"http://localhost:{port}", trust_env=False, timeout=30.0) as person:
            back = answer_in(tab, person.get("/private/").headers["Location"])
            assert person.get(back).status_code == 302, (folder / "apache.log").read_text()
            assert person.get("/private/").text == "welcome"
    finally:
        program.stop()
