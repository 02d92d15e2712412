"""A worker starts without the libraries that only commands need."""

import subprocess
import sys

PRINT_MODULES = "import sys, bff.app; print(*{name.partition('.')[0] for name in sys.modules})"


def test_a_worker_imports_no_migrations() -> None:
    done = subprocess.run([sys.executable, "-c", PRINT_MODULES], capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert "bff" in imported
    assert not imported & {"alembic", "mako", "pyhanko"}
