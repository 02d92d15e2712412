"""Keeps which tests ran and passed, over all processes and suites of one `make test`.

``RAN_TESTS`` names the file; without it nothing is kept. ``python -m tests.support.ran`` then says which
tests that docs/asvs.md or the list of outside formats names did not run.
"""

import os
import sys
from pathlib import Path

import pytest

from tests.support.asvs import requirements
from tests.support.samples import samples

VARIABLE = "RAN_TESTS"


class Ran:
    """Adds each test that passed to the file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the name of a test that passed. The process that collects the reports calls this."""
        if report.when == "call" and report.passed:
            with self._file.open("a", encoding="utf-8") as ran:
                print(report.nodeid.partition("[")[0].removeprefix("tests/"), file=ran)


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests, in the process that the workers report to."""
    name = os.environ.get(VARIABLE)
    if name and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Ran(Path(name)))


def main(name: str) -> int:
    """Print every named test that did not run, and return 1 if there is one."""
    ran = set(Path(name).read_text(encoding="utf-8").split())
    named = {
        "docs/asvs.md": {test for row in requirements() for test in row.tests},
        "tests/unit/formats/samples.toml": {test for row in samples() for test in row.tests},
    }
    missing = [(place, test) for place, tests in named.items() for test in sorted(tests - ran)]
    for place, test in missing:
        print(f"{place} names a test that did not run and pass: {test}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
