"""The weight of one worker: how long it takes to start, the modules it imports, the memory it keeps.

`BEFORE` holds the same figures for an earlier commit, measured in turn with those of that day on one machine.
They are given numbers, since that commit's libraries are no longer installed.
"""

import importlib.metadata
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

import httpx2

from bench.crowd.processes import children_of, cpu_of, resident_mib
from bench.crowd.stand import Stand, stand
from bench.figures import Table, median
from bff.__main__ import WORKER_CLASS
from deploy.programs import Program, free_ports

ROUNDS = 7
REQUESTS = 100
RUNTIME = Path(__file__).parent.parent / "requirements" / "runtime.txt"


@dataclass(frozen=True)
class Weight:
    """What one worker weighs.

    Attributes:
        import_cpu: CPU seconds of a process that imports `bff.app` and ends.
        start_cpu: CPU seconds of gunicorn and its one worker until /health/live answers.
        modules: modules in memory after that import.
        resident: MiB of the worker when it answers first.
        resident_later: the same after `REQUESTS` requests.
        installed: MiB of the files of all packages in requirements/runtime.txt.
    """

    import_cpu: float
    start_cpu: float
    modules: int
    resident: float
    resident_later: float
    installed: float


#: Commit a959375: with pyhanko, alembic in the worker, and the predecessor of httpx2.
BEFORE = Weight(
    import_cpu=1.88, start_cpu=2.03, modules=1_713, resident=147.2, resident_later=147.8, installed=222.9
)
LABELS = (
    ("import of the application, CPU", "{:.2f} s"),
    ("gunicorn with one worker until /health/live answers, CPU", "{:.2f} s"),
    ("modules imported", "{:,d}"),
    ("resident memory after the start", "{:.1f} MiB"),
    (f"resident memory after {REQUESTS} requests", "{:.1f} MiB"),
    ("runtime packages, installed", "{:.1f} MiB"),
)


def measure() -> list[Table]:
    """Measure and lay out."""
    rows = [
        (label, form.format(before), form.format(now), f"{now / before:.2f}")
        for (label, form), before, now in zip(LABELS, astuple(BEFORE), astuple(weigh()), strict=True)
    ]
    return [
        Table(
            "The worker's weight",
            ("what", "commit a959375", "now", "ratio"),
            tuple(rows),
            f"Whole processes, medians of {ROUNDS}. Commit a959375 was measured on 2026-11-26; on another "
            "machine only modules and sizes compare. That day ten starts of each in turn took 0.90 of the "
            "CPU and of the time.",
        )
    ]


def weigh() -> Weight:
    """Weigh the worker of this tree."""
    imports = [_import_cpu() for _ in range(ROUNDS)]
    cpu, resident, later = [], [], []
    with stand() as running:
        for _ in range(ROUNDS):
            with _gunicorn(running) as (program, url):
                worker = children_of(program.pid)
                cpu.append(cpu_of([program.pid, *worker]).total)
                resident.append(resident_mib(worker))
                _ask(url, running.place.origin)
                later.append(resident_mib(worker))
    return Weight(
        import_cpu=median(imports),
        start_cpu=median(cpu),
        modules=_modules(),
        resident=median(resident),
        resident_later=median(later),
        installed=_installed(),
    )


def _import_cpu() -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "import bff.app"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _modules() -> int:
    command = [sys.executable, "-c", "import sys, bff.app; print(len(sys.modules))"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@contextmanager
def _gunicorn(running: Stand) -> Iterator[tuple[Program, str]]:
    """Start gunicorn with one worker beside *running*, on the same stores, and yield it when it answers."""
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    options = [
        f"--bind=127.0.0.1:{port}",
        "--workers=1",
        f"--worker-class={WORKER_CLASS}",
        "--log-level=warning",
    ]
    program = Program(
        "gunicorn",
        [sys.executable, "-m", "gunicorn", "bff.app:create_from_environment()", *options],
        {**running.product.environment, "REDIS_URL": f"unix://{running.redis_socket}"},
        running.place.data_folder / "gunicorn.log",
        f"{url}/health/live",
    )
    program.start()
    try:
        program.wait_until_answering()
        yield program, url
    finally:
        program.stop()


def _ask(url: str, origin: str) -> None:
    host = {"Host": origin.removeprefix("http://")}  # the product answers under its own address only
    with httpx2.Client(base_url=url, headers=host, trust_env=False) as client:
        for _ in range(REQUESTS):
            client.get("/").raise_for_status()


def _installed() -> float:
    names = re.findall(r"^([\w.-]+)==", RUNTIME.read_text(encoding="utf-8"), re.MULTILINE)
    files = (file.locate() for name in names for file in _files(name))
    return sum(Path(str(file)).stat().st_size for file in files if Path(str(file)).is_file()) / 1024**2


def _files(name: str) -> list[importlib.metadata.PackagePath]:
    try:
        return importlib.metadata.files(name) or []
    except importlib.metadata.PackageNotFoundError:  # for another system or Python
        return []
