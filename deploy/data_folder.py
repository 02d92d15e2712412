"""Lock the data folder, so that only one product uses it at a time; and empty it.

The kernel holds the lock for the process (flock), so a killed process leaves no lock behind.
"""

import argparse
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.environment import Place

LOCK_NAME = "running.lock"


class DataFolderInUse(Exception):
    """A running product has the lock of the folder."""


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Lock *folder* while the block runs.

    Raises:
        DataFolderInUse: another process has the lock.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DataFolderInUse(
                f"A product is running with its data in {folder}. Stop it first (Ctrl-C where it runs)."
            ) from error
        yield
    finally:
        os.close(descriptor)  # closing the file also releases the lock


def empty(folder: Path) -> None:
    """Delete everything in *folder*: accounts, registrations, keys, logs.

    Raises:
        DataFolderInUse: a running product uses the folder.
    """
    if not folder.is_dir():
        return
    with hold(folder):
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.data_folder", description=__doc__)
    parser.add_argument("command", choices=["reset"])
    parser.parse_args(arguments)
    place = Place.from_environment(os.environ)
    try:
        empty(place.data_folder)
    except DataFolderInUse as trouble:
        print(trouble, file=sys.stderr)
        return 1
    print(f"{place.data_folder} is empty.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
