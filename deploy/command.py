"""Run a command of the product with the keys and addresses of `make run`.

Example: ``python -m deploy.command accounts verify-audit`` runs ``python -m accounts verify-audit``.
"""

import os
import subprocess
import sys

from deploy.environment import Place, product_environment


def main(arguments: list[str]) -> int:
    """Run the module with its arguments, and return its exit code."""
    if not arguments:
        print("usage: python -m deploy.command MODULE [ARGUMENT ...]", file=sys.stderr)
        return 2
    place = Place.from_environment(os.environ)
    environment = {**product_environment(place), **os.environ}
    return subprocess.run([sys.executable, "-m", *arguments], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
