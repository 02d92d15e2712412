"""Counts the rooms of the product and the arrows between them: ``python -m deploy.rooms [--arrows]``.

A room is a folder or a module at the top of ``bff/``, ``bff/views/`` or ``accounts/``. An arrow is a pair of
rooms of which one imports from the other. The graph is the import linter's own.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import grimp

PACKAGES = ("bff", "accounts", "verifiers", "identity")
#: Folders whose own folders are rooms.
HALLS = ("bff.views",)


@dataclass(frozen=True)
class Rooms:
    """The rooms of one package, and which room imports from which."""

    names: frozenset[str]
    arrows: frozenset[tuple[str, str]]

    @property
    def circles(self) -> list[tuple[str, str]]:
        """Pairs of rooms that import from each other."""
        return sorted((a, b) for a, b in self.arrows if a < b and (b, a) in self.arrows)


def rooms_of(package: str) -> Rooms:
    """Count the rooms and arrows of *package*."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    names, arrows = set(), set()
    for module in graph.modules:
        room = _room_of(module, package)
        if room is None:
            continue
        names.add(room)
        for imported in graph.find_modules_directly_imported_by(module):
            other = _room_of(imported, package)
            if other is not None and other != room:
                arrows.add((room, other))
    return Rooms(frozenset(names), frozenset(arrows))


def _room_of(module: str, package: str) -> str | None:
    """Name the room of *module*; None: it is in another package, or it is the package itself."""
    parts = module.split(".")
    if parts[0] != package or len(parts) == 1:
        return None
    is_in_hall = any(module.startswith(f"{hall}.") for hall in HALLS)
    return ".".join(parts[: 3 if is_in_hall else 2])


def main(arguments: Sequence[str]) -> int:
    """Print the figures, and the arrows where they are asked for; 1 where rooms import in a circle."""
    circles = []
    for package in ("bff", "accounts"):
        rooms = rooms_of(package)
        circles += rooms.circles
        print(f"{package}: {len(rooms.names)} rooms, {len(rooms.arrows)} arrows")
        if "--arrows" in arguments:
            for room in sorted(rooms.names):
                others = sorted(other for start, other in rooms.arrows if start == room)
                print(f"  {room} -> {', '.join(others) or '(nothing)'}")
    for one, other in circles:
        print(f"{one} and {other} import from each other")
    return 1 if circles else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
