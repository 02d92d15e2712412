"""``python -m sandbox``: serve one sandbox on the loopback address, and print the table of its people.

Each connection has its own thread, so a slow response does not delay other requests. If SANDBOX_MSSP_FOLDER
names a folder for certificates, the SIM gateway has a second port with mutual TLS.
"""

import logging
import os
from pathlib import Path
from threading import Thread

from flask import Flask
from werkzeug.serving import make_server

from sandbox.app import create_sandbox
from sandbox.authority import Hierarchy
from sandbox.mssp.tls import ensure_tls_files, serve_over_tls
from sandbox.people.numbers import national
from sandbox.people.table import PEOPLE, SandboxPerson
from sandbox.serving import Handler
from sandbox.settings import SandboxSettings
from sandbox.state import sandbox_of
from sandbox.token_helper.app import create_helper

HOST = "127.0.0.1"
DEFAULT_PORT = 8001
NAME_WIDTH = 26  # in letters; the one very long name is cut


def main() -> None:
    """Serve until the process ends."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    port = int(os.environ.get("SANDBOX_PORT") or DEFAULT_PORT)
    app = create_sandbox(SandboxSettings.from_environment(os.environ))
    server = make_server(HOST, port, app, threaded=True, request_handler=Handler)
    folder = os.environ.get("SANDBOX_MSSP_FOLDER")
    if folder:
        _publish_roots(app, Path(folder))
        _serve_sims(app, int(os.environ.get("SANDBOX_MSSP_PORT") or port + 1), Path(folder))
    if os.environ.get("SANDBOX_TOKEN_PORT"):
        _serve_helper(app, int(os.environ["SANDBOX_TOKEN_PORT"]))
    print(table())
    address = f"http://localhost:{server.port}"
    print(f"The sandbox is on {address}; SMS arrive on {address}/phone", flush=True)
    server.serve_forever()


def _publish_roots(app: Flask, folder: Path) -> None:
    """Write the trust bundles for SIMs and tokens into *folder*, where the product reads them.

    Each start makes new certificates. If their keys were kept, a product that runs on still trusts them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    authority = sandbox_of(app).authority
    (folder / "sim-roots.pem").write_bytes(authority.root_pem(Hierarchy.SIM))
    (folder / "government-roots.pem").write_bytes(authority.root_pem(Hierarchy.GOVERNMENT))
    (folder / "token-roots.pem").write_bytes(authority.root_pem(Hierarchy.TOKEN))
    for name, hierarchy in (("sim", Hierarchy.SIM), ("token", Hierarchy.TOKEN)):
        issuing = authority.issuing_pem(hierarchy, Hierarchy.GOVERNMENT)
        (folder / f"{name}-issuing.pem").write_bytes(issuing)


def _serve_sims(app: Flask, port: int, folder: Path) -> None:
    """Serve the SIM gateway in a background thread, over mutual TLS with the files in *folder*."""
    server = make_server(HOST, port, app, threaded=True, request_handler=Handler)
    serve_over_tls(server, ensure_tls_files(folder))
    Thread(target=server.serve_forever, daemon=True, name="mssp").start()
    print(f"The SIMs' gateway is on https://localhost:{server.port}/mssp, for the client of {folder}")


def _serve_helper(app: Flask, port: int) -> None:
    """Serve the USB-token helper in a background thread; it plays a program on the visitor's own computer."""
    helper = create_helper(sandbox_of(app))
    server = make_server(HOST, port, helper, threaded=True, request_handler=Handler)
    Thread(target=server.serve_forever, daemon=True, name="token helper").start()
    print(f"The helper of USB tokens is on ws://{HOST}:{server.port}")


def table() -> str:
    """Write the people as a table, one line for each."""
    return "\n".join(_row(person) for person in PEOPLE)


def _row(person: SandboxPerson) -> str:
    name = person.full_name
    name = name if len(name) <= NAME_WIDTH else name[: NAME_WIDTH - 1] + "…"
    return (
        f"{national(person.phone_number)}  {person.citizen_number}  {person.birth_date:<10}  "
        f"{name:<{NAME_WIDTH}}  {person.story}"
    )


if __name__ == "__main__":
    main()
