"""Serves the product: ``python -m bff``.

This process migrates the accounts' database, starts an embedded Valkey if REDIS_URL is empty, and then starts
gunicorn as another process. Both end with this process, even if it is killed. Only gunicorn's workers are
patched by gevent, not this process.
"""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from types import FrameType

from bff.serving.bundle import MissingBundle, find_bundle
from bff.serving.embedded import EmbeddedValkey
from bff.serving.wire.lines import LONGEST_REQUEST_LINE
from bff.serving.wire.tied import tied
from bff.settings.settings import BadSetting, Settings

#: The most connections of a worker. Each waiting phone keeps one connection open.
CONNECTIONS = 6_000
#: Its name alone: this process does not import what it serves.
WORKER_CLASS = "bff.serving.wire.worker.Worker"
#: Other open files of a worker: connections to stores and counterparts, logs.
OTHER_FILES = 500


def main(environment: Mapping[str, str]) -> int:
    """Serve until the process gets a signal to stop.

    Returns:
        The server's exit code; 2 if the bundle is missing or a setting is wrong, which standard error names.
    """
    try:
        find_bundle()
        settings = Settings.from_environment(environment)
    except MissingBundle as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except BadSetting as trouble:
        print(f"bad setting {trouble}", file=sys.stderr)
        return 2
    allow_files(CONNECTIONS + OTHER_FILES)
    os.umask(0o077)  # no other user may read the accounts, the keys and Valkey's files
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as running:
        addresses = {"DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url}
        if not settings.redis_url:
            valkey = EmbeddedValkey(settings.data_folder / "valkey", mebibytes=settings.valkey_mebibytes)
            valkey.start()
            running.callback(valkey.stop)
            addresses["REDIS_URL"] = valkey.url
        own = {**environment, **addresses}
        subprocess.run(tied(sys.executable, "-m", "accounts", "upgrade"), env=own, check=True)
        return _serve(settings, own)


def allow_files(wanted: int) -> None:
    """Raise the limit of open files for this process and its children, up to the system's hard limit.

    The soft limit of many systems is 1,024 files, so no more phones than that could wait.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def _serve(settings: Settings, environment: Mapping[str, str]) -> int:
    command = [sys.executable, "-m", "gunicorn", "bff.app:create_from_environment()"]
    options = {
        "bind": f"{settings.bind_address}:{settings.port}",
        "workers": settings.workers,
        "worker-class": WORKER_CLASS,
        "worker-connections": CONNECTIONS,
        "timeout": 60,
        "graceful-timeout": 10,
        "keep-alive": 20,
        "log-level": "warning",
        "limit-request-line": LONGEST_REQUEST_LINE,
        "limit-request-fields": 60,
    }
    words = [f"--{name}={value}" for name, value in options.items()]
    server = subprocess.Popen(tied(*command, *words), env=environment)

    def pass_on(number: int, _frame: FrameType | None) -> None:
        server.send_signal(number)

    # A service manager signals this process only; gunicorn then lets its open requests finish.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, pass_on)
    return server.wait()


if __name__ == "__main__":
    sys.exit(main(os.environ))
