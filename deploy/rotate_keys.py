"""`make rotate-keys`: add a new encryption key, and encrypt every account with it.

This works only while no product uses the data folder, because a running product does not know the new key.
docs/operations.md says how to rotate keys without a stop.
"""

import os
import subprocess
import sys
from collections.abc import Mapping

from deploy.data_folder import DataFolderInUse, hold
from deploy.environment import Place, product_environment
from deploy.keys import add_encryption_key


def main(surroundings: Mapping[str, str]) -> int:
    """Rotate the keys; return the exit code of the re-encryption, or 1 if a product is running."""
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
