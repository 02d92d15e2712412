"""Apache with mod_auth_openidc (Debian), a certified relying party in C, on loopback as a child process."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import httpx2

from deploy.programs import Program
from tests.support.openid.parties import PartyRefused, Registration, SignedIn

MODULES = Path("/usr/lib/apache2/modules")
USER = "www-data"
CONFIGURATION = """
ServerName localhost
ServerRoot {folder}
PidFile {folder}/pid
Listen 127.0.0.1:{port}
{user}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule auth_openidc_module {modules}/mod_auth_openidc.so
ErrorLog {folder}/error.log
LogLevel warn
DocumentRoot {folder}/pages
DirectoryIndex index.html
OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {id}
OIDCProviderTokenEndpointAuth {auth}
{proof}
OIDCRedirectURI http://localhost:{port}/callback
OIDCCryptoPassphrase {passphrase}
OIDCScope "{scope}"
{pkce}
OIDCInfoHook access_token id_token userinfo
<Location />
    AuthType openid-connect
    Require valid-user
</Location>
"""


class Apache:
    """A running Apache, and a person's browser as it stands there."""

    def __init__(self, port: int, folder: Path) -> None:
        self.origin = f"http://localhost:{port}"
        self._folder = folder
        self.browser = httpx2.Client(base_url=self.origin, trust_env=False, timeout=30.0)

    def begin(self, **_parameters: str) -> str:
        answer = self.browser.get("/")
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def finish(self, place: str, **_changes: str) -> SignedIn:
        answer = self.browser.get(place)
        if answer.status_code != 302:
            raise PartyRefused(
                f"{answer.status_code}: {self._folder.joinpath('error.log').read_text()[-600:]}"
            )
        assert self.browser.get("/").text == "welcome"
        told: dict[str, Any] = self.browser.get("/callback?info=json").json()
        return SignedIn(told["id_token"], told["userinfo"], "", told["access_token"])

    @property
    def is_signed_in(self) -> bool:
        return self.browser.get("/").status_code == 200

    def logout(self, _signed_in: SignedIn, back: str) -> str:
        answer = self.browser.get("/callback?" + urlencode({"logout": back}))
        return str(answer.headers["Location"])


@contextmanager
def apache(registration: Registration, port: int, *, pkce: bool = True) -> Iterator[Apache]:
    """Run Apache during the block, with *registration*; its key is an RSA key that `new_rsa` made."""
    with TemporaryDirectory(prefix="cuaso-apache-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "pages").mkdir()
        (folder / "pages" / "index.html").write_text("welcome")
        proof = f"OIDCClientSecret {registration.secret}"
        file = folder / "configuration"
        file.write_text(
            CONFIGURATION.format(
                folder=folder,
                port=port,
                user=f"User {USER}\nGroup {USER}" if os.geteuid() == 0 else "",
                modules=MODULES,
                issuer=registration.issuer,
                id=registration.id,
                auth=registration.auth,
                proof=proof,
                passphrase=secrets.token_hex(16),
                scope=registration.scope,
                pkce="OIDCPKCEMethod S256" if pkce else "",
            )
        )
        program = Program(
            name="Apache",
            command=[_program(), "-f", str(file), "-D", "FOREGROUND"],
            environment={"PATH": os.environ["PATH"]},
            log=folder / "output.log",
            answers_at=f"http://localhost:{port}/callback",
        )
        try:
            program.start()
            program.wait_until_answering()
            running = Apache(port, folder)
            with running.browser:
                yield running
        finally:
            program.stop()


def _program() -> str:
    found = shutil.which("apache2", path=os.environ["PATH"] + ":/usr/sbin")
    assert found, "Debian's apache2-bin and libapache2-mod-auth-openidc: deploy/debian_packages.sh"
    return found
