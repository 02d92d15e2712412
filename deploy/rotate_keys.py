"""What `make rotate-keys` does: a new encryption key, and every account encrypted with it.

Only while no product runs in the data folder: a running one does not know the new key. How it is done
without stopping is in docs/operations.md.
"""

import os
import subprocess
import sys
from collections.abc import Mapping

from deploy.data_folder import DataFolderInUse, hold
from deploy.environment import Place, product_environment
from deploy.keys import add_encryption_key


def main(surroundings: Mapping[str, str]) -> int:
    """Return the exit code: that of the re-encryption, or 1 while a product runs here."""
    place = Place.from_environment(surroundings)
    try:
        with hold(place.data_folder):
            name = add_encryption_key(place.keys_folder)
            print(f"New data is encrypted with key {name}; older keys still decrypt.", flush=True)
            command = [sys.executable, "-m", "accounts", "rotate-keys"]
            environment = {**product_environment(place), **surroundings}
            return subprocess.run(command, env=environment, check=False).returncode
    except DataFolderInUse as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(os.environ))
