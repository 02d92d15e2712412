"""`make run`: make keys, start the sandbox and the product, and print their addresses.

No other service is needed: the product brings its own Valkey and SQLite. All data is in one folder
(``DATA_FOLDER``, by default .data), which `make reset` empties.
"""

import os
import signal
import sys
import time
from collections.abc import Mapping
from types import FrameType

from deploy import environment, people_table, sandbox_portals, sandbox_staff
from deploy.data_folder import DataFolderInUse, hold
from deploy.environment import Place
from deploy.programs import PortTaken, Program, ProgramDied, check_port_free

#: Pause between two checks of the running programs, in seconds.
WATCH_SECONDS = 0.3


class Stopped(Exception):
    """A signal asks this program to end: Ctrl-C (SIGINT), SIGTERM or SIGHUP."""


def main(surroundings: Mapping[str, str]) -> int:
    """Serve until a signal (exit code 0) or until one of the programs dies (1)."""
    place = Place.from_environment(surroundings)
    ending = Ending()
    ending.listen()
    try:
        check_port_free(place.port, variable="PORT")
        check_port_free(place.sandbox_port, variable="SANDBOX_PORT")
        check_port_free(place.mssp_port, variable="SANDBOX_MSSP_PORT")
        check_port_free(place.token_port, variable="SANDBOX_TOKEN_PORT")
        with hold(place.data_folder):
            programs = [environment.sandbox(place, surroundings), environment.product(place, surroundings)]
            serve(place, programs, surroundings, ending)
    except Stopped:
        print("Stopped.")
        return 0
    except (PortTaken, DataFolderInUse, ProgramDied) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


def serve(place: Place, programs: list[Program], surroundings: Mapping[str, str], ending: "Ending") -> None:
    """Run *programs* until one dies or a signal comes; then stop them all, the last one first.

    Raises:
        ProgramDied: a program ended by itself.
        Stopped: a signal came.
    """
    try:
        # One after the other: the product reads at its start the root certificates that the sandbox writes.
        for program in programs:
            ending.check()
            program.start()
            program.wait_until_answering(between_looks=ending.check)
        tell(place, surroundings)
        while True:
            ending.check()
            for program in programs:
                program.check_alive()
            time.sleep(WATCH_SECONDS)
    finally:
        for program in reversed(programs):
            program.stop()


def tell(place: Place, surroundings: Mapping[str, str]) -> None:
    """Print the addresses, the people to try, the page with their SMS, and the desk's staff."""
    print(f"\n  Cửa Số       {place.origin}")
    print(f"  The sandbox  {place.sandbox_url}   fictitious people, their phones, counterparts")
    print(f"  Data, logs   {place.data_folder}   ('make reset' empties it)\n")
    print(people_table.fetch(place.sandbox_url))
    print(f"\n  The same people, in full: {place.sandbox_url}/people")
    print(f"  Their SMS arrive on the phone on the screen: {place.sandbox_url}/phone")
    print(f"  A computer with a USB token, and its PIN dialog: {place.sandbox_url}/token")
    staff = sandbox_staff.ensure_staff(place, surroundings)
    if staff:
        print(f"\n  The desk     {place.origin}/desk   name, password, app's secret ('make staff-codes')")
        print(sandbox_staff.table(staff))
    portals = sandbox_portals.ensure_portals(place, surroundings)
    if portals:
        print("\n  Portals that sign people in (docs/portals.md)")
        print(sandbox_portals.table(portals, place))
    print("  Ctrl-C ends both.\n", flush=True)


class Ending:
    """Whether a signal asked this program to end.

    A signal only sets a mark, which is read between two steps. Signals come in twos: a closed terminal sends
    SIGHUP and SIGTERM, and make hands on what its process group got already. An exception from a second one
    would stop the clean-up half-way.
    """

    def __init__(self) -> None:
        self._is_asked = False

    def listen(self) -> None:
        """Take Ctrl-C (SIGINT), SIGTERM and SIGHUP from now on."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def check(self) -> None:
        """Return if nothing asked to end.

        Raises:
            Stopped: a signal came.
        """
        if self._is_asked:
            raise Stopped

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._is_asked = True


if __name__ == "__main__":
    sys.exit(main(os.environ))
